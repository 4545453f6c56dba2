"""小桔问卷 (xiaoju-survey) JSON: the list of questions with their options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from survey.instrument.formats.base import Format, Source, unreadable
from survey.instrument.formats.plain import plain, words
from survey.instrument.formats.sketch import Choice, Page, Question, Sketch
from survey.language import m

__all__ = ["Xiaoju"]

_CHOICES: Final = {
    "radio": "single_choice",
    "checkbox": "multiple_choice",
    "binary-choice": "single_choice",
    "select": "single_choice",
}
_STARS: Final = 5


class Xiaoju(Format):
    """A questionnaire of 小桔问卷."""

    name = "xiaoju"
    label = m("小桔问卷 JSON")
    order = 10

    def recognises(self, source: Source) -> bool:
        return "dataConf" in source.fields or "bannerConf" in source.fields

    def read(self, source: Source) -> Sketch:
        found = source.fields
        listed = _inside(found, "dataConf", "dataList")
        if not isinstance(listed, list | None):
            raise unreadable(self.label)
        banner = _inside(found, "bannerConf", "titleConfig") or {}
        sketch = Sketch(
            title=words(banner.get("mainTitle") or found.get("title")),
            opening=words(banner.get("subTitle")),
            thanks=words(_inside(found, "submitConf", "msgContent", "msg_200")),
        )
        if _inside(found, "logicConf", "showLogicConf"):
            sketch.drop("logicConf", m("显示逻辑没有导入，相关的题目总是显示。"))
        page = Page()
        for one in listed or []:
            if isinstance(one, Mapping):
                page.questions += _question(one, sketch)
        sketch.pages.append(page)
        return sketch


def _question(given: Mapping[str, Any], sketch: Sketch) -> list[Question]:
    kind, text = str(given.get("type", "")), words(given.get("title"))
    question = Question("", text, name=str(given.get("field", "")), required=given.get("isRequired") is True)
    where = text.get("zh", question.name)
    if kind == "vote":
        kind = str(given.get("innerType") or "radio")
        sketch.drop(where, m("投票题改为普通选择题，不向填写人显示票数。"))
    if kind in _CHOICES:
        question.type, question.options = _CHOICES[kind], _options(given)
        for name, theirs in (("min", "minNum"), ("max", "maxNum")):
            limit = given.get(theirs)
            if (
                question.type == "multiple_choice"
                and isinstance(limit, int)
                and 0 < limit <= len(question.options)
            ):
                question.settings[name] = limit
    elif kind == "text":
        question.type = "number" if given.get("valid") == "n" else "short_text"
    elif kind == "textarea":
        question.type = "comment"
    elif kind in ("radio-star", "radio-nps"):
        _stars(given, question, nps=kind == "radio-nps")
    elif kind in ("section", "cascader"):
        sketch.drop(where, m("题型“%(kind)s”没有对应的题型，这道题没有导入。", kind=kind))
        return []
    else:
        sketch.drop(where, m("题型“%(kind)s”没有对应的题型，这道题没有导入。", kind=kind[:40] or "?"))
        return []
    return [question]


def _options(given: Mapping[str, Any]) -> list[Choice]:
    options = given.get("options")
    return [
        Choice(words(one.get("text")), plain(one.get("hash")), other=one.get("others") is True)
        for one in (options if isinstance(options, list) else [])
        if isinstance(one, Mapping)
    ]


def _stars(given: Mapping[str, Any], question: Question, *, nps: bool) -> None:
    low, high = (_number(given.get("min"), 0), _number(given.get("max"), 10)) if nps else (1, _STARS)
    question.type = "nps" if nps and (low, high) == (0, 10) else "rating"
    question.first = low
    question.points = [Choice({"zh": str(value)}, str(value)) for value in range(low, high + 1)]
    ends = words(given.get("minMsg")), words(given.get("maxMsg"))
    question.ends = ends if any(ends) else None


def _number(value: Any, otherwise: int) -> int:
    text = plain(value)
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 3 else otherwise


def _inside(found: Any, *names: str) -> Any:
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
