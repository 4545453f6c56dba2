"""The ten questions on 9.1.2: answered from records, and said to be missing where they are."""

from __future__ import annotations

from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.fieldwork import plans, targets
from survey.reports.acting import internal_audit
from survey.reports.counting.columns import ColumnStore
from tests.actions.builders import QUALITY, closed, opened
from tests.builders.rated_wave import Given, rated_wave
from tests.conftest import NOW

TODAY = NOW.date()
METHOD, PLAN, TARGETS, VERSIONS, ACCOUNTING, EVALUATION, ACTIONS, EFFECT, REVIEW, RETENTION = range(10)


def found(session: Session, store: ColumnStore, year: int = 2026) -> list[bool]:
    answers = internal_audit.audit(session, store, actor=QUALITY, year=year, today=TODAY)
    return [answer.found for answer in answers]


def test_there_are_ten_questions_and_nothing_is_found_where_there_is_nothing(
    session: Session, store: ColumnStore
) -> None:
    assert found(session, store)[:RETENTION] == [False] * 9


def test_each_record_answers_its_question(session: Session, store: ColumnStore) -> None:
    made = rated_wave(session, [Given(n, ((5, 4),) * 3) for n in (1, 2, 3)], frame=(1, 2, 3, 4))
    before = found(session, store)
    assert (before[VERSIONS], before[ACCOUNTING], before[METHOD], before[PLAN]) == (True, True, False, False)

    made.wave.method_confirmed_by = "林工"
    made.wave.method = dict.fromkeys(
        ("purpose", "population", "frame", "sampling", "mode", "formula", "owner"), "写明"
    )
    plan = plans.create_plan(session, 2026, "", actor=QUALITY, now=NOW)
    plans.add_line(session, plan, plans.LineForm("全年", "企业客户"), actor=QUALITY, now=NOW)
    assert not found(session, store)[PLAN]
    plans.approve(session, plan, approved_by="季总", actor=QUALITY, now=NOW)
    targets.set_target(session, 2026, "degree", 88, actor=QUALITY, now=NOW)
    assert not found(session, store)[TARGETS]
    targets.set_target(session, 2026, "degree", 88, approved_by="季总", actor=QUALITY, now=NOW)
    closed(session)
    after = found(session, store)
    assert all(after[place] for place in (METHOD, PLAN, TARGETS, VERSIONS, ACCOUNTING, ACTIONS, EFFECT))
    assert not after[EVALUATION]
    assert not after[REVIEW]


def test_an_overdue_form_is_no_good_answer(session: Session, store: ColumnStore) -> None:
    rated_wave(session, [Given(1, ((5, 4),) * 3)])
    opened(session, due_on=TODAY)
    assert found(session, store)[ACTIONS]
    answers = internal_audit.audit(
        session, store, actor=QUALITY, year=2026, today=TODAY.replace(month=12, day=30)
    )
    assert not answers[ACTIONS].found
    assert "超期 1 张" in str(answers[ACTIONS].said[0])


def test_a_wave_of_another_year_answers_nothing(session: Session, store: ColumnStore) -> None:
    rated_wave(session, [Given(1, ((5, 4),) * 3)])
    assert not found(session, store, 2025)[VERSIONS]


def test_a_viewer_may_read_it(session: Session, store: ColumnStore) -> None:
    rated_wave(session, [Given(1, ((5, 4),) * 3)])
    viewer = Actor(name="看", role="viewer")
    assert len(internal_audit.audit(session, store, actor=viewer, year=2026, today=TODAY)) == 10
