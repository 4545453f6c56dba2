"""Rules of action forms set before the registers came keep what they say and gain what they lacked."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from survey import migrate
from survey.actions.rules import Rules, rules
from survey.db import Database

BEFORE, AFTER = "0006", "0007"
SET = {
    "id": 1,
    "pattern": "ZG-{year}-{serial:4}",
    "form_title": "整改通知单",
    "document_no": "QR-7",
    "revision": "C/1",
    "needs_review": False,
    "kept_for": "10 年",
    "kept_by": "文控中心",
    "customer_limit": 65.0,
    "reason_share": 0.3,
}


def test_rules_survive_up_and_down(bare: Database, tmp_path: Path) -> None:
    migrate.upgrade(bare, folder=tmp_path, to=BEFORE)
    names = ", ".join(SET)
    values = ", ".join(f":{name}" for name in SET)
    with bare.engine.begin() as connection:
        connection.execute(sa.text(f"INSERT INTO action_rules ({names}) VALUES ({values})"), SET)
    migrate.upgrade(bare, folder=tmp_path, to=AFTER)
    with bare.reading() as session:
        held = rules(session)
    assert (held.pattern, held.needs_review, held.customer_limit) == ("ZG-{year}-{serial:4}", False, 65.0)
    assert (held.complaint_pattern, held.standard) == (Rules().complaint_pattern, Rules().standard)
    migrate.downgrade(bare, folder=tmp_path, to=BEFORE)
    with bare.engine.connect() as connection:
        row = connection.execute(sa.text("SELECT form_title, reason_share FROM action_rules")).one()
    assert tuple(row) == ("整改通知单", 0.3)
