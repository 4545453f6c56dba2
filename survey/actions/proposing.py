"""Proposals: findings stored once each, until a person opens a form or says why not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.actions.access import require_manager
from survey.actions.models import Action
from survey.actions.service import Finding, hold, note_step, take_finding
from survey.actions.states import require_step
from survey.db import take_turn
from survey.errors import InvalidInput
from survey.language import m

__all__ = ["dismiss", "propose", "restore"]


def propose(session: Session, findings: Sequence[Finding], *, actor: Actor, now: datetime) -> int:
    """Stores the findings that are new, by their key, and says how many; doing it again adds nothing.

    What was opened, dismissed or closed before stays as people left it.
    """
    if not findings:
        return 0
    take_turn(session, "actions.propose")
    known = set(session.scalars(sa.select(Action.finding_key).where(Action.finding_key.is_not(None))))
    fresh = {finding.key: finding for finding in findings if finding.key and finding.key not in known}
    for finding in fresh.values():
        action = Action(source=finding.source, state="proposed", created_at=now)
        take_finding(action, finding)
        session.add(action)
        session.flush()
        note_step(session, action, "propose", actor, now)
    if fresh:
        audit.record(session, actor, "action.propose", now=now, proposals=len(fresh))
    return len(fresh)


def dismiss(session: Session, action: Action, reason: str, *, actor: Actor, now: datetime) -> None:
    """不采纳: the proposal leaves the list; the reason stays, and it is not proposed again."""
    require_manager(actor)
    hold(session, action)
    require_step(action, "dismiss")
    if not reason.strip():
        raise InvalidInput(m("请写明为什么不采纳。"), {"reason": m("请写明为什么不采纳。")})
    action.state = "dismissed"
    note_step(session, action, "dismiss", actor, now, note=reason.strip()[:500])
    audit.record(session, actor, "action.dismiss", action.finding_key or "", now=now)


def restore(session: Session, action: Action, *, actor: Actor, now: datetime) -> None:
    """Takes a dismissal back."""
    require_manager(actor)
    hold(session, action)
    require_step(action, "restore")
    action.state = "proposed"
    note_step(session, action, "restore", actor, now)
    audit.record(session, actor, "action.restore", action.finding_key or "", now=now)
