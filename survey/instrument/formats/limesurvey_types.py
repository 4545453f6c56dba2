"""LimeSurvey's question types, each by its letter, and what of a question's settings stays behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from survey.instrument.formats.limesurvey_tables import Structure, whole
from survey.instrument.formats.sketch import Choice, Question, Words
from survey.language import m

__all__ = ["MAKERS", "SETTINGS_LEFT"]

_YES_NO: Final = [("Y", {"zh": "是", "en": "Yes"}), ("N", {"zh": "否", "en": "No"})]
_FIXED: Final[dict[str, list[tuple[str, Words]]]] = {
    "Y": _YES_NO,
    "G": [("M", {"zh": "男", "en": "Male"}), ("F", {"zh": "女", "en": "Female"})],
    "C": [*_YES_NO[1:], ("U", {"zh": "不确定", "en": "Uncertain"}), *_YES_NO[:1]],
    "E": [
        ("D", {"zh": "减少", "en": "Decrease"}),
        ("S", {"zh": "不变", "en": "Same"}),
        ("I", {"zh": "增加", "en": "Increase"}),
    ],
}

Make = Callable[[Structure, Question, dict[str, Any], str], None]


def _single(structure: Structure, question: Question, found: dict[str, Any], where: str) -> None:
    question.type = "single_choice"
    question.options = structure.options(found)
    _add_other(question, found)
    _note_comments(structure, found, where)


def _multiple(structure: Structure, question: Question, found: dict[str, Any], where: str) -> None:
    question.type = "multiple_choice"
    question.options = structure.parts(found)
    _add_other(question, found)
    for name in ("min", "max"):
        limit = structure.setting(found, f"{name}_answers")
        if limit:
            question.settings[name] = whole(limit)
    _note_comments(structure, found, where)


def _note_comments(structure: Structure, found: dict[str, Any], where: str) -> None:
    if found["row"].get("type") in ("O", "P"):
        structure.result.drop(where, m("选项旁的说明框没有导入。"))


def _ranking(structure: Structure, question: Question, found: dict[str, Any], where: str) -> None:
    question.type, question.options = "ranking", structure.options(found) or structure.parts(found)


def _add_other(question: Question, found: dict[str, Any]) -> None:
    if found["row"].get("other") == "Y":
        question.options.append(Choice({"zh": "其他", "en": "Other"}, "-oth-", other=True))


def _fixed(kind: str) -> Make:
    def make(_structure: Structure, question: Question, _found: dict[str, Any], _where: str) -> None:
        question.type = "single_choice"
        question.options = [Choice(dict(label), code) for code, label in _FIXED[kind]]

    return make


def _text(kind: str, **settings: Any) -> Make:
    def make(_structure: Structure, question: Question, _found: dict[str, Any], _where: str) -> None:
        question.type, question.settings = kind, dict(settings)
        question.required = question.required and kind != "note"

    return make


def _points(low: int, high: int) -> list[Choice]:
    return [Choice({"zh": str(value)}, str(value)) for value in range(low, high + 1)]


def _five(_structure: Structure, question: Question, _found: dict[str, Any], _where: str) -> None:
    question.type, question.points = "rating", _points(1, 5)


def _array(points: Callable[[Structure, dict[str, Any]], list[Choice]]) -> Make:
    def make(structure: Structure, question: Question, found: dict[str, Any], _where: str) -> None:
        question.type, question.options = "matrix", structure.parts(found)
        question.points = points(structure, found)

    return make


def _several(kind: str) -> Make:
    def make(structure: Structure, question: Question, found: dict[str, Any], where: str) -> None:
        labels = "、".join(part.label.get("zh", "") for part in structure.parts(found))
        question.type = kind
        structure.result.drop(where, m("多项填空改为一个意见框：%(labels)s。", labels=labels[:200]))

    return make


MAKERS: Final[dict[str, Make]] = {
    **dict.fromkeys("L!O", _single),
    **dict.fromkeys("MP", _multiple),
    "R": _ranking,
    **{kind: _fixed(kind) for kind in "YG"},
    "S": _text("short_text"),
    **dict.fromkeys("TU", _text("comment")),
    "N": _text("number"),
    "D": _text("date"),
    "X": _text("note"),
    "5": _five,
    "A": _array(lambda _structure, _found: _points(1, 5)),
    "B": _array(lambda _structure, _found: _points(1, 10)),
    **{
        kind: _array(lambda _s, _f, kind=kind: [Choice(dict(label), code) for code, label in _FIXED[kind]])  # type: ignore[misc]
        for kind in "CE"
    },
    **dict.fromkeys("FH", _array(lambda structure, found: structure.options(found))),
    **dict.fromkeys("QK;:", _several("comment")),
}
SETTINGS_LEFT: Final = {
    "hidden": m("原来隐藏的题目导入后会显示，请检查是否保留。"),
    "random_order": m("选项的随机顺序没有导入。"),
    "array_filter": m("选项的显示条件没有导入。"),
    "em_validation_q": m("填写校验规则没有导入。"),
}
"""Further settings of a question that say nothing here."""
