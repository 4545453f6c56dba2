"""Figures against the targets of the customers, dimensions and departments they were set for."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.fieldwork.targets import set_target
from survey.reports.change import crosstab
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.counting.sample import sample
from survey.reports.gaps import gap
from survey.reports.gaps.gap_report import GapReport
from survey.responses.models import Response
from survey.stats import Outcome
from tests.builders.rated_wave import Given, RatedWave, rated_wave
from tests.conftest import NOW

QUALITY = Actor(name="质量部", role="quality")
VIEWER = Actor(name="来访者", role="viewer")
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def aimed(session: Session, **how: object) -> RatedWave:
    """Eight customers: quality and fit 4 or 5, on time 2 or 3; targets for several scopes."""
    given = [Given(n, [(5, 4 + n % 2), (5, 4 + n % 2), (5, 2 + n % 2)], overall=4) for n in range(1, 9)]
    made = rated_wave(session, given, **how)  # type: ignore[arg-type]
    for number, row in enumerate(session.scalars(sa.select(Response)).all()):
        row.product_line = "轴承" if number < 4 else "齿轮"
    year = made.wave.opens_at.year
    for value, scope, key in (
        (75, "company", ""),
        (60, "dimension", "product"),
        (70, "dimension", "delivery"),
        (70, "product_line", "轴承"),
    ):
        set_target(session, year, "degree", value, scope=scope, scope_key=key, actor=QUALITY, now=NOW)
    set_target(session, year, "rate", 0.95, actor=QUALITY, now=NOW)
    return made


def report_of(session: Session, store: ColumnStore, wanted: Filter | None = None) -> GapReport:
    return gap.build(session, store, aimed(session).wave, actor=QUALITY, wanted=wanted)


def test_each_dimension_is_held_against_its_own_target(session: Session, store: ColumnStore) -> None:
    found = {group.key: group for group in report_of(session, store).dimensions}
    assert (found["product"].target, found["product"].verdict and found["product"].verdict.outcome) == (
        60,
        Outcome.MET,
    )
    assert found["delivery"].verdict is not None
    assert found["delivery"].verdict.outcome is Outcome.MISSED


def test_the_share_satisfied_is_held_against_its_target_too(session: Session, store: ColumnStore) -> None:
    report = report_of(session, store)
    assert report.rate.value == 1.0
    assert report.rate_verdict is not None
    assert report.rate_verdict.outcome is Outcome.UNDECIDED  # 8 of 8 may still be below 95 %
    assert report.to_json()["overall"]["rate_verdict"] == "undecided"


def test_a_product_line_has_its_own_target_and_other_selections_have_none(
    session: Session, store: ColumnStore
) -> None:
    made = aimed(session)
    bearings, gears, region = (
        gap.build(session, store, made.wave, actor=QUALITY, wanted=Filter((where,)))
        for where in (("product_line", "轴承"), ("product_line", "齿轮"), ("region", "华东"))
    )
    assert bearings.target == 70
    assert bearings.verdict is not None
    for other in (gears, region):
        assert other.verdict is None
        assert all(group.verdict is None for group in other.dimensions)


@pytest.mark.parametrize("unit", ["customer", "response"])
def test_the_score_of_a_department_is_the_mean_of_its_items_as_heavy_as_each_other(
    unit: str, session: Session, store: ColumnStore
) -> None:
    made = aimed(session, unit=unit)
    drawn = sample(store.of(session, made.wave), made.definition, Filter(), unit=unit)
    # Quality 80 or 100, on time 40 or 60: 60 or 80, half of the customers each.
    pairs = [pair for pair in drawn.pairs if pair.item.key in ("quality", "on_time")]
    assert drawn.mean_score(pairs).value == pytest.approx(70)
    assert drawn.mean_score(pairs).n == 8


def test_what_fewer_than_k_rated_is_withheld_in_groups_of_items_as_well(
    session: Session, store: ColumnStore
) -> None:
    given = [Given(n, [(5, 4), (4, 4), (5, 2) if n < 3 else None], overall=4) for n in range(1, 9)]
    made = rated_wave(session, given, privacy="anonymous", unit="response", k_min=5)
    report = gap.build(session, store, made.wave, actor=QUALITY)
    late = report.item("on_time")
    assert late.gap.gap.hidden is not None
    assert late.satisfied.hidden is not None
    delivery = next(group for group in report.dimensions if group.key == "delivery")
    assert delivery.gap.hidden is not None
    assert delivery.degree is not None
    assert delivery.degree.hidden is not None


def test_a_table_by_segment_shows_targets_and_gives_no_small_cell_away(
    session: Session, store: ColumnStore
) -> None:
    made = aimed(session)
    lines = crosstab.build(session, store, made.wave, actor=QUALITY, by="product_line")
    degree = next(row for row in lines.rows if row[0].key == "degree")
    targets = dict(
        zip((group.value for group in lines.groups), (cell.target for cell in degree[2]), strict=True)
    )
    assert (degree[1].target, targets) == (75, {"轴承": 70, "齿轮": None})

    given = [
        Given(n, [(5, 4), (4, 4), (5, 2) if n not in (1, 2, 3) else None], region="华东" if n < 7 else "华南")
        for n in range(1, 14)
    ]
    quiet = rated_wave(session, given, key="w2", privacy="anonymous", unit="response", k_min=5)
    table = crosstab.build(session, store, quiet.wave, actor=QUALITY, by="region")
    late = next(row for row in table.rows if row[0].key == "item:on_time")
    # 3 of the six in the east said something of it: the seven in the south would give them away.
    assert late[1].estimate.n == 10
    assert all(cell.estimate.hidden is not None for cell in late[2])
