"""What was done about it: complaints, action forms from proposal to check, other sources of information."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.actions import complaints, evidence, evidence_register, proposing, service, verifying
from survey.actions.complaints import ComplaintDetails
from survey.actions.evidence_register import RecordDetails
from survey.actions.models import Action
from survey.actions.service import Finding, Plan, Work
from survey.actions.verifying import Check
from survey.customers.models import LostOrder
from survey.demo import content
from survey.demo.content import TODAY, ZONE, at
from survey.demo.register import MANAGER, QUALITY
from survey.demo.stage import Event, Stage
from survey.reports.acting import action_sources, effect
from survey.reports.acting import proposing as looking
from survey.reports.acting.action_sources import Place
from survey.reports.counting.columns import ColumnStore

__all__ = ["events"]

FIRST_LOOK = date(2026, 6, 2)
"""After the first wave was closed."""


def events() -> Iterator[Event]:
    """Complaints as they came, forms as they went, and what the system proposes today."""
    told = content.complaints()
    for complaint in told:
        yield Event(at(complaint["received_on"], 11), partial(_complain, complaint))
        if complaint["first_reply_on"]:
            last = complaint["solved_on"] or complaint["first_reply_on"]
            yield Event(at(last, 17), partial(_handle, complaint))
    yield Event(at(FIRST_LOOK), partial(_look, ("item", "dimension")))
    for form in content.improvements():
        yield from _form(form)
    yield Event(at("2026-06-03"), _dismiss)
    for source in content.evidence()["sources"]:
        yield Event(at("2026-01-20"), partial(_source, source))
    for record in content.evidence()["records"]:
        yield Event(at(record["held_on"], 16), partial(_record, record))
    yield Event(at(TODAY, 18), partial(_look, ()))


def _form(told: dict[str, Any]) -> Iterator[Event]:
    """The steps of one form on their days, as far as it has come."""
    yield Event(at(told["opened_on"], 10), partial(_open, told))
    if told["correction"] or told["cause"]:
        day = told.get("started_on") or (date.fromisoformat(told["opened_on"]) + timedelta(days=2))
        yield Event(at(day, 10), partial(_work, told, False))
    if "started_on" in told:
        yield Event(at(told["started_on"], 11), partial(_start, told))
    for place, note in enumerate(told["evidence"]):
        day = told.get("done_on") or told["started_on"]
        yield Event(at(day, 14, place), partial(_prove, told, note))
    if "done_on" in told:
        yield Event(at(told["done_on"], 15), partial(_work, told, True))
        yield Event(at(told["done_on"], 16), partial(_done, told))
        yield Event(at(told["signed_on"], 9), partial(_sign, told))
    for check in told["checks"]:
        yield Event(at(check["on"], 10), partial(_check, told, check))
        if "again" in told:
            yield Event(at(check["on"], 11), partial(_again, told))


def _columns() -> TemporaryDirectory[str]:
    """A folder for the columns of this moment: the story's figures are counted while it is told."""
    return TemporaryDirectory(prefix="liusheng-demo-")


def _look(sources: tuple[str, ...], stage: Stage, now: datetime) -> None:
    with _columns() as folder:
        found = looking.findings(stage.session, ColumnStore(Path(folder)), today=_day(now))
    wanted = [one for one in found if not sources or one.source in sources]
    proposing.propose(stage.session, wanted, actor=stage.actor(QUALITY), now=now)


def _open(told: dict[str, Any], stage: Stage, now: datetime) -> None:
    plan = Plan(
        title=told["title"],
        problem=told["problem"],
        department=told["department"],
        owner_id=stage.users[told["owner"]].id,
        due_on=date.fromisoformat(told["due_on"]),
    )
    session, actor, today = stage.session, stage.actor(QUALITY), _day(now)
    if "finding" in told:
        chosen = sa.select(Action).where(Action.finding_key == told["finding"])
        action = session.scalars(chosen).one()
        service.open_proposal(session, action, plan, actor=actor, now=now, today=today)
    else:
        found = _finding(told, stage)
        action = service.open_action(session, found, plan, actor=actor, now=now, today=today)
    stage.actions[told["title"]] = action


def _finding(told: dict[str, Any], stage: Stage) -> Finding:
    if "interview" in told:
        source, ref = "exit_interview", stage.cases[told["interview"]].ref
    elif "complaint" in told:
        source, ref = "complaint", stage.complaints[_key(content.complaints()[told["complaint"]])].ref
    elif "lost_order" in told:
        source, ref = "lost_order", _lost_order(stage.session, content.lost_orders()[told["lost_order"]])
    else:
        return Finding(source="own", title=told["title"])
    with _columns() as folder:
        store = ColumnStore(Path(folder))
        return action_sources.finding(
            stage.session, store, source, Place(ref=ref), actor=stage.actor(QUALITY)
        )


