"""Reads of plans, waves, frames and the ways responses come in."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from survey.accounts.models import Company
from survey.errors import Conflict, NotFound
from survey.fieldwork.models import (
    Collector,
    FrameEntry,
    Invitation,
    PlanLine,
    SurveyPlan,
    Target,
    Wave,
)
from survey.language import m
from survey.questionnaires.models import Questionnaire, Version

__all__ = [
    "any_opened",
    "collector",
    "collectors",
    "company",
    "frame",
    "invitation",
    "invitations",
    "plan",
    "plan_line",
    "plans",
    "target_for",
    "targets",
    "version_for_wave",
    "wave",
    "waves",
]


def company(session: Session) -> Company:
    """The company's record; raises Conflict before the instance is set up."""
    found = session.get(Company, 1)
    if found is None:
        raise Conflict(m("还没有填写公司资料。请先在“设置”中填写公司名称。"))
    return found


def wave(session: Session, key: str) -> Wave:
    """The wave with that key (as commands name it) or ref (as pages do), its version loaded."""
    found = session.scalars(
        sa.select(Wave)
        .where(sa.or_(Wave.key == key, Wave.ref == key))
        .options(joinedload(Wave.version).joinedload(Version.questionnaire))
        .order_by((Wave.key == key).desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        raise NotFound(m("没有找到“%(key)s”这期调查。", key=key))
    return found


def waves(session: Session, *, state: str = "", questionnaire: str = "") -> Sequence[Wave]:
    """All waves, the latest first; of one state or one questionnaire when asked."""
    chosen = sa.select(Wave).options(joinedload(Wave.version).joinedload(Version.questionnaire))
    if state:
        chosen = chosen.where(Wave.state == state)
    if questionnaire:
        chosen = chosen.where(Wave.version.has(Version.questionnaire.has(Questionnaire.key == questionnaire)))
    return session.scalars(chosen.order_by(Wave.opens_at.desc(), Wave.id.desc())).all()


def any_opened(session: Session) -> bool:
    """Whether a wave was ever opened."""
    return session.scalar(sa.select(Wave.id).where(Wave.state != "draft").limit(1)) is not None


def version_for_wave(session: Session, questionnaire_key: str, number: int | None = None) -> Version:
    """The version of a questionnaire that a new wave takes: that number, else the latest not retired."""
    chosen = (
        sa.select(Version)
        .join(Version.questionnaire)
        .where(Questionnaire.key == questionnaire_key, Version.retired_at.is_(None))
        .order_by(Version.number.desc())
        .limit(1)
    )
    if number is not None:
        chosen = chosen.where(Version.number == number)
    found = session.scalars(chosen).one_or_none()
    if found is None:
        raise NotFound(m("问卷“%(key)s”没有可用的已发布版本。请先发布，再建立调查。", key=questionnaire_key))
    return found


def frame(session: Session, wave: Wave) -> Sequence[FrameEntry]:
    """The customers that should be surveyed, the largest first."""
    return session.scalars(
        sa.select(FrameEntry)
        .where(FrameEntry.wave_id == wave.id)
        .options(joinedload(FrameEntry.customer))
        .order_by(sa.func.coalesce(FrameEntry.sales, 0).desc(), FrameEntry.id)
    ).all()


def invitations(session: Session, wave: Wave) -> Sequence[Invitation]:
    """Everything given out, in the order it was."""
    return session.scalars(
        sa.select(Invitation)
        .where(Invitation.wave_id == wave.id)
        .options(joinedload(Invitation.customer), joinedload(Invitation.contact))
        .order_by(Invitation.id)
    ).all()


def invitation(session: Session, wave: Wave, ref: str) -> Invitation:
    """One invitation of the wave; raises NotFound."""
    found = session.scalars(
        sa.select(Invitation)
        .where(Invitation.wave_id == wave.id, Invitation.ref == ref)
        .options(joinedload(Invitation.customer), joinedload(Invitation.contact))
    ).one_or_none()
    if found is None:
        raise NotFound(m("没有找到这份发放记录。"))
    return found


def collectors(session: Session, wave: Wave) -> Sequence[Collector]:
    """The wave's open links, closed ones too."""
    return session.scalars(
        sa.select(Collector).where(Collector.wave_id == wave.id).order_by(Collector.id)
    ).all()


def collector(session: Session, wave: Wave, ref: str) -> Collector:
    """One open link of the wave; raises NotFound."""
    found = session.scalars(
        sa.select(Collector).where(Collector.wave_id == wave.id, Collector.ref == ref)
    ).one_or_none()
    if found is None:
        raise NotFound(m("没有找到这种发放方式。"))
    return found


def plans(session: Session) -> Sequence[SurveyPlan]:
    """The annual plans with their lines, the latest year first."""
    return session.scalars(
        sa.select(SurveyPlan)
        .options(selectinload(SurveyPlan.lines).joinedload(PlanLine.wave))
        .order_by(SurveyPlan.year.desc(), SurveyPlan.id.desc())
    ).all()


def plan(session: Session, ref: str) -> SurveyPlan:
    """One annual plan with its lines; raises NotFound."""
    found = session.scalars(
        sa.select(SurveyPlan)
        .where(SurveyPlan.ref == ref)
        .options(selectinload(SurveyPlan.lines).joinedload(PlanLine.wave))
    ).one_or_none()
    if found is None:
        raise NotFound(m("没有找到这份年度计划。"))
    return found


def plan_line(session: Session, plan: SurveyPlan, ref: str) -> PlanLine:
    """One line of an annual plan; raises NotFound."""
    found = session.scalars(
        sa.select(PlanLine).where(PlanLine.plan_id == plan.id, PlanLine.ref == ref)
    ).one_or_none()
    if found is None:
        raise NotFound(m("计划中没有这一行。"))
    return found


def targets(session: Session, year: int | None = None) -> Sequence[Target]:
    """The targets, of one year when asked."""
    chosen = sa.select(Target).order_by(Target.year.desc(), Target.scope, Target.scope_key, Target.measure)
    return session.scalars(chosen if year is None else chosen.where(Target.year == year)).all()


def target_for(
    session: Session, year: int, measure: str, scope: str = "company", scope_key: str = ""
) -> Target | None:
    """The target that applies in `year`; None when none was set."""
    return session.scalars(
        sa.select(Target).where(
            Target.year == year,
            Target.measure == measure,
            Target.scope == scope,
            Target.scope_key == scope_key,
        )
    ).one_or_none()
