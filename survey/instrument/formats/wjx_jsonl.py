"""问卷星 JSONL (or its JSON list): one question a line with numbered types."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from survey.errors import InvalidDefinition
from survey.instrument.formats.base import Format, Source, parsed, unreadable
from survey.instrument.formats.plain import plain, words
from survey.instrument.formats.sketch import Choice, Page, Question, Sketch
from survey.language import m

__all__ = ["WjxJsonl"]

PAGE_BREAK: Final = 1
_TYPES: Final[dict[int, str]] = {
    2: "note",
    3: "single_choice",
    302: "rating",
    4: "multiple_choice",
    402: "ranking",
    5: "short_text",
    6: "comment",
    7: "matrix",
    701: "matrix",
    702: "matrix",
    705: "matrix",
    10: "number",
}
_LEFT: Final = frozenset({8, 9, 501, 703, 704, 706, 707, 708, 709, 710, 711, 712})


class WjxJsonl(Format):
    """A questionnaire as 问卷星's interface takes it."""

    name = "wjx-jsonl"
    label = m("问卷星 JSONL")
    order = 20

    def recognises(self, source: Source) -> bool:
        return '"q_type"' in source.text and '"q_title"' in source.text

    def read(self, source: Source) -> Sketch:
        sketch = Sketch()
        page = Page()
        for number, row in enumerate(_rows(source, self), start=1):
            meta = row.get("_meta")
            if isinstance(meta, Mapping):
                sketch.title, sketch.opening = words(meta.get("title")), words(meta.get("description"))
            elif row.get("q_type") == PAGE_BREAK:
                sketch.pages.append(page)
                page = Page()
            else:
                question = _question(row, number, sketch)
                if question is not None:
                    page.questions.append(question)
        sketch.pages.append(page)
        return sketch


def _rows(source: Source, kind: Format) -> list[Mapping[str, Any]]:
    if isinstance(source.json, list):
        return [row for row in source.json if isinstance(row, Mapping)]
    rows = []
    for line in source.text.split("\n"):
        if not line.strip():
            continue
        try:
            row = parsed(line)
        except (InvalidDefinition, json.JSONDecodeError):
            raise unreadable(kind.label) from None
        if isinstance(row, Mapping):
            rows.append(row)
    return rows


def _question(row: Mapping[str, Any], number: int, sketch: Sketch) -> Question | None:
    main, detail = row.get("q_type"), row.get("q_subtype")
    text = words(row.get("q_title"))
    where = text.get("zh", str(number))[:80]
    kind = None if detail in _LEFT else _TYPES.get(_int(detail)) or _TYPES.get(_int(main))
    if kind is None:
        named = f"{main}/{detail}"[:40]
        sketch.drop(where, m("题型“%(kind)s”没有对应的题型，这道题没有导入。", kind=named))
        return None
    question = Question(
        kind, text, name=f"q{row.get('q_index', number)}", required=row.get("is_requir") is True
    )
    if kind == "note":
        question.required = False
    choices = _labels(row.get("items"), "item_title")
    if kind in ("single_choice", "multiple_choice", "ranking"):
        question.options = choices
    elif kind == "rating":
        question.points = choices
    elif kind == "matrix":
        question.options = choices
        question.points = _labels(row.get("exts"), "ext_title")
    return question


def _labels(given: Any, name: str) -> list[Choice]:
    rows = [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []
    return [
        Choice(words(one.get(name)), plain(one.get(name)), other=one.get("is_text") is True) for one in rows
    ]


def _int(value: Any) -> int:
    return value if isinstance(value, int) else -1
