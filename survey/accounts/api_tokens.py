"""Tokens with which other programs read reports and send responses: scopes, a role, an end."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.accounts.models import ApiToken
from survey.errors import InvalidInput, NotFound, NotIdentified
from survey.language import Message, m

__all__ = ["DAYS", "ROLES", "SCOPES", "actor_of", "everything", "identify", "issue", "revoke"]

SCOPES: Final[dict[str, Message]] = {
    "reports:read": m("读取调查列表和报告数字"),
    "responses:read": m("导出答卷"),
    "responses:write": m("导入答卷"),
}
ROLES: Final = ("viewer", "manager", "quality")
"""The roles that a token may have; no program acts as administrator."""
DAYS: Final = (30, 90, 365)
"""How long a token may live."""
PREFIX: Final = "ls_"
"""Lets people and scanners of leaked secrets recognise a token."""

_REFUSED: Final = m("接口令牌无效、已停用或已到期。请在“设置 – 接口令牌”中重新建立。")


def issue(
    session: Session,
    *,
    name: str,
    role: str,
    scopes: Collection[str],
    days: int,
    actor: Actor,
    now: datetime,
) -> tuple[ApiToken, str]:
    """A new token and its text, which is shown once; raises InvalidInput with the field that is wrong."""
    _check(name, role, scopes, days)
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        name=name.strip(),
        token_hash=_hash(text),
        role=role,
        scopes=[scope for scope in SCOPES if scope in scopes],
        created_by=str(actor),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(token)
    session.flush()
    audit.record(session, actor, "token.issue", token.name, now=now, role=role, scopes=" ".join(token.scopes))
    return token, text


def identify(session: Session, text: str, *, now: datetime) -> ApiToken:
    """The token that `text` is, noted as used today; raises NotIdentified."""
    token = session.scalars(sa.select(ApiToken).where(ApiToken.token_hash == _hash(text))).one_or_none()
    if token is None or token.revoked_at is not None or token.expires_at <= now:
        raise NotIdentified(_REFUSED)
    return token


def actor_of(token: ApiToken) -> Actor:
    """The program as services and the audit trail know it."""
    return Actor(name=f"接口 {token.name}", role=token.role)


def everything(session: Session) -> Sequence[ApiToken]:
    """All tokens, those in force first, newest first."""
    return session.scalars(
        sa.select(ApiToken).order_by(ApiToken.revoked_at.is_not(None), ApiToken.created_at.desc())
    ).all()


def revoke(session: Session, ref: str, *, actor: Actor, now: datetime) -> None:
    """Ends a token at once; one that has ended stays as it is. Raises NotFound."""
    token = session.scalars(sa.select(ApiToken).where(ApiToken.ref == ref)).one_or_none()
    if token is None:
        raise NotFound(m("没有找到这个令牌。"))
    if token.revoked_at is None:
        token.revoked_at = now
        audit.record(session, actor, "token.revoke", token.name, now=now)


def _check(name: str, role: str, scopes: Collection[str], days: int) -> None:
    problems: dict[str, Message] = {}
    if not 1 <= len(name.strip()) <= 60:
        problems["name"] = m("请写明用途，1 到 60 个字。")
    if role not in ROLES:
        problems["role"] = m("请选择角色。")
    if not scopes or set(scopes) - SCOPES.keys():
        problems["scopes"] = m("请至少选择一项权限。")
    elif "responses:write" in scopes and role != "quality" or "responses:read" in scopes and role == "viewer":
        problems["scopes"] = m("这个角色不能有所选的权限：导入要质量管理员，导出要管理层或质量管理员。")
    if days not in DAYS:
        problems["days"] = m("请选择有效期。")
    if problems:
        raise InvalidInput(m("令牌没有建立，请改正标出的项目。"), problems)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
