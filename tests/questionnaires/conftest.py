"""What the tests of questionnaires share: people, a control, a questionnaire in work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from survey.accounts.actor import Actor
from survey.db import Database
from survey.questionnaires import service
from survey.questionnaires.publishing import Control
from tests.conftest import NOW
from tests.web.conftest import open_store, plain_settings
from tests.web.site import Site, build_site

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


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site on SQLite: what the stores do differently is tested at the services."""
    store = open_store(plain_settings(tmp_path))
    yield build_site(plain_settings(tmp_path), store)
    store.dispose()


@pytest.fixture
def client(site: Site) -> FlaskClient:
    return site.client("quality")
