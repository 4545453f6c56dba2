"""A table with the columns 题目标题, 题型, 选项内容: one question a row, options one a line."""

from __future__ import annotations

import re
from typing import Final

from survey.errors import ImportRefused, InvalidInput, TooLarge
from survey.instrument.formats.base import Format, Source
from survey.instrument.formats.labels import TYPES, fill_in
from survey.instrument.formats.sketch import Page, Question, Sketch
from survey.language import m
from survey.sheets import Table, read_table

__all__ = ["ThreeColumns"]

_TITLE: Final = ("题目标题", "题目", "标题", "question")
_TYPE: Final = ("题型", "类型", "type")
_OPTIONS: Final = ("选项内容", "选项", "options")
_REQUIRED: Final = ("必填", "是否必填", "required")
_YES: Final = frozenset({"是", "必填", "1", "true", "yes", "y", "√"})


class ThreeColumns(Format):
    """The table that several Chinese systems import and export."""

    name = "table"
    label = m("三列表格（题目标题、题型、选项内容）")
    order = 30

    def recognises(self, source: Source) -> bool:
        if not source.data.startswith(b"PK") and not source.name.lower().endswith((".csv", ".txt")):
            return False
        try:
            table = read_table(source.data, _named(source), max_rows=5_000)
        except (InvalidInput, ImportRefused, TooLarge):
            return False
        return _column(table, _TITLE) is not None and _column(table, _TYPE) is not None

    def read(self, source: Source) -> Sketch:
        table = read_table(source.data, _named(source), max_rows=5_000)
        title, kind = _column(table, _TITLE), _column(table, _TYPE)
        if title is None or kind is None:
            raise InvalidInput(m("表格要有“题目标题”“题型”“选项内容”三列，没有导入。"))
        options, required = _column(table, _OPTIONS), _column(table, _REQUIRED)
        sketch, page = Sketch(), Page()
        for row in table.rows:
            text = row.cells[title].strip()
            if not text:
                continue
            where = f"第 {row.number} 行 {text}"
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
            if fill_in(question, label, [line.strip() for line in lines if line.strip()], sketch, where):
                page.questions.append(question)
        sketch.pages.append(page)
        return sketch


def _named(source: Source) -> str:
    return source.name or ("table.xlsx" if source.data.startswith(b"PK") else "table.csv")


def _column(table: Table, names: tuple[str, ...]) -> str | None:
    return next((one for one in table.headers if one.strip().lower() in names), None)
