"""What the tests of questionnaires share: people, a control, a questionnaire in work."""

from __future__ import annotations

from datetime import date

import pytest

from survey.accounts.actor import Actor
from survey.db import Database
from survey.questionnaires import service
from survey.questionnaires.publishing import Control
from tests.conftest import NOW

QUALITY = Actor(name="质量部 周工", role="quality", email="quality@example.com")
VIEWER = Actor(name="只读", role="viewer")


def control(revision: str = "A/0", document_no: str = "QR-9.1.2-01", **changes: str) -> Control:
    """A complete document control."""
    words = {
        "prepared_by": "周工",
        "reviewed_by": "吴经理",
        "approved_by": "总经理",
        "change_note": "首次发布",
    }
    return Control(
        document_no=document_no, revision=revision, effective_on=date(2026, 11, 1), **(words | changes)
    )


@pytest.fixture
def ref(database: Database) -> str:
    """A questionnaire made from the built-in short form."""
    with database.unit_of_work() as session:
        return service.create_from_template(session, "iso_b2b_short", "annual", "", QUALITY, NOW).ref
