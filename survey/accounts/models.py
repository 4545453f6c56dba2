"""The company, its staff, what they did, and the files they stored."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from survey.db import Base, HasRef, Pk

__all__ = ["ROLES", "ApiToken", "AuditEntry", "Company", "SetupToken", "StoredFile", "Throttle", "User"]

ROLES = ("admin", "quality", "interviewer", "sales", "manager", "viewer")


class Company(Base):
    """The one company of this instance (id is always 1)."""

    __tablename__ = "company"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[Pk]
    name: Mapped[str] = mapped_column(sa.String(120))
    short_name: Mapped[str] = mapped_column(sa.String(40), default="")
    time_zone: Mapped[str] = mapped_column(sa.String(40), default="Asia/Shanghai")
    department: Mapped[str] = mapped_column(sa.String(60), default="质量部")
    privacy_contact: Mapped[str] = mapped_column(sa.String(200), default="")
    hotline: Mapped[str] = mapped_column(sa.String(60), default="")
    fax: Mapped[str] = mapped_column(sa.String(60), default="")
    email: Mapped[str] = mapped_column(sa.String(120), default="")
    retention: Mapped[str] = mapped_column(
        sa.String(200), default="答卷保存 3 年，姓名和电话在调查结束 1 年后删除"
    )
    record_pattern: Mapped[str] = mapped_column(sa.String(60), default="QR-9.1.2-01-{year}-{serial:3}")
    class_labels: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Customer class key → internal label; {} means the default four."""
    logo_file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id", ondelete="RESTRICT"))


class User(HasRef, Base):
    """A member of staff who signs in."""

    __tablename__ = "user"
    __table_args__ = (sa.CheckConstraint(f"role IN {ROLES!r}", name="known_role"),)

    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    """In small letters, however it was typed."""
    name: Mapped[str] = mapped_column(sa.String(60))
    role: Mapped[str] = mapped_column(sa.String(20))
    department: Mapped[str] = mapped_column(sa.String(60), default="")
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    session_key: Mapped[str] = mapped_column(sa.String(32))
    """Changes with password, role and disabling: older sessions end."""
    active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(sa.String(5), default="zh")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]


class SetupToken(Base):
    """The one-time way in while there is no user yet, or a one-time sign-in link (`user_id` set)."""

    __tablename__ = "setup_token"

    id: Mapped[Pk]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    purpose: Mapped[str] = mapped_column(sa.String(20))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiToken(HasRef, Base):
    """What a program of the company's shows to read or send data; only its hash is kept."""

    __tablename__ = "api_token"
    __table_args__ = (sa.CheckConstraint(f"role IN {ROLES!r}", name="known_role"),)

    name: Mapped[str] = mapped_column(sa.String(60))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    role: Mapped[str] = mapped_column(sa.String(20))
    """Whose rights it has: what is withheld from that role is withheld from the program."""
    scopes: Mapped[list[str]]
    created_by: Mapped[str] = mapped_column(sa.String(120))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_on: Mapped[date | None]
    """The last day on which it was used."""


class Throttle(Base):
    """How often something was tried in a time window; shared by all workers."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(default=0)


class AuditEntry(Base):
    """One line of the append-only, hash-chained trail; holds no answers, tokens or passwords."""

    __tablename__ = "audit_entry"

    id: Mapped[Pk]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(sa.String(120))
    action: Mapped[str] = mapped_column(sa.String(60), index=True)
    subject: Mapped[str] = mapped_column(sa.String(120), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    previous: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64), unique=True)


class StoredFile(HasRef, Base):
    """Bytes with their checked type: scans, logos, produced documents."""

    __tablename__ = "stored_file"

    name: Mapped[str] = mapped_column(sa.String(200))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(sa.String(120), default="")
    expires_at: Mapped[datetime | None]
