"""Suggested reason codes: at most three, with their words, never of our own ending, never filled in unasked."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from survey.accounts.actor import Actor
from survey.coding import service as coding
from survey.coding.tasks import TASKS
from survey.config import Settings
from survey.customers.models import Customer, Loss
from survey.db import Database
from survey.interviews import service
from survey.interviews.machine import best, reason_agreement, telling_notes
from survey.interviews.models import Interview
from survey.responses.models import Verbatim
from tests.conftest import NOW
from tests.interviews.builders import Story
from tests.web.conftest import _quick_hashes  # noqa: F401  (a fixture: hashes that cost little)
from tests.web.site import Site, build_site

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def reason(code: str, score: float, *words: str) -> dict[str, object]:
    return {"code": code, "score": score, "words": list(words)}


def test_strengths_add_up_over_the_notes_and_three_are_kept() -> None:
    found = best(
        [
            [reason("B5.1", 0.6, "价格"), reason("B2.2", 0.4, "晚")],
            [reason("B2.2", 0.7, "晚", "延误"), reason("B1.1", 0.2), reason("B3.2", 0.1)],
        ]
    )
    assert [one.code for one in found] == ["B2.2", "B5.1", "B1.1"]
    assert found[0].words == ("晚", "延误")


def test_our_own_ending_restricted_and_unknown_codes_are_never_suggested() -> None:
    assert best([[reason("Z.1", 0.9), reason("Z", 0.9), reason("B8.7", 0.9), reason("Q9", 0.9)]]) == ()


def test_without_consent_no_note_is_read() -> None:
    notes = {"main_reason": "价格"}
    assert telling_notes(Interview(consent_notes=False, stated_text="贵", notes=notes)) == []
    assert telling_notes(Interview(consent_notes=True, stated_text="贵", notes=notes)) == ["贵", "价格"]
    assert telling_notes(None) == []


@pytest.fixture
def site(settings: Settings, database: Database) -> Site:
    return build_site(settings, database)


@pytest.fixture
def talked(site: Site) -> str:
    """A case in which the interviewer has noted, with consent, why the customer left."""
    quality = Actor(name="质量", role="quality")
    with site.database.unit_of_work() as session:
        customer = Customer(code="K1", name="离开的客户", class_key="A", created_at=site.now)
        session.add(customer)
        session.flush()
        loss = Loss(customer_id=customer.id, kind="complete", recognised_on=site.now.date())
        session.add(loss)
        session.flush()
        (made,) = service.open_cases(session, [loss.ref], actor=quality, now=site.now)
        service.assign(session, made, site.staff["interviewer"].id, actor=quality, now=site.now)
        session.add(
            Interview(
                case_id=made.id,
                interviewer="回访员",
                consent_notes=True,
                notes={"main_reason": "交期总是延误"},
                contributing=[],
                saved_at=site.now,
            )
        )
        return made.ref


@on_sqlite
def test_they_come_from_a_worker_with_their_words(
    site: Site, talked: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def call(name: str, texts: list[str], timeout: float) -> object:
        return TASKS[name](settings, site.database, texts)

    monkeypatch.setitem(site.database.info, "call", call)
    client = site.client("interviewer")
    found = client.get(f"/interviews/{talked}/suggestions").get_json()
    codes = [one["code"] for one in found["codes"]]
    assert codes[0].startswith("B2")
    assert len(codes) <= 3
    page = client.get(f"/interviews/{talked}/fill/record?suggest=1").text
    assert f"<b>{codes[0]}</b>" in page
    assert f'value="{codes[0]}" selected' not in page  # a person chooses


@on_sqlite
def test_without_a_worker_the_page_says_so_and_works_on(site: Site, talked: str) -> None:
    page = site.client("interviewer").get(f"/interviews/{talked}/fill/talk?suggest=1")
    assert page.status_code == 200
    assert "后台工作进程" in page.text
    assert "交期总是延误" in page.text


@on_sqlite
def test_only_who_may_work_on_the_case_is_told(site: Site, talked: str) -> None:
    for role in ("sales", "viewer", "manager"):
        assert site.client(role).get(f"/interviews/{talked}/suggestions").status_code == 403


def test_agreement_counts_the_first_suggestion_against_the_stated_code(database: Database) -> None:
    story = Story.begin(database)
    story.tell_all()
    with database.unit_of_work() as session:
        work = coding.claim(session, "test/1", now=NOW, size=100)
        keys = dict(session.execute(sa.select(Verbatim.id, Verbatim.item_key)).all())
        told = {"stated": [reason("B5.2", 1.0)]}
        read = {"kind": "opinion", "polarity": "neg", "probability": 0.1, "dimensions": [], "words": []}
        coding.store(
            session,
            "test/1",
            [(one.verbatim_id, {**read, "reasons": told.get(keys[one.verbatim_id], [])}) for one in work],
            now=NOW,
        )
    with database.reading() as session:
        (row,) = reason_agreement(session)
    assert (row.first.value, row.first.n, row.among_three.value) == (1.0, 1, 1.0)
