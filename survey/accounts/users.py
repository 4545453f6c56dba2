"""The staff: who they are, what they may do, and how they get in again."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit, passwords, tokens
from survey.accounts.actor import Actor
from survey.accounts.models import ROLES, Company, User
from survey.db import take_turn
from survey.errors import Conflict, InvalidInput, NotFound
from survey.language import Message, m

__all__ = [
    "EMAIL",
    "NO_SUCH_LANGUAGE",
    "ROLE_NAMES",
    "actor_of",
    "add",
    "by_ref",
    "change",
    "change_password",
    "end_sessions",
    "everyone",
    "exist",
    "invite",
    "reset_link",
    "reset_password",
    "set_active",
    "set_language",
    "set_up",
    "setup_token",
]

ROLE_NAMES: Final[dict[str, Message]] = {
    "admin": m("管理员"),
    "quality": m("质量管理员"),
    "interviewer": m("回访员"),
    "sales": m("业务人员"),
    "manager": m("管理层"),
    "viewer": m("只读"),
}
NO_SUCH_LANGUAGE: Final = m("没有这种语言。")
EMAIL: Final = re.compile(r"[^@\s<>\"',;:\\()\[\]]{1,64}@[^@\s<>\"',;:\\()\[\]]{1,189}")


def exist(session: Session) -> bool:
    """Whether there is any user yet."""
    return session.scalar(sa.select(sa.exists(sa.select(User.id)))) or False


def everyone(session: Session) -> Sequence[User]:
    """All users, active ones first, by name."""
    return session.scalars(sa.select(User).order_by(User.active.desc(), User.name, User.id)).all()


def by_ref(session: Session, ref: str) -> User:
    """The user called `ref`; raises NotFound."""
    user = session.scalars(sa.select(User).where(User.ref == ref)).one_or_none()
    if user is None:
        raise NotFound(m("没有找到这个用户。"))
    return user


def actor_of(user: User) -> Actor:
    """The user as services know the one who acts."""
    return Actor(name=user.name, role=user.role, user_id=user.id, email=user.email)


def add(
    session: Session,
    *,
    email: str,
    name: str,
    role: str,
    password: str | None = None,
    department: str = "",
    language: str = "zh",
    actor: Actor,
    now: datetime,
) -> User:
    """A new user; without a password nobody can sign in to it until a reset link was used."""
    take_turn(session, "users")
    email, name = email.strip().lower(), name.strip() or email.strip().partition("@")[0]
    _check_person(email=email, name=name, role=role)
    if _by_email(session, email) is not None:
        raise InvalidInput(m("没有添加：这个邮箱已经有用户了。"), {"email": m("这个邮箱已经有用户了。")})
    if password is not None:
        passwords.check(password, about=_words_about(session, email, name))
    user = User(
        email=email,
        name=name,
        role=role,
        department=department.strip(),
        language=language,
        password_hash=passwords.unusable() if password is None else passwords.hashed(password),
        session_key=_session_key(),
        created_at=now,
    )
    session.add(user)
    session.flush()
    audit.record(session, actor, "user.add", user.email, now=now, role=role)
    return user


def invite(
    session: Session,
    *,
    email: str,
    name: str,
    role: str,
    department: str = "",
    actor: Actor,
    now: datetime,
) -> tuple[User, str]:
    """A new user and the token of the link with which the person sets a password."""
    user = add(session, email=email, name=name, role=role, department=department, actor=actor, now=now)
    return user, reset_link(session, user, actor=actor, now=now)


def change(
    session: Session, user: User, *, name: str, role: str, department: str, actor: Actor, now: datetime
) -> None:
    """New name, role or department; a new role ends the person's sessions."""
    take_turn(session, "users")
    name = name.strip()
    _check_person(email=user.email, name=name, role=role)
    changed_role = role != user.role
    if changed_role and user.role == "admin":
        _keep_an_administrator(session, user)
    before, user.name, user.role, user.department = user.role, name, role, department.strip()
    if changed_role:
        user.session_key = _session_key()
    session.flush()
    audit.record(session, actor, "user.change", user.email, now=now, role=role, role_before=before)


