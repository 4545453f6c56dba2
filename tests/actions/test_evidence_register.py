"""The register of what tells of customers' perception: the standards' lists, what is held, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.actions import complaints, evidence_register, rules
from survey.actions.complaints import ComplaintDetails
from survey.actions.evidence_register import Line, RecordDetails
from survey.actions.held_evidence import HELD
from survey.actions.rules import Rules
from survey.actions.standards import standards
from survey.actions.words import FREQUENCIES
from survey.customers.models import Customer
from survey.db import Database
from survey.errors import Forbidden, InvalidInput, NotFound
from tests.actions.builders import QUALITY, TODAY
from tests.builders.rated_wave import Given, rated_wave
from tests.conftest import NOW

LOST_BUSINESS = "lost_business"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.unit_of_work() as session:
        made = rated_wave(session, [Given(1, ((5, 5), (5, 5), (5, 5)))])
        made.wave.state, made.wave.closed_at = "closed", NOW
        yield session


def lines(session: Session, year: int = 2026) -> dict[str, Line]:
    return {line.key: line for line in evidence_register.register(session, year, TODAY)}


def test_each_edition_cites_its_own_list() -> None:
    keys = {name: {source.key for source in one.sources} for name, one in standards().items()}
    assert len(keys["2015"]) == len(keys["2008"]) == 7
    assert LOST_BUSINESS in keys["2008"]
    assert LOST_BUSINESS not in keys["2015"]
    assert {"meetings", "market_share"} <= keys["2015"] - keys["2008"]


def test_the_lists_name_only_what_can_be_found() -> None:
    for one in standards().values():
        for source in one.sources:
            assert set(source.held) <= set(HELD)
            assert source.frequency in FREQUENCIES
            assert set(source.label) == {"zh", "en"}


def test_a_closed_wave_is_a_record_of_its_year(session: Session) -> None:
    (entry,) = lines(session)["survey"].entries
    assert (entry.kind, entry.link, entry.on) == ("wave", "w1", date(2026, 10, 20))
    assert str(entry.title) == "上半年，回收 1 份"
    assert lines(session, 2025)["survey"].missing


def test_complaints_count_as_one_record_of_the_newest_day(session: Session) -> None:
    customer = session.query(Customer).first()
    assert customer is not None
    for days in (3, 1):
        details = ComplaintDetails(
            TODAY - timedelta(days=days), f"{days}", "product", customer_id=customer.id
        )
        complaints.register(session, details, actor=QUALITY, now=NOW, today=TODAY)
    (entry,) = lines(session)["feedback"].entries
    assert (str(entry.title), entry.on) == ("顾客投诉 2 件", TODAY - timedelta(days=1))


def test_a_source_without_a_record_is_missing_unless_the_company_does_without(session: Session) -> None:
    assert lines(session)["dealers"].missing
    evidence_register.set_source(
        session,
        "dealers",
        method="直销，没有经销商",
        frequency="year",
        owner="",
        needed=False,
        actor=QUALITY,
        now=NOW,
    )
    assert not lines(session)["dealers"].missing


def test_an_entered_record_stands_beside_what_is_held_and_can_be_taken_out(session: Session) -> None:
    details = RecordDetails("meetings", TODAY, "座谈会纪要", "档案 3-12", "交期是焦点")
    record = evidence_register.add_record(session, details, actor=QUALITY, now=NOW, today=TODAY)
    assert [entry.title for entry in lines(session)["meetings"].entries] == ["座谈会纪要"]
    evidence_register.remove_record(session, record.ref, actor=QUALITY, now=NOW)
    assert lines(session)["meetings"].missing


@pytest.mark.parametrize("wrong", [{"title": " "}, {"held_on": None}, {"held_on": TODAY + timedelta(days=1)}])
def test_a_record_needs_a_name_and_a_day_that_has_been(session: Session, wrong: dict[str, object]) -> None:
    fields = {"source": "meetings", "held_on": TODAY, "title": "纪要"} | wrong
    with pytest.raises(InvalidInput) as refusal:
        evidence_register.add_record(
            session,
            RecordDetails(**fields),  # type: ignore[arg-type]
            actor=QUALITY,
            now=NOW,
            today=TODAY,
        )
    assert set(refusal.value.problems) == set(wrong)


def test_only_quality_staff_keep_the_register(session: Session) -> None:
    details = RecordDetails("meetings", TODAY, "纪要")
    with pytest.raises(Forbidden):
        evidence_register.add_record(session, details, actor=Actor("甲", "manager"), now=NOW, today=TODAY)


def test_another_edition_shows_another_list(session: Session) -> None:
    rules.change(session, Rules(standard="2008"), actor=QUALITY, now=NOW)
    assert LOST_BUSINESS in lines(session)
    with pytest.raises(NotFound):
        evidence_register.add_record(
            session, RecordDetails("meetings", TODAY, "纪要"), actor=QUALITY, now=NOW, today=TODAY
        )
