"""The demonstration tells the story it is meant to tell, the same each time, through the real services."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import COMMAND_LINE
from survey.accounts.models import AuditEntry, User
from survey.actions.models import Action, Complaint
from survey.customers.models import Customer, Loss, LostOrder
from survey.db import Base, Database
from survey.demo.content import comments
from survey.demo.crowd import KEY, add_crowd
from survey.demo.key_accounts import WAVE
from survey.demo.load import entrance, is_demo, load, loaded
from survey.demo.ratings import ITEMS
from survey.fieldwork.models import FrameEntry, Invitation, SurveyPlan, Wave
from survey.interviews.models import Case, Interview, StaffAttribution
from survey.reports.competing import building as competing
from survey.reports.competing.accounts import Status
from survey.reports.competing.comparison import Standing
from survey.reports.counting.columns import ColumnStore
from survey.responses.models import Response, Verbatim
from tests.conftest import import_tables

KEYS = ("a-key-for-tests-only-" + "0" * 40,)
NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The demonstration, loaded once for all tests that only look."""
    import_tables()
    store = Database(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'liusheng.db'}")
    Base.metadata.create_all(store.engine)
    with store.unit_of_work() as session:
        load(session, secrets=KEYS, now=NOW)
    with store.reading() as session:
        yield session
    store.dispose()


def responses(session: Session, wave: str) -> list[Response]:
    return list(
        session.scalars(sa.select(Response).join(Wave, Wave.id == Response.wave_id).where(Wave.key == wave))
    )


def ratings(session: Session, wave: str, item: str, class_key: str = "") -> list[int]:
    pairs = [one.answers.get(item) for one in responses(session, wave) if class_key in ("", one.class_key)]
    return [pair[1] for pair in pairs if pair is not None and isinstance(pair[1], int)]


def mean(values: list[int]) -> float:
    return sum(values) / len(values)


def test_it_loads_on_every_database_and_is_known_again(database: Database) -> None:
    with database.unit_of_work() as session:
        load(session, secrets=KEYS, now=NOW)
    with database.unit_of_work() as session:
        assert is_demo(session)
        made = loaded(session)
        assert (made.customers, made.responses, made.interviews) == (96, 241, 24)
        assert entrance(session, now=NOW)
        assert audit.verify(session) is None


def test_the_same_story_comes_out_each_time(demo: Session, tmp_path: Any) -> None:
    again = Database(f"sqlite:///{tmp_path / 'again.db'}")
    Base.metadata.create_all(again.engine)
    with again.unit_of_work() as session:
        load(session, secrets=KEYS, now=datetime(2027, 3, 1, tzinfo=UTC))

    def story(session: Session) -> list[Any]:
        rows = session.execute(
            sa.select(Response.contact_id, Response.submitted_at, Response.mode, Response.body_hash)
        )
        return sorted(map(tuple, rows))

    with again.reading() as session:
        assert story(session) == story(demo)
    again.dispose()


def test_44_of_64_customers_answer_the_first_wave_and_49_the_second(demo: Session) -> None:
    for key, customers, returned in (("2026-h1", 44, 95), ("2026-h2", 49, 110)):
        found = responses(demo, key)
        wave = demo.scalars(sa.select(Wave).where(Wave.key == key)).one()
        frame = demo.scalar(sa.select(sa.func.count()).where(FrameEntry.wave_id == wave.id))
        assert len({one.customer_id for one in found}) == customers
        assert len(found) == returned
        assert frame == 64
        assert all(1 <= n <= 5 for n in Counter(one.customer_id for one in found).values())


def test_the_first_wave_is_closed_and_the_second_still_open_for_a_month(demo: Session) -> None:
    first, key_accounts, second = demo.scalars(sa.select(Wave).order_by(Wave.opens_at)).all()
    assert (first.state, key_accounts.state, second.state) == ("closed", "closed", "open")
    assert (second.closes_at - NOW).days >= 30


def test_every_response_uses_up_its_own_invitation(demo: Session) -> None:
    back = demo.scalars(sa.select(Invitation.id).where(Invitation.returned_on.is_not(None))).all()
    used = demo.scalars(sa.select(Response.invitation_id)).all()
    assert sorted(back) == sorted(one for one in used if one is not None)
    assert len(set(used)) == len(used) == 241
    assert {one.mode for one in demo.scalars(sa.select(Response))} == {
        "link",
        "qr",
        "paper",
        "phone",
        "visit",
    }


def test_delivery_is_weak_at_first_and_better_later_and_spare_parts_stay_weak(demo: Session) -> None:
    on_time = [mean(ratings(demo, key, "delivery_on_time")) for key in ("2026-h1", "2026-h2")]
    spares = [mean(ratings(demo, key, "after_spares")) for key in ("2026-h1", "2026-h2")]
    assert on_time[0] < 3.4 < 3.7 < on_time[1]
    assert max(spares) < 3.4
    assert all(mean(ratings(demo, key, "product_conformity")) > 4.2 for key in ("2026-h1", "2026-h2"))


def test_strategic_customers_are_harder_on_delivery(demo: Session) -> None:
    everyone = ratings(demo, "2026-h1", "delivery_on_time")
    assert mean(ratings(demo, "2026-h1", "delivery_on_time", "A")) < mean(everyone) - 0.2


