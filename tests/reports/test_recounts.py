"""满意度 by other ways of counting the same responses, on answers reckoned by hand."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.fieldwork.models import FrameEntry
from survey.reports import index
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.returns.recounts import Recount, recounts
from survey.responses.models import Response
from tests.builders.rated_wave import Given, RatedWave, rated_wave

QUALITY = Actor(name="质量部", role="quality")
VIEWER = Actor(name="来访者", role="viewer")
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def same(customer: int, point: int, **how: str) -> Given:
    """A response whose every item has this point: 满意度 20 × point."""
    return Given(customer, [(5, point)] * 3, overall=point, **how)  # type: ignore[arg-type]


def by_key(session: Session, store: ColumnStore, made: RatedWave, **how: object) -> dict[str, Recount]:
    found = recounts(session, store, made.wave, **{"actor": QUALITY, **how})  # type: ignore[arg-type]
    return {one.key: one for one in found}


def classed(session: Session, made: RatedWave, of: dict[int, str]) -> None:
    for entry in session.scalars(sa.select(FrameEntry)):
        number = next(n for n, customer in made.customers.items() if customer.id == entry.customer_id)
        entry.class_key = of.get(number, "C")
    session.flush()


def test_by_sales_large_customers_weigh_more_and_the_effective_number_is_told(
    session: Session, store: ColumnStore
) -> None:
    made = rated_wave(session, [same(1, 5), same(3, 3)], frame=(1, 3))  # sales 1000 and 3000
    found = by_key(session, store, made)
    assert found["equal_customers"].degree.value == pytest.approx(80)
    assert found["by_sales"].degree.value == pytest.approx((100 + 3 * 60) / 4)
    assert found["by_sales"].effective_n == pytest.approx(16 / 10)


def test_by_class_a_class_that_answered_much_no_longer_stands_for_all(
    session: Session, store: ColumnStore
) -> None:
    made = rated_wave(
        session, [same(1, 5), same(2, 5), same(3, 5), same(4, 3), same(5, 3)], frame=range(1, 9)
    )
    classed(session, made, {1: "A", 2: "A", 3: "A"})
    found = by_key(session, store, made)
    assert found["equal_customers"].degree.value == pytest.approx((300 + 120) / 5)
    # 3 of 3 customers of class A, 2 of the 5 of class C.
    assert found["by_class"].degree.value == pytest.approx((3 * 100 + 5 * 60) / 8)


def test_responses_handed_in_by_the_salesperson_are_left_out_in_one_line_only(
    session: Session, store: ColumnStore
) -> None:
    made = rated_wave(session, [same(n, 3) for n in range(1, 5)] + [same(5, 5)])
    session.scalars(sa.select(Response)).all()[-1].by_account_owner = True
    session.flush()
    found = by_key(session, store, made)
    assert found["equal_customers"].degree.value == pytest.approx(68)
    assert found["without_by_owner"].degree.value == pytest.approx(60)
    assert "1" in str(found["without_by_owner"].note)


def test_under_a_filter_the_frame_of_the_whole_is_not_put_upon_a_part(
    session: Session, store: ColumnStore
) -> None:
    made = rated_wave(session, [same(1, 5, class_key="A"), same(2, 4), same(3, 4)], frame=(1, 2, 3))
    classed(session, made, {1: "A"})
    assert "by_class" in by_key(session, store, made)
    assert "by_class" not in by_key(session, store, made, wanted=Filter((("region", "华东"),)))


def test_nothing_follows_on_a_class_or_a_customer_that_a_reader_may_not_see(
    session: Session, store: ColumnStore
) -> None:
    made = rated_wave(session, [same(n, 3 + n % 3) for n in range(1, 8)], frame=range(1, 8))
    classed(session, made, {1: "A"})
    entries = {entry.customer_id: entry for entry in session.scalars(sa.select(FrameEntry))}
    entries[made.customers[1].id].sales = 1e9
    session.flush()
    ours, theirs = (by_key(session, store, made, actor=actor) for actor in (QUALITY, VIEWER))
    assert ours["by_class"].degree.value is not None
    assert theirs["equal_customers"].degree.value is not None
    for key in ("by_class", "by_sales"):  # class A is one customer, and it carries all the sales
        assert theirs[key].degree.hidden is not None
        assert theirs[key].to_json()["effective_n"] is None


def test_where_answers_are_the_unit_neither_sales_nor_classes_weigh(
    session: Session, store: ColumnStore
) -> None:
    made = rated_wave(session, [same(n, 4) for n in range(1, 7)], unit="response", frame=range(1, 7))
    assert list(by_key(session, store, made)) == ["equal_responses", "without_flagged", "without_by_owner"]


def test_a_wave_without_answers_has_no_lines(session: Session, store: ColumnStore) -> None:
    made = rated_wave(session, [], frame=(1,))
    assert by_key(session, store, made) == {}


def test_the_index_has_the_lines_in_its_json(session: Session, store: ColumnStore) -> None:
    made = rated_wave(session, [same(1, 5), same(3, 3)], frame=(1, 3))
    found = index.build(session, store, made.wave, actor=QUALITY, wanted=Filter()).to_json()
    assert found["recounts"][1]["key"] == "by_sales"
    assert found["recounts"][1]["degree"]["value"] == pytest.approx(70)
