"""Open links: a way for responses to come in that is not tied to one customer."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.db import new_ref
from survey.errors import Conflict, InvalidInput
from survey.fieldwork import tokens
from survey.fieldwork.models import Collector, Wave
from survey.language import m

__all__ = ["KINDS", "add_collector", "close_collector", "reopen_collector"]

KINDS: Final = ("link", "qr", "intercept")


def add_collector(
    session: Session,
    wave: Wave,
    name: str,
    *,
    kind: str = "link",
    secret: str,
    actor: Actor,
    now: datetime,
) -> Collector:
    """An open link (and QR code); `kind` is the mode stored with its responses."""
    if wave.state == "closed":
        raise Conflict(m("调查已经截止，不能再增加链接。"))
    if kind not in KINDS:
        raise InvalidInput(m("没有“%(mode)s”这种发放方式。", mode=kind))
    if not name.strip():
        raise InvalidInput(m("请给这个链接起个名字。"), {"name": m("请填写名称。")})
    ref = new_ref()
    collector = Collector(
        ref=ref,
        wave_id=wave.id,
        kind=kind,
        name=name.strip()[:120],
        token_hash=tokens.hash_of(tokens.token_of(secret, ref, 1, open_link=True)),
        generation=1,
        created_at=now,
    )
    session.add(collector)
    session.flush()
    audit.record(session, actor, "collector.add", wave.key, now=now, kind=kind, name=collector.name)
    return collector


def close_collector(
    session: Session, wave: Wave, collector: Collector, *, actor: Actor, now: datetime
) -> None:
    """Pauses one link; the wave and its other links go on."""
    collector.closed_at = collector.closed_at or now
    session.flush()
    audit.record(session, actor, "collector.close", wave.key, now=now, name=collector.name)


def reopen_collector(
    session: Session, wave: Wave, collector: Collector, *, actor: Actor, now: datetime
) -> None:
    """Lets answers in through a paused link again."""
    if wave.state == "closed":
        raise Conflict(m("调查已经截止，链接不能再打开。"))
    collector.closed_at = None
    session.flush()
    audit.record(session, actor, "collector.reopen", wave.key, now=now, name=collector.name)
