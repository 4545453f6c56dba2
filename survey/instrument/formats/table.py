"""A table with the columns 题目标题, 题型, 选项内容: one question a row, options one a line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from survey.errors import InvalidInput
from survey.instrument.formats.base import Format, Source
from survey.instrument.formats.labels import TYPES, fill_in
from survey.instrument.formats.sketch import Page, Question, Sketch
from survey.language import m
from survey.sheets import read_table

__all__ = ["ThreeColumns"]

_TITLE: Final = ("题目标题", "题目", "标题", "question")
_TYPE: Final = ("题型", "类型", "type")
_OPTIONS: Final = ("选项内容", "选项", "options")
_REQUIRED: Final = ("必填", "是否必填", "required")
_MOST_ROWS: Final = 5_000
_YES: Final = frozenset({"是", "必填", "1", "true", "yes", "y", "√"})


class ThreeColumns(Format):
    """The table that several Chinese systems import and export."""

    name = "table"
    label = m("三列表格（题目标题、题型、选项内容）")
    order = 30

    def recognises(self, source: Source) -> bool:
        if source.data.startswith(b"PK") or source.name.lower().endswith((".xlsx", ".xls")):
            return True
        heads = re.split(r"[,;\t，；]", source.text.lstrip().partition("\n")[0])
        return _column(heads, _TITLE) is not None and _column(heads, _TYPE) is not None

    def read(self, source: Source) -> Sketch:
        table = read_table(source.data, _named(source), max_rows=_MOST_ROWS)
        title, kind = _column(table.headers, _TITLE), _column(table.headers, _TYPE)
        if title is None or kind is None:
            raise InvalidInput(m("表格要有“题目标题”“题型”“选项内容”三列，没有导入。"))
        options, required = _column(table.headers, _OPTIONS), _column(table.headers, _REQUIRED)
        sketch, page = Sketch(), Page()
        for row in table.rows:
            text = row.cells[title].strip()
            if not text:
                continue
            where = f"{row.number}. {text}"
            label = row.cells[kind].strip()
            question = Question(
                "",
                {"zh": text},
                required=bool(required) and row.cells[str(required)].strip().lower() in _YES,
            )
            if label not in TYPES and label.lower() not in TYPES:
                sketch.drop(where, m("题型“%(kind)s”没有对应的题型，这道题没有导入。", kind=label[:40]))
                continue
            lines = re.split(r"[\n;；|]", row.cells[options]) if options else []
            fill_in(question, label, [line.strip() for line in lines if line.strip()], sketch, where)
            page.questions.append(question)
        sketch.pages.append(page)
        return sketch


def _named(source: Source) -> str:
    """The file's name where it says what it is; a table that is pasted has none."""
    if source.data.startswith(b"PK"):
        return source.name or "table.xlsx"
    return (
        source.name
        if source.name.lower().endswith((".csv", ".txt", ".tsv", ".xls", ".xlsx"))
        else "table.csv"
    )


def _column(heads: Iterable[str], names: tuple[str, ...]) -> str | None:
    return next((one for one in heads if one.strip(' "').lower() in names), None)
