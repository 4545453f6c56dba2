"""The annual survey plan: a controlled record from whose lines waves are opened (R41)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.db import fill
from survey.errors import Conflict, InvalidInput
from survey.fieldwork import waves
from survey.fieldwork.models import PlanLine, SurveyPlan, Wave
from survey.fieldwork.queries import company
from survey.language import m

__all__ = ["LineForm", "add_line", "approve", "create_plan", "edit_line", "open_from_line", "remove_line"]


@dataclass(frozen=True, slots=True)
class LineForm:
    """One planned survey as it is typed in."""

    period: str
    object: str
    frame: str = ""
    method: str = ""
    sample: str = ""
    responsible: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    target: str = ""


def create_plan(
    session: Session,
    year: int,
    title: str,
    *,
    document_no: str = "",
    revision: str = "",
    prepared_by: str = "",
    actor: Actor,
    now: datetime,
) -> SurveyPlan:
    """A plan for a year, still without lines and approval."""
    if not 2000 <= year <= 2100:
        raise InvalidInput(m("年度要在 2000 到 2100 之间。"), {"year": m("请填写四位数的年度。")})
    plan = SurveyPlan(
        year=year,
        title=title.strip() or f"{year} 年度顾客满意度调查计划",
        document_no=document_no.strip(),
        revision=revision.strip(),
        prepared_by=prepared_by.strip() or actor.name[:60],
        created_at=now,
    )
    session.add(plan)
    session.flush()
    audit.record(session, actor, "plan.create", plan.title, now=now, year=year)
    return plan


def add_line(session: Session, plan: SurveyPlan, form: LineForm, *, actor: Actor, now: datetime) -> PlanLine:
    """A further planned survey."""
    _refuse_approved(plan)
    _check(form)
    line = PlanLine(plan_id=plan.id, **asdict(form))
    session.add(line)
    session.flush()
    session.expire(plan, ["lines"])
    audit.record(session, actor, "plan.line.add", plan.title, now=now, period=form.period)
    return line


def edit_line(
    session: Session, plan: SurveyPlan, line: PlanLine, form: LineForm, *, actor: Actor, now: datetime
) -> None:
    """Changes a line of a plan not yet approved."""
    _refuse_approved(plan)
    _check(form)
    fill(line, form)
    session.flush()
    audit.record(session, actor, "plan.line.edit", plan.title, now=now, period=form.period)


def remove_line(session: Session, plan: SurveyPlan, line: PlanLine, *, actor: Actor, now: datetime) -> None:
    """Takes a line out of a plan not yet approved."""
    _refuse_approved(plan)
    session.delete(line)
    session.flush()
    session.expire(plan, ["lines"])
    audit.record(session, actor, "plan.line.remove", plan.title, now=now, period=line.period)


def approve(
    session: Session,
    plan: SurveyPlan,
    *,
    approved_by: str,
    reviewed_by: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Puts the plan into force; from then on its lines stand, waves can be opened from them."""
    _refuse_approved(plan)
    lines = session.scalar(
        sa.select(sa.func.count()).select_from(PlanLine).where(PlanLine.plan_id == plan.id)
    )
    if not lines:
        raise Conflict(m("计划里还没有内容，不能批准。请先增加至少一行。"))
    if not approved_by.strip():
        raise InvalidInput(m("请填写批准人。"), {"approved_by": m("请填写批准人。")})
    plan.reviewed_by, plan.approved_by = reviewed_by.strip(), approved_by.strip()
    plan.approved_on = now.astimezone(ZoneInfo(company(session).time_zone)).date()
    session.flush()
    audit.record(session, actor, "plan.approve", plan.title, now=now, approved_by=plan.approved_by)


def open_from_line(
    session: Session, plan: SurveyPlan, line: PlanLine, form: waves.WaveForm, *, actor: Actor, now: datetime
) -> Wave:
    """A wave in preparation made from a line of an approved plan, and noted at that line."""
    if plan.approved_on is None:
        raise Conflict(m("计划还没有批准，不能按它建立调查。"))
    if line.wave_id is not None:
        raise Conflict(m("这一行已经建立了调查。"))
    wave = waves.create(session, form, actor=actor, now=now)
    line.wave_id = wave.id
    session.flush()
    return wave


def _refuse_approved(plan: SurveyPlan) -> None:
    if plan.approved_on is not None:
        raise Conflict(m("计划已经批准，不能再改。需要变更时请另建一版计划。"))


def _check(form: LineForm) -> None:
    problems = {}
    if not form.period.strip():
        problems["period"] = m("请填写调查期。")
    if not form.object.strip():
        problems["object"] = m("请填写调查对象。")
    if form.starts_on and form.ends_on and form.ends_on < form.starts_on:
        problems["ends_on"] = m("结束日期不能早于开始日期。")
    if problems:
        raise InvalidInput(m("有几处需要改正，计划没有保存。"), problems)
