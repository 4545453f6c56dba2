"""Importing lists of lost customers and of lost orders; customers are found by their code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.customers.importing import Columns, ImportPlan, RowReader, refuse_if_wrong
from survey.customers.losses import (
    LossDetails,
    LostOrderDetails,
    check_loss,
    check_lost_order,
    fill_loss,
    fill_lost_order,
)
from survey.customers.models import Customer, Loss, LostOrder
from survey.customers.service import require_editor
from survey.customers.words import LOSS_KINDS, LOST_STEPS, SHARE_SOURCES
from survey.db import take_turn
from survey.errors import RowProblem
from survey.instrument.library import reason_tree
from survey.language import Message, m
from survey.sheets import read_table

__all__ = [
    "LOSS_HEADERS",
    "LOST_ORDER_HEADERS",
    "LossRecord",
    "LostOrderRecord",
    "customer_ids",
    "customer_in_row",
    "read_losses",
    "read_lost_orders",
    "reason_words",
    "store_losses",
    "store_lost_orders",
]

LOSS_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "customer": ("客户编号", "客户代码", "code"),
    "kind": ("流失类型", "类型"),
    "product_line": ("产品线",),
    "last_order_on": ("最后订货日", "最后订货日期"),
    "left_on": ("流失日（客户所述）", "流失日", "流失日期", "客户所述流失日"),
    "recognised_on": ("判定日", "判定日期"),
    "lost_sales": ("年流失销售额", "流失销售额"),
    "lost_sales_source": ("来源", "流失销售额来源", "source"),
    "last_score": ("离开前满意度", "最近满意度"),
    "note": ("备注",),
}
LOSS_HEADERS: Final = (
    "客户编号",
    "流失类型",
    "最后订货日",
    "流失日（客户所述）",
    "判定日",
    "年流失销售额",
    "来源",
    "离开前满意度",
    "备注",
)
LOST_ORDER_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "customer": ("客户编号", "客户代码", "code"),
    "decided_on": ("决定日期", "丢单日期", "日期"),
    "product": ("产品", "标的"),
    "amount": ("丢单金额", "金额"),
    "step": ("排除环节", "在哪一步被排除"),
    "winner": ("中选单位",),
    "reason_code": ("原因编码", "原因"),
    "next_chance_on": ("下次机会日期", "下次机会"),
    "note": ("备注",),
}
LOST_ORDER_HEADERS: Final = (
    "客户编号",
    "决定日期",
    "产品",
    "丢单金额",
    "排除环节",
    "中选单位",
    "原因编码",
    "下次机会日期",
    "备注",
)


@dataclass(frozen=True, slots=True)
class LossRecord:
    """One row of a list of lost customers; `known_id` is the loss that it repeats."""

    customer_id: int
    details: LossDetails
    known_id: int | None


@dataclass(frozen=True, slots=True)
class LostOrderRecord:
    """One row of a list of lost orders; `known_id` is the order that it repeats."""

    customer_id: int
    details: LostOrderDetails
    known_id: int | None


def read_losses(session: Session, content: bytes, filename: str, today: date) -> ImportPlan[LossRecord]:
    """What a list of lost customers would add; the same customer, line and 判定日 again is a change."""
    table = read_table(content, filename)
    columns = Columns(table.headers, LOSS_COLUMNS)
    columns.require(
        "customer",
        "kind",
        "recognised_on",
        labels={"customer": "客户编号", "kind": "流失类型", "recognised_on": "判定日"},
    )
    customers = customer_ids(session)
    standing = {
        (loss.customer_id, loss.product_line, loss.recognised_on): loss
        for loss in session.scalars(sa.select(Loss).where(Loss.withdrawn_at.is_(None)))
    }
    problems: list[RowProblem] = []
    records: list[LossRecord] = []
    seen: dict[tuple[int, str, date | None], int] = {}
    changed = 0
    for row in table.rows:
        reader = RowReader(row, columns, problems)
        customer_id = customer_in_row(reader, customers)
        details = _loss(reader, today)
        if customer_id is None or reader.wrong:
            continue
        place = (customer_id, details.product_line, details.recognised_on)
        if place in seen:
            reader.refuse("customer", m("与第 %(row)d 行重复。", row=seen[place]))
            continue
        seen[place] = row.number
        same = standing.get(place)  # type: ignore[arg-type]  # a row without 判定日 was refused above
        records.append(LossRecord(customer_id, details, same.id if same else None))
        changed += same is not None and any(
            getattr(same, name) != getattr(details, name) for name in LossDetails.__slots__
        )
    added = sum(record.known_id is None for record in records)
    return ImportPlan(len(table.rows), tuple(records), added, changed, tuple(problems), columns.notes(table))


def store_losses(
    session: Session, plan: ImportPlan[LossRecord], *, actor: Actor, now: datetime
) -> ImportPlan[LossRecord]:
    """Stores every row of the plan or none."""
    require_editor(actor)
    refuse_if_wrong(plan)
    take_turn(session, "losses.import")
    for record in plan.records:
        loss = (
            session.get_one(Loss, record.known_id)
            if record.known_id
            else Loss(customer_id=record.customer_id)
        )
        fill_loss(loss, record.details)
        session.add(loss)
    session.flush()
    audit.record(session, actor, "losses.import", now=now, rows=plan.rows, added=plan.added)
    return plan


def read_lost_orders(
    session: Session, content: bytes, filename: str, today: date
) -> ImportPlan[LostOrderRecord]:
    """What a list of lost orders would add; the same customer, day and product again is a change."""
    table = read_table(content, filename)
    columns = Columns(table.headers, LOST_ORDER_COLUMNS)
    columns.require("customer", "decided_on", labels={"customer": "客户编号", "decided_on": "决定日期"})
    customers = customer_ids(session)
    known = {
        (order.customer_id, order.decided_on, order.product): order
        for order in session.scalars(sa.select(LostOrder))
    }
    problems: list[RowProblem] = []
    records: list[LostOrderRecord] = []
    seen: dict[tuple[int, date | None, str], int] = {}
    changed = 0
    for row in table.rows:
        reader = RowReader(row, columns, problems)
        customer_id = customer_in_row(reader, customers)
        details = _lost_order(reader, today)
        if customer_id is None or reader.wrong:
            continue
        place = (customer_id, details.decided_on, details.product)
        if place in seen:
            reader.refuse("customer", m("与第 %(row)d 行重复。", row=seen[place]))
            continue
        seen[place] = row.number
        same = known.get(place)  # type: ignore[arg-type]  # a row without a day was refused above
        records.append(LostOrderRecord(customer_id, details, same.id if same else None))
        changed += same is not None and any(
            getattr(same, name) != getattr(details, name) for name in LostOrderDetails.__slots__
        )
    added = sum(record.known_id is None for record in records)
    return ImportPlan(len(table.rows), tuple(records), added, changed, tuple(problems), columns.notes(table))


def store_lost_orders(
    session: Session, plan: ImportPlan[LostOrderRecord], *, actor: Actor, now: datetime
) -> ImportPlan[LostOrderRecord]:
    """Stores every row of the plan or none."""
    require_editor(actor)
    refuse_if_wrong(plan)
    take_turn(session, "lost_orders.import")
    for record in plan.records:
        order = (
            session.get_one(LostOrder, record.known_id)
            if record.known_id
            else LostOrder(customer_id=record.customer_id)
        )
        fill_lost_order(order, record.details)
        session.add(order)
    session.flush()
    audit.record(session, actor, "lost_orders.import", now=now, rows=plan.rows, added=plan.added)
    return plan


def customer_ids(session: Session) -> dict[str, int]:
    """Customer code → id, of the whole register."""
    return dict(session.execute(sa.select(Customer.code, Customer.id)).all())


def customer_in_row(reader: RowReader, customers: Mapping[str, int]) -> int | None:
    """The customer whose code stands in the row's `customer` column."""
    code = reader.text("customer", longest=40, required=True)
    if code and code not in customers:
        reader.refuse("customer", m("台账里没有客户编号“%(code)s”。请先导入客户台账。", code=code))
    return customers.get(code)


