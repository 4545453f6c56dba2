"""Qualtrics .qsf: questions in blocks, blocks in a flow; scripts, scoring and embedded data stay behind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from survey.instrument.formats.base import Format, Source, unreadable
from survey.instrument.formats.plain import plain, words
from survey.instrument.formats.sketch import Choice, Page, Question, Sketch, Words
from survey.language import m

__all__ = ["Qualtrics"]

_LEFT: Final = {
    "QuestionJS": m("网页脚本没有导入，也不会运行。"),
    "DisplayLogic": m("显示条件没有导入，这道题总是显示。"),
    "SkipLogic": m("跳转没有导入。"),
    "Randomization": m("选项的随机顺序没有导入。"),
    "DynamicChoices": m("沿用其他题的选项没有导入。"),
}
_FLOWS: Final = {
    "BlockRandomizer": m("随机分流没有导入，各组都会显示。"),
    "Branch": m("分支没有导入，各分支都会显示。"),
    "EmbeddedData": m("嵌入数据没有导入。"),
    "WebService": m("网络服务没有导入。"),
    "EndSurvey": m("提前结束没有导入。"),
}
_SHORT: Final = frozenset({"SL", "PW"})
_CONTENTS: Final = {"ValidNumber": "number", "ValidDate": "date"}
_PIPED: Final = re.compile(r"\$\{[a-z]+://")
_DEEPEST: Final = 12


class Qualtrics(Format):
    """A survey exported by Qualtrics."""

    name = "qualtrics"
    label = m("Qualtrics 问卷（.qsf）")
    order = 10

    def recognises(self, source: Source) -> bool:
        return "SurveyElements" in source.fields

    def read(self, source: Source) -> Sketch:
        elements = source.fields.get("SurveyElements")
        if not isinstance(elements, list):
            raise unreadable(self.label)
        listed = [one for one in elements if isinstance(one, Mapping)]
        asked = {
            str(one.get("PrimaryAttribute")): one["Payload"]
            for one in listed
            if one.get("Element") == "SQ" and isinstance(one.get("Payload"), Mapping)
        }
        head = source.fields.get("SurveyEntry")
        sketch = Sketch(title=words(head.get("SurveyName")) if isinstance(head, Mapping) else {})
        blocks = _blocks(_payload(listed, "BL"))
        for block in _in_order(blocks, _payload(listed, "FL"), sketch):
            sketch.pages += _pages(block, asked, sketch)
        return sketch


def _payload(elements: list[Mapping[str, Any]], kind: str) -> Any:
    return next((one.get("Payload") for one in elements if one.get("Element") == kind), None)


def _blocks(payload: Any) -> dict[str, Mapping[str, Any]]:
    """The blocks by id, those in the bin left out; files keep them as a list or by number."""
    listed = (
        payload.values() if isinstance(payload, Mapping) else payload if isinstance(payload, list) else []
    )
    return {
        str(one.get("ID")): one for one in listed if isinstance(one, Mapping) and one.get("Type") != "Trash"
    }


def _in_order(blocks: dict[str, Mapping[str, Any]], flow: Any, sketch: Sketch) -> list[Mapping[str, Any]]:
    """The blocks as the flow shows them, then any it does not name."""
    order: list[str] = []
    for step in _steps(flow):
        kind = str(step.get("Type", ""))
        if kind in _FLOWS:
            sketch.drop(f"Flow {step.get('FlowID', '')}".strip(), _FLOWS[kind])
        if str(step.get("ID")) in blocks and str(step.get("ID")) not in order:
            order.append(str(step.get("ID")))
    return [blocks[one] for one in [*order, *(one for one in blocks if one not in order)]]


def _steps(flow: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    inner = flow.get("Flow") if isinstance(flow, Mapping) else None
    for step in inner if isinstance(inner, list) and depth < _DEEPEST else []:
        if isinstance(step, Mapping):
            yield step
            yield from _steps(step, depth + 1)


def _pages(block: Mapping[str, Any], asked: Mapping[str, Mapping[str, Any]], sketch: Sketch) -> list[Page]:
    """The block's questions, a new page at each page break."""
    title = words(block.get("Description"))
    pages = [Page(title)]
    inner = block.get("BlockElements")
    listed = inner.values() if isinstance(inner, Mapping) else inner if isinstance(inner, list) else []
    for element in listed:
        if not isinstance(element, Mapping):
            continue
        if element.get("Type") == "Page Break":
            pages.append(Page(title))
        elif str(element.get("QuestionID")) in asked:
            question = _question(asked[str(element["QuestionID"])], sketch)
            if question is not None:
                pages[-1].questions.append(question)
    return pages


