"""How often something may be tried; the counts lie in the store, shared by all workers and restarts."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.models import Throttle
from survey.db import take_turn
from survey.errors import TooMany
from survey.language import m

__all__ = ["forget", "hit", "purge"]


def hit(session: Session, key: str, *, limit: int, window_seconds: int, now: datetime) -> None:
    """Counts one try under `key`; raises TooMany when `limit` tries were made in the running window.

    The window begins with its first try and ends `window_seconds` later, whatever comes in between:
    nobody is kept out longer than that. Call it in a unit of work of its own, before what it guards,
    so that the count stays when the guarded thing is refused. `key` carries no personal data in clear.
    """
    take_turn(session, f"throttle:{key}")
    second = int(now.timestamp())
    session.execute(
        sa.delete(Throttle).where(Throttle.key == key, Throttle.window <= second - window_seconds)
    )
    row = session.scalars(sa.select(Throttle).where(Throttle.key == key).limit(1)).one_or_none()
    if row is None:
        session.add(Throttle(key=key, window=second, n=1))
    elif row.n >= limit:
        wait = max(1, row.window + window_seconds - second)
        raise TooMany(
            m("尝试的次数太多。请在 %(minutes)d 分钟后再试。", minutes=-(-wait // 60)), retry_after=wait
        )
    else:
        row.n += 1
    session.flush()


def forget(session: Session, key: str) -> None:
    """Drops the count under `key`: the right person came through."""
    session.execute(sa.delete(Throttle).where(Throttle.key == key))


def purge(session: Session, *, before: datetime) -> None:
    """Drops windows that began before `before`."""
    session.execute(sa.delete(Throttle).where(Throttle.window < int(before.timestamp())))
