"""Opening cases, who may do what, attempts, and what a roster shows first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from survey.customers.models import Customer, Loss
from survey.db import Database
from survey.errors import Conflict, Forbidden, InvalidInput, NotFound
from survey.interviews import roster, service
from survey.interviews.access import case_by_ref
from survey.interviews.roster import RosterFilter
from tests.conftest import NOW
from tests.interviews.builders import SAID, Story

TODAY = NOW.date()


def test_a_case_is_due_six_weeks_after_recognition_and_opened_once(database: Database) -> None:
    story = Story.begin(database)
    with database.unit_of_work() as session:
        case = story.found(session)
        assert case.due_on == date(2026, 9, 1) + timedelta(weeks=6)
        with pytest.raises(InvalidInput):
            service.open_cases(session, [story.loss], actor=story.people["quality"], now=NOW)
        with pytest.raises(Forbidden):
            service.open_cases(session, [story.loss], actor=story.people["caller"], now=NOW)


def test_assigning_the_accounts_own_salesperson_warns(database: Database) -> None:
    story = Story.begin(database)
    with database.unit_of_work() as session:
        case = story.found(session)
        quality = story.people["quality"]
        case.customer.owner_id = story.people["other"].user_id
        warning = service.assign(session, case, story.people["other"].user_id, actor=quality, now=NOW)
        assert warning is not None
        assert "other" in str(warning)
        assert service.assign(session, case, story.people["caller"].user_id, actor=quality, now=NOW) is None
        with pytest.raises(NotFound):
            service.assign(session, case, story.people["viewer"].user_id, actor=quality, now=NOW)


def test_interviewers_see_their_own_and_free_cases_sales_their_own_accounts(database: Database) -> None:
    story = Story.begin(database)
    seen = {}
    with database.reading() as session:
        for name, person in story.people.items():
            try:
                case_by_ref(session, story.case, person)
            except NotFound:
                seen[name] = False
            else:
                seen[name] = True
            assert roster.roster(session, RosterFilter(), person, TODAY).total == seen[name]
            assert sum(roster.state_counts(session, person).values()) == seen[name]
    assert seen == {
        "quality": True,
        "second": True,
        "caller": True,
        "other": False,
        "seller": True,
        "stranger": False,
        "manager": True,
        "viewer": True,
    }


def test_a_free_case_is_taken_by_one_interviewer(database: Database) -> None:
    story = Story.begin(database)
    with database.unit_of_work() as session:
        service.assign(session, story.found(session), None, actor=story.people["quality"], now=NOW)
    with database.unit_of_work() as session:
        service.claim(session, story.found(session, "other"), actor=story.people["other"], now=NOW)
    with database.unit_of_work() as session, pytest.raises(Conflict):
        service.claim(session, story.found(session), actor=story.people["caller"], now=NOW)


def test_the_outcome_of_an_attempt_sets_the_state(database: Database) -> None:
    story = Story.begin(database)
    caller = story.people["caller"]
    with database.unit_of_work() as session:
        case = story.found(session)
        service.log_attempt(session, case, "no_answer", actor=caller, now=NOW)
        assert case.state == "no_answer"
        with pytest.raises(InvalidInput):
            service.log_attempt(session, case, "appointed", actor=caller, now=NOW)
        service.log_attempt(
            session, case, "appointed", actor=caller, now=NOW, appointed_at=NOW + timedelta(days=2)
        )
        assert case.state == "appointed"
        assert case.appointed_at == NOW + timedelta(days=2)
        service.log_attempt(session, case, "refused", actor=caller, now=NOW)
        service.log_attempt(session, case, "call_back", actor=caller, now=NOW)
        assert case.state == "to_contact"
        with pytest.raises(Forbidden):
            service.log_attempt(session, case, "no_answer", actor=story.people["other"], now=NOW)
        assert [one.outcome for one in roster.attempts_of(session, case)] == [
            "call_back",
            "refused",
            "appointed",
            "no_answer",
        ]


def test_the_overdue_come_first_and_ten_weeks_are_too_late(database: Database) -> None:
    story = Story.begin(database)
    with database.unit_of_work() as session:
        for code, recognised_on in (("K2", date(2026, 10, 10)), ("K3", date(2026, 7, 1))):
            customer = Customer(code=code, name=code, created_at=NOW)
            session.add(customer)
            session.flush()
            loss = Loss(customer_id=customer.id, kind="partial", recognised_on=recognised_on)
            session.add(loss)
            session.flush()
            service.open_cases(session, [loss.ref], actor=story.people["quality"], now=NOW)
    with database.reading() as session:
        page = roster.roster(session, RosterFilter(), story.people["quality"], TODAY)
    assert [(row.case.customer.code, row.overdue, row.late) for row in page.rows] == [
        ("K3", True, True),
        ("K1", True, False),
        ("K2", False, False),
    ]
    assert page.overdue == 2


def test_not_lost_withdraws_the_loss_and_its_words(database: Database) -> None:
    story = Story.begin(database)
    story.tell_all()
    with database.unit_of_work() as session:
        service.mark_not_lost(
            session, story.found(session), "换了采购员而已", actor=story.people["caller"], now=NOW
        )
    with database.unit_of_work() as session:
        case = story.found(session)
        assert case.state == "not_lost"
        assert case.loss.withdrawn_at is not None
    with pytest.raises(Conflict):
        story.type_in("talk", SAID)


def test_what_the_customer_says_on_the_telephone_fills_the_day_of_leaving(database: Database) -> None:
    story = Story.begin(database)
    story.type_in("screening", {"note:s_since": "2026-03", "note:s_status": "partial"})
    with database.unit_of_work() as session:
        case = story.found(session)
        assert case.loss.left_on == date(2026, 3, 1)
        assert case.loss.recognised_on == date(2026, 9, 1)
        service.set_kind(session, case, "partial", actor=story.people["caller"], now=NOW)
        assert case.loss.kind == "partial"
