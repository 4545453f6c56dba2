"""What one can do with a wave: create, change, open, close."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.errors import Conflict, InvalidInput
from survey.fieldwork import method
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Invitation, Wave
from survey.fieldwork.notices import default_who_can_see
from survey.fieldwork.queries import company
from survey.language import Message, m
from survey.questionnaires.models import Version

__all__ = ["PRIVACIES", "SEGMENTS", "WaveForm", "close_wave", "create", "extend", "open_wave", "revise"]

PRIVACIES: Final = ("named", "confidential", "anonymous")
SEGMENTS: Final = ("class_key", "region", "industry", "product_line")
"""The segment attributes that an anonymous response may be declared to carry."""
KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
LEAST_K: Final = 3
DEFAULT_K: Final = {"named": 3, "confidential": 3, "anonymous": 5}
"""method.md: k = 3 customers in confidential waves, 5 respondents in anonymous ones (minimum 3)."""


@dataclass(frozen=True, slots=True)
class WaveForm:
    """What one says about a wave when creating or changing it; None leaves it to the default."""

    key: str
    name: str
    version_id: int
    opens_at: datetime
    closes_at: datetime
    period: str = ""
    privacy: str = "named"
    unit: str | None = None
    k_min: int | None = None
    segments: Sequence[str] = ()
    who_can_see: str = ""
    method: Mapping[str, Any] = field(default_factory=dict)


def create(session: Session, form: WaveForm, *, actor: Actor, now: datetime) -> Wave:
    """A wave in preparation; nothing is asked before it is opened."""
    _check(session, form)
    if session.scalar(sa.select(Wave.id).where(Wave.key == form.key)) is not None:
        raise Conflict(m("已经有代码为“%(key)s”的调查。请换一个代码。", key=form.key))
    wave = Wave(key=form.key, created_at=now, state="draft")
    _fill(session, wave, form)
    session.add(wave)
    session.flush()
    audit.record(session, actor, "wave.create", wave.key, now=now, privacy=wave.privacy)
    return wave


def revise(session: Session, wave: Wave, form: WaveForm, *, actor: Actor, now: datetime) -> None:
    """Changes a wave in preparation; once it was opened only `extend` is left."""
    if wave.state != "draft":
        raise Conflict(m("调查已经开始，版本、保密方式和方法记录不能再改。需要时请截止本期，另建一期。"))
    form = replace(form, key=wave.key)
    _check(session, form)
    if form.privacy != wave.privacy and _given_out(session, wave):
        raise Conflict(m("已经发放过问卷，不能再改保密方式。请另建一期调查。"))
    _fill(session, wave, form)
    wave.method_confirmed_by = ""
    session.flush()
    audit.record(session, actor, "wave.revise", wave.key, now=now, privacy=wave.privacy)


def open_wave(
    session: Session,
    wave: Wave,
    *,
    notice_confirmed: bool,
    method_confirmed: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Opens the wave for answers (from `opens_at` on), when all that an audit asks for stands."""
    if wave.state != "draft":
        raise Conflict(m("这期调查已经开始或已经截止。"))
    if now >= wave.closes_at:
        raise Conflict(m("截止时间已经过去。请先把截止时间改到今天之后。"))
    _check_version(session, wave, now)
    if not notice_confirmed or not wave.who_can_see.strip():
        raise InvalidInput(
            m("请先核对“谁能看到”与实际权限一致，并勾选确认。"),
            {"notice_confirmed": m("还没有确认填写说明中的“谁能看到”。")},
        )
    if open_points := method.missing(wave.method):
        raise InvalidInput(m("方法记录还没有写全，请补上后再开始。"), open_points)
    if not method_confirmed:
        raise InvalidInput(
            m("请先核对方法记录，并勾选确认。"), {"method_confirmed": m("还没有确认方法记录。")}
        )
    wave.state = "open"
    wave.method_confirmed_by = str(actor)[:120]
    session.flush()
    audit.record(
        session, actor, "wave.open", wave.key, now=now, privacy=wave.privacy, who_can_see=wave.who_can_see
    )


