"""What a file says, brought to what can be asked here: enough options, points from low to high, sound limits.

Files are written by hand as often as by systems; each correction is noted, so that none goes unseen.
"""

from __future__ import annotations

from typing import Any, Final

from survey.instrument.formats.likert import as_rating, low_first
from survey.instrument.formats.plain import LONGEST, bounded
from survey.instrument.formats.sketch import Choice, Question, Sketch
from survey.language import m

__all__ = ["place", "settle"]

MOST_CHOICES: Final = 200
MOST_POINTS: Final = 21
_HIGHEST: Final = 100
_LONGEST_END: Final = 100
_LARGEST: Final = 999_999_999_999
_NPS: Final = list(range(11))
_CHOICES: Final = frozenset({"single_choice", "multiple_choice", "ranking"})
_RATED: Final = frozenset({"rating", "nps", "matrix"})


def settle(question: Question, sketch: Sketch) -> None:
    """Makes the question one that can be asked, and notes in `sketch` what had to change."""
    _words(question, sketch)
    as_rating(question)
    if question.type in _CHOICES:
        _choice(question, sketch)
    elif question.type == "matrix":
        _rows(question, sketch)
    if question.type in _RATED:
        _points(question, sketch)
    _settings(question, sketch)


def place(question: Question) -> str:
    """How a note names the question."""
    return question.text.get("zh", "")[:80] or question.name


def _words(question: Question, sketch: Sketch) -> None:
    if any(len(text) >= LONGEST for text in question.text.values()):
        sketch.drop(place(question), m("文字超过 %(most)d 个字，只保留前面的。", most=LONGEST))
    question.text, question.help, question.na = map(bounded, (question.text, question.help, question.na))
    for choice in (*question.options, *question.points):
        choice.label = bounded(choice.label)
    if question.ends:
        low, high = ({language: one[:_LONGEST_END] for language, one in end.items()} for end in question.ends)
        question.ends = bounded(low), bounded(high)


def _choice(question: Question, sketch: Sketch) -> None:
    _bound(question, sketch)
    if len(question.options) < 2:
        sketch.drop(place(question), m("选项少于两个，改为填写文字。"))
        question.type, question.options, question.settings = "short_text", [], {}
        return
    explained = [option for option in question.options if option.other]
    for option in explained:
        option.other = option is explained[0] and question.type != "ranking"
    if len(explained) > 1:
        sketch.drop(place(question), m("只有一个选项能带填写框，其余选项的填写框没有导入。"))


def _rows(question: Question, sketch: Sketch) -> None:
    _bound(question, sketch)
    if len(question.options) == 1:
        label = question.options[0].label
        question.type, question.options = "rating", []
        question.text = {
            language: "：".join(part for part in (text, label.get(language) or label.get("zh", "")) if part)
            for language, text in question.text.items()
        } or label
    elif not question.options:
        sketch.drop(place(question), m("矩阵题没有行，改为填写文字。"))
        question.type, question.points = "comment", []


def _bound(question: Question, sketch: Sketch) -> None:
    over = len(question.options) - MOST_CHOICES
    if over > 0:
        sketch.drop(place(question), m("选项太多，后面的 %(n)d 个没有导入。", n=over))
        question.options = question.options[:MOST_CHOICES]


def _points(question: Question, sketch: Sketch) -> None:
    low_first(question)
    if len(question.points) > MOST_POINTS:
        sketch.drop(place(question), m("评分等级多于 %(most)d 级，只保留前面的。", most=MOST_POINTS))
        question.points = question.points[:MOST_POINTS]
    if len(question.points) < 2:
        sketch.drop(place(question), m("没有写明评分等级，按 1 到 5 分导入。"))
        question.points, question.first = [Choice({"zh": str(n)}, str(n)) for n in range(1, 6)], 1
    if not 0 <= question.first <= _HIGHEST - len(question.points):
        question.first = 1
    values = list(range(question.first, question.first + len(question.points)))
    if question.type == "nps" and values != _NPS:
        question.type = "rating"


def _settings(question: Question, sketch: Sketch) -> None:
    settings = question.settings
    if question.type == "number":
        low, high = settings.get("min", 0), settings.get("max", _LARGEST)
        if not (_is_whole(low) and _is_whole(high) and -_LARGEST <= low < high <= _LARGEST):
            sketch.drop(place(question), m("最小值和最大值没有导入。"))
            question.settings = {}
    elif question.type == "multiple_choice":
        most = len(question.options)
        limits = {name: settings[name] for name in ("min", "max") if name in settings}
        if not all(_is_whole(limit) and 1 <= limit <= most for limit in limits.values()) or (
            limits.get("min", 1) > limits.get("max", most)
        ):
            sketch.drop(place(question), m("至少和最多选几项的限制没有导入。"))
            question.settings = {name: one for name, one in settings.items() if name not in limits}


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
