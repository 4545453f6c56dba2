"""Judging a customer lost, taking that back, and orders that were lost while the customer stayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.customers.models import Customer, Loss, LostOrder
from survey.customers.service import may_see, require_editor
from survey.customers.words import LOSS_KINDS, LOST_STEPS, SHARE_SOURCES
from survey.db import fill
from survey.errors import Conflict, Forbidden, InvalidInput, NotFound, too_long
from survey.instrument.library import reason_tree
from survey.language import Message, m

__all__ = [
    "LossDetails",
    "LostOrderDetails",
    "add_lost_order",
    "check_loss",
    "check_lost_order",
    "loss_by_ref",
    "record_loss",
    "standing_losses",
    "withdraw_loss",
]


@dataclass(frozen=True, slots=True)
class LossDetails:
    """A judged loss: what kind, the three dates, and what it costs a year."""

    kind: str
    recognised_on: date | None
    product_line: str = ""
    last_order_on: date | None = None
    left_on: date | None = None
    lost_sales: float | None = None
    lost_sales_source: str = ""
    last_score: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class LostOrderDetails:
    """An order or bid that went elsewhere."""

    decided_on: date | None
    product: str = ""
    amount: float | None = None
    step: str = ""
    winner: str = ""
    reason_code: str = ""
    next_chance_on: date | None = None
    note: str = ""


def record_loss(
    session: Session, customer: Customer, details: LossDetails, *, actor: Actor, now: datetime, today: date
) -> Loss:
    """Judges the customer lost; refused where the same loss already stands."""
    require_editor(actor)
    if problems := check_loss(details, today):
        raise InvalidInput(m("流失没有登记，请检查填写的内容。"), problems)
    if any(
        (loss.product_line, loss.recognised_on) == (details.product_line, details.recognised_on)
        for loss in standing_losses(session, customer.id)
    ):
        raise Conflict(m("这家客户在这个判定日已经登记过流失，没有重复登记。"))
    loss = Loss(customer_id=customer.id)
    fill(loss, details)
    session.add(loss)
    session.flush()
    audit.record(session, actor, "loss.record", customer.code, now=now, kind=loss.kind)
    return loss


def withdraw_loss(session: Session, loss: Loss, reason: str, *, actor: Actor, now: datetime) -> None:
    """Takes the judgement back （并未流失）; the record stays, with the reason."""
    if not actor.may("quality", "interviewer"):
        raise Forbidden(m("只有质量管理员和回访员能撤回流失判定。"))
    if loss.withdrawn_at is not None:
        raise Conflict(m("这次流失判定已经撤回过了。"))
    if not reason.strip():
        raise InvalidInput(m("请写明为什么撤回。"), {"reason": m("请写明为什么撤回。")})
    loss.withdrawn_at = now
    loss.note = "\n".join(filter(None, (loss.note, reason.strip()[:500])))
    session.flush()
    customer = session.get_one(Customer, loss.customer_id)
    audit.record(session, actor, "loss.withdraw", customer.code, now=now, recognised_on=loss.recognised_on)


def loss_by_ref(session: Session, ref: str, actor: Actor) -> Loss:
    """The loss called `ref`; raises NotFound."""
    loss = session.scalars(sa.select(Loss).where(Loss.ref == ref)).one_or_none()
    if loss is None or not may_see(actor, session.get_one(Customer, loss.customer_id)):
        raise NotFound(m("没有找到这条流失记录。"))
    return loss


def standing_losses(session: Session, customer_id: int) -> list[Loss]:
    """The customer's losses that were not withdrawn, newest first."""
    chosen = sa.select(Loss).where(Loss.customer_id == customer_id, Loss.withdrawn_at.is_(None))
    return list(session.scalars(chosen.order_by(Loss.recognised_on.desc(), Loss.id.desc())))


def add_lost_order(
    session: Session,
    customer: Customer,
    details: LostOrderDetails,
    *,
    actor: Actor,
    now: datetime,
    today: date,
) -> LostOrder:
    """Enters a lost order; sales staff enter those of their own accounts."""
    if actor.role != "sales" or not may_see(actor, customer):
        require_editor(actor)
    if problems := check_lost_order(details, today):
        raise InvalidInput(m("丢单没有登记，请检查填写的内容。"), problems)
    order = LostOrder(customer_id=customer.id)
    fill(order, details)
    session.add(order)
    session.flush()
    audit.record(session, actor, "lost_order.add", customer.code, now=now)
    return order


def check_loss(details: LossDetails, today: date) -> dict[str, Message]:
    """What is wrong with a loss, by field; empty when it can be recorded."""
    problems: dict[str, Message] = {}
    if details.kind not in LOSS_KINDS:
        problems["kind"] = m("请选择流失类型。")
    if details.recognised_on is None:
        problems["recognised_on"] = m("请填写判定日。")
    for name in ("recognised_on", "last_order_on", "left_on"):
        day: date | None = getattr(details, name)
        if day is not None and day > today:
            problems[name] = m("日期在今天之后，请检查。")
    if (
        details.kind in ("complete", "former")
        and details.last_order_on is not None
        and details.recognised_on is not None
        and details.last_order_on > details.recognised_on
    ):
        problems["last_order_on"] = m("最后订货日在判定日之后，请检查两个日期。")
    _check_money(problems, "lost_sales", details.lost_sales)
    if details.lost_sales is not None and details.lost_sales_source not in SHARE_SOURCES:
        problems["lost_sales_source"] = m("请注明流失销售额的来源。")
    if details.last_score is not None and not 1 <= details.last_score <= 5:
        problems["last_score"] = m("请填写 %(low)g 到 %(high)g 之间的数字。", low=1, high=5)
    if len(details.product_line) > 60:
        problems["product_line"] = m("最多 %(n)d 个字。", n=60)
    return problems


def check_lost_order(details: LostOrderDetails, today: date) -> dict[str, Message]:
    """What is wrong with a lost order, by field; empty when it can be entered."""
    problems: dict[str, Message] = {}
    if details.decided_on is None:
        problems["decided_on"] = m("请填写决定日期。")
    elif details.decided_on > today:
        problems["decided_on"] = m("日期在今天之后，请检查。")
    if details.step and details.step not in LOST_STEPS:
        problems["step"] = m("请选择我方在哪一步被排除。")
    if details.reason_code and details.reason_code not in reason_tree().codes:
        problems["reason_code"] = m("原因分类表里没有“%(code)s”。", code=details.reason_code)
    _check_money(problems, "amount", details.amount)
    return problems | too_long(details, LONGEST_ORDER)


LONGEST_ORDER: Mapping[str, int] = {"product": 120, "winner": 120}


def _check_money(problems: dict[str, Message], name: str, amount: float | None) -> None:
    if amount is not None and not 0 <= amount <= 1e13:
        problems[name] = m("金额写成不小于 0 的数字，例如 125000.00，单位元。")
