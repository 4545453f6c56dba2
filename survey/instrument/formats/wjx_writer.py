"""A questionnaire written as text in the form that 问卷星 and others take: a number, the type, options one a line."""

from __future__ import annotations

from typing import Final

from survey.instrument.formats.sketch import Question, Sketch, Words
from survey.language import m

__all__ = ["write_text"]

_LABELS: Final = {
    "single_choice": "单选题",
    "multiple_choice": "多选题",
    "ranking": "排序题",
    "rating": "量表题",
    "nps": "NPS题",
    "matrix": "矩阵量表题",
    "number": "数字题",
    "date": "日期题",
    "short_text": "填空题",
    "comment": "简答题",
    "note": "段落说明",
}


def write_text(sketch: Sketch) -> str:
    """The sketch as text in Chinese; what text cannot say is noted."""
    questions = [question for page in sketch.pages for question in page.questions]
    if any(question.show_if is not None for question in questions):
        sketch.drop("", m("显示条件没有写进文字，请在对方系统里另设。"))
    blocks = ["\n".join(one for one in (_line(sketch.title), sketch.opening.get("zh", "")) if one)]
    blocks += [_block(number, question) for number, question in enumerate(questions, start=1)]
    return "\n\n".join(blocks) + "\n"


def _block(number: int, question: Question) -> str:
    head = f"{number}. {_line(question.text)}"
    if question.help:
        head += f"（{_line(question.help)}）"
    head += f" [{_LABELS[question.type]}]{_limits(question)}{' *' if question.required else ''}"
    return "\n".join([head, *_lines(question)])


def _limits(question: Question) -> str:
    if question.type != "multiple_choice":
        return ""
    limits = [
        f"{word}选择{question.settings[name]}项"
        for name, word in (("min", "最少"), ("max", "最多"))
        if name in question.settings
    ]
    return f"【{'，'.join(limits)}】" if limits else ""


def _lines(question: Question) -> list[str]:
    if question.type == "matrix":
        rows = [f"- {_line(row.label)}" for row in question.options]
        return ["行：", *rows, "列：", *_points(question)]
    if question.type == "rating":
        return _points(question)
    return [_line(option.label) + ("____" if option.other else "") for option in question.options]


def _points(question: Question) -> list[str]:
    """The words of the points; a bare range for numbers."""
    labels = [_line(point.label) for point in question.points]
    if labels == [point.value for point in question.points]:
        return [f"{labels[0]}~{labels[-1]}"]
    return [*labels, *([_line(question.na)] if question.na else [])]


def _line(text: Words) -> str:
    """The Chinese text in one line."""
    return " ".join(text.get("zh", "").split())