def reason_words() -> dict[str, Message | str]:
    """Reason code → label, to recognise either in a cell."""
    tree = reason_tree()
    return {code: tree.label(code) for code in tree.codes}


def _loss(reader: RowReader, today: date) -> LossDetails:
    score = reader.number("last_score", lowest=1, highest=5)
    details = LossDetails(
        kind=reader.choice("kind", LOSS_KINDS, required=True),
        recognised_on=reader.day("recognised_on", required=True),
        product_line=reader.text("product_line", longest=60),
        last_order_on=reader.day("last_order_on"),
        left_on=reader.day("left_on"),
        lost_sales=reader.amount("lost_sales"),
        lost_sales_source=reader.choice("lost_sales_source", SHARE_SOURCES),
        last_score=score,
        note=reader.text("note", longest=5000),
    )
    _add_problems(reader, {} if reader.wrong else check_loss(details, today))
    return details


def _lost_order(reader: RowReader, today: date) -> LostOrderDetails:
    details = LostOrderDetails(
        decided_on=reader.day("decided_on", required=True),
        product=reader.text("product", longest=120),
        amount=reader.amount("amount"),
        step=reader.choice("step", LOST_STEPS),
        winner=reader.text("winner", longest=120),
        reason_code=reader.choice("reason_code", reason_words()),
        next_chance_on=reader.day("next_chance_on"),
        note=reader.text("note", longest=5000),
    )
    _add_problems(reader, {} if reader.wrong else check_lost_order(details, today))
    return details


def _add_problems(reader: RowReader, problems: Mapping[str, Message]) -> None:
    for key, message in problems.items():
        reader.refuse(key, message)
