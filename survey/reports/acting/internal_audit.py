"""The questions an internal audit asks about 9.1.2, each answered from the records of a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import company
from survey.accounts.actor import Actor
from survey.actions import evidence_register, queries
from survey.actions.rules import rules
from survey.fieldwork import method
from survey.fieldwork import queries as fieldwork
from survey.fieldwork.models import Wave
from survey.language import Message, m
from survey.reports.counting.columns import ColumnStore
from survey.reports.models import ControlledReport
from survey.reports.returns import accounting

__all__ = ["Answer", "Link", "audit"]


@dataclass(frozen=True, slots=True)
class Link:
    """A record that proves the answer: what it is called, and which page of which kind holds it."""

    label: Message | str
    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with what the records say; `found` is False where a record is missing."""

    question: Message
    found: bool
    said: tuple[Message, ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class _Year:
    """What every answer looks at."""

    session: Session
    store: ColumnStore
    actor: Actor
    year: int
    today: date
    waves: Sequence[Wave]

    @property
    def days(self) -> tuple[date, date]:
        return date(self.year, 1, 1), date(self.year, 12, 31)


def audit(session: Session, store: ColumnStore, *, actor: Actor, year: int, today: date) -> list[Answer]:
    """The ten questions on GB/T 19001-2016 (ISO 9001:2015) 9.1.2 and what follows from it, for one year."""
    zone = ZoneInfo(company.details(session).time_zone)
    waves = [
        wave
        for wave in fieldwork.waves(session)
        if wave.state != "draft" and wave.opens_at.astimezone(zone).year == year
    ]
    asked = _Year(session, store, actor, year, today, waves)
    return [
        _method(asked),
        _plan(asked),
        _targets(asked),
        _versions(asked),
        _accounting(asked),
        _evaluation(asked),
        _actions(asked),
        _effectiveness(asked),
        _review(asked),
        _retention(asked),
    ]


def _method(asked: _Year) -> Answer:
    lacking = [wave for wave in asked.waves if not wave.method_confirmed_by or method.missing(wave.method)]
    missing = [
        line for line in evidence_register.register(asked.session, asked.year, asked.today) if line.missing
    ]
    said = [
        m(
            "有 %(n)d 期调查，方法记录确认齐全的 %(k)d 期。",
            n=len(asked.waves),
            k=len(asked.waves) - len(lacking),
        )
    ]
    if missing:
        said.append(m("其他信息来源有 %(n)d 个今年还没有记录。", n=len(missing)))
    return Answer(
        m("用什么方法获取、监视和评审顾客的感受？"),
        bool(asked.waves) and not lacking,
        tuple(said),
        (*_to_waves(asked.waves), Link(m("顾客满意信息来源台账"), "sources", str(asked.year))),
    )


def _plan(asked: _Year) -> Answer:
    plans = [plan for plan in fieldwork.plans(asked.session) if plan.year == asked.year]
    approved = [plan for plan in plans if plan.approved_on is not None]
    said = (
        m("年度调查计划 %(n)d 份，已批准 %(k)d 份。", n=len(plans), k=len(approved))
        if plans
        else m("没有 %(year)d 年的年度调查计划。", year=asked.year)
    )
    return Answer(
        m("有没有年度调查计划，经谁批准？"),
        bool(approved),
        (said,),
        tuple(Link(plan.title, "plan", plan.ref) for plan in plans),
    )


def _targets(asked: _Year) -> Answer:
    targets = fieldwork.targets(asked.session, asked.year)
    approved = [target for target in targets if target.approved_by]
    return Answer(
        m("顾客满意的目标值是多少，怎样计算，谁批准？"),
        bool(approved) and len(approved) == len(targets),
        (
            m("目标值 %(n)d 项，写明批准人的 %(k)d 项。", n=len(targets), k=len(approved))
            if targets
            else m("没有 %(year)d 年的目标值。", year=asked.year),
        ),
        (Link(m("目标值"), "targets", str(asked.year)),),
    )


def _versions(asked: _Year) -> Answer:
    versions = {wave.version_id: wave.version for wave in asked.waves}
    return Answer(
        m("所用的问卷是不是受控的有效版本？"),
        bool(versions) and all(one.document_no and one.approved_by for one in versions.values()),
        tuple(
            m(
                "%(title)s：%(no)s %(revision)s，批准 %(by)s，%(day)s 生效。",
                title=one.questionnaire.title,
                no=one.document_no,
                revision=one.revision,
                by=one.approved_by,
                day=one.effective_on,
            )
            for one in versions.values()
        )
        or (m("这一年没有开展调查，没有用到问卷。"),),
        tuple(
            Link(one.questionnaire.title, "questionnaire", one.questionnaire.ref) for one in versions.values()
        ),
    )


def _accounting(asked: _Year) -> Answer:
    said = []
    complete = bool(asked.waves)
    for wave in asked.waves:
        total = accounting.build(asked.session, asked.store, wave, actor=asked.actor).total
        complete = complete and total.returned > 0 and (total.frame > 0 or wave.unit != "customer")
        said.append(
            m(
                "%(wave)s：应调查 %(frame)d 家，发放 %(issued)d 份，回收 %(returned)d 份，有效 %(valid)d 份。",
                wave=wave.name,
                frame=total.frame,
                issued=total.issued,
                returned=total.returned,
                valid=total.valid,
            )
        )
    return Answer(
        m("调查了谁，发出多少、收回多少，能不能代表顾客？"),
        complete,
        tuple(said) or (m("这一年没有开展调查。"),),
        tuple(Link(wave.name, "accounting", wave.key) for wave in asked.waves),
    )


def _evaluation(asked: _Year) -> Answer:
    return _controlled(
        asked,
        "analysis",
        m("结果有没有分析和评价，结论是什么？"),
        m("没有已批准的顾客满意度分析报告。"),
    )


def _actions(asked: _Year) -> Answer:
    forms = _forms(asked)
    overdue = sum(form.overdue for form in forms)
    counts = queries.counts(asked.session, asked.actor, asked.today)
    said = [m("改进措施单 %(n)d 张，其中超期 %(k)d 张。", n=len(forms), k=overdue)]
    if counts.proposed:
        said.append(m("还有 %(n)d 条建议没有决定。", n=counts.proposed))
    return Answer(
        m("对不满意的结果采取了什么措施，谁负责，什么时候完成？"),
        bool(forms) and not overdue,
        tuple(said),
        (Link(m("改进措施单"), "actions", "all"),),
    )


def _effectiveness(asked: _Year) -> Answer:
    closed = [form for form in _forms(asked) if form.state == "closed"]
    with_figures = sum(bool(form.figures) for form in closed)
    return Answer(
        m("措施有没有验证有效？"),
        bool(closed),
        (
            m(
                "已验证有效并关闭 %(n)d 张，其中 %(k)d 张有前后两期调查的对比。",
                n=len(closed),
                k=with_figures,
            ),
        ),
        (Link(m("已关闭的改进措施单"), "actions", "closed"),),
    )


def _review(asked: _Year) -> Answer:
    return _controlled(
        asked,
        "review",
        m("顾客满意的信息有没有输入管理评审？"),
        m("没有已批准的管理评审输入材料。"),
    )


def _retention(asked: _Year) -> Answer:
    held, told = rules(asked.session), company.details(asked.session).retention
    complete = bool(told and held.kept_for and held.kept_by)
    return Answer(
        m("记录保存多久，由谁保存？"),
        complete,
        (
            m("答卷：%(told)s。", told=told) if told else m("没有写明答卷的保存期限。"),
            m("改进措施单：%(time)s，%(by)s。", time=held.kept_for, by=held.kept_by)
            if held.kept_for and held.kept_by
            else m("没有写明改进措施单的保存期限和保存部门。"),
        ),
        (Link(m("公司资料"), "company"), Link(m("改进措施单的规则"), "rules")),
    )


def _controlled(asked: _Year, kind: str, question: Message, none: Message) -> Answer:
    """Whether a report of that kind on a wave of the year was approved, with its conclusion."""
    found = asked.session.scalars(
        sa.select(ControlledReport)
        .where(
            ControlledReport.kind == kind,
            ControlledReport.wave_id.in_([wave.id for wave in asked.waves]),
            ControlledReport.approved_on.is_not(None),
        )
        .order_by(ControlledReport.approved_on)
    ).all()
    said = tuple(
        m(
            "%(no)s %(revision)s，%(by)s 批准（%(day)s）。%(conclusion)s",
            no=one.document_no,
            revision=one.revision,
            by=one.approved_by,
            day=one.approved_on,
            conclusion=one.conclusion,
        )
        for one in found
    )
    return Answer(question, bool(found), said or (none,), (Link(m("报告"), "reports"),))


def _forms(asked: _Year) -> list[queries.ReviewAction]:
    """The forms that were at work in the year: opened in it or before, not closed before it."""
    since, until = asked.days
    return [
        form
        for form in queries.for_review(asked.session, today=asked.today, since=since, until=until)
        if form.opened_on is not None and form.opened_on <= until
    ]


def _to_waves(waves: Sequence[Wave]) -> tuple[Link, ...]:
    return tuple(Link(wave.name, "wave", wave.ref) for wave in waves)