def set_active(session: Session, user: User, active: bool, *, actor: Actor, now: datetime) -> None:
    """Disables a user, at once and in all sessions, or lets the person in again."""
    take_turn(session, "users")
    if not active and user.role == "admin":
        _keep_an_administrator(session, user)
    user.active = active
    user.session_key = _session_key()
    tokens.drop(session, user_id=user.id)
    session.flush()
    audit.record(session, actor, "user.enable" if active else "user.disable", user.email, now=now)


def set_language(session: Session, user_id: int, language: str) -> None:
    """Remembers the language in which the person reads the pages."""
    session.execute(sa.update(User).where(User.id == user_id).values(language=language))


def change_password(session: Session, user_id: int, password: str, *, now: datetime) -> User:
    """Sets the person's own new password; other sessions and open reset links end."""
    user = session.get_one(User, user_id)
    _set_password(session, user, password)
    audit.record(session, actor_of(user), "password.change", user.email, now=now)
    return user


def reset_link(session: Session, user: User, *, actor: Actor, now: datetime) -> str:
    """The token of a one-time link with which the person sets a new password within an hour."""
    if not user.active:
        raise Conflict(m("这个用户已停用。请先启用，再生成重设密码的链接。"))
    token = tokens.issue(session, "reset", user_id=user.id, now=now)
    audit.record(session, actor, "password.reset.link", user.email, now=now)
    return token


def reset_password(session: Session, token: str, password: str, *, now: datetime) -> User:
    """Uses a reset link up and sets the password; the user may be signed in then."""
    user = session.get_one(User, tokens.consume(session, "reset", token, now=now))
    _set_password(session, user, password)
    user.last_seen_at = now
    audit.record(session, actor_of(user), "password.reset", user.email, now=now)
    return user


def setup_token(session: Session, *, now: datetime) -> str | None:
    """The one-time token with which the first administrator is made; None once there is a user."""
    take_turn(session, "users")
    return None if exist(session) else tokens.issue(session, "setup", now=now)


def set_up(
    session: Session, token: str, *, company_name: str, email: str, name: str, password: str, now: datetime
) -> User:
    """Makes the company's record and the first administrator; works once, and only without users."""
    take_turn(session, "users")
    tokens.consume(session, "setup", token, now=now)
    if exist(session):
        raise Conflict(m("已经有用户了，不能再次初始化。请直接登录。"))
    company = session.get(Company, 1) or Company(id=1, name="")
    company.name = company_name.strip()
    session.add(company)
    session.flush()
    user = add(
        session,
        email=email,
        name=name,
        role="admin",
        password=password,
        actor=Actor(name=name.strip(), role="admin", email=email.strip()),
        now=now,
    )
    user.last_seen_at = now
    return user


def end_sessions(session: Session, user_id: int) -> None:
    """Ends all sessions of the user: a copied cookie is worth nothing after signing out."""
    session.execute(sa.update(User).where(User.id == user_id).values(session_key=_session_key()))


def _set_password(session: Session, user: User, password: str) -> None:
    passwords.check(password, about=_words_about(session, user.email, user.name))
    user.password_hash = passwords.hashed(password)
    user.session_key = _session_key()
    tokens.drop(session, user_id=user.id)
    session.flush()


def _session_key() -> str:
    return secrets.token_urlsafe(16)


def _by_email(session: Session, email: str) -> User | None:
    return session.scalars(sa.select(User).where(User.email == email)).one_or_none()


def _words_about(session: Session, email: str, name: str) -> tuple[str, ...]:
    company = session.get(Company, 1)
    return (email, name, *((company.name, company.short_name) if company else ()))


def _check_person(*, email: str, name: str, role: str) -> None:
    problems: dict[str, Message] = {}
    if not EMAIL.fullmatch(email) or len(email) > 254:
        problems["email"] = m("请填写完整的邮箱地址，例如 zhiliang@example.com。")
    if not name or len(name) > 60:
        problems["name"] = m("请填写姓名，最多 60 个字。")
    if role not in ROLES:
        problems["role"] = m("角色只能是：%(roles)s。", roles=tuple(ROLES))
    if problems:
        raise InvalidInput(m("用户信息没有保存，请检查填写的内容。"), problems)


def _keep_an_administrator(session: Session, leaving: User) -> None:
    others = sa.select(sa.func.count(User.id)).where(User.role == "admin", User.active, User.id != leaving.id)
    if not session.scalar(others):
        raise Conflict(m("这是最后一位管理员，不能停用或更改角色。请先指定另一位管理员。"))
