"""A company with customers, a published questionnaire, an open wave, links."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.accounts.models import Company
from survey.customers.models import Customer
from survey.fieldwork import collectors, frames, invitations, tokens, waves
from survey.fieldwork.models import Collector, Invitation, Wave
from survey.instrument.definition import Definition
from survey.instrument.library import template
from survey.questionnaires.models import Questionnaire, Version

SECRET = "a-key-for-tests-only-" + "0" * 40
QUALITY = Actor(name="王工", role="quality", user_id=None)
NOW = datetime(2026, 10, 20, 1, 30, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": QUALITY, "now": NOW}
"""Who does it and when, for services that ask for both."""


def add_company(session: Session, **changes: Any) -> Company:
    """The company of the instance."""
    company = Company(
        id=1,
        **{
            "name": "江南轴承有限公司",
            "short_name": "江南轴承",
            "privacy_contact": "质量部 0571-00000000",
            "hotline": "0571-00000001",
        }
        | changes,
    )
    session.add(company)
    session.flush()
    return company


def add_customers(session: Session, n: int, *, class_key: str = "A", region: str = "华东") -> list[Customer]:
    """`n` customers, C001 onwards."""
    made = [
        Customer(
            code=f"C{number:03d}",
            name=f"客户{number}厂",
            class_key=class_key,
            region=region,
            industry="机械",
            product_lines=["轴承", "滚珠"],
            created_at=NOW,
        )
        for number in range(1, n + 1)
    ]
    session.add_all(made)
    session.flush()
    return made


def add_version(session: Session, definition: Definition | str = "iso_b2b_short") -> Version:
    """A published version of a built-in questionnaire or of `definition`."""
    if isinstance(definition, str):
        definition = template(definition)
    data = definition.to_json()
    questionnaire = Questionnaire(
        key=definition.key, title="顾客满意度调查表", kind=definition.kind, draft=data, changed_at=NOW
    )
    session.add(questionnaire)
    session.flush()
    version = Version(
        questionnaire_id=questionnaire.id,
        number=1,
        definition=data,
        sha256=hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest(),
        document_no="QP-9.1.2-01",
        revision="A/0",
        prepared_by="王工",
        approved_by="李经理",
        effective_on=date(2026, 1, 1),
        published_at=NOW - timedelta(days=30),
    )
    session.add(version)
    session.flush()
    return version


def wave_form(version: Version, **changes: Any) -> waves.WaveForm:
    """What one says about a wave that runs for three weeks around `NOW`."""
    form = waves.WaveForm(
        key="2026-h2",
        name="2026 年下半年调查",
        version_id=version.id,
        opens_at=NOW - timedelta(days=7),
        closes_at=NOW + timedelta(days=14),
    )
    return replace(form, **changes)


def add_wave(
    session: Session, definition: Definition | str = "iso_b2b_short", *, opened: bool = True, **changes: Any
) -> Wave:
    """A wave with its version; open unless told otherwise. Needs the company."""
    wave = waves.create(
        session, wave_form(add_version(session, definition), **changes), actor=QUALITY, now=NOW
    )
    if opened:
        open_wave(session, wave)
    return wave


def open_wave(session: Session, wave: Wave, *, now: datetime = NOW) -> None:
    waves.open_wave(session, wave, notice_confirmed=True, method_confirmed=True, actor=QUALITY, now=now)


def add_frame(session: Session, wave: Wave, customers: Sequence[Customer]) -> None:
    frames.fix_frame(session, wave, [one.id for one in customers], actor=QUALITY, now=NOW)


def invite(session: Session, wave: Wave, customer: Customer, **changes: Any) -> Invitation:
    return invitations.issue(
        session, wave, customer.id, **{"secret": SECRET, "actor": QUALITY, "now": NOW} | changes
    )


def add_link(session: Session, wave: Wave, **changes: Any) -> Collector:
    return collectors.add_collector(
        session, wave, "展会二维码", **{"secret": SECRET, "actor": QUALITY, "now": NOW} | changes
    )


def token(holder: Invitation | Collector) -> str:
    """The token of an invitation or an open link."""
    return tokens.token_of(SECRET, holder.ref, holder.generation, open_link=holder.open_link)
