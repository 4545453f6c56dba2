"""One-time links: the first administrator's setup, a password to be set anew, the demo's way in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.models import SetupToken
from survey.errors import NotFound
from survey.language import m

__all__ = ["LIFETIME", "NO_LONGER", "Purpose", "consume", "drop", "is_open", "issue", "purge"]

Purpose = Literal["setup", "reset", "enter"]

LIFETIME: Final = timedelta(hours=1)
NO_LONGER: Final = m("这个链接无效、已经用过或已经过期。请让管理员重新生成一个。")


def issue(session: Session, purpose: Purpose, *, user_id: int | None = None, now: datetime) -> str:
    """A fresh token (shown once, only its hash is kept); older ones of the same purpose and user end."""
    drop(session, purpose, user_id=user_id)
    token = secrets.token_urlsafe(32)
    session.add(
        SetupToken(token_hash=_hash(token), purpose=purpose, user_id=user_id, expires_at=now + LIFETIME)
    )
    session.flush()
    return token


def is_open(session: Session, purpose: Purpose, token: str, *, now: datetime) -> bool:
    """Whether the token still opens something; looking does not use it up."""
    return session.scalar(sa.select(SetupToken.id).where(*_usable(purpose, token, now))) is not None


def consume(session: Session, purpose: Purpose, token: str, *, now: datetime) -> int | None:
    """Uses the token up and gives its user's id (None for setup); of many at once exactly one succeeds.

    Raises NotFound for a token that is unknown, used, expired or meant for something else.
    """
    used = sa.update(SetupToken).where(*_usable(purpose, token, now)).values(used_at=now)
    row = session.execute(used.returning(SetupToken.user_id)).one_or_none()
    if row is None:
        raise NotFound(NO_LONGER)
    user_id: int | None = row[0]
    return user_id


def drop(session: Session, purpose: Purpose | None = None, *, user_id: int | None) -> None:
    """Ends the unused tokens of a user (None: those that belong to nobody)."""
    unused = sa.delete(SetupToken).where(SetupToken.user_id == user_id, SetupToken.used_at.is_(None))
    session.execute(unused.where(SetupToken.purpose == purpose) if purpose else unused)


def purge(session: Session, *, before: datetime) -> None:
    """Deletes tokens that ended before `before`."""
    session.execute(sa.delete(SetupToken).where(SetupToken.expires_at < before))


def _usable(purpose: Purpose, token: str, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        SetupToken.token_hash == _hash(token),
        SetupToken.purpose == purpose,
        SetupToken.used_at.is_(None),
        SetupToken.expires_at > now,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
