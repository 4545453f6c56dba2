"""Two people at the same moment: one of them is told, and no number is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from survey.actions import proposing, queries, service
from survey.actions.queries import ActionFilter
from survey.actions.service import Finding, Plan, Work
from survey.db import Database
from survey.errors import Conflict
from tests.actions.builders import QUALITY, TODAY, opened
from tests.builders.fieldwork import add_company
from tests.conftest import NOW


def test_a_proposal_opened_twice_at_once_becomes_one_form(database: Database) -> None:
    with database.unit_of_work() as session:
        add_company(session)
        finding = Finding(source="item", title="交期", key="w:item:x")
        proposing.propose(session, [finding], actor=QUALITY, now=NOW)
        (action,) = queries.page(session, ActionFilter(view="proposed"), QUALITY, TODAY).rows
        ref = action.ref
    together = Barrier(2)

    def open_it(title: str) -> str:
        together.wait()
        try:
            with database.unit_of_work() as session:
                found = queries.by_ref(session, ref, QUALITY)
                service.open_proposal(session, found, Plan(title=title), actor=QUALITY, now=NOW, today=TODAY)
        except Conflict:
            return "refused"
        return "opened"

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(open_it, ("甲", "乙"))) == ["opened", "refused"]
    with database.unit_of_work() as session:
        assert queries.by_ref(session, ref, QUALITY).record_no == "QR-10.2-01-2026-001"
        assert opened(session).record_no == "QR-10.2-01-2026-002"


def test_two_changes_at_once_do_not_overwrite_one_another(database: Database) -> None:
    with database.unit_of_work() as session:
        add_company(session)
        action = opened(session)
        ref, stamp = action.ref, action.stamp
    together = Barrier(2)

    def write(cause: str) -> str:
        together.wait()
        try:
            with database.unit_of_work() as session:
                found = queries.by_ref(session, ref, QUALITY)
                service.change_work(
                    session,
                    found,
                    Work(cause=cause),
                    stamp=stamp,
                    actor=QUALITY,
                    now=NOW + timedelta(minutes=1),
                    today=TODAY,
                )
        except Conflict:
            return "refused"
        return cause

    with ThreadPoolExecutor(2) as people:
        results = list(people.map(write, ("甲的原因", "乙的原因")))
    assert results.count("refused") == 1
    with database.reading() as session:
        assert queries.by_ref(session, ref, QUALITY).cause in results