def _question(given: Mapping[str, Any], sketch: Sketch) -> Question | None:
    text = _words(given, "QuestionText")
    where = text.get("zh", plain(given.get("DataExportTag")))[:80]
    for left, sentence in _LEFT.items():
        if _is_set(given.get(left)):
            sketch.drop(where, sentence)
    if _PIPED.search(plain(given.get("QuestionText"))):
        sketch.drop(where, m("题目里引用前面答案的占位符照原样保留为文字。"))
    kind = str(given.get("QuestionType", ""))
    make = _MAKERS.get(kind)
    if make is None:
        sketch.drop(where, m("题型“%(kind)s”没有对应的题型，这道题没有导入。", kind=kind[:40] or "?"))
        return None
    question = Question("", text, name=plain(given.get("DataExportTag")), required=_is_required(given))
    make(given, question, sketch)
    return question


def _is_set(value: Any) -> bool:
    """Whether a part of a question says anything; randomisation may say that there is none."""
    return bool(value) and not (isinstance(value, Mapping) and value.get("Type") == "None")


def _words(given: Mapping[str, Any], name: str) -> Words:
    """A text with the translations that the question carries."""
    own = plain(given.get(name))
    translated = given.get("Language")
    by_code = {"default": own}
    if isinstance(translated, Mapping):
        for code, texts in translated.items():
            if isinstance(texts, Mapping):
                by_code[str(code)] = plain(texts.get(name))
    return words(by_code)


def _validation(given: Mapping[str, Any]) -> Mapping[str, Any]:
    validation = given.get("Validation")
    settings = validation.get("Settings") if isinstance(validation, Mapping) else None
    return settings if isinstance(settings, Mapping) else {}


def _is_required(given: Mapping[str, Any]) -> bool:
    return given.get("QuestionType") != "DB" and _validation(given).get("ForceResponse") == "ON"


def _choices(given: Mapping[str, Any], name: str, order: str) -> list[Choice]:
    """Choices or answers in their order; files keep them by number or as a list."""
    found = given.get(name)
    if isinstance(found, list):
        by_id = {str(number): one for number, one in enumerate(found)}
    elif isinstance(found, Mapping):
        by_id = {str(key): one for key, one in found.items()}
    else:
        return []
    wanted = given.get(order)
    keys = [str(key) for key in wanted] if isinstance(wanted, list) and wanted else list(by_id)
    return [
        Choice(
            _choice_words(given, name, key, by_id[key]),
            key,
            other=bool(by_id[key].get("TextEntry")),
            exclusive=bool(by_id[key].get("ExclusiveAnswer")),
        )
        for key in keys
        if isinstance(by_id.get(key), Mapping)
    ]


def _choice_words(given: Mapping[str, Any], name: str, key: str, one: Mapping[str, Any]) -> Words:
    by_code = {"default": plain(one.get("Display"))}
    translated = given.get("Language")
    for code, texts in translated.items() if isinstance(translated, Mapping) else ():
        inner = texts.get(name) if isinstance(texts, Mapping) else None
        label = inner.get(key) if isinstance(inner, Mapping) else None
        if isinstance(label, Mapping):
            by_code[str(code)] = plain(label.get("Display"))
    return words(by_code)


