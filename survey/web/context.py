"""What a view needs from its surroundings: the store, the clock, the person, the company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, g, url_for
from flask_login import current_user

from survey.accounts.actor import Actor
from survey.accounts.models import Company
from survey.config import Settings
from survey.db import Database
from survey.reports.counting.columns import ColumnStore

__all__ = [
    "Services",
    "actor",
    "columns",
    "company",
    "database",
    "link_to",
    "now",
    "services",
    "settings",
    "zone",
]


@dataclass(frozen=True, slots=True)
class Services:
    """What the composition root hands to the web: one object, one place to look."""

    settings: Settings
    database: Database
    columns: ColumnStore


def services() -> Services:
    found: Services = current_app.extensions["liusheng"]
    return found


def database() -> Database:
    return services().database


def columns() -> ColumnStore:
    """The answers of waves as columns, shared by all requests of this process."""
    return services().columns


def settings() -> Settings:
    return services().settings


def now() -> datetime:
    """The present instant in UTC; tests replace it through `app.config["CLOCK"]`."""
    clock = current_app.config.get("CLOCK")
    return clock() if clock else datetime.now(UTC)


def link_to(endpoint: str, **values: Any) -> str:
    """The address of a page as people outside reach it: under LIUSHENG_PUBLIC_URL, whatever host was asked."""
    return settings().public_url + url_for(endpoint, **values)


def actor() -> Actor:
    """The signed-in person as services know them; only called behind an access rule."""
    return Actor(
        name=current_user.name, role=current_user.role, user_id=current_user.id, email=current_user.email
    )


def company() -> Company:
    """The company's record, read once per request."""
    if "company" not in g:
        with database().reading() as session:
            g.company = session.get(Company, 1) or Company(
                id=1,
                name="",
                short_name="",
                time_zone="Asia/Shanghai",
                department="",
                privacy_contact="",
                hotline="",
                retention="",
                class_labels={},
            )
    found: Company = g.company
    return found


def zone() -> ZoneInfo:
    """The company's time zone, in which days begin and pages show times."""
    return ZoneInfo(company().time_zone)