def close_wave(session: Session, wave: Wave, *, actor: Actor, now: datetime) -> None:
    """Closes the wave: no more answers come in by link; a second time changes nothing."""
    if wave.state == "closed":
        return
    wave.state = "closed"
    wave.closed_at = now
    session.flush()
    audit.record(session, actor, "wave.close", wave.key, now=now)


def extend(session: Session, wave: Wave, closes_at: datetime, *, actor: Actor, now: datetime) -> None:
    """Moves the closing of an open wave."""
    if wave.state != "open":
        raise Conflict(m("只有进行中的调查可以改截止时间。"))
    if closes_at <= max(wave.opens_at, now):
        raise InvalidInput(m("截止时间要在现在之后。"), {"closes_at": m("请选一个今天之后的时间。")})
    wave.closes_at = closes_at
    session.flush()
    audit.record(session, actor, "wave.extend", wave.key, now=now, closes_at=closes_at.isoformat())


def _check(session: Session, form: WaveForm) -> None:
    problems: dict[str, Message] = {}
    if not KEY.fullmatch(form.key):
        problems["key"] = m("代码用小写字母、数字、连字符或下划线，例如 2026-h1。")
    if not form.name.strip():
        problems["name"] = m("请填写调查名称。")
    if form.privacy not in PRIVACIES:
        problems["privacy"] = m("保密方式只能是实名、保密或匿名。")
    if form.unit not in (None, "customer", "response"):
        problems["unit"] = m("统计单位只能是客户或答卷。")
    if form.closes_at <= form.opens_at:
        problems["closes_at"] = m("截止时间要在开始时间之后。")
    if form.k_min is not None and not LEAST_K <= form.k_min <= 10:
        problems["k_min"] = m("最少家数要在 3 到 10 之间。")
    if unknown := set(form.segments) - set(SEGMENTS):
        problems["segments"] = m("没有这些分类：%(names)s。", names=tuple(sorted(unknown)))
    if session.get(Version, form.version_id) is None:
        problems["version_id"] = m("请选择一个已发布的问卷版本。")
    if problems:
        raise InvalidInput(m("有几处需要改正，调查没有保存。"), problems)


def _fill(session: Session, wave: Wave, form: WaveForm) -> None:
    ours = company(session)
    wave.name, wave.period, wave.version_id = form.name.strip(), form.period.strip(), form.version_id
    wave.opens_at, wave.closes_at = form.opens_at, form.closes_at
    wave.privacy = form.privacy
    # Nobody knows the customer of an anonymous response, so responses are what its averages count.
    wave.unit = "response" if form.privacy == "anonymous" else form.unit or "customer"
    wave.k_min = form.k_min if form.k_min is not None else DEFAULT_K[form.privacy]
    wave.segments = list(form.segments) if form.privacy == "anonymous" else []
    wave.who_can_see = form.who_can_see.strip() or default_who_can_see(ours, form.privacy)
    definition = definition_of(session, form.version_id)
    wave.method = method.with_defaults(form.method, definition, ours, privacy=form.privacy)


def _check_version(session: Session, wave: Wave, now: datetime) -> None:
    version = session.get_one(Version, wave.version_id)
    today = now.astimezone(ZoneInfo(company(session).time_zone)).date()
    opening = wave.opens_at.astimezone(ZoneInfo(company(session).time_zone)).date()
    if version.retired_at is not None:
        raise Conflict(m("这个问卷版本已经停用。请为调查选择现行版本。"))
    if version.effective_on > max(today, opening):
        raise Conflict(
            m("问卷版本从 %(day)s 起生效，调查不能更早开始。", day=version.effective_on.isoformat())
        )


def _given_out(session: Session, wave: Wave) -> bool:
    given = sa.select(Invitation.id).where(Invitation.wave_id == wave.id).limit(1)
    return session.scalar(given) is not None
