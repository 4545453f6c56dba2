"""A survey of many: 20,000 responses of users, through the door for files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.accounts.models import User
from survey.accounts.users import actor_of
from survey.demo.content import ZONE, at, comments, dice
from survey.demo.ratings import ITEMS, Means
from survey.demo.register import MANAGER, QUALITY, REVIEWER
from survey.fieldwork import waves
from survey.fieldwork.models import Wave
from survey.fieldwork.queries import version_for_wave
from survey.instrument.definition import Definition
from survey.instrument.library import template
from survey.questionnaires import publishing
from survey.questionnaires.queries import by_key
from survey.responses.importing import import_rows
from survey.sheets import Row, Table

__all__ = ["KEY", "SIZE", "add_crowd"]

KEY: Final = "2026-users"
SIZE: Final = 20_000
QUESTIONNAIRE: Final = "iso_b2b_short"
OPENS: Final = date(2026, 9, 14)
DAYS: Final = 60
REGIONS: Final = {"华东": 34, "华南": 22, "华北": 16, "华中": 11, "西南": 9, "西北": 4, "东北": 4}
SPEAKING: Final = 0.12
"""The share that writes something under an open question."""


def add_crowd(session: Session, *, now: datetime, size: int = SIZE) -> int:
    """Adds the wave and imports its responses; says how many."""
    actor = actor_of(session.scalars(sa.select(User).where(User.name == QUALITY)).one())
    wave = _wave(session, actor)
    result = import_rows(session, wave, _table(size), dry_run=False, actor=actor, now=now)
    if result.errors:
        raise ValueError(f"the crowd's file is wrong: {result.errors[0]}")
    waves.close_wave(session, wave, actor=actor, now=at(OPENS + timedelta(days=DAYS), 18))
    return result.imported


def _wave(session: Session, actor: Actor) -> Wave:
    before = at(OPENS - timedelta(days=5))
    control = publishing.Control("QR-9.1.2-02", "A/0", QUALITY, REVIEWER, MANAGER, OPENS - timedelta(days=3))
    publishing.publish(session, by_key(session, QUESTIONNAIRE).ref, control, actor, before)
    form = waves.WaveForm(
        key=KEY,
        name="2026 年终端用户满意度调查",
        period="2026 年三季度",
        version_id=version_for_wave(session, QUESTIONNAIRE).id,
        opens_at=at(OPENS, 8),
        closes_at=at(OPENS + timedelta(days=DAYS), 18),
        unit="response",
        method={"population": "购买备件和小批量产品的终端用户", "approved_by": MANAGER},
    )
    wave = waves.create(session, form, actor=actor, now=before)
    waves.open_wave(
        session, wave, notice_confirmed=True, method_confirmed=True, actor=actor, now=at(OPENS, 8)
    )
    return wave


def _table(size: int) -> Table:
    definition = template(QUESTIONNAIRE)
    said = {
        item: [one["text"] for one in comments() if one["item"] == item] for item in ("worst", "one_thing")
    }
    rows = [
        Row(number + 1, _row(definition, said, number, dice("crowd", number)))
        for number in range(1, size + 1)
    ]
    return Table(tuple(rows[0].cells), rows, "utf-8")


def _row(definition: Definition, said: dict[str, list[str]], number: int, rolls: Random) -> dict[str, str]:
    moment = at(OPENS, 8) + timedelta(minutes=rolls.randrange(DAYS * 24 * 60 - 600))
    mood = rolls.gauss(0, 0.4)
    row = {
        "response_id": f"U{number:05d}",
        "submitted_at": moment.astimezone(ZONE).isoformat(timespec="seconds"),
        "mode": rolls.choice(("link", "qr", "qr")),
        "region": rolls.choices(list(REGIONS), weights=list(REGIONS.values()))[0],
        "consent": "1",
    }
    levels = []
    for item in definition.items():
        if item.key in ITEMS:
            row |= (pair := dict(_pair(item.key, ITEMS[item.key], mood, rolls)))
            levels += [
                int(value) for key, value in pair.items() if key.endswith("performance") and value != "NA"
            ]
    level = sum(levels) / len(levels) + rolls.gauss(0, 0.3) if levels else 4.0
    row["overall"] = _point(level)
    row["nps"] = str(max(0, min(10, round(2.15 * level - 0.9 + rolls.gauss(0, 0.9)))))
    row["complained"] = "no" if level > rolls.gauss(3.0, 0.5) else "silent"
    for key, texts in said.items():
        row[key] = rolls.choice(texts) if rolls.random() < SPEAKING else ""
    return row


def _pair(key: str, means: Means, mood: float, rolls: Random) -> Iterator[tuple[str, str]]:
    unknown = rolls.random() < 0.06
    yield f"{key}:importance", _point(rolls.gauss(means.importance, 0.6))
    yield f"{key}:performance", "NA" if unknown else _point(rolls.gauss(means.second + mood, 0.75))


def _point(value: float) -> str:
    return str(max(1, min(5, round(value))))
