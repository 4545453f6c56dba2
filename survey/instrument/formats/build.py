"""A sketch made into a questionnaire of ours: keys, scales shared by items, conditions in our names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from survey.errors import InvalidInput
from survey.instrument.definition import Definition
from survey.instrument.formats.plain import bounded, slug
from survey.instrument.formats.settle import place, settle
from survey.instrument.formats.sketch import Choice, Page, Question, Sketch, Words
from survey.instrument.load import load_definition
from survey.language import m

__all__ = ["MOST_QUESTIONS", "build"]

MOST_QUESTIONS: Final = 500
LONGEST_TITLE: Final = 200

_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_SATISFIED: Final = re.compile(r"^(非常|很|比较|十分)?满意$|^(very |extremely |somewhat )?satisfied$", re.I)


@dataclass
class _Builder:
    sketch: Sketch
    keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The file's name of a question already made → its key and type."""
    options: dict[tuple[str, str], str | int] = field(default_factory=dict)
    """The file's names of a question and an answer → the answer as conditions of ours test it."""
    scales: dict[tuple[Any, ...], dict[str, Any]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def definition(self, key: str) -> Definition:
        sections = [made for page in self._pages() if (made := self._section(page))["items"]]
        if not sections:
            raise InvalidInput(m("文件里没有读到题目，没有导入。"))
        return load_definition(
            {
                "key": slug(key) or "imported",
                "title": self._title(),
                "languages": ["zh", "en"] if self._is_bilingual() else ["zh"],
                **{
                    name: bounded(text)
                    for name, text in (("opening", self.sketch.opening), ("thanks", self.sketch.thanks))
                    if text
                },
                "scales": list(self.scales.values()),
                "sections": sections,
            }
        )

    def _title(self) -> Words:
        """The title as far as one may be long; the file's own where it has one."""
        title = self.sketch.title or {"zh": "导入的问卷"}
        if any(len(text) > LONGEST_TITLE for text in title.values()):
            self.sketch.drop("", m("标题超过 %(most)d 个字，只保留前面的。", most=LONGEST_TITLE))
        return {language: " ".join(text.split())[:LONGEST_TITLE] for language, text in title.items()}

    def _pages(self) -> Iterable[Page]:
        asked = 0
        for page in self.sketch.pages:
            over = max(0, asked + len(page.questions) - MOST_QUESTIONS)
            if over:
                left = sum(len(one.questions) for one in self.sketch.pages) - MOST_QUESTIONS
                self.sketch.drop(
                    "", m("问卷超过 %(most)d 题，后面的 %(n)d 题没有导入。", most=MOST_QUESTIONS, n=left)
                )
                page.questions = page.questions[: len(page.questions) - over]
            asked += len(page.questions)
            yield page
            if over:
                return

    def _section(self, page: Page) -> dict[str, Any]:
        number = len(self.used) + 1
        return {
            "key": self._key("", f"page_{number}"),
            "title": bounded(page.title or self.sketch.title or {"zh": "问卷"}),
            **({"intro": bounded(page.intro)} if page.intro else {}),
            "items": [self._item(question) for question in page.questions],
        }

    def _item(self, question: Question) -> dict[str, Any]:
        settle(question, self.sketch)
        key = self._key(question.name, f"q{len(self.keys) + 1}")
        condition = self._condition(question)
        item: dict[str, Any] = {
            "key": key,
            "type": question.type,
            "text": question.text or {"zh": "（没有题目文字）"},
            "required": question.required,
            "settings": question.settings,
        }
        if question.help:
            item["help"] = question.help
        if question.options:
            item["options"] = self._options(question)
        if question.points:
            item["scales"] = {"score": self._scale(question)}
        if condition is not None:
            item["show_if"] = condition
        self.keys[question.name or key] = key, question.type
        return item

    def _options(self, question: Question) -> list[dict[str, Any]]:
        taken: set[str] = set()
        made = []
        for number, option in enumerate(question.options, start=1):
            key = slug(option.value)
            key = key if key and key not in taken else f"o{number}"
            while key in taken:
                key += "_"
            taken.add(key)
            self.options[question.name, option.value] = key
            made.append(
                {
                    "key": key,
                    "label": option.label or {"zh": option.value or str(number)},
                    "other": option.other and question.type not in ("ranking", "matrix"),
                    "exclusive": option.exclusive and question.type == "multiple_choice",
                }
            )
        return made

    def _scale(self, question: Question) -> str:
        points = question.points
        for number, point in enumerate(points, start=question.first):
            self.options[question.name, point.value] = number
        known = (
            question.first,
            *(tuple(sorted(point.label.items())) for point in points),
            repr(question.ends),
            repr(question.na),
        )
        if known not in self.scales:
            self.scales[known] = _scale(f"scale{len(self.scales) + 1}", question, points)
        return str(self.scales[known]["key"])

    def _condition(self, question: Question) -> dict[str, Any] | None:
        if question.show_if is None:
            return None
        translated = self._translated(question.show_if)
        if translated is None:
            self.sketch.drop(place(question), m("显示条件看不懂或指向后面的题，没有导入；这道题总是显示。"))
        return translated

    def _translated(self, condition: Mapping[str, Any]) -> dict[str, Any] | None:
        for joined in ("all", "any"):
            if joined in condition:
                parts = [self._translated(part) for part in condition[joined]]
                return None if None in parts or not parts else {joined: parts}
        if "not" in condition:
            inner = self._translated(condition["not"])
            return None if inner is None else {"not": inner}
        return self._test(condition)

    def _test(self, condition: Mapping[str, Any]) -> dict[str, Any] | None:
        """One comparison in our names; None where the item comes later or has no such answer."""
        name = str(condition.get("item"))
        key, kind = self.keys.get(name, ("", ""))
        if not key or kind in ("note", "matrix"):
            return None
        if "is" in condition:
            value = self.options.get((name, str(condition["is"])))
            return None if value is None else {"item": key, "is": value}
        for limit in ("at_least", "at_most"):
            if limit in condition:
                bound = condition[limit] if kind == "number" else self._rated(name, kind, condition[limit])
                return None if bound is None else {"item": key, limit: bound}
        return {"item": key, "answered": condition["answered"]}

    def _rated(self, name: str, kind: str, value: float) -> str | int | None:
        """The value of the point that the file calls `value`."""
        return self.options.get((name, f"{value:g}")) if kind in ("rating", "nps") else None

    def _key(self, name: str, otherwise: str) -> str:
        key = slug(name) or otherwise
        number = 2
        base = key
        while key in self.used:
            key, number = f"{base}_{number}", number + 1
        self.used.add(key)
        return key

    def _is_bilingual(self) -> bool:
        return any("en" in question.text for page in self.sketch.pages for question in page.questions)


def build(sketch: Sketch, key: str) -> Definition:
    """The questionnaire; raises InvalidInput when nothing is asked, InvalidDefinition with every fault.

    What is shortened or left out on the way is added to `sketch.dropped`.
    """
    made = _Builder(sketch).definition(key)
    asked = " ".join(item.text.get("zh", "") for item in made.items())
    if not _HAN.search(asked):
        sketch.drop("", m("文件里没有中文：原文放在了中文栏里，请翻译后再发布。"))
    return made


def _scale(key: str, question: Question, points: list[Choice]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "key": key,
        "points": [
            {"value": number, "label": point.label or {"zh": str(number)}}
            for number, point in enumerate(points, start=question.first)
        ],
    }
    if question.na:
        made["na"] = question.na
    if question.ends and any(question.ends):
        made["ends"] = _joined(*question.ends)
    satisfied = [
        number
        for number, point in enumerate(points, start=question.first)
        if any(_SATISFIED.match(label.strip()) for label in point.label.values())
    ]
    if satisfied and question.type == "rating":
        made["satisfied_from"] = satisfied[0]
    return made


def _joined(low: Words, high: Words) -> Words:
    """The words at both ends as our scales keep them, by language."""
    return {
        language: f"{low.get(language) or low.get('zh', '')}|{high.get(language) or high.get('zh', '')}"
        for language in {*low, *high}
    }
