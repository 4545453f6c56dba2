"""What every question type says about itself; a new type is one subclass in `types/`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from survey.errors import InvalidInput
from survey.language import Message, m
from survey.questions.model import Item, Scales, listed

__all__ = [
    "NA",
    "NOT_ANSWERED",
    "NOT_APPLICABLE",
    "NOT_ASKED",
    "AnswerRefused",
    "Answers",
    "Column",
    "Json",
    "QuestionType",
    "Raw",
    "Verbatim",
]

Json = Any
"""A JSON value as stored: None = not answered, `NA` = don't know / not applicable; not asked = absent."""

Answers = dict[str, Json]
"""Answer key → value. An item's main value stands under its key, its parts under `key:part`
(`product_fit:why`, `role:other`)."""

Raw = Mapping[str, Sequence[str]]
"""What was sent for one item: part ('' is the item itself) → the texts sent, as typed."""

NA: Final = "NA"

# Packed codes, one byte per score column; real codes are 0–250.
NOT_ASKED: Final = 253
NOT_ANSWERED: Final = 254
NOT_APPLICABLE: Final = 255

REQUIRED: Final = m("这一项还没有填写。")


class AnswerRefused(InvalidInput):
    """One item's answer cannot be taken; the message says why, to the person who typed it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of small integers that an item yields for counting.

    `key` is unique in the questionnaire (`product_fit:performance`); `kind` is `score` (an ordered
    scale, `scale` names it), `choice` (code = position in `labels`), `flag` (0/1), `rank`
    (1 = first, 0 = not ranked) or `points` (given out of a total). `labels` maps each code to what people read.
    """

    key: str
    item: str
    part: str
    kind: str
    labels: Mapping[int, Mapping[str, str]]
    scale: str | None = None


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A respondent's own words inside an answer: the answer key it stands under and the text."""

    key: str
    text: str


class QuestionType(ABC):
    """One kind of question. Instances hold no state; items, scales and answers are passed in."""

    name: ClassVar[str]
    label: ClassVar[Message]
    has_options: ClassVar[bool] = False
    scale_roles: ClassVar[tuple[str, ...]] = ()
    """Which scales the item must name, such as ('importance', 'performance')."""
    parts: ClassVar[tuple[str, ...]] = ("",)
    """The parts that a form or an import file may send for it."""
    settings_known: ClassVar[tuple[str, ...]] = ()
    asks: ClassVar[bool] = True
    """False for a text between questions, which has no number and no answer."""
    gives_consent: ClassVar[bool] = False
    """Whether an answer to it is a consent to the processing of what is filled in."""
    personal: ClassVar[bool] = False
    """Whether an answer says who the person is; anonymous surveys leave such items out."""
    paper_row: ClassVar[bool] = False
    """Whether `paper.html` prints a row of the table of rated items instead of a block of its own."""

    # --- the definition --------------------------------------------------------------------

    def check(self, item: Item, scales: Scales) -> Iterable[Message]:
        """What is wrong with the item's options, scales and settings; nothing when it can be asked."""
        for role in self.scale_roles:
            if item.scales.get(role) not in scales:
                yield m("没有选定评分等级（%(role)s）。", role=role)
        for role in item.scales:
            if role not in self.scale_roles:
                yield m("这种题型不使用评分等级（%(role)s）。", role=role)
        if self.has_options and len(item.options) < 2:
            yield m("至少要有两个选项。")
        if not self.has_options and item.options:
            yield m("这种题型没有选项。")
        keys = [option.key for option in item.options]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield m("选项代码“%(key)s”重复。", key=key)
        for name in item.settings:
            if name not in self.settings_known:
                yield m("这种题型没有“%(name)s”这项设置。", name=name)

    def testable(self, item: Item, scales: Scales) -> frozenset[str | int] | None:
        """What a condition may compare its answer with; None where anything goes (numbers, words)."""
        return None

    def seconds(self, item: Item) -> float:
        """About how long a respondent takes over it."""
        return 6.0

    # --- one answer ------------------------------------------------------------------------

    def form_parts(self, item: Item) -> tuple[str, ...]:
        """The parts that a form may send for it; anything else is refused before `parse`."""
        return self.parts

    @abstractmethod
    def parse(self, item: Item, raw: Raw, scales: Scales) -> Answers:
        """The answers under `item.key` (and its parts) from what was sent.

        Nothing sent gives `{item.key: None}`. Whether that is allowed is `missing`'s business, so
        that a draft can be saved half filled. Raises AnswerRefused for what is not offered.
        """

    def missing(self, item: Item, answers: Mapping[str, Json]) -> Message | None:
        """Why the item may not be left like this, or None."""
        if item.required and answers.get(item.key) in (None, "", []):
            return REQUIRED
        return None

    def to_raw(self, item: Item, answers: Mapping[str, Json]) -> dict[str, list[str]]:
        """What a form would have sent for these answers: `parse(to_raw(a)) == a`. Fills forms again."""
        raw: dict[str, list[str]] = {}
        for part in self.parts:
            value = answers.get(f"{item.key}:{part}" if part else item.key)
            if value is not None:
                raw[part] = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        return raw

    def verbatims(self, item: Item, answers: Mapping[str, Json]) -> tuple[Verbatim, ...]:
        """The respondent's own words in it."""
        return ()

    def readable(self, item: Item, answers: Mapping[str, Json], scales: Scales, language: str) -> str:
        """The answer as a person reads it, in `language`; '' when there is none."""
        return listed((text for texts in self.to_raw(item, answers).values() for text in texts), language)

    # --- files -----------------------------------------------------------------------------

    def cells(self, item: Item, answers: Mapping[str, Json]) -> dict[str, str]:
        """Part → cell text, as import and export files write it (several choices joined by `;`)."""
        return {part: ";".join(texts) for part, texts in self.to_raw(item, answers).items()}

    def from_cells(self, item: Item, cells: Mapping[str, str]) -> dict[str, list[str]]:
        """What a form would have sent for these cells: the inverse of `cells`."""
        return {part: [text] for part, text in cells.items() if text != ""}

    def file_parts(self, item: Item) -> tuple[str, ...]:
        """The columns it has in a file, as parts."""
        return self.parts

    # --- counting --------------------------------------------------------------------------

    def columns(self, item: Item, scales: Scales) -> tuple[Column, ...]:
        """The columns of small integers it yields; none for words and dates."""
        return ()

    def pack(self, item: Item, answers: Mapping[str, Json], scales: Scales) -> tuple[int, ...]:
        """One code per column of `columns`; only called for an item that was asked."""
        return ()


def only(raw: Raw, part: str = "") -> str:
    """The one text sent for `part`, stripped; '' when nothing was; more than one is refused."""
    texts = [text.strip() for text in raw.get(part, ()) if text.strip()]
    if len(texts) > 1:
        raise AnswerRefused(m("这一项只能选一个。"))
    return texts[0] if texts else ""
