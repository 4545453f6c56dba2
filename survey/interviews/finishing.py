"""Finishing an interview: what is still missing, then the record is closed and its words are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.errors import InvalidInput
from survey.instrument.library import reason_tree
from survey.interviews.access import attribution_of, require_worker
from survey.interviews.models import Case, Interview, StaffAttribution
from survey.interviews.recording import hand_over_words
from survey.language import Message, m

__all__ = ["Missing", "finish", "missing"]


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that the record lacks, and the page where it is filled in."""

    page: str
    field: str
    message: Message
    needed: bool
    """Whether the interview cannot be finished without it."""


def missing(case: Case, interview: Interview | None, attribution: StaffAttribution | None) -> list[Missing]:
    """What the record lacks, the needed first; content.md's after-call record is the list."""
    if interview is None:
        return [Missing("talk", "held_on", m("访谈还没有开始记录。"), True)]
    lacks = [*_needed(interview, attribution), *_wanted(case, interview)]
    return [one for condition, one in lacks if condition]


def finish(session: Session, case: Case, interview: Interview, *, actor: Actor, now: datetime) -> int:
    """Closes the record and hands its words to be read; says how many passages these are.

    Raises InvalidInput naming what is missing.
    """
    require_worker(session, case, actor)
    lacking = [one for one in missing(case, interview, attribution_of(session, case)) if one.needed]
    if lacking:
        raise InvalidInput(
            m("还有 %(n)d 项必须填写，访谈没有结束。内容都已保存。", n=len(lacking)),
            {one.field: one.message for one in lacking},
        )
    if interview.finished_at is None:
        interview.finished_at = now
        if case.state != "won_back":
            case.state = "done_by_link" if interview.mode == "link" else "done"
        audit.record(session, actor, "interview.finish", case.customer.code, now=now)
    interview.stamp += 1
    session.flush()
    return hand_over_words(session, case, interview, now=now)


def _needed(interview: Interview, attribution: StaffAttribution | None) -> list[tuple[bool, Missing]]:
    tree = reason_tree()
    unexplained = (
        bool(interview.coder1_code)
        and tree.by_code(interview.coder1_code).explain
        and not interview.controllable_why
    )
    return [
        (interview.held_on is None, Missing("talk", "held_on", m("没有填写访谈日期。"), True)),
        (not interview.consent_notes, Missing("talk", "consent_notes", m("没有记录客户同意记录。"), True)),
        (
            not interview.stated_text,
            Missing("record", "stated_text", m("没有写下客户自述原因（原话）。"), True),
        ),
        (not interview.stated_code, Missing("record", "stated_code", m("客户自述原因还没有编码。"), True)),
        (
            attribution is None,
            Missing("attribution", "attribution", m("业务员判断还没有填写，也没有写明为什么跳过。"), True),
        ),
        (not interview.coder1_code, Missing("coding", "coder1", m("根本原因还没有编码（编码员 1）。"), True)),
        (
            unexplained,
            Missing("record", "controllable_why", m("根本原因选了“其他”，请在可控性的理由里说明。"), True),
        ),
        (not interview.destination, Missing("record", "destination", m("没有填写去向。"), True)),
        (not interview.confidence, Missing("record", "confidence", m("没有填写可信度。"), True)),
    ]


def _wanted(case: Case, interview: Interview) -> list[tuple[bool, Missing]]:
    no_sales = interview.lost_sales is None and case.loss.lost_sales is None
    no_source = interview.lost_sales is not None and not interview.lost_sales_source
    return [
        (not interview.contributing, Missing("record", "contributing", m("没有填写促成因素。"), False)),
        (no_sales, Missing("record", "lost_sales", m("没有填写流失销售额，按金额统计时不计入。"), False)),
        (no_source, Missing("record", "lost_sales_source", m("流失销售额没有注明来源。"), False)),
        (not interview.preventable, Missing("record", "preventable", m("没有填写能否挽留。"), False)),
        (
            interview.controllable is not False and not interview.improvement,
            Missing("record", "improvement", m("没有填写改进分类。"), False),
        ),
        (not interview.come_back, Missing("record", "come_back", m("没有填写回归意愿。"), False)),
        (
            interview.first_doubt_on is None,
            Missing("record", "first_doubt_on", m("没有填写首次动摇日期。"), False),
        ),
        (not interview.touchpoint, Missing("record", "touchpoint", m("没有填写触点。"), False)),
        (not interview.coder2_code, Missing("coding", "coder2", m("根本原因还没有第二人编码。"), False)),
        (
            bool(interview.coder2_code)
            and interview.coder1_code != interview.coder2_code
            and not interview.adjudicated_code,
            Missing("coding", "adjudicated", m("两人编码不一致，还没有复核裁定。"), False),
        ),
    ]
