"""An instance with a company and one member of staff in each role, made through the services."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from survey import migrate
from survey.accounts import company, users
from survey.accounts.actor import COMMAND_LINE
from survey.accounts.models import ROLES
from survey.app import open_database
from survey.config import Settings
from survey.db import Database
from survey.demo.load import entrance

__all__ = ["PASSWORD", "address", "demo_entrance", "make_instance"]

PASSWORD = "long-enough-for-a-test-4711"
COMPANY = "衡岭精密部件有限公司"


def address(role: str) -> str:
    """The e-mail address of the member of staff in that role."""
    return f"{role}@example.cn"


def make_instance(folder: Path) -> Database:
    """The instance's store, ready: company, staff who all have the same password."""
    database = open_database(Settings.from_env({}, instance=folder))
    migrate.upgrade(database, folder=folder)
    now = datetime.now(UTC)
    with database.unit_of_work() as session:
        details = company.Details(
            name=COMPANY,
            short_name="衡岭精密",
            privacy_contact="质量部 privacy@example.cn",
            hotline="400-000-0000",
            retention="答卷保存 3 年",
        )
        company.change(session, details, actor=COMMAND_LINE, now=now)
        for role in ROLES:
            users.add(
                session,
                email=address(role),
                name=f"{users.ROLE_NAMES[role]}甲",
                role=role,
                password=PASSWORD,
                actor=COMMAND_LINE,
                now=now,
            )
    return database


def demo_entrance(folder: Path) -> str:
    """A fresh one-time sign-in address of a demonstration, without its host."""
    database = open_database(Settings.from_env({}, instance=folder))
    with database.unit_of_work() as session:
        token = entrance(session, now=datetime.now(UTC))
    database.dispose()
    return f"/enter/{token}"
