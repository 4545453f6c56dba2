"""flask-login over our users: a session ends when the user's session key changes."""

from __future__ import annotations

from flask import Flask
from flask_login import LoginManager, UserMixin

from survey.accounts.models import User
from survey.web.context import database

__all__ = ["StaffUser", "install"]


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


def _load(login_id: str) -> StaffUser | None:
    ref, _, key = login_id.partition(".")
    with database().reading() as session:
        user = session.query(User).filter_by(ref=ref, session_key=key, active=True).one_or_none()
        return StaffUser(user) if user else None
