"""What to do first, on answers whose order can be reckoned by hand."""

from __future__ import annotations

import numpy as np
import pytest

from survey.accounts.actor import Actor
from survey.db import Database
from survey.errors import Forbidden
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.priority import first
from survey.reports.priority.first_words import said
from tests.builders.rated_wave import Given, rated_wave

QUALITY = Actor(name="质量部", role="quality")
VIEWER = Actor(name="来访者", role="viewer")


def sentences(report: first.FirstReport) -> list[str]:
    return [str(one.text) for one in said(report, lambda label: label["zh"])]


def test_gap_importance_and_sales_make_the_index(database: Database, store: ColumnStore) -> None:
    # Frame sales are 1000 × number: customers 1 and 3 weigh ½ and 1½.
    given = [Given(1, [(5, 3), (4, 4), (2, 1)]), Given(3, [(5, 5), (4, 2), (2, 2)])]
    with database.unit_of_work() as session:
        made = rated_wave(session, given, frame=(1, 3))
        found = first.build(session, store, made.wave, actor=QUALITY)
    index = {item.key: item.index.value for item in found.items}
    assert index == {
        "quality": pytest.approx((0.5 * 2 * 5 / 5) / 2),
        "fit": pytest.approx((1.5 * 2 * 4 / 5) / 2),
        "on_time": pytest.approx((0.5 * 1 * 2 / 5) / 2),
    }
    assert [item.key for item in found.items] == ["fit", "quality", "on_time"]
    assert {item.key: item.affected_sales for item in found.items} == {
        "quality": 1000.0,
        "fit": 3000.0,
        "on_time": 1000.0,
    }
    assert (found.weighted, found.n_with_sales) == (True, 2)
    assert found.effective_n == pytest.approx(4000**2 / (1000**2 + 3000**2))


def test_without_sales_customers_weigh_the_same(database: Database, store: ColumnStore) -> None:
    given = [Given(1, [(5, 3), (4, 4), (2, 1)]), Given(3, [(5, 5), (4, 3), (2, 2)])]
    with database.unit_of_work() as session:
        found = first.build(session, store, rated_wave(session, given).wave, actor=QUALITY)
    assert (found.weighted, found.items[0].key, found.items[0].affected_sales) == (False, "quality", None)
    assert found.items[0].index.value == pytest.approx(1.0)


def test_items_that_cannot_be_told_apart_share_a_tier(database: Database, store: ColumnStore) -> None:
    given = [
        Given(i, [(5, 1 + i % 2), (5, 2 - i % 2), (5, 5 if i % 4 else 4)], overall=3) for i in range(1, 21)
    ]
    with database.unit_of_work() as session:
        found = first.build(session, store, rated_wave(session, given).wave, actor=QUALITY)
    assert {item.key: item.tier for item in found.items} == {"quality": 1, "fit": 1, "on_time": 2}
    assert len(found.first) == 2
    assert "并列优先" in sentences(found)[0]


def test_very_few_customers_are_counted_and_not_cut_into_tiers(
    database: Database, store: ColumnStore
) -> None:
    given = [Given(i, [(5, 1), (5, 4), (5, 5)]) for i in range(1, 7)]
    with database.unit_of_work() as session:
        found = first.build(session, store, rated_wave(session, given).wave, actor=QUALITY)
    assert (found.tiers, found.items[0].tier, found.items[0].gap.unmet_count) == ((), None, 6)
    assert found.tiers_reason is not None
    assert "先后不能肯定" in sentences(found)[0]


def test_both_units_give_the_same_order(database: Database, store: ColumnStore) -> None:
    rng = np.random.default_rng(8)
    given = [
        Given(
            i,
            [
                (int(rng.integers(3, 6)), int(rng.integers(1, 6))) if rng.random() > 0.1 else None
                for _ in range(3)
            ],
            region="华东" if i % 2 else "华南",
        )
        for i in range(60)
    ]
    wanted = Filter.from_mapping({"region": "华东"})
    with database.unit_of_work() as session:
        one, other = (
            first.build(
                session,
                store,
                rated_wave(session, given, key=unit, unit=unit).wave,
                actor=QUALITY,
                wanted=wanted,
            )
            for unit in ("customer", "response")
        )
    assert [item.key for item in one.items] == [item.key for item in other.items]
    for item, same in zip(one.items, other.items, strict=True):
        assert item.index.value == pytest.approx(same.index.value)
        assert item.index.low == pytest.approx(same.index.low)
        assert item.tier == same.tier


def test_a_small_group_shows_no_order_to_those_without_the_right(
    database: Database, store: ColumnStore
) -> None:
    given = [Given(i, [(5, 3)] * 3) for i in range(1, 9)]
    given += [Given(20, [(5, 1)] * 3, class_key="A"), Given(21, [(5, 1)] * 3, class_key="A")]
    with database.unit_of_work() as session:
        made = rated_wave(session, given, frame=tuple(range(1, 9)))
        small = first.build(
            session, store, made.wave, actor=VIEWER, wanted=Filter.from_mapping({"class": "A"})
        )
        whole = first.build(session, store, made.wave, actor=VIEWER)
        with pytest.raises(Forbidden):
            first.build(session, store, made.wave, actor=Actor(name="业务员", role="sales"))
    assert small.withheld is not None
    assert (small.items, small.to_json()["n"]) == ((), 0)
    assert whole.items[0].index.value is not None


def test_sales_of_the_dissatisfied_are_withheld_when_they_are_few(
    database: Database, store: ColumnStore
) -> None:
    given = [Given(i, [(5, 5), (5, 3 if i == 1 else 5), (5, 3)]) for i in range(1, 9)]
    with database.unit_of_work() as session:
        made = rated_wave(session, given, frame=tuple(range(1, 9)))
        found = first.build(session, store, made.wave, actor=VIEWER)
    affected = {item.key: item.affected_sales for item in found.items}
    assert affected["fit"] is None
    assert affected["on_time"] == 36000.0


def test_nobody_asked_is_an_order_of_nothing(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        found = first.build(session, store, rated_wave(session, []).wave, actor=QUALITY)
    assert [item.index.value for item in found.items] == [None, None, None]
    assert sentences(found) == []
