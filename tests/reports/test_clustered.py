"""Waves whose unit is the response: intervals are clustered by customer where customers are known."""

from __future__ import annotations

import numpy as np
import pytest

from survey.accounts.actor import Actor
from survey.db import Database
from survey.instrument.definition import Definition
from survey.reports.change import joined
from survey.reports.counting.by_response import ResponseSample
from survey.reports.counting.columns import Columns, ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import measures_of
from survey.reports.counting.sample import sample
from survey.reports.counting.units import Units, flags
from survey.reports.gaps import gap
from survey.stats import (
    Clustering,
    Estimate,
    clustered_mean_interval,
    clustered_share_interval,
    mean_interval,
)
from tests.builders.rated_wave import Given, RatedWave, rated_wave
from tests.builders.two_waves import next_wave

QUALITY = Actor(name="质量部", role="quality")


def answers(seed: int = 11, *, nameless: int = 9) -> list[Given]:
    """Twelve customers of moods of their own with one to nine responses each, some by telephone."""
    rng = np.random.default_rng(seed)
    given = []
    for number in [*range(1, 13), *[None] * nameless]:
        mood = rng.normal(0, 0.9)
        for _ in range(1 if number is None else int(rng.integers(1, 10))):
            pairs = [_pair(rng, mood) for _ in range(3)]
            region = "华东" if number is None or number % 2 else "华南"
            mode = "phone" if rng.random() < 0.4 else "link"
            given.append(Given(number, pairs, overall=pairs[0][1] or 3, region=region, mode=mode))
    return given


def _pair(rng: np.random.Generator, mood: float) -> tuple[int | None, int | None]:
    if rng.random() < 0.1:
        return None, None
    return int(rng.integers(3, 6)), int(np.clip(np.rint(3.4 + mood + rng.normal(0, 0.8)), 1, 5))


