"""SurveyJS JSON: pages of elements; panels are opened, expressions kept where they are simple."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from survey.instrument.formats.base import Format, Source, unreadable
from survey.instrument.formats.conditions import of_expression
from survey.instrument.formats.plain import plain, words
from survey.instrument.formats.sketch import Choice, Page, Question, Sketch
from survey.language import m

__all__ = ["SurveyJs"]

_SCRIPTED: Final = ("triggers", "calculatedValues", "completedHtmlOnCondition", "validators")
_LEFT: Final = {
    "enableIf": m("“何时可填”的条件没有导入。"),
    "requiredIf": m("“何时必填”的条件没有导入。"),
    "validators": m("填写校验规则没有导入。"),
    "setValueExpression": m("自动计算没有导入。"),
    "defaultValue": m("预填的答案没有导入。"),
    "choicesByUrl": m("从网址读取的选项没有导入。"),
    "choicesVisibleIf": m("选项的显示条件没有导入。"),
    "choicesFromQuestion": m("沿用其他题的选项没有导入。"),
    "imageLink": m("图片没有导入。"),
}
_DEEPEST: Final = 12
_PIPED: Final = re.compile(r"\{[A-Za-z_][\w.-]*\}")


class SurveyJs(Format):
    """A survey of SurveyJS Creator."""

    name = "surveyjs"
    label = m("SurveyJS 问卷 JSON")
    order = 10

    def recognises(self, source: Source) -> bool:
        found = source.fields
        return "pages" in found or ("elements" in found and "SurveyElements" not in found)

    def read(self, source: Source) -> Sketch:
        found = source.fields
        pages = found.get("pages", [found] if "elements" in found else None)
        if not isinstance(pages, list):
            raise unreadable(self.label)
        sketch = Sketch(
            title=words(found.get("title")),
            opening=words(found.get("description")),
            thanks=words(found.get("completedHtml")),
        )
        for name in _SCRIPTED:
            if found.get(name):
                sketch.drop(name, m("问卷里的自动规则没有导入。"))
        for page in pages:
            if isinstance(page, Mapping):
                sketch.pages.append(_page(page, sketch))
        return sketch


def _page(page: Mapping[str, Any], sketch: Sketch) -> Page:
    made = Page(title=words(page.get("title")), intro=words(page.get("description")))
    if page.get("visibleIf"):
        sketch.drop(
            plain(page.get("title") or page.get("name")), m("整页的显示条件没有导入，这一页总是显示。")
        )
    for element in _opened(page, sketch):
        made.questions += _questions(element, sketch)
    return made


def _opened(holder: Mapping[str, Any], sketch: Sketch, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """The elements of a page with those inside its panels."""
    elements = holder.get("elements") or holder.get("questions") or []
    for element in elements if isinstance(elements, list) else []:
        if not isinstance(element, Mapping):
            continue
        if element.get("type") == "panel" and depth < _DEEPEST:
            if element.get("visibleIf"):
                sketch.drop(plain(element.get("title") or element.get("name")), m("分组的显示条件没有导入。"))
            yield from _opened(element, sketch, depth + 1)
        else:
            yield element


def _questions(element: Mapping[str, Any], sketch: Sketch) -> list[Question]:
    kind = str(element.get("type", ""))
    name = str(element.get("name", ""))
    text = words(element.get("title")) or words(name)
    where = plain(element.get("title")) or name
    make = _MAKERS.get(kind)
    if make is None:
        sketch.drop(where, m("题型“%(kind)s”没有对应的题型，这道题没有导入。", kind=kind[:40]))
        return []
    for left, sentence in _LEFT.items():
        if element.get(left):
            sketch.drop(where, sentence)
    if any(_PIPED.search(one) for one in text.values()):
        sketch.drop(where, m("题目里引用前面答案的占位符照原样保留为文字。"))
    question = make(element, Question("", text, name=name), sketch)
    question.help = words(element.get("description"))
    question.required = element.get("isRequired") is True and question.type != "note"
    condition = element.get("visibleIf")
    if condition:
        question.show_if = of_expression(str(condition)) or {"item": ""}
    made = [question]
    if element.get("hasComment") or element.get("showCommentArea"):
        made.append(
            Question(
                "comment", words(element.get("commentText")) or {"zh": "补充说明"}, name=f"{name}_comment"
            )
        )
    return made


def _choices(given: Any) -> list[Choice]:
    made = []
    for one in given if isinstance(given, Sequence) and not isinstance(given, str) else []:
        if isinstance(one, Mapping):
            value = one.get("value", one.get("name", ""))
            made.append(Choice(words(one.get("text", one.get("title"))) or words(value), plain(value)))
        elif isinstance(one, str | int | float):
            made.append(Choice(words(one), plain(one)))
    return made


def _chosen(kind: str) -> Callable[[Mapping[str, Any], Question, Sketch], Question]:
    def make(element: Mapping[str, Any], question: Question, sketch: Sketch) -> Question:
        question.type, question.options = kind, _choices(element.get("choices"))
        if kind != "ranking":
            _add_special(element, question)
        for name, theirs in (("min", "minSelectedChoices"), ("max", "maxSelectedChoices")):
            limit = element.get(theirs)
            if kind == "multiple_choice" and isinstance(limit, int) and 0 < limit <= len(question.options):
                question.settings[name] = limit
        if element.get("choicesOrder") in ("random", "asc", "desc"):
            sketch.drop(plain(element.get("title")) or question.name, m("选项的随机顺序没有导入。"))
        return question

    return make


def _add_special(element: Mapping[str, Any], question: Question) -> None:
    if element.get("showOtherItem") or element.get("hasOther"):
        label = words(element.get("otherText")) or {"zh": "其他", "en": "Other"}
        question.options.append(Choice(label, "other", other=True))
    if element.get("showNoneItem") or element.get("hasNone"):
        label = words(element.get("noneText")) or {"zh": "以上都没有", "en": "None"}
        question.options.append(Choice(label, "none", exclusive=True))


def _pictures(element: Mapping[str, Any], question: Question, sketch: Sketch) -> Question:
    several = element.get("multiSelect") is True
    sketch.drop(plain(element.get("title")) or question.name, m("图片没有导入。"))
    return _chosen("multiple_choice" if several else "single_choice")(element, question, sketch)


def _boolean(element: Mapping[str, Any], question: Question, _sketch: Sketch) -> Question:
    yes, no = words(element.get("labelTrue")), words(element.get("labelFalse"))
    question.type = "single_choice"
    question.options = [
        Choice(yes or {"zh": "是", "en": "Yes"}, "true"),
        Choice(no or {"zh": "否", "en": "No"}, "false"),
    ]
    return question


def _rating(element: Mapping[str, Any], question: Question, _sketch: Sketch) -> Question:
    values = _choices(element.get("rateValues"))
    if not values:
        low = _whole(element.get("rateMin"), 1)
        high = _whole(element.get("rateMax"), low + _whole(element.get("rateCount"), 5) - 1)
        values = [Choice({"zh": str(value)}, str(value)) for value in range(low, min(high, low + 20) + 1)]
        question.first = max(0, low)
    numbers = [one.value for one in values if one.value.isdecimal()]
    if numbers and numbers == [str(_whole(numbers[0], 0) + n) for n in range(len(numbers))]:
        question.first = _whole(numbers[0], 1)
    question.points = values
    ends = words(element.get("minRateDescription")), words(element.get("maxRateDescription"))
    question.ends = ends if any(ends) else None
    question.type = "nps" if [one.value for one in values] == [str(n) for n in range(11)] else "rating"
    return question


def _matrix(element: Mapping[str, Any], question: Question, sketch: Sketch) -> Question:
    question.options, question.points = _choices(element.get("rows")), _choices(element.get("columns"))
    question.type = "matrix"
    if element.get("cellType") == "checkbox":
        sketch.drop(question.text.get("zh", question.name), m("每行可选几项的矩阵改为每行选一项。"))
    return question


def _text(element: Mapping[str, Any], question: Question, sketch: Sketch) -> Question:
    kind = str(element.get("inputType", "text"))
    question.type = {"number": "number", "range": "number", "date": "date", "month": "date"}.get(
        kind, "short_text"
    )
    if kind == "month":
        question.settings["precision"] = "month"
    if question.type == "number":
        for name in ("min", "max"):
            if isinstance(element.get(name), int):
                question.settings[name] = element[name]
    elif question.type == "short_text" and kind not in ("text", "email", "tel"):
        sketch.drop(
            question.text.get("zh", question.name), m("填写格式“%(kind)s”改为普通文字。", kind=kind[:40])
        )
    return question


def _comment(_element: Mapping[str, Any], question: Question, _sketch: Sketch) -> Question:
    question.type = "comment"
    return question


def _multipletext(element: Mapping[str, Any], question: Question, sketch: Sketch) -> Question:
    labels = [one.label.get("zh", "") for one in _choices(element.get("items"))]
    question.type, question.settings = "comment", {"rows": min(20, max(1, len(labels)))}
    sketch.drop(
        question.text.get("zh", question.name),
        m("多项填空改为一个意见框：%(labels)s。", labels="、".join(labels)[:200]),
    )
    return question


def _note(element: Mapping[str, Any], question: Question, _sketch: Sketch) -> Question:
    question.type = "note"
    question.text = words(element.get("html")) or question.text
    return question


def _whole(value: Any, otherwise: int) -> int:
    if isinstance(value, str) and value.isdecimal() and value.isascii() and len(value) < 4:
        value = int(value)
    return (
        value if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 100 else otherwise
    )


_MAKERS: Final[dict[str, Callable[[Mapping[str, Any], Question, Sketch], Question]]] = {
    "radiogroup": _chosen("single_choice"),
    "dropdown": _chosen("single_choice"),
    "buttongroup": _chosen("single_choice"),
    "checkbox": _chosen("multiple_choice"),
    "tagbox": _chosen("multiple_choice"),
    "imagepicker": _pictures,
    "ranking": _chosen("ranking"),
    "boolean": _boolean,
    "rating": _rating,
    "matrix": _matrix,
    "text": _text,
    "comment": _comment,
    "multipletext": _multipletext,
    "html": _note,
}
