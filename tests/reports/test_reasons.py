"""The reasons report on interviews few enough to be counted by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.customers.models import Customer, Loss, LostOrder
from survey.db import Database
from survey.errors import InvalidInput
from survey.interviews.models import Case, Interview, StaffAttribution
from survey.reports import findings
from survey.reports.leaving import reasons
from survey.reports.leaving.reasons import ReasonFilter
from survey.responses.models import Verbatim
from tests.conftest import NOW

QUALITY = Actor(name="质量部", role="quality")
VIEWER = Actor(name="来访者", role="viewer")
DAY = date(2026, 3, 1)


def lost(
    session: Session,
    number: int,
    root: str,
    *,
    stated: str = "",
    staff: str = "",
    sales: float | None = None,
    kind: str = "complete",
    coder2: str = "",
    **fields: Any,
) -> None:
    """A lost customer with a finished interview coded `root` (none: not interviewed)."""
    customer = Customer(
        code=f"C{number}",
        name=f"客户{number}",
        class_key="A" if number < 3 else "B",
        since=2015,
        created_at=NOW,
    )
    session.add(customer)
    session.flush()
    loss = Loss(
        customer_id=customer.id,
        kind=kind,
        left_on=DAY - timedelta(days=30),
        recognised_on=DAY,
        lost_sales=sales,
        last_score=fields.pop("last_score", None),
    )
    session.add(loss)
    session.flush()
    if not root:
        return
    case = Case(loss_id=loss.id, customer_id=customer.id, state="done", created_at=NOW)
    session.add(case)
    session.flush()
    session.add(
        Interview(
            case_id=case.id,
            coder1_code=root,
            coder2_code=coder2 or root,
            stated_code=stated,
            held_on=DAY + timedelta(days=20),
            finished_at=NOW,
            saved_at=NOW,
            **fields,
        )
    )
    if staff:
        session.add(StaffAttribution(case_id=case.id, code=staff, by="业务员", at=NOW))
    session.flush()


@pytest.fixture
def report(database: Database) -> Any:
    def build(wanted: ReasonFilter | None = None, actor: Actor = QUALITY) -> reasons.ReasonsReport:
        with database.reading() as session:
            return reasons.build(session, wanted or ReasonFilter(), actor=actor)

    with database.unit_of_work() as session:
        lost(session, 1, "B2.2", stated="B5.1", staff="B5.1", sales=500_000, last_score=4)
        lost(session, 2, "B2.6", stated="B5.1", staff="B2.1", sales=300_000, last_score=2)
        lost(session, 3, "B5.1", stated="B5.1", staff="B5.1", sales=100_000)
        lost(session, 4, "A6.1", stated="A6.1", sales=80_000, kind="former")
        lost(session, 5, "B8.7", stated="B8.1", sales=20_000, kind="partial", adjudicated_code="B8.7")
        lost(session, 6, "Z.1", sales=900_000, kind="ended_by_us")
        lost(session, 7, "", kind="complete")
        session.add(
            LostOrder(
                customer_id=1,
                decided_on=DAY,
                amount=60_000,
                step="commercial",
                reason_code="B5.1",
                winner="某厂",
            )
        )
    return build


def test_each_lost_customer_counts_once_by_its_root_cause(report: Any) -> None:
    found = report().to_json()
    assert found["n"] == 5
    assert found["by_count"][0] == {"code": "B2", "k": 2, "share": 0.4}
    assert found["by_sales"][0] == {"code": "B2", "sales": 800_000.0, "share": 0.8}


def test_the_line_counts_reasons_until_they_reach_eighty_per_cent(report: Any) -> None:
    assert report().to_json()["reach_80"] == {"count": 3, "sales": 1}


def test_relations_we_ended_are_counted_apart(report: Any) -> None:
    found = report()
    assert found.ended_by_us == 1
    assert "Z" not in {row.key for row in found.by_count.rows}


def test_what_customers_said_stands_against_what_it_was(report: Any) -> None:
    table = report().stated_by_root
    cells = {
        (row, column): table.k[i][j]
        for i, row in enumerate(table.rows)
        for j, column in enumerate(table.columns)
    }
    assert cells["B5", "B2"] == 2
    assert cells["B5", "B5"] == 1
    assert (report().price_said, report().price_was) == (3, 1)
    assert report().staff_by_root.n == 3


def test_the_controllable_part_follows_the_leaf(report: Any) -> None:
    found = report()
    assert (found.controllable_count.value, found.controllable_count.n) == (0.8, 5)
    assert found.controllable_sales == pytest.approx(0.92)


def test_a_verdict_in_the_interview_outranks_the_tree(database: Database) -> None:
    with database.unit_of_work() as session:
        lost(session, 1, "B2.2", controllable=False)
    with database.reading() as session:
        found = reasons.build(session, ReasonFilter(), actor=QUALITY)
    assert found.controllable_count.value == 0.0


def test_a_suspicion_is_shown_by_its_first_level_to_viewers(report: Any) -> None:
    assert "B8.7" in {row.key for row in report().leaves_by_count.rows}
    seen = {row.key for row in report(actor=VIEWER).leaves_by_count.rows}
    assert "B8.7" not in seen
    assert "B8" in seen


def test_the_years_rate_rests_on_its_opening_base(report: Any) -> None:
    rates = report(ReasonFilter(year=2026)).rates
    assert rates.customers.n == 7
    assert rates.customers.value == pytest.approx(5 / 7)
    assert rates.partial.value == pytest.approx(1 / 7)


def test_a_filter_by_class_counts_only_that_class(report: Any) -> None:
    assert report(ReasonFilter(class_key="A")).n == 2


def test_lost_orders_stand_beside_lost_customers(report: Any) -> None:
    found = report()
    assert (found.lost_orders.n, found.lost_orders.amount) == (1, 60_000)
    assert found.n == 5


def test_coders_who_agree_have_a_kappa_of_one_marked_as_few(report: Any) -> None:
    kappa = report().agreement.kappa
    assert kappa.value == pytest.approx(1.0)
    assert kappa.reason is not None


def test_the_finding_names_the_first_reason_by_each_measure(report: Any) -> None:
    (finding,) = findings.of_reasons(report(ReasonFilter(year=2026)))
    assert "流失 5 家" in finding.text
    assert "交付" in finding.text


def test_without_a_year_the_finding_speaks_of_those_heard(report: Any) -> None:
    (finding,) = findings.of_reasons(report(), language="en")
    assert finding.text.startswith("Of the 5 lost customers")


def test_nobody_heard_is_a_report_without_reasons(database: Database) -> None:
    with database.reading() as session:
        found = reasons.build(session, ReasonFilter(), actor=QUALITY)
    assert (found.n, found.by_count.reach, found.controllable_sales) == (0, None, None)
    assert found.to_json()["by_count"] == []
    assert findings.of_reasons(found) == []


def test_a_year_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput, match="四位"):
        ReasonFilter.from_mapping({"year": "二〇二六"})


def test_only_those_who_agreed_are_quoted(database: Database) -> None:
    with database.unit_of_work() as session:
        for number, quotation in ((1, "named"), (2, "unnamed"), (3, "none")):
            lost(session, number, "B2.2", quotation=quotation)
        for interview in session.scalars(sa.select(Interview)):
            session.add(
                Verbatim(
                    source="interview",
                    source_ref=interview.ref,
                    item_key="main_reason",
                    text=f"等不起 {interview.quotation}",
                    written_on=DAY,
                )
            )
    with database.reading() as session:
        said = reasons.quotes(session, reasons.build(session, ReasonFilter(), actor=QUALITY).rows)
    assert sorted((quote.named, quote.texts) for quote in said.values()) == [
        (False, ["等不起 unnamed"]),
        (True, ["等不起 named"]),
    ]
