"""A whole questionnaire's answers: read from a form or a file, finished, packed, written out again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from survey.errors import InvalidAnswer
from survey.instrument.definition import Definition, Section
from survey.instrument.routing import asked_items, kept_of
from survey.language import Message, m
from survey.questions import NOT_ASKED, Answers, Item, Json, get
from survey.questions.base import AnswerRefused
from survey.questions.words import quoted

__all__ = [
    "NOT_ASKED_CELL",
    "Parsed",
    "SpokenWords",
    "file_columns",
    "finish",
    "from_row",
    "missing",
    "pack_scores",
    "parse_items",
    "parse_section",
    "to_row",
    "verbatims_of",
]

FIELD_PREFIX: Final = "q."
NOT_ASKED_CELL: Final = "-"
_ESCAPED: Final = re.compile(r"\\*-")
"""A text that is itself a hyphen is written `\\-`, so that it does not read as "not asked"."""


class Parsed(NamedTuple):
    """What was read: the answers, what is wrong by item key, and what was typed, to be shown again."""

    answers: Answers
    problems: dict[str, Message]
    raws: dict[str, dict[str, list[str]]]


class SpokenWords(NamedTuple):
    """A respondent's own words, born with the item and its dimension."""

    key: str
    item: str
    text: str
    dimension: str | None


def parse_section(definition: Definition, section: Section, form: Mapping[str, Sequence[str]]) -> Parsed:
    """The answers of one page from its form.

    Fields that do not begin with `q.` are somebody else's and ignored. A field of an item or a part
    that this section does not have raises InvalidAnswer: it cannot come from our own page.
    """
    return parse_items(definition, section.items, form)


def parse_items(definition: Definition, items: Iterable[Item], form: Mapping[str, Sequence[str]]) -> Parsed:
    """The answers of `items` from one form: a section, or the whole questionnaire on one page."""
    by_key = {item.key: item for item in items}
    raws = _by_item(by_key, form)
    answers: Answers = {}
    problems: dict[str, Message] = {}
    for key, item in by_key.items():
        try:
            answers |= get(item.type).parse(item, raws.get(key, {}), definition.scale_by_key)
        except AnswerRefused as refused:
            problems[key] = refused.message
    return Parsed(answers, problems, raws)


def _by_item(items: Mapping[str, Item], form: Mapping[str, Sequence[str]]) -> dict[str, dict[str, list[str]]]:
    raws: dict[str, dict[str, list[str]]] = {}
    for name, texts in form.items():
        if not name.startswith(FIELD_PREFIX):
            continue
        key, _, part = name.removeprefix(FIELD_PREFIX).partition(".")
        item = items.get(key)
        if item is None or part not in get(item.type).form_parts(item):
            raise InvalidAnswer(
                m("提交的内容中有本页没有的题目（%(name)s），请刷新页面后重新填写。", name=quoted(name)),
                {quoted(key): m("本页没有这道题。")},
            )
        raws.setdefault(key, {})[part] = list(texts)
    return raws


def missing(items: Iterable[Item], answers: Mapping[str, Json]) -> dict[str, Message]:
    """Item key → why it may not be left like this; empty when the page may be left."""
    found: dict[str, Message] = {}
    for item in items:
        message = get(item.type).missing(item, answers)
        if message is not None:
            found[item.key] = message
    return found


def finish(definition: Definition, answers: Mapping[str, Json], *, check_required: bool = True) -> Answers:
    """The answers as they are stored: routed-out ones dropped, None where asked and not answered.

    Raises InvalidAnswer naming the required items that are open, unless `check_required` is off
    (paper forms and earlier years are taken as they are).
    """
    asked = asked_items(definition, answers)
    kept = kept_of(asked, answers)
    if check_required and (problems := missing(asked, kept)):
        raise InvalidAnswer(m("还有 %(n)d 项没有填好，请补上后再提交。", n=len(problems)), problems)
    return {item.key: None for item in asked} | kept


def pack_scores(definition: Definition, answers: Mapping[str, Json]) -> bytes:
    """One byte for each of `definition.columns`; items without an entry in `answers` were not asked."""
    scales = definition.scale_by_key
    codes: list[int] = []
    for item, width in definition.widths:
        if item.key in answers:
            codes.extend(get(item.type).pack(item, answers, scales))
        else:
            codes.extend((NOT_ASKED,) * width)
    return bytes(codes)


def verbatims_of(definition: Definition, answers: Mapping[str, Json]) -> list[SpokenWords]:
    """Everything the respondent wrote in their own words, in the order of the questionnaire."""
    return [
        SpokenWords(verbatim.key, item.key, verbatim.text, item.dimension)
        for item in definition.items()
        for verbatim in get(item.type).verbatims(item, answers)
    ]


def file_columns(definition: Definition) -> tuple[str, ...]:
    """The columns that the items have in a response file, in order."""
    return tuple(
        _heading(item.key, part) for item in definition.items() for part in get(item.type).file_parts(item)
    )


def _heading(key: str, part: str) -> str:
    return f"{key}:{part}" if part else key


def to_row(definition: Definition, answers: Mapping[str, Json]) -> dict[str, str]:
    """Column → cell of one response: '' = not answered, `NA`, `-` = not asked."""
    row: dict[str, str] = {}
    for item in definition.items():
        kind = get(item.type)
        asked = item.key in answers
        cells = kind.cells(item, answers) if asked else {}
        for part in kind.file_parts(item):
            row[_heading(item.key, part)] = _escaped(cells.get(part, "")) if asked else NOT_ASKED_CELL
    return row


def _escaped(text: str) -> str:
    return f"\\{text}" if _ESCAPED.fullmatch(text) else text


def _unescaped(text: str) -> str:
    return text.removeprefix("\\") if _ESCAPED.fullmatch(text) else text


def from_row(definition: Definition, cells: Mapping[str, str]) -> Parsed:
    """The answers of one row of a response file; `problems` and `raws` go by column heading.

    A column that no item has is a problem. An item whose columns are all absent, or hold nothing but
    `-`, was not asked and gets no answer. The file says what was asked, so routing is not applied.
    """
    answers: Answers = {}
    problems = {
        heading: m("问卷中没有“%(column)s”这一列。", column=quoted(heading))
        for heading in cells.keys() - set(file_columns(definition))
    }
    for item in definition.items():
        kind = get(item.type)
        given = {
            part: cells[heading]
            for part in kind.file_parts(item)
            if (heading := _heading(item.key, part)) in cells
        }
        texts = {part: _unescaped(text) for part, text in given.items() if text != NOT_ASKED_CELL}
        if not texts or (len(texts) < len(given) and not any(text.strip() for text in texts.values())):
            continue
        try:
            answers |= kind.parse(item, kind.from_cells(item, texts), definition.scale_by_key)
        except AnswerRefused as refused:
            problems[_blamed(definition, item, texts)] = refused.message
    return Parsed(answers, problems, {heading: {"": [text]} for heading, text in cells.items()})


def _blamed(definition: Definition, item: Item, texts: Mapping[str, str]) -> str:
    """The heading that a refused item is reported under: the filled column without which it is taken."""
    kind = get(item.type)
    filled = [part for part, text in texts.items() if text.strip()]
    for part in filled:
        rest = {other: text for other, text in texts.items() if other != part}
        try:
            kind.parse(item, kind.from_cells(item, rest), definition.scale_by_key)
        except AnswerRefused:
            continue
        return _heading(item.key, part)
    return _heading(item.key, filled[0])
