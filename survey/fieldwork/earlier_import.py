"""Importing earlier years' totals from a table: one row for each year and measure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.customers.import_plan import Effect, ImportPlan, plan_rows, store_plan
from survey.customers.importing import Columns, RowReader
from survey.fieldwork.earlier import PARTS, TotalForm, check, known, set_total
from survey.language import Message, m
from survey.sheets import read_table

__all__ = ["HEADERS", "read_totals", "store_totals"]

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "year": ("年度", "年份"),
    "part": ("期间",),
    "kind": ("指标",),
    "name": ("维度或题目", "维度或题目代码", "代码"),
    "value": ("数值", "得分", "满意度"),
    "n": ("客户数", "评价客户数"),
    "formula": ("计算公式", "公式"),
    "source": ("来源", "数据来源"),
    "questionnaire": ("问卷", "问卷代码"),
}
HEADERS: Final = ("年度", "期间", "指标", "维度或题目", "数值", "客户数", "计算公式", "来源", "问卷")
KINDS: Final[Mapping[str, Message]] = {
    "degree": m("满意度"),
    "rate": m("满意率"),
    "nps": m("净推荐值 NPS"),
    "dimension": m("维度"),
    "item": m("题目"),
}
NAMED: Final = ("dimension", "item")


def read_totals(session: Session, content: bytes, filename: str) -> ImportPlan[TotalForm]:
    """What a table of totals would add; the same period and measure again is a change."""
    table = read_table(content, filename)
    columns = Columns(table.headers, COLUMNS)
    columns.require("year", "kind", "value", labels={"year": "年度", "kind": "指标", "value": "数值"})
    return plan_rows(
        table,
        columns,
        _total,
        place=lambda one: (one.questionnaire, one.year, one.part, one.measure),
        at="year",
        effect=lambda one: _effect(session, one),
    )


def store_totals(
    session: Session, plan: ImportPlan[TotalForm], *, actor: Actor, now: datetime
) -> ImportPlan[TotalForm]:
    """Stores every row of the plan or none."""

    def store(form: TotalForm) -> None:
        set_total(session, form, actor=actor, now=now)

    return store_plan(session, plan, store, action="earlier_totals.import", actor=actor, now=now)


def _effect(session: Session, form: TotalForm) -> Effect:
    same = known(session, form)
    if same is None:
        return "added"
    before = (same.value, same.n, same.formula, same.source)
    return "unchanged" if before == (form.value, form.n, form.formula, form.source) else "changed"


def _total(reader: RowReader) -> TotalForm | None:
    year = reader.number("year", lowest=1990, highest=2100, whole=True)
    if year is None and not reader.wrong:
        reader.refuse("year", m("这一格没有填写。"))
    part = reader.choice("part", {str(key): label for key, label in PARTS.items()})
    kind = reader.choice("kind", KINDS, required=True)
    name = reader.text("name", longest=60, required=kind in NAMED)
    value = _value(reader, kind)
    n = reader.number("n", lowest=1, highest=1e7, whole=True)
    form = TotalForm(
        year=int(year or 0),
        measure=f"{kind}:{name}" if kind in NAMED else kind,
        value=value or 0.0,
        part=int(part or 0),
        n=None if n is None else int(n),
        formula=reader.text("formula", longest=200),
        source=reader.text("source", longest=200, required=True),
        questionnaire=reader.text("questionnaire", longest=60),
    )
    if reader.wrong:
        return None
    for key, message in check(form).items():
        reader.refuse("name" if key == "measure" else key, message)
    return None if reader.wrong else form


def _value(reader: RowReader, kind: str) -> float | None:
    """The figure; a rate may be written 92% or 92 or 0.92, an NPS may be negative."""
    text = reader.raw("value").rstrip("%％").strip()
    try:
        value = float(text)
    except ValueError:
        reader.refuse("value", m("请填写一个数字。"))
        return None
    return value / 100 if kind == "rate" and (value > 1 or reader.raw("value") != text) else value