def _multiple_choice(given: Mapping[str, Any], question: Question, _sketch: Sketch) -> None:
    selector = str(given.get("Selector", ""))
    choices = _choices(given, "Choices", "ChoiceOrder")
    if selector == "NPS":
        question.type, question.first = "nps", 0
        question.points = [Choice({"zh": str(value)}, str(value)) for value in range(11)]
        return
    question.type = "multiple_choice" if selector.startswith("MA") or selector == "MSB" else "single_choice"
    question.options = choices
    for name, theirs in (("min", "MinChoices"), ("max", "MaxChoices")):
        limit = plain(_validation(given).get(theirs))
        if question.type == "multiple_choice" and limit.isdecimal() and len(limit) < 4:
            question.settings[name] = int(limit)


def _matrix(given: Mapping[str, Any], question: Question, sketch: Sketch) -> None:
    rows = _choices(given, "Choices", "ChoiceOrder")
    columns = _choices(given, "Answers", "AnswerOrder")
    several = given.get("SubSelector") == "MultipleAnswer"
    if several or str(given.get("Selector")) not in ("Likert", "Bipolar", "Profile") or not rows:
        question.type = "multiple_choice" if len(rows) > 1 else "comment"
        question.options = rows if len(rows) > 1 else []
        sketch.drop(question.text.get("zh", ""), m("这种矩阵题改为选择题，只保留各行。"))
        return
    question.type, question.options, question.points = "matrix", rows, columns


def _slider(given: Mapping[str, Any], question: Question, sketch: Sketch) -> None:
    settings = given.get("Configuration")
    settings = settings if isinstance(settings, Mapping) else {}
    rows = _choices(given, "Choices", "ChoiceOrder")
    if str(given.get("Selector")) == "STAR":
        stars = settings.get("StarCount")
        top = stars if isinstance(stars, int) and 2 <= stars <= 10 else 5
        question.points = [Choice({"zh": str(value)}, str(value)) for value in range(1, top + 1)]
        question.type, question.options = ("matrix", rows) if len(rows) > 1 else ("rating", [])
        return
    question.type = "number"
    for name, key in (("min", "CSSliderMin"), ("max", "CSSliderMax")):
        value = settings.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            question.settings[name] = value
    if len(rows) > 1:
        sketch.drop(question.text.get("zh", ""), m("几条滑块改为一个数字题。"))


def _text_entry(given: Mapping[str, Any], question: Question, sketch: Sketch) -> None:
    selector, content = str(given.get("Selector")), str(_validation(given).get("ContentType", ""))
    question.type = "short_text" if selector in _SHORT else "comment"
    if selector == "FORM":
        labels = "、".join(one.label.get("zh", "") for one in _choices(given, "Choices", "ChoiceOrder"))
        question.type = "comment"
        sketch.drop(
            question.text.get("zh", ""), m("多项填空改为一个意见框：%(labels)s。", labels=labels[:200])
        )
    elif content in _CONTENTS:
        question.type = _CONTENTS[content]
    elif content:
        sketch.drop(question.text.get("zh", ""), m("填写校验规则没有导入。"))


def _ranked(given: Mapping[str, Any], question: Question, _sketch: Sketch) -> None:
    question.type, question.options = "ranking", _choices(given, "Choices", "ChoiceOrder")
    for option in question.options:
        option.other = False


def _note(_given: Mapping[str, Any], question: Question, _sketch: Sketch) -> None:
    question.type, question.required = "note", False


_MAKERS: Final[dict[str, Callable[[Mapping[str, Any], Question, Sketch], None]]] = {
    "MC": _multiple_choice,
    "Matrix": _matrix,
    "Slider": _slider,
    "TE": _text_entry,
    "RO": _ranked,
    "DB": _note,
}