def test_importance_is_not_the_highest_everywhere_and_some_things_are_unknown(demo: Session) -> None:
    given = [one.answers.get(item) for one in responses(demo, "2026-h1") for item in ITEMS]
    importance = Counter(pair[0] for pair in given if pair)
    assert importance[5] < 0.6 * sum(importance.values())
    assert 0.02 < sum(pair[1] == "NA" for pair in given if pair) / len(given) < 0.25


def test_every_comment_is_said_once_at_its_item(demo: Session) -> None:
    written = sorted(
        (one.item_key, one.text)
        for one in demo.scalars(sa.select(Verbatim).where(Verbatim.source == "response"))
    )
    assert written == sorted((one["item"], one["text"]) for one in comments())


def test_short_reasons_stand_only_under_low_ratings(demo: Session) -> None:
    for one in demo.scalars(sa.select(Response)):
        reasons = [key for key in one.answers if key.endswith(":why")]
        assert all(one.answers[key.removesuffix(":why")][1] <= 2 for key in reasons)


def test_the_loyal_are_the_satisfied(demo: Session) -> None:
    by_overall: dict[int, list[int]] = {}
    for one in demo.scalars(sa.select(Response)):
        by_overall.setdefault(one.answers["overall"], []).append(one.answers["nps"])
    means = [mean(by_overall[level]) for level in sorted(by_overall)]
    assert means == sorted(means)


def test_losses_orders_interviews_and_both_codings_are_there(demo: Session) -> None:
    count = sa.select(sa.func.count())
    assert demo.scalar(count.select_from(Loss)) == 32
    assert demo.scalar(count.select_from(LostOrder)) == 11
    assert demo.scalar(count.select_from(StaffAttribution)) == 24
    interviews = demo.scalars(sa.select(Interview)).all()
    assert len(interviews) == 24
    assert all(one.coder1_code and one.coder2_code and one.finished_at for one in interviews)
    assert all(bool(one.adjudicated_code) == (one.coder1_code != one.coder2_code) for one in interviews)
    assert Counter(demo.scalars(sa.select(Case.state))) == {
        "done": 24, "no_answer": 1, "appointed": 1, "to_contact": 1
    }  # fmt: skip


def test_nobody_interviews_an_own_account(demo: Session) -> None:
    rows = demo.execute(
        sa.select(Case.interviewer_id, Customer.owner_id).join(Customer, Customer.id == Case.customer_id)
    )
    assert all(interviewer != owner for interviewer, owner in rows)


def test_nobody_can_sign_in_with_a_password(demo: Session) -> None:
    people = demo.scalars(sa.select(User)).all()
    assert len({one.role for one in people}) == 6
    assert not any(one.password_hash.startswith("$argon2") for one in people)


def test_key_accounts_rate_other_suppliers_better_on_time_and_worse_in_consistency(
    demo: Session, tmp_path: Any
) -> None:
    wave = demo.scalars(sa.select(Wave).where(Wave.key == WAVE.key)).one()
    report = competing.build(demo, ColumnStore(tmp_path), wave, actor=COMMAND_LINE)
    standing = {one.key: one.standing for one in report.items}
    assert standing["delivery_on_time"] is Standing.LOWER
    assert standing["product_consistency"] is Standing.HIGHER
    assert Standing.SAME in standing.values()
    assert [one.name for one in report.competitors][:2] == ["崎鹭传动", "钧岭机械"]
    assert {one.status for one in report.accounts} >= {Status.ALARM}


def test_the_annual_plan_is_approved_and_leads_to_both_waves(demo: Session) -> None:
    plan = demo.scalars(sa.select(SurveyPlan)).one()
    assert plan.approved_on is not None
    assert all(line.wave_id for line in plan.lines)


def test_the_trail_is_in_the_order_of_the_story(demo: Session) -> None:
    first, *rest = demo.scalars(sa.select(AuditEntry.at).order_by(AuditEntry.id))
    assert first == NOW
    assert rest == sorted(rest)


def test_a_crowd_comes_in_through_the_import(tmp_path: Any) -> None:
    import_tables()
    store = Database(f"sqlite:///{tmp_path / 'crowd.db'}")
    Base.metadata.create_all(store.engine)
    with store.unit_of_work() as session:
        load(session, secrets=KEYS, now=NOW)
        assert add_crowd(session, now=NOW, size=300) == 300
    with store.reading() as session:
        found = responses(session, KEY)
        assert len(found) == 300
        assert session.scalars(sa.select(Wave.unit).where(Wave.key == KEY)).one() == "response"
        assert {one.customer_id for one in found} == {None}
    store.dispose()


def test_findings_become_forms_in_every_state_and_one_worked(demo: Session) -> None:
    forms = demo.scalars(sa.select(Action).where(Action.record_no.is_not(None))).all()
    assert len(forms) == 8
    assert {form.state for form in forms} == {"open", "in_work", "to_verify", "closed", "reopened"}
    (told,) = [form.check_figures for form in forms if form.check_figures]
    assert "2026 年下半年" in told
    assert "还不能肯定" not in told


def test_complaints_come_in_all_stages(demo: Session) -> None:
    complaints = demo.scalars(sa.select(Complaint)).all()
    assert len(complaints) == 15
    assert {bool(one.first_reply_on) for one in complaints} == {True, False}
    assert {bool(one.solved_on) for one in complaints} == {True, False}
