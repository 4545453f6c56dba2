"""Importing lists of lost customers and of lost orders; customers are found by their code."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.customers.import_plan import ImportPlan, effect_on, plan_rows, store_plan
from survey.customers.importing import Columns, RowReader
from survey.customers.losses import (
    LossDetails,
    LostOrderDetails,
    check_loss,
    check_lost_order,
)
from survey.customers.models import Customer, Loss, LostOrder
from survey.customers.service import require_editor
from survey.customers.words import LOSS_KINDS, LOST_STEPS, SHARE_SOURCES
from survey.db import fill
from survey.instrument.library import reason_tree
from survey.language import Message, m
from survey.sheets import read_table

__all__ = [
    "LOSSES",
    "LOST_ORDERS",
    "EventList",
    "EventRecord",
    "customer_ids",
    "customer_in_row",
    "reason_words",
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


Details = TypeVar("Details", LossDetails, LostOrderDetails)


@dataclass(frozen=True, slots=True)
class EventRecord(Generic[Details]):
    """One row of a list; `known_id` is the loss or lost order that it repeats."""

    customer_id: int
    details: Details
    known_id: int | None


@dataclass(frozen=True, slots=True)
class EventList(Generic[Details]):
    """A kind of list, of what happened to customers of the register: its columns and how it is kept."""

    model: type[Loss] | type[LostOrder]
    columns: Mapping[str, tuple[str, ...]]
    headers: tuple[str, ...]
    """Those of the template."""
    required: Mapping[str, str]
    """Column → the heading that is missed where it is not there."""
    place: tuple[str, str]
    """The fields that make two rows of one customer the same."""
    known: sa.Select[Any]
    details: Callable[[RowReader, date], Details]
    action: str
    """Its name in the trail."""

    def read(
        self, session: Session, content: bytes, filename: str, today: date
    ) -> ImportPlan[EventRecord[Details]]:
        """What the table would add; the same customer and `place` again is a change."""
        table = read_table(content, filename)
        columns = Columns(table.headers, self.columns)
        columns.require(*self.required, labels=self.required)
        customers = customer_ids(session)
        same: Callable[[object], Hashable] = attrgetter(*self.place)
        known = {(one.customer_id, same(one)): one for one in session.scalars(self.known)}

        def record(reader: RowReader) -> EventRecord[Details] | None:
            customer_id = customer_in_row(reader, customers)
            details = self.details(reader, today)
            if customer_id is None or reader.wrong:
                return None
            before = known.get((customer_id, same(details)))
            return EventRecord(customer_id, details, before.id if before else None)

        def place(one: EventRecord[Details]) -> tuple[int, Hashable]:
            return one.customer_id, same(one.details)

        return plan_rows(
            table,
            columns,
            record,
            place=place,
            at="customer",
            effect=lambda one: effect_on(known.get(place(one)), one.details),
        )

    def store(
        self, session: Session, plan: ImportPlan[EventRecord[Details]], *, actor: Actor, now: datetime
    ) -> ImportPlan[EventRecord[Details]]:
        """Stores every row of the plan or none."""
        require_editor(actor)

        def store(record: EventRecord[Details]) -> None:
            row = (
                session.get_one(self.model, record.known_id)
                if record.known_id
                else self.model(customer_id=record.customer_id)
            )
            fill(row, record.details)
            session.add(row)

        return store_plan(session, plan, store, action=self.action, actor=actor, now=now)


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


LOSSES: Final = EventList(
    model=Loss,
    columns=LOSS_COLUMNS,
    headers=LOSS_HEADERS,
    required={"customer": "客户编号", "kind": "流失类型", "recognised_on": "判定日"},
    place=("product_line", "recognised_on"),
    known=sa.select(Loss).where(Loss.withdrawn_at.is_(None)),
    details=_loss,
    action="losses.import",
)
LOST_ORDERS: Final = EventList(
    model=LostOrder,
    columns=LOST_ORDER_COLUMNS,
    headers=LOST_ORDER_HEADERS,
    required={"customer": "客户编号", "decided_on": "决定日期"},
    place=("decided_on", "product"),
    known=sa.select(LostOrder),
    details=_lost_order,
    action="lost_orders.import",
)
