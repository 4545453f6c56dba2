"""抽查回访: drawn by a kept seed, called by somebody else, compared with what was handed in."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.accounts.models import AuditEntry, User
from survey.db import Database
from survey.errors import Conflict, Forbidden, InvalidInput, NotFound
from survey.responses import call_back_results as results
from survey.responses import call_backs, revisions
from survey.responses.call_backs import Told
from survey.responses.models import CallBack, Response
from tests.builders.rated_wave import Given, RatedWave, rated_wave, store_responses
from tests.conftest import NOW

QUALITY = Actor(name="质量部", role="quality", user_id=None)
WHO = {"actor": QUALITY, "now": NOW}
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def handed_in(session: Session, n: int, *, overall: int = 5, others: int = 4) -> RatedWave:
    """A wave with `n` entries by account owners and some answers that came by themselves."""
    given = [Given(number, [(5, 5)] * 3, overall=overall) for number in range(1, n + others + 1)]
    made = rated_wave(session, given)
    for row in session.scalars(sa.select(Response).order_by(Response.id).limit(n)):
        row.by_account_owner = True
    session.flush()
    return made


def calls(session: Session) -> list[CallBack]:
    return list(session.scalars(sa.select(CallBack).order_by(CallBack.id)))


def tell(session: Session, made: RatedWave, call: CallBack, **told: object) -> None:
    call_backs.record(session, made.wave, call, Told(**told), **WHO)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("entries", "wanted"), [(0, 0), (1, 1), (3, 3), (29, 3), (31, 4), (100, 10), (101, 11)]
)
def test_a_tenth_is_drawn_and_three_at_least(database: Database, entries: int, wanted: int) -> None:
    assert call_backs.wanted_of(entries) == wanted


def test_the_same_seed_draws_the_same_from_the_same_list(database: Database) -> None:
    refs = [f"r{number:03d}" for number in range(50)]
    first = call_backs.picked(refs, "2026", 5)
    assert first == call_backs.picked(list(reversed(refs)), "2026", 5)
    assert first != call_backs.picked(refs, "2027", 5)
    assert len(set(first)) == 5


def test_a_drawing_is_recorded_so_that_it_can_be_repeated(database: Database) -> None:
    with database.unit_of_work() as session:
        made = handed_in(session, 12)
        drawn = call_backs.draw(session, made.wave, **WHO)
        refs = [one.ref for one in call_backs.entries_of(session, made.wave)]
        taken = [session.get_one(Response, call.response_id).ref for call in calls(session)]
        assert taken == call_backs.picked(refs, drawn.seed, 3)
        assert (drawn.entries, drawn.taken, len(drawn.seed)) == (12, 3, 16)
        noted = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "call_back.draw")).one()
        assert noted.detail["seed"] == drawn.seed


def test_later_entries_are_drawn_from_those_not_drawn_before(database: Database) -> None:
    with database.unit_of_work() as session:
        made = handed_in(session, 10)
        call_backs.draw(session, made.wave, **WHO)
        with pytest.raises(Conflict):
            call_backs.draw(session, made.wave, **WHO)
        for row in store_responses(session, made, [Given(1, [(5, 5)] * 3) for _ in range(30)]):
            row.by_account_owner = True
        session.flush()
        second = call_backs.draw(session, made.wave, **WHO)
        assert (second.entries, second.taken) == (37, 1)
        assert len({call.response_id for call in calls(session)}) == 4


def test_a_correction_is_no_new_entry_and_does_not_change_what_was_handed_in(database: Database) -> None:
    with database.unit_of_work() as session:
        made = handed_in(session, 3)
        call_backs.draw(session, made.wave, **WHO)
        call = calls(session)[0]
        row = session.get_one(Response, call.response_id)
        revisions.correct(session, row, {**row.answers, "overall": 2}, reason="客户更正", **WHO)
        with pytest.raises(Conflict):
            call_backs.draw(session, made.wave, **WHO)
        assert call.entered == 5


def test_agreement_is_within_one_step_and_counts_only_calls_with_both_scores(database: Database) -> None:
    with database.unit_of_work() as session:
        made = handed_in(session, 60)
        call_backs.draw(session, made.wave, seed="7", **WHO)
        first, second, third, fourth, fifth, sixth = calls(session)
        tell(session, made, first, outcome="reached", confirmed="yes", score=5)
        tell(session, made, second, outcome="reached", confirmed="yes", score=4)
        tell(session, made, third, outcome="reached", confirmed="no", score=2)
        tell(session, made, fourth, outcome="reached", confirmed="no")
        tell(session, made, fifth, outcome="unreachable", confirmed="yes", score=5)
        found = results.agreement(session, made.wave)
        assert (found.entries, found.wanted, found.drawn, found.reached, found.unreached) == (60, 6, 6, 4, 1)
        assert (found.open, found.missing) == (1, 0)
        assert (found.near.value, found.near.n) == (pytest.approx(2 / 3), 3)
        assert found.same.value == pytest.approx(1 / 3)
        assert (found.confirmed.value, found.confirmed.n) == (0.5, 4)
        assert (fifth.confirmed, fifth.score) == ("", None)
        assert sixth.outcome == ""
        assert "n = 3" in str(found.sentences()[1])
        assert found.allowed(5).near.hidden is not None
        assert found.to_json()["within_one_step"]["n"] == 3


def test_a_wave_without_entries_says_nothing_of_calls(database: Database) -> None:
    with database.unit_of_work() as session:
        made = handed_in(session, 0)
        found = results.agreement(session, made.wave)
        assert (found.sentences(), found.near.value, found.wanted) == ((), None, 0)
        with pytest.raises(NotFound):
            results.call_back(session, made.wave, "nothing")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (Told(""), "outcome"),
        (Told("maybe"), "outcome"),
        (Told("reached", "", 5), "confirmed"),
        (Told("reached", "yes"), "score"),
        (Told("reached", "yes", 6), "score"),
    ],
)
def test_a_call_that_does_not_say_all_is_refused(database: Database, told: Told, field: str) -> None:
    with database.unit_of_work() as session:
        made = handed_in(session, 3)
        call_backs.draw(session, made.wave, **WHO)
        with pytest.raises(InvalidInput) as refused:
            call_backs.record(session, made.wave, calls(session)[0], told, **WHO)
        assert set(refused.value.problems) == {field}


def test_the_account_owner_does_not_check_himself(database: Database) -> None:
    with database.unit_of_work() as session:
        made = handed_in(session, 3)
        call_backs.draw(session, made.wave, **WHO)
        call = results.lines(session, made.wave)[0]
        owner = User(
            email="s@example.com",
            name="业务",
            role="sales",
            password_hash="x",
            session_key="x",
            created_at=NOW,
        )
        session.add(owner)
        session.flush()
        call.customer.owner_id = owner.id
        session.flush()
        for role in ("sales", "quality"):
            own = Actor(name="业务", role=role, user_id=owner.id)
            with pytest.raises(Forbidden):
                call_backs.record(session, made.wave, call.call_back, Told("unreachable"), actor=own, now=NOW)


def test_what_is_purged_stays_checked_and_what_is_erased_is_forgotten(database: Database) -> None:
    with database.unit_of_work() as session:
        made = handed_in(session, 4)
        call_backs.draw(session, made.wave, **WHO)
        first, second, _ = calls(session)
        tell(session, made, first, outcome="reached", confirmed="no", score=1)
        row = session.get_one(Response, first.response_id)
        revisions.delete(session, row, reason="客户没有填过", **WHO)
        revisions.purge(session, forget=_nothing, actor=QUALITY, now=NOW + 2 * revisions.KEPT_DELETED)
        session.refresh(first)
        assert first.response_id is None
        assert results.agreement(session, made.wave).near.n == 1
        erased = session.get_one(Response, second.response_id)
        revisions.erase(session, erased, forget=_nothing, reason="客户要求", **WHO)
        assert len(results.lines(session, made.wave)) == 2


def _nothing(session: Session, verbatims: object) -> None:
    """No other room made anything of these."""
