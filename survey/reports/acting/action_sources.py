"""The finding behind an “open an action form” link: what the page showed, taken anew from the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.actions import complaints, touchpoint_checks
from survey.actions.rules import rules
from survey.actions.service import Finding
from survey.customers import service as customers
from survey.customers.models import Customer, LostOrder
from survey.customers.words import LOST_STEPS
from survey.errors import Forbidden, NotFound
from survey.fieldwork import queries as fieldwork
from survey.fieldwork.models import Wave
from survey.instrument.library import reason_tree
from survey.interviews.access import case_by_ref, require_result
from survey.interviews.recording import interview_of
from survey.language import m
from survey.questions import text_in
from survey.reports.acting import proposals
from survey.reports.acting.proposing import ANY_READER, customer_signs
from survey.reports.acting.touchpoint_proposals import touchpoint_finding
from survey.reports.counting.columns import ColumnStore
from survey.reports.gaps import gap
from survey.reports.gaps.gap_report import GapReport
from survey.reports.leaving import reasons
from survey.responses.models import Verbatim

__all__ = ["Place", "finding"]


@dataclass(frozen=True, slots=True)
class Place:
    """What a link names: a wave, an item or reason in it, or a record by its ref."""

    wave: str = ""
    subject: str = ""
    ref: str = ""


def finding(session: Session, store: ColumnStore, source: str, place: Place, *, actor: Actor) -> Finding:
    """What a form about this would say; raises NotFound or Forbidden where the person may not know of it."""
    if source not in BUILDERS:
        raise NotFound(m("没有这种来源。"))
    return BUILDERS[source](session, store, place, actor)


def _item(session: Session, store: ColumnStore, place: Place, actor: Actor) -> Finding:
    wave, report = _report(session, store, place)
    item = next((one for one in report.items if one.key == place.subject), None)
    if item is None:
        raise NotFound(m("这期调查里没有这个评价项目。"))
    groups = {group.key: group.owner for group in report.dimensions}
    return Finding(
        source="item",
        title=f"“{text_in(item.label, 'zh')}”需要改进"[:120],
        facts=proposals.item_facts(report, item),
        wave_id=wave.id,
        subject_key=item.key,
        department=item.department or groups.get(item.dimension, ""),
    )


def _dimension(session: Session, store: ColumnStore, place: Place, actor: Actor) -> Finding:
    wave, report = _report(session, store, place)
    group = next((one for one in report.dimensions if one.key == place.subject), None)
    if group is None:
        raise NotFound(m("这期调查里没有这个维度。"))
    return Finding(
        source="dimension",
        title=f"{text_in(group.label, 'zh')}需要改进"[:120],
        facts=proposals.dimension_facts(group, report.target),
        wave_id=wave.id,
        subject_key=group.key,
        department=group.owner,
    )


def _customer(session: Session, store: ColumnStore, place: Place, actor: Actor) -> Finding:
    customer = customers.by_ref(session, place.ref, actor)
    wave = fieldwork.wave(session, place.wave)
    if wave.privacy != "named":
        raise Forbidden(m("这期调查不是实名，不能对单个客户开改进措施单。"))
    limit = rules(session).customer_limit
    signs = [one for one in customer_signs(session, store, wave, limit) if one.ref == customer.ref]
    made = proposals.of_customers(wave.key, wave.id, signs, limit=limit)
    if made:
        return replace(made[0], key=None)
    return Finding(source="customer", title=f"{customer.name}：", source_ref=customer.ref, wave_id=wave.id)


def _comment(session: Session, store: ColumnStore, place: Place, actor: Actor) -> Finding:
    row = session.execute(
        sa.select(Verbatim, Wave.privacy, Customer.name)
        .outerjoin(Wave, Wave.id == Verbatim.wave_id)
        .outerjoin(Customer, Customer.id == Verbatim.customer_id)
        .where(Verbatim.ref == place.ref, Verbatim.gone.is_(False), Verbatim.source == "response")
    ).one_or_none()
    if row is None:
        raise NotFound(m("没有找到这条意见。"))
    verbatim, privacy, name = row
    if privacy == "confidential":
        raise Forbidden(m("保密调查的意见只有质量管理员可以看，不能写进改进措施单。"))
    named = name if privacy == "named" else ""
    return Finding(
        source="comment",
        title=f"{named}：客户意见" if named else "客户意见",
        wave_id=verbatim.wave_id,
        source_ref=verbatim.ref,
        subject_key=verbatim.item_key,
        quotes=(verbatim.ref,),
    )


def _reason(session: Session, store: ColumnStore, place: Place, actor: Actor) -> Finding:
    tree = reason_tree()
    if place.subject not in tree.codes:
        raise NotFound(m("原因分类表里没有“%(code)s”。", code=place.subject))
    wanted = reasons.ReasonFilter.from_mapping({"year": place.ref})
    report = reasons.build(session, wanted, actor=ANY_READER)
    code = tree.first_level(place.subject) if tree.by_code(place.subject).restricted else place.subject
    return Finding(
        source="reason",
        title=f"流失原因“{tree.label(code)}”",
        facts=proposals.reason_facts(report, code),
        subject_key=code,
    )


def _interview(session: Session, store: ColumnStore, place: Place, actor: Actor) -> Finding:
    case = case_by_ref(session, place.ref, actor)
    require_result(session, case, actor)
    interview = interview_of(session, case)
    code = interview.root_code if interview else ""
    tree = reason_tree()
    cause = (
        tree.label(tree.first_level(code) if tree.by_code(code).restricted else code)
        if code
        else "还没有编码"
    )
    return Finding(
        source="exit_interview",
        title=f"{case.customer.name}流失：{cause}"[:120],
        facts=f"{case.customer.name}，{case.loss.recognised_on} 判定流失。根本原因：{cause}。",
        source_ref=case.ref,
        subject_key=code,
        quotes=_quotable(session, interview.ref) if interview and interview.quotation != "none" else (),
    )


def _lost_order(session: Session, store: ColumnStore, place: Place, actor: Actor) -> Finding:
    order = session.scalars(sa.select(LostOrder).where(LostOrder.ref == place.ref)).one_or_none()
    if order is None or not customers.may_see(actor, order.customer):
        raise NotFound(m("没有找到这笔丢单。"))
    facts = [f"{order.customer.name}，{order.decided_on} 决定，{order.product or '—'}"]
    if order.amount is not None:
        facts.append(f"，金额 {order.amount:,.0f} 元")
    if order.step:
        facts.append(f"，我方在“{LOST_STEPS[order.step]}”被排除")
    if order.reason_code and not reason_tree().by_code(order.reason_code).restricted:
        facts.append(f"，原因：{reason_tree().label(order.reason_code)}")
    return Finding(
        source="lost_order",
        title=f"{order.customer.name}丢单：{order.product or order.decided_on}"[:120],
        facts="".join(facts) + "。",
        source_ref=order.ref,
        subject_key=order.reason_code,
    )


def _complaint(session: Session, store: ColumnStore, place: Place, actor: Actor) -> Finding:
    return proposals.complaint_finding(complaints.by_ref(session, place.ref, actor))


def _touchpoint_check(session: Session, store: ColumnStore, place: Place, actor: Actor) -> Finding:
    return touchpoint_finding(touchpoint_checks.by_ref(session, place.ref, actor))


def _quotable(session: Session, interview_ref: str) -> tuple[str, ...]:
    """The passages on the main reason, in the order of the guide."""
    return tuple(
        session.scalars(
            sa.select(Verbatim.ref)
            .where(
                Verbatim.source == "interview",
                Verbatim.source_ref == interview_ref,
                Verbatim.gone.is_(False),
                Verbatim.item_key.in_(("stated", "main_reason", "trigger")),
            )
            .order_by(Verbatim.id)
        )
    )


def _report(session: Session, store: ColumnStore, place: Place) -> tuple[Wave, GapReport]:
    wave = fieldwork.wave(session, place.wave)
    return wave, gap.build(session, store, wave, actor=ANY_READER)


Builder = Callable[[Session, ColumnStore, Place, Actor], Finding]
BUILDERS: Final[Mapping[str, Builder]] = {
    "item": _item,
    "dimension": _dimension,
    "customer": _customer,
    "comment": _comment,
    "complaint": _complaint,
    "touchpoint_check": _touchpoint_check,
    "reason": _reason,
    "exit_interview": _interview,
    "lost_order": _lost_order,
}
