"""The complaint register: limits, days, rates by hand, tables in and out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.actions import complaint_list, complaints
from survey.actions.complaint_import import HEADERS, read_complaints, rows_of, store_complaints
from survey.actions.complaint_list import ComplaintFilter
from survey.actions.complaints import ComplaintDetails
from survey.actions.models import Complaint
from survey.db import Database
from survey.errors import Conflict, Forbidden, ImportRefused, InvalidInput, NotFound
from survey.reports.acting import proposals
from survey.sheets import Sheet, write_csv, write_xlsx
from survey.web.actions.complaints import IMPORTER
from tests.actions.builders import QUALITY, TODAY, actor_of, add_owner
from tests.builders.fieldwork import add_company, add_customers
from tests.conftest import NOW

LATE = ComplaintDetails(
    received_on=TODAY - timedelta(days=10), text="迟交三天", kind="delivery", customer_name="某厂"
)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.unit_of_work() as session:
        add_company(session)
        yield session


def registered(session: Session, **changes: object) -> Complaint:
    details = replace(LATE, **changes)  # type: ignore[arg-type]
    return complaints.register(session, details, actor=QUALITY, now=NOW, today=TODAY)


def days_ago(n: int) -> date:
    return TODAY - timedelta(days=n)


def test_complaints_are_numbered_by_the_year_in_which_they_came(session: Session) -> None:
    assert registered(session).record_no == "QR-8.2.1-02-2026-001"
    assert registered(session, received_on=date(2025, 12, 30)).record_no == "QR-8.2.1-02-2025-001"


def test_a_complaint_needs_day_words_kind_and_who(session: Session) -> None:
    with pytest.raises(InvalidInput) as refusal:
        registered(session, received_on=None, text=" ", kind="", customer_name="")
    assert set(refusal.value.problems) == {"received_on", "text", "kind", "customer_id"}


def test_an_answer_before_the_complaint_is_a_slip(session: Session) -> None:
    with pytest.raises(InvalidInput) as refusal:
        registered(session, first_reply_on=days_ago(11))
    assert set(refusal.value.problems) == {"first_reply_on"}


def test_a_complaint_keeps_the_limits_of_its_day(session: Session) -> None:
    before = registered(session)
    new = complaints.limits(session) | {"delivery": (5, 20)}
    complaints.set_limits(session, new, actor=QUALITY, now=NOW)
    assert (before.reply_limit, before.solve_limit) == (1, 3)
    assert registered(session).solve_limit == 20


def test_limits_that_contradict_themselves_are_refused(session: Session) -> None:
    with pytest.raises(InvalidInput):
        complaints.set_limits(session, {"delivery": (5, 3)}, actor=QUALITY, now=NOW)


def test_the_rate_counts_the_answered_and_those_past_the_limit(session: Session) -> None:
    """Limit one day. In time: after 0 and 1 days. Late: after 2 days, and one never answered. 2 of 4.

    The one of today is still in time and does not count. Wilson for 2 of 4: 0.1500 to 0.8500.
    """
    for came, replied in ((9, 9), (9, 8), (9, 7), (9, None), (0, None)):
        registered(
            session,
            received_on=days_ago(came),
            first_reply_on=None if replied is None else days_ago(replied),
            text=f"{came}{replied}",
        )
    figures = complaint_list.figures(session, QUALITY, TODAY, 2026)
    rate = figures.replied_in_time
    assert (figures.n, rate.value, rate.n, figures.within_limit) == (5, 0.5, 4, 1)
    assert (round(rate.low or 0, 4), round(rate.high or 0, 4)) == (0.15, 0.85)


def test_without_complaints_there_is_no_rate(session: Session) -> None:
    figures = complaint_list.figures(session, QUALITY, TODAY, 2026)
    assert (figures.n, figures.replied_in_time.value, figures.days_to_solve) == (0, None, None)


def test_the_solution_is_late_the_day_after_its_limit(session: Session) -> None:
    one = registered(session, received_on=days_ago(3), first_reply_on=days_ago(3))
    assert not complaint_list.is_late(one, TODAY)
    assert complaint_list.is_late(one, TODAY + timedelta(days=1))


def test_a_withdrawn_complaint_leaves_the_figures_and_keeps_its_number(session: Session) -> None:
    one = registered(session)
    with pytest.raises(InvalidInput):
        complaints.withdraw(session, one, " ", actor=QUALITY, now=NOW)
    complaints.withdraw(session, one, "打错电话", actor=QUALITY, now=NOW)
    assert complaint_list.figures(session, QUALITY, TODAY, 2026).n == 0
    page = complaint_list.page(session, ComplaintFilter(view="withdrawn"), QUALITY, TODAY)
    assert [found.record_no for found in page.rows] == ["QR-8.2.1-02-2026-001"]


def test_a_change_made_on_an_older_state_is_refused(session: Session) -> None:
    one = registered(session)
    seen = one.stamp
    done = replace(LATE, first_reply_on=days_ago(9), reply="已致歉")
    complaints.change(session, one, done, stamp=seen, actor=QUALITY, now=NOW, today=TODAY)
    with pytest.raises(Conflict, match="别人改过"):
        complaints.change(session, one, LATE, stamp=seen, actor=QUALITY, now=NOW, today=TODAY)


def test_sales_staff_see_and_register_their_own_customers_only(session: Session) -> None:
    owner = add_owner(session)
    mine, other = add_customers(session, 2)
    mine.owner_id = owner.id
    person = actor_of(owner)
    seen = registered(session, customer_id=mine.id)
    hidden = registered(session, customer_id=other.id)
    assert complaints.by_ref(session, seen.ref, person) is seen
    with pytest.raises(NotFound):
        complaints.by_ref(session, hidden.ref, person)
    complaints.register(
        session, replace(LATE, customer_id=mine.id, text="又迟交"), actor=person, now=NOW, today=TODAY
    )
    with pytest.raises(Forbidden):
        complaints.register(session, replace(LATE, customer_id=other.id), actor=person, now=NOW, today=TODAY)


def test_viewers_see_no_complaint(session: Session) -> None:
    registered(session)
    viewer = Actor(name="看", role="viewer")
    assert complaint_list.page(session, ComplaintFilter(), viewer, TODAY).total == 0


def test_what_is_late_or_left_the_customer_dissatisfied_is_proposed(session: Session) -> None:
    late = registered(session)
    registered(session, text="已办", first_reply_on=days_ago(10), solved_on=days_ago(9), satisfied="yes")
    angry = registered(
        session, text="办坏了", first_reply_on=days_ago(10), solved_on=days_ago(9), satisfied="no"
    )
    found = {one.key: one.title for one in proposals.of_complaints([late, angry], TODAY)}
    assert "还没有答复" in found[f"complaint:{late.ref}"]
    assert "不满意" in found[f"complaint:{angry.ref}"]
    every = complaint_list.all_for(session, ComplaintFilter(), QUALITY, TODAY)
    assert len(proposals.of_complaints(every, TODAY)) == 2


# --- tables --------------------------------------------------------------------------------


def table(*rows: tuple[str, ...], headers: tuple[str, ...] = HEADERS) -> bytes:
    return b"".join(write_csv(headers, rows))


def row(*cells: str) -> tuple[str, ...]:
    return (*cells, *[""] * (len(HEADERS) - len(cells)))


def test_a_table_is_taken_with_customers_by_code_and_by_name(session: Session) -> None:
    first, second = add_customers(session, 2)
    content = table(
        row("2026-10-01", first.code, "", "电话", "交付", "迟交"),
        row("2026/9/1", "", second.name, "微信", "产品质量", "裂纹"),
        row("2026-09-02", "", "台账外的厂", "", "", "问价"),
    )
    plan = read_complaints(session, content, "x.csv", TODAY)
    assert plan.problems == ()
    store_complaints(session, plan, actor=QUALITY, now=NOW)
    found = complaint_list.all_for(session, ComplaintFilter(), QUALITY, TODAY)
    assert [(one.who, one.kind, one.record_no[-3:]) for one in found] == [
        (first.name, "delivery", "003"),
        ("台账外的厂", "other", "002"),
        (second.name, "product", "001"),
    ]


def test_every_channel_that_the_note_names_is_taken(session: Session) -> None:
    note = next(str(hint) for hint in IMPORTER.hints if str(hint).startswith("渠道写："))
    words = note.removeprefix("渠道写：").split("；")[0].split("、")
    assert {"来函", "传真", "走访", "来访"} <= set(words)
    content = table(*(row("2026-10-01", "", "甲厂", word, "交付", f"迟交 {word}") for word in words))
    assert read_complaints(session, content, "x.csv", TODAY).problems == ()


def test_wrong_rows_are_named_by_number_and_nothing_is_stored(session: Session) -> None:
    content = table(
        row("2026-10-01", "KEINER", "", "电话", "交付", "迟交"),
        row("不是日期", "", "甲厂", "电话", "交付", "迟交"),
        row("2026-10-02", "", "甲厂", "电话", "天气", "迟交"),
        row("2026-10-03", "", "", "电话", "交付", "迟交"),
        row("2026-10-04", "", "甲厂", "电话", "交付", "迟交", "", "", "2026-10-01"),
        row("2027-10-04", "", "甲厂", "电话", "交付", "以后"),
    )
    plan = read_complaints(session, content, "x.csv", TODAY)
    assert [(problem.row, problem.column) for problem in plan.problems] == [
        (2, "客户编号"),
        (3, "投诉日期"),
        (4, "类型"),
        (5, "客户编号"),
        (6, "首次答复日期"),
        (7, "投诉日期"),
    ]
    with pytest.raises(ImportRefused):
        store_complaints(session, plan, actor=QUALITY, now=NOW)


def test_importing_the_same_table_again_changes_nothing(session: Session) -> None:
    content = table(row("2026-10-01", "", "甲厂", "电话", "交付", "迟交"))
    store_complaints(session, read_complaints(session, content, "x.csv", TODAY), actor=QUALITY, now=NOW)
    again = read_complaints(session, content, "x.csv", TODAY)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)


def test_the_export_can_be_imported_again_and_holds_no_formula(session: Session) -> None:
    add_customers(session, 1)
    registered(session, text="=1+1 的零件", reply="@已换", satisfied="partly", solved_on=days_ago(1))
    every = complaint_list.all_for(session, ComplaintFilter(), QUALITY, TODAY)
    book = write_xlsx([Sheet("台账", ["编号", *HEADERS], rows_of(every))])
    plan = read_complaints(session, io.BytesIO(book).getvalue(), "x.xlsx", TODAY)
    assert (plan.problems, plan.added, plan.changed) == ((), 0, 0)
    assert plan.notes == ()
