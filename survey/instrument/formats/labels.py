"""The Chinese names of question types, as 问卷星, 小桔问卷 and others write them, and what each makes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from survey.instrument.formats.sketch import Choice, Question, Sketch
from survey.language import m

__all__ = ["TYPES", "fill_in"]

_SINGLE: Final = (
    "单选 单选题 下拉框 下拉题 下拉单选 下拉 判断题 判断 情景题 评分单选 单项选择 单项选择题 single radio"
)
_MULTIPLE: Final = "多选 多选题 评分多选 商品题 多项选择 多项选择题 投票 投票题 multiple checkbox"
_SHORT: Final = "填空 填空题 单行输入框 单行文本 单项填空 姓名 手机 邮箱 text"
_LONG: Final = "多行输入框 多行文本 简答题 问答题 多项填空题 多项填空 矩阵填空题 textarea comment"
_RATED: Final = "评分 评分题 量表题 量表 打分题 星级评分 滑动条 滑块题 rating"
_MATRIX: Final = "矩阵题 矩阵量表题 矩阵单选题 矩阵评分 矩阵滑动条 matrix"
TYPES: Final[dict[str, str]] = {
    **dict.fromkeys(_SINGLE.split(), "single_choice"),
    **dict.fromkeys(_MULTIPLE.split(), "multiple_choice"),
    **dict.fromkeys(_SHORT.split(), "short_text"),
    **dict.fromkeys(_LONG.split(), "comment"),
    **dict.fromkeys(_RATED.split(), "rating"),
    **dict.fromkeys(_MATRIX.split(), "matrix"),
    **dict.fromkeys(("NPS评分", "NPS", "NPS题", "nps评分", "nps"), "nps"),
    **dict.fromkeys(("排序题", "排序", "ranking"), "ranking"),
    **dict.fromkeys(("数字题", "数字", "数值题", "number"), "number"),
    **dict.fromkeys(("日期题", "日期", "date"), "date"),
    **dict.fromkeys(("段落说明", "段落", "说明文字", "说明", "note"), "note"),
}
"""Label → one of our types."""

_RANGE: Final = re.compile(r"^(\d{1,3})\s*[~～\-—至到]\s*(\d{1,3})$")
_OTHER: Final = re.compile(r"^(其他|其它|others?)\b|^(其他|其它)|[_＿]{2,}", re.I)
_ENDS: Final = re.compile(r"^([^\d\s~～\-—]+)\s*[~～\-—]\s*([^\d\s~～\-—]+)$")
_MOST_POINTS: Final = 21


def fill_in(question: Question, label: str, lines: Sequence[str], sketch: Sketch, where: str) -> None:
    """Gives the question the type that `label` names and what `lines` hold.

    Lines are options, or for ratings the range (`1~5`), the words of the points, or those at both ends.
    """
    question.type = TYPES.get(label) or TYPES[label.lower()]
    if question.type in ("single_choice", "multiple_choice", "ranking"):
        _choice(question, lines)
    elif question.type in ("rating", "nps"):
        _rating(question, lines)
    elif question.type == "matrix":
        _matrix(question, lines)
    elif question.type == "note":
        question.required = False
    if "矩阵" in label and question.type == "comment":
        question.help = {"zh": "、".join(lines)[:500]} if lines else {}
        sketch.drop(where, m("矩阵填空改为一个意见框，各行写在题目说明里。"))


def points_of(lines: Sequence[str]) -> tuple[list[Choice], int] | None:
    """The points that `1~5` names with the value of the first one; None for anything else."""
    found = _RANGE.match(lines[0]) if len(lines) == 1 else None
    if found is None:
        return None
    low, high = int(found[1]), int(found[2])
    if not 1 <= high - low < _MOST_POINTS:
        return None
    return [Choice({"zh": str(value)}, str(value)) for value in range(low, high + 1)], low


def _choice(question: Question, lines: Sequence[str]) -> None:
    question.options = [Choice({"zh": line}, other=bool(_OTHER.search(line))) for line in lines]
    for option in question.options:
        option.label["zh"] = re.sub(r"[_＿]{2,}", "", option.label["zh"]).strip() or "其他"


def _rating(question: Question, lines: Sequence[str]) -> None:
    made = points_of(lines)
    ends = _ENDS.match(lines[0]) if len(lines) == 1 else None
    if made is not None:
        question.points, question.first = made
    elif len(lines) >= 2:
        question.points = [Choice({"zh": line}, line) for line in lines]
    else:
        low, high = (0, 10) if question.type == "nps" else (1, 5)
        question.points = [Choice({"zh": str(value)}, str(value)) for value in range(low, high + 1)]
        question.first = low
    if ends:
        question.ends = ({"zh": ends[1]}, {"zh": ends[2]})


def _matrix(question: Question, lines: Sequence[str]) -> None:
    """Rows and columns stand under 行： and 列：, rows with a dash; columns may be a range."""
    rows: list[Choice] = []
    columns: list[str] = []
    into_rows = True
    for line in lines:
        head = line.rstrip("：: ")
        if head in ("行", "列"):
            into_rows = head == "行"
        elif _RANGE.match(line):
            columns = [line]
        elif into_rows:
            rows.append(Choice({"zh": line.lstrip("-－· ").strip()}))
        else:
            columns.append(line.lstrip("-－· ").strip())
    ranged = points_of(columns)
    if ranged is not None:
        question.points, question.first = ranged
    else:
        question.points = [Choice({"zh": one}, one) for one in columns]
    question.options = rows