def _work(told: dict[str, Any], done: bool, stage: Stage, now: datetime) -> None:
    action = stage.actions[told["title"]]
    work = Work(
        correction=told["correction"],
        cause=told["cause"],
        measures=told["measures"],
        done_note=told["done_note"] if done else "",
        done_on=date.fromisoformat(told["done_on"]) if done else None,
    )
    actor = stage.actor(told["owner"])
    service.change_work(
        stage.session, action, work, stamp=action.stamp, actor=actor, now=now, today=_day(now)
    )


def _start(told: dict[str, Any], stage: Stage, now: datetime) -> None:
    service.start(stage.session, stage.actions[told["title"]], actor=stage.actor(told["owner"]), now=now)


def _prove(told: dict[str, Any], note: str, stage: Stage, now: datetime) -> None:
    action = stage.actions[told["title"]]
    evidence.add(stage.session, action, note=note, actor=stage.actor(told["owner"]), now=now)


def _done(told: dict[str, Any], stage: Stage, now: datetime) -> None:
    action = stage.actions[told["title"]]
    service.report_done(stage.session, action, actor=stage.actor(told["owner"]), now=now)


def _sign(told: dict[str, Any], stage: Stage, now: datetime) -> None:
    action = stage.actions[told["title"]]
    for part, name in (("review", QUALITY), ("approve", MANAGER)):
        verifying.sign(stage.session, action, part, name, actor=stage.actor(name), now=now, today=_day(now))


def _check(told: dict[str, Any], check: dict[str, Any], stage: Stage, now: datetime) -> None:
    action = stage.actions[told["title"]]
    with _columns() as folder:
        compared = effect.effect(stage.session, ColumnStore(Path(folder)), action)
    verifying.verify(
        stage.session,
        action,
        Check(
            method=check["method"],
            result=check["result"],
            by=check["by"],
            on=date.fromisoformat(check["on"]),
            note=check["note"],
            figures=compared.sentence if compared else "",
        ),
        actor=stage.actor(QUALITY),
        now=now,
        today=_day(now),
    )


def _again(told: dict[str, Any], stage: Stage, now: datetime) -> None:
    """The second round gets a due date of its own."""
    action = stage.actions[told["title"]]
    plan = Plan(
        title=told["title"],
        problem=told["problem"],
        department=told["department"],
        owner_id=stage.users[told["owner"]].id,
        due_on=date.fromisoformat(told["again"]["due_on"]),
    )
    service.change_plan(stage.session, action, plan, stamp=action.stamp, actor=stage.actor(QUALITY), now=now)


def _dismiss(stage: Stage, now: datetime) -> None:
    chosen = sa.select(Action).where(Action.finding_key == "2026-h1:item:price_quotation")
    action = stage.session.scalars(chosen).one()
    why = "满意程度高于重要程度，用的是全公司目标；明年给价格维度单独定目标。"
    proposing.dismiss(stage.session, action, why, actor=stage.actor(QUALITY), now=now)


def _complain(told: dict[str, Any], stage: Stage, now: datetime) -> None:
    first = {"first_reply_on": None, "solved_on": None, "reply": "", "satisfied": ""}
    stage.complaints[_key(told)] = complaints.register(
        stage.session, _details(told | first, stage), actor=stage.actor(QUALITY), now=now, today=_day(now)
    )


def _handle(told: dict[str, Any], stage: Stage, now: datetime) -> None:
    complaint = stage.complaints[_key(told)]
    complaints.change(
        stage.session,
        complaint,
        _details(told, stage),
        stamp=complaint.stamp,
        actor=stage.actor(QUALITY),
        now=now,
        today=_day(now),
    )


def _details(told: dict[str, Any], stage: Stage) -> ComplaintDetails:
    customer = stage.customers.get(told.get("customer", ""))
    return ComplaintDetails(
        received_on=date.fromisoformat(told["received_on"]),
        text=told["text"],
        kind=told["kind"],
        channel=told["channel"],
        customer_id=customer.id if customer else None,
        customer_name=told.get("name", ""),
        department=told["department"],
        first_reply_on=_date(told["first_reply_on"]),
        reply=told["reply"],
        solved_on=_date(told["solved_on"]),
        satisfied=told["satisfied"],
    )


def _source(told: dict[str, Any], stage: Stage, now: datetime) -> None:
    evidence_register.set_source(stage.session, **told, needed=True, actor=stage.actor(QUALITY), now=now)


def _record(told: dict[str, Any], stage: Stage, now: datetime) -> None:
    details = RecordDetails(**told | {"held_on": date.fromisoformat(told["held_on"])})
    evidence_register.add_record(stage.session, details, actor=stage.actor(QUALITY), now=now, today=_day(now))


def _lost_order(session: Session, told: dict[str, Any]) -> str:
    chosen = sa.select(LostOrder.ref).where(
        LostOrder.decided_on == date.fromisoformat(told["decided_on"]),
        LostOrder.product == told["product"],
    )
    return session.scalars(chosen).one()


def _key(told: dict[str, Any]) -> str:
    return f"{told['received_on']} {told['kind']}"


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _day(now: datetime) -> date:
    return now.astimezone(ZONE).date()
