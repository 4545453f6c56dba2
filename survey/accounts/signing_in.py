"""Signing in: counted before it is tried, the same for accounts that exist and that do not."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit, passwords, throttle, tokens, users
from survey.accounts.models import User
from survey.db import Database
from survey.errors import InvalidInput, NotFound, TooMany
from survey.language import m

__all__ = ["change_password", "enter", "sign_in", "sign_out"]

WINDOW: Final = 15 * 60
PER_ACCOUNT: Final = 10
PER_NETWORK: Final = 100


def sign_in(database: Database, *, email: str, password: str, network: str, now: datetime) -> User:
    """The user with this address and password; raises InvalidInput or TooMany.

    It takes the database, not a session: the count, the slow hash and the trail each need a
    transaction of their own, so that a refusal is kept and no lock is held while hashing.
    """
    email = email.strip().lower()
    account = "account:" + hashlib.sha256(email.encode()).hexdigest()[:32]
    _count(database, account=account, network=network, now=now)
    with database.reading() as session:
        found = sa.select(User).where(User.email == email, User.active)
        user = session.scalars(found).one_or_none()
    right = passwords.matches(password, user.password_hash if user else None)
    with database.unit_of_work() as session:
        if user is None or not right:
            audit.record(session, "—", "sign_in.refused", now=now, known=user.email if user else None)
        else:
            throttle.forget(session, account)
            _arrive(session.get_one(User, user.id), now)
            audit.record(session, users.actor_of(user), "sign_in", user.email, now=now)
    if user is None or not right:
        raise InvalidInput(m("邮箱或密码不对。"))
    return user


def enter(database: Database, token: str, *, network: str, now: datetime) -> User:
    """The user whose one-time sign-in link this is; the link is used up."""
    with database.unit_of_work() as session:
        throttle.hit(session, f"enter:{network}", limit=PER_NETWORK, window_seconds=WINDOW, now=now)
    with database.unit_of_work() as session:
        user = session.get_one(User, tokens.consume(session, "enter", token, now=now))
        if not user.active:
            raise NotFound(tokens.NO_LONGER)
        _arrive(user, now)
        audit.record(session, users.actor_of(user), "sign_in.link", user.email, now=now)
    return user


def change_password(database: Database, user_id: int, *, current: str, new: str, now: datetime) -> User:
    """Sets the person's own new password after asking for the present one, counted like signing in."""
    with database.unit_of_work() as session:
        throttle.hit(session, f"password:{user_id}", limit=PER_ACCOUNT, window_seconds=WINDOW, now=now)
    with database.reading() as session:
        user = session.get_one(User, user_id)
    if not passwords.matches(current, user.password_hash):
        with database.unit_of_work() as session:
            audit.record(session, users.actor_of(user), "password.change.refused", user.email, now=now)
        sentence = m("现在的密码不对。")
        raise InvalidInput(sentence, {"current": sentence})
    with database.unit_of_work() as session:
        throttle.forget(session, f"password:{user_id}")
        return users.change_password(session, user_id, new, now=now)


def sign_out(session: Session, user_id: int, *, now: datetime) -> None:
    """Ends the person's sessions, here and elsewhere: a copied cookie is worth nothing afterwards."""
    users.end_sessions(session, user_id)
    user = session.get_one(User, user_id)
    audit.record(session, users.actor_of(user), "sign_out", user.email, now=now)


def _count(database: Database, *, account: str, network: str, now: datetime) -> None:
    try:
        with database.unit_of_work() as session:
            throttle.hit(session, f"network:{network}", limit=PER_NETWORK, window_seconds=WINDOW, now=now)
        with database.unit_of_work() as session:
            throttle.hit(session, account, limit=PER_ACCOUNT, window_seconds=WINDOW, now=now)
    except TooMany as error:
        with database.unit_of_work() as session:
            audit.record(session, "—", "sign_in.throttled", now=now, seconds=error.retry_after)
        raise


def _arrive(user: User, now: datetime) -> None:
    user.last_seen_at = now
