"""Leaving in detail, on interviews few enough to be counted by hand."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from survey.accounts.actor import Actor
from survey.customers.models import Customer, Loss, SalesPeriod
from survey.db import Database
from survey.fieldwork import queries
from survey.interviews.models import Case, Interview
from survey.reports import loyalty
from survey.reports.counting.columns import ColumnStore
from survey.reports.leaving import reasons_detail
from survey.reports.leaving.reasons import ReasonFilter
from survey.reports.leaving.reasons_tables import Line
from survey.responses.models import Verbatim
from survey.stats import wilson
from tests.builders.rated_wave import Given, rated_wave
from tests.reports.test_reasons import DAY, lost

QUALITY = Actor(name="质量部", role="quality")
VIEWER = Actor(name="来访者", role="viewer")


@pytest.fixture
def told(database: Database) -> Database:
    with database.unit_of_work() as session:
        lost(session, 1, "B2.2", stated="B5.1", staff="B5.1", sales=500_000, preventable="yes")
        lost(session, 2, "B2.6", stated="B2.1", staff="B5.1", sales=300_000, preventable="maybe")
        lost(session, 3, "B5.1", stated="B5.1", staff="B5.1", sales=100_000, preventable="yes")
        lost(
            session,
            4,
            "B8.7",
            stated="B8.1",
            sales=100_000,
            destination="competitor",
            destination_name="某某轴承厂",
            touchpoint="ordering",
            first_doubt_on=date(2025, 11, 1),
        )
    return database


def lines(found: tuple[Line, ...]) -> dict[str, int]:
    return {line.key: line.k for line in found}


def test_leaves_stand_under_their_first_level_with_shares_of_all(told: Database, store: ColumnStore) -> None:
    with told.reading() as session:
        found = reasons_detail.build(session, store, ReasonFilter(), actor=QUALITY)
    first = found.levels[0]
    assert (first.key, first.k, first.sales_share) == ("B2", 2, 0.8)
    assert first.share == wilson(2, 4)
    assert lines(first.leaves) == {"B2.2": 1, "B2.6": 1}
    assert first.leaves[0].share == wilson(1, 4)


def test_what_three_people_said_is_counted_together(told: Database, store: ColumnStore) -> None:
    with told.reading() as session:
        three = reasons_detail.build(session, store, ReasonFilter(), actor=QUALITY).three
    assert three.n == 3
    assert three.rows[0] == ("B2", "B5", "B2", 1)
    assert three.stated_right == wilson(2, 3)
    assert three.staff_right == wilson(1, 3)
    assert three.all_agree == wilson(1, 3)


def test_classes_and_periods_have_their_own_shares(told: Database, store: ColumnStore) -> None:
    with told.reading() as session:
        found = reasons_detail.build(session, store, ReasonFilter(), actor=QUALITY, grain="quarter").to_json()
    groups = {row["group"]: row["n"] for row in found["by_class"]}
    assert groups == {"A": 2, "B": 2}
    (period,) = found["by_period"]
    assert (period["group"], period["reasons"]["B2"]["k"]) == ("2026 年第 1 季度", 2)


def test_competitors_names_and_suspicions_are_for_those_with_the_right(
    told: Database, store: ColumnStore
) -> None:
    with told.reading() as session:
        ours = reasons_detail.build(session, store, ReasonFilter(), actor=QUALITY)
        theirs = reasons_detail.build(session, store, ReasonFilter(), actor=VIEWER)
    assert ours.competitors is not None
    assert lines(ours.competitors) == {"某某轴承厂": 1}
    assert theirs.competitors is None
    assert "B8.7" in {leaf.key for line in ours.levels for leaf in line.leaves}
    assert "B8.7" not in {leaf.key for line in theirs.levels for leaf in line.leaves}
    assert "某某轴承厂" not in str(ours.to_json())


def test_the_way_from_first_doubt_to_leaving_is_measured(told: Database, store: ColumnStore) -> None:
    with told.reading() as session:
        found = reasons_detail.build(session, store, ReasonFilter(), actor=QUALITY)
    # Left thirty days before 1 March 2026.
    assert (found.doubt_days, found.doubt_n, found.doubt_about) == (90.0, 1, 0)
    assert lines(found.touchpoints) == {"ordering": 1}
    assert found.preventable[0].share == wilson(2, 3)


def test_rates_rest_on_the_opening_base_by_number_and_by_sales(
    database: Database, store: ColumnStore
) -> None:
    with database.unit_of_work() as session:
        for number, kind in ((1, "complete"), (2, "partial"), (3, ""), (4, "")):
            if kind:
                lost(session, number, "B2.2", kind=kind)
            else:
                session.add(
                    Customer(code=f"C{number}", name="", class_key="B", since=2015, created_at=sa.func.now())
                )
                session.flush()
        for customer in session.scalars(sa.select(Customer)):
            for year, sales in (("2025", 100.0), ("2026", 50.0)):
                session.add(SalesPeriod(customer_id=customer.id, period=year, sales=sales, purchases=200.0))
        session.scalars(sa.select(Case)).first().state = "won_back"  # type: ignore[union-attr]
    with database.reading() as session:
        found = reasons_detail.build(session, store, ReasonFilter(year=2026), actor=VIEWER)
    whole = found.rates[0]
    assert (whole.base, whole.lost, whole.partial) == (4, 1, 1)
    assert whole.rates.customers == wilson(1, 4)
    assert whole.rates.revenue == pytest.approx(0.25)
    assert whole.rates.won_back == wilson(1, 1)
    assert whole.wallet is not None
    assert (whole.wallet.down.value, whole.wallet.n) == (1.0, 4)
    assert [row.class_key for row in found.rates] == ["", "A", "B"]


def test_reasons_are_new_or_still_there_or_gone_since_the_year_before(
    database: Database, store: ColumnStore
) -> None:
    with database.unit_of_work() as session:
        for number, code in ((1, "B2.2"), (2, "B5.1"), (3, "B2.6"), (4, "B1.1")):
            lost(session, number, code)
        for loss in session.scalars(sa.select(Loss).order_by(Loss.id).limit(2)):
            loss.recognised_on = date(2025, 5, 5)
    with database.reading() as session:
        found = reasons_detail.build(session, store, ReasonFilter(year=2026), actor=QUALITY)
        always = reasons_detail.build(session, store, ReasonFilter(), actor=QUALITY)
    assert found.before == {"B2": 1, "B2.2": 1, "B5": 1, "B5.1": 1}
    assert [line.key for line in found.levels] == ["B1", "B2"]
    assert found.gone == ("B5",)
    assert (always.before, always.gone) == (None, ())


def test_satisfied_but_left_has_its_base_and_its_mirror(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, [Given(n, [(5, 4)] * 3, overall=5 if n < 5 else 2) for n in range(1, 7)])
        for number, left_on in ((1, date(2026, 10, 10)), (6, date(2026, 10, 12)), (5, None)):
            session.add(
                Loss(
                    customer_id=made.customers[number].id,
                    kind="complete" if left_on else "partial",
                    left_on=left_on,
                    recognised_on=date(2026, 10, 15),
                )
            )
        session.flush()
        lost(session, 30, "", last_score=5.0)
        lost(session, 31, "")
    with database.reading() as session:
        found = reasons_detail.build(session, store, ReasonFilter(), actor=QUALITY).loyal
    # Leavers: 1 (satisfied), 6 (not), 30 (by the register), 31 without a score.
    assert found.shares.of_leavers == wilson(2, 3)
    assert found.shares.leavers_without_score == 1
    # Satisfied: customers 1 to 4 and 30, of whom 1 and 30 left.
    assert found.shares.of_satisfied == wilson(2, 5)


def test_one_name_is_one_figure_in_the_loyalty_block_and_the_analysis_of_leaving(
    database: Database, store: ColumnStore
) -> None:
    with database.unit_of_work() as session:
        rated_wave(session, [Given(n, [(5, 4)] * 3, overall=5) for n in range(1, 4)])
        lost(session, 30, "", last_score=5.0)
        lost(session, 31, "", last_score=5.0, kind="partial")
        lost(session, 32, "", last_score=2.0)
    with database.reading() as session:
        detail = reasons_detail.build(session, store, ReasonFilter(), actor=QUALITY)
        block = loyalty.build(session, store, queries.wave(session, "w1"), actor=QUALITY)
    assert detail.loyal.shares.of_leavers == wilson(1, 2)
    assert block.loyal == detail.loyal


def test_words_on_what_would_have_kept_them_are_quoted_by_right(
    database: Database, store: ColumnStore
) -> None:
    with database.unit_of_work() as session:
        for number, quotation in ((1, "named"), (2, "unnamed"), (3, "none")):
            lost(session, number, "B2.2", quotation=quotation)
        for interview in session.scalars(sa.select(Interview)):
            session.add(
                Verbatim(
                    source="interview",
                    source_ref=interview.ref,
                    item_key="would_have_kept",
                    text=f"提前一周通知改期（{interview.quotation}）",
                    written_on=DAY,
                )
            )
    with database.reading() as session:
        ours = reasons_detail.build(session, store, ReasonFilter(), actor=QUALITY).keeping
        theirs = reasons_detail.build(session, store, ReasonFilter(), actor=VIEWER).keeping
    assert ours.n == 3
    assert sorted(ours.quotes) == [
        ("", "提前一周通知改期（unnamed）"),
        ("客户1", "提前一周通知改期（named）"),
    ]
    assert (theirs.n, theirs.quotes) == (3, ())


def test_nobody_lost_is_a_detail_without_figures(database: Database, store: ColumnStore) -> None:
    with database.reading() as session:
        found = reasons_detail.build(session, store, ReasonFilter(year=2026), actor=QUALITY)
    assert (found.levels, found.three.n, found.doubt_days) == ((), 0, None)
    assert found.loyal.shares.of_leavers.value is None
    assert found.rates[0].rates.customers.value is None