def raw(given: list[Given], pair: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First, second and the customer (−1 for none) of every response, NaN where it did not give both."""
    first = np.array([one.pairs[pair][0] for one in given], dtype=float)  # type: ignore[index]
    second = np.array([one.pairs[pair][1] for one in given], dtype=float)  # type: ignore[index]
    return first, second, np.array([-1 if one.customer is None else one.customer for one in given])


def same(one: Estimate, other: Estimate) -> None:
    assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high), rel=1e-5)
    assert one.n == other.n
    assert one.clustering is not None
    assert other.clustering is not None
    assert one.clustering.clusters == other.clustering.clusters
    assert one.clustering.effect == pytest.approx(other.clustering.effect, rel=1e-4)


@pytest.mark.parametrize(
    "where", [{}, {"region": "华东"}, {"mode": "phone"}, {"region": "华南", "mode": "link"}]
)
def test_every_figure_of_the_gap_report_is_clustered(
    database: Database, store: ColumnStore, where: dict[str, str]
) -> None:
    given = answers()
    with database.unit_of_work() as session:
        made = rated_wave(session, given, unit="response")
        report = gap.build(session, store, made.wave, actor=QUALITY, wanted=Filter.from_mapping(where))
    counted = [one for one in given if all(getattr(one, name) == value for name, value in where.items())]
    for place, key in enumerate(("quality", "fit", "on_time")):
        first, second, customers = raw(counted, place)
        item = report.item(key)
        same(item.gap.reference, clustered_mean_interval(first, customers))
        same(item.gap.gap, clustered_mean_interval(second - first, customers))
        short = np.where(np.isnan(first), np.nan, second < first)
        same(item.gap.unmet, clustered_share_interval(short, customers))
        good = np.where(np.isnan(second), np.nan, second >= 4)
        same(item.satisfied, clustered_share_interval(good, customers))
    gaps = np.column_stack([np.subtract(*raw(counted, place)[1::-1]) for place in range(3)])
    there = ~np.isnan(gaps).all(axis=1)
    mean = np.full(len(counted), np.nan)
    mean[there] = np.nanmean(gaps[there], axis=1)
    same(report.overall_gap, clustered_mean_interval(mean, raw(counted, 0)[2]))


def test_items_are_tested_with_as_many_degrees_as_customers_less_one(
    database: Database, store: ColumnStore
) -> None:
    given = [one for one in answers() if None not in [mark for pair in one.pairs for mark in pair or ()]]
    with database.unit_of_work() as session:
        made = rated_wave(session, given, unit="response")
        test = gap.build(session, store, made.wave, actor=QUALITY).item("quality").versus_mean
    assert test is not None
    customers = raw(given, 0)[2]
    clusters = np.unique(customers[customers >= 0]).size + np.count_nonzero(customers < 0)
    assert test.test.df == clusters - 1 < len(given) - 1


def test_answers_without_customers_have_the_ordinary_interval(database: Database, store: ColumnStore) -> None:
    given = [Given(None, one.pairs) for one in answers()]
    with database.unit_of_work() as session:
        made = rated_wave(session, given, unit="response")
        item = gap.build(session, store, made.wave, actor=QUALITY).item("quality")
    first, second, _ = raw(given, 0)
    wanted = mean_interval(second - first)
    assert (item.gap.gap.low, item.gap.gap.high) == pytest.approx((wanted.low, wanted.high))
    assert item.gap.gap.clustering is None


def test_a_group_of_one_customer_has_no_interval(database: Database, store: ColumnStore) -> None:
    given = [Given(1, [(5, 3), (4, 4), (5, 2)]), Given(1, [(5, 5), (4, 3), (5, 2)])] * 4
    with database.unit_of_work() as session:
        made = rated_wave(session, given, unit="response")
        item = gap.build(session, store, made.wave, actor=QUALITY).item("quality")
    assert item.gap.gap.clustering == Clustering(1, None)
    assert not item.gap.gap.has_interval
    assert item.gap.gap.to_json()["clusters"] == 1


def test_a_customer_of_two_waves_is_one_cluster(database: Database, store: ColumnStore) -> None:
    first, second = answers(1), answers(2)
    with database.unit_of_work() as session:
        earlier = rated_wave(session, first, unit="response")
        later = next_wave(session, earlier, second)
        measure = next(one for one in measures_of(earlier.definition) if one.key == "item:quality")
        parts = [(_drawn(store.of(session, made.wave), made), measure) for made in (earlier, later)]
        found = joined.join(parts, "latest").spread.estimate
    _, values, customers = raw([*first, *second], 0)
    by_name = clustered_mean_interval(values, customers)
    assert (found.value, found.n) == (pytest.approx(by_name.value), by_name.n)
    assert found.clustering is not None
    assert by_name.clustering is not None
    assert found.clustering.clusters == by_name.clustering.clusters
    assert found.clustering.effect == pytest.approx(by_name.clustering.effect, rel=1e-4)


def _drawn(columns: Columns, made: RatedWave) -> ResponseSample:
    definition: Definition = made.definition
    drawn = sample(columns, definition, Filter(), unit="response")
    assert isinstance(drawn, ResponseSample)
    return drawn


def test_rows_of_responses_know_their_customers(database: Database, store: ColumnStore) -> None:
    given = answers()
    with database.unit_of_work() as session:
        made = rated_wave(session, given, unit="response")
        columns = store.of(session, made.wave)
        units = Units(columns, Filter(), unit="response")
        averaged = Units(columns, Filter(), unit="customer")
    overall = np.array([float(one.overall or 0) for one in given])
    customers = raw(given, 0)[2]
    values = units.table(["overall"])[:, 0]
    same(units.mean(values), clustered_mean_interval(overall, customers))
    same(
        units.share(flags(units.codes("overall"), values >= 4)),
        clustered_share_interval(overall >= 4, customers),
    )
    assert averaged.clusters is None
    assert averaged.mean(averaged.table(["overall"])[:, 0]).clustering is None
