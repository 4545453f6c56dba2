"""flask-login over our users: a session ends when the user's session key changes, at the latest after a week."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from flask import Flask, session
from flask_login import LoginManager, UserMixin, login_user

from survey.accounts.models import User
from survey.web.context import database, now

__all__ = ["StaffUser", "install", "let_in"]

LONGEST: Final = timedelta(days=7)
SIGNED_IN: Final = "signed_in_at"


class StaffUser(UserMixin):  # type: ignore[misc]
    """A signed-in user, detached from the store; its id carries the session key."""

    def __init__(self, user: User) -> None:
        self.id, self.ref, self.name, self.email = user.id, user.ref, user.name, user.email
        self.role, self.language, self.department = user.role, user.language, user.department
        self._login_id = f"{user.ref}.{user.session_key}"

    def get_id(self) -> str:
        return self._login_id


def install(app: Flask) -> None:
    """Registers the loader on `app`."""
    manager = LoginManager(app)
    manager.session_protection = None  # phones change networks; the session key is what ends a session
    manager.user_loader(_load)


def let_in(user: User) -> None:
    """Begins a session that shares nothing with the one before but the chosen language."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    session[SIGNED_IN] = int(now().timestamp())
    login_user(StaffUser(user))


def _load(login_id: str) -> StaffUser | None:
    since = datetime.fromtimestamp(session.get(SIGNED_IN, 0), tz=now().tzinfo)
    if now() - since > LONGEST:
        return None
    ref, _, key = login_id.partition(".")
    with database().reading() as store:
        found = sa.select(User).where(User.ref == ref, User.session_key == key, User.active)
        user = store.scalars(found).one_or_none()
        return StaffUser(user) if user else None
