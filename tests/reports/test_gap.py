"""The gap report on answers small enough to be reckoned by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from survey.accounts.actor import Actor
from survey.db import Database
from survey.errors import Forbidden
from survey.reports import findings
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.gaps import gap
from survey.responses import revisions
from survey.responses.models import Response
from tests.builders.rated_wave import Given, rated_wave, store_responses
from tests.conftest import NOW

QUALITY = Actor(name="质量部", role="quality")
VIEWER = Actor(name="来访者", role="viewer")

ANSWERS = [
    Given(1, [(5, 5), (4, 4), (5, 2)], overall=4, class_key="A"),
    Given(1, [(5, 3), (4, 4), (5, 2)], overall=2, class_key="A"),
    Given(2, [(4, 4), ("NA", "NA"), (4, 4)], overall=5),
    Given(3, [(3, 4), None, (5, 3)], overall=3, region="华南"),
]


def test_a_customers_respondents_are_averaged_before_customers_are(
    database: Database, store: ColumnStore
) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS)
        report = gap.build(session, store, made.wave, actor=QUALITY)
    quality = report.item("quality")
    assert (report.n_units, report.n_responses) == (3, 4)
    # customer 1: (5, 4), 2: (4, 4), 3: (3, 4)
    assert quality.gap.reference.value == pytest.approx(4.0)
    assert quality.gap.performance.value == pytest.approx(4.0)
    assert quality.gap.gap.value == pytest.approx(0.0)
    assert quality.gap.n == 3
    assert (quality.gap.unmet_count, quality.n_responses) == (1, 4)


def test_what_is_not_applicable_or_not_answered_counts_for_nothing(
    database: Database, store: ColumnStore
) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS)
        fit = gap.build(session, store, made.wave, actor=QUALITY).item("fit")
    assert (fit.gap.n, fit.gap.performance.value) == (1, 4.0)
    assert fit.gap.gap.low is None


def test_the_degree_weights_what_a_customer_answered(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS)
        report = gap.build(session, store, made.wave, actor=QUALITY)
    # customer 1: product (80 + 80)/2 = 80, delivery 40 -> .6·80 + .4·40 = 64; 2: 80, 80 -> 80; 3: 80, 60 -> 72
    assert report.degree.value == pytest.approx((64 + 80 + 72) / 3)
    assert report.weights == {"product": 60.0, "delivery": 40.0}


def test_the_share_satisfied_is_of_customers(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS)
        rate = gap.build(session, store, made.wave, actor=QUALITY).rate
    # customer 1 is at 3 on average, 2 at 5, 3 at 3
    assert (rate.value, rate.n) == (pytest.approx(1 / 3), 3)


def test_a_filter_counts_only_its_segment(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS)
        wanted = Filter.from_mapping({"class": "A"})
        report = gap.build(session, store, made.wave, actor=QUALITY, wanted=wanted)
    assert (report.n_units, report.n_responses) == (1, 2)
    assert report.item("on_time").values == ((5.0, 2.0),)


def test_a_census_has_no_interval_left(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS, frame=(1, 2, 3))
        report = gap.build(session, store, made.wave, actor=QUALITY)
        narrowed = gap.build(
            session, store, made.wave, actor=QUALITY, wanted=Filter.from_mapping({"region": "华东"})
        )
    quality = report.item("quality").gap.performance
    assert (report.population, quality.low, quality.high) == (3, quality.value, quality.value)
    assert narrowed.population is None


def test_both_units_agree_when_every_customer_answers_once(database: Database, store: ColumnStore) -> None:
    rng = np.random.default_rng(5)
    given = [
        Given(
            number,
            [tuple(int(x) for x in rng.integers(1, 6, 2)) for _ in range(3)],
            overall=int(rng.integers(1, 6)),
        )
        for number in range(40)
    ]
    with database.unit_of_work() as session:
        customers = gap.build(session, store, rated_wave(session, given, key="c").wave, actor=QUALITY)
        responses = gap.build(
            session, store, rated_wave(session, given, key="r", unit="response").wave, actor=QUALITY
        )
    for one, other in zip(customers.items, responses.items, strict=True):
        assert one.gap.gap.value == pytest.approx(other.gap.gap.value)
        assert one.gap.gap.low == pytest.approx(other.gap.gap.low)
        assert one.gap.unmet == other.gap.unmet
        assert one.satisfied == other.satisfied
        assert one.versus_mean is not None
        assert other.versus_mean is not None
        assert one.versus_mean.p_adjusted == pytest.approx(other.versus_mean.p_adjusted)
    assert customers.degree.low == pytest.approx(responses.degree.low)
    assert customers.overall_gap.high == pytest.approx(responses.overall_gap.high)


def test_a_reader_without_the_right_sees_no_group_below_three(database: Database, store: ColumnStore) -> None:
    given = [Given(number, [(4, 4)] * 3) for number in range(1, 9)]
    given += [Given(9, [(5, 1)] * 3, class_key="A"), Given(10, [(5, 1)] * 3, class_key="A")]
    with database.unit_of_work() as session:
        made = rated_wave(session, given)
        wanted = Filter.from_mapping({"class": "A"})
        hidden = gap.build(session, store, made.wave, actor=VIEWER, wanted=wanted)
        # all but two follow from the total by subtraction: the complement is withheld too
        rest = gap.build(session, store, made.wave, actor=VIEWER, wanted=Filter.from_mapping({"class": "B"}))
        whole = gap.build(session, store, made.wave, actor=VIEWER)
    assert hidden.withheld is not None
    assert hidden.item("quality").gap.gap.to_json()["value"] is None
    assert rest.withheld is not None
    assert whole.withheld is None
    assert whole.item("quality").values == ()


def test_an_anonymous_wave_hides_small_groups_from_everybody(database: Database, store: ColumnStore) -> None:
    given = [Given(None, [(4, 4)] * 3, region="华北") for _ in range(4)]
    given += [Given(None, [(4, 3)] * 3) for _ in range(20)]
    with database.unit_of_work() as session:
        made = rated_wave(session, given, privacy="anonymous", unit="response", k_min=5)
        north = gap.build(
            session, store, made.wave, actor=QUALITY, wanted=Filter.from_mapping({"region": "华北"})
        )
    assert north.withheld is not None


def test_sales_staff_do_not_see_the_scores(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS)
        with pytest.raises(Forbidden):
            gap.build(session, store, made.wave, actor=Actor(name="业务员", role="sales"))


def test_a_wave_without_answers_has_a_report_without_figures(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, [])
        report = gap.build(session, store, made.wave, actor=QUALITY)
    assert (report.n_units, report.degree.value, report.rate.value) == (0, None, None)
    assert report.to_json()["items"][0]["gap"]["value"] is None


def test_new_deleted_and_restored_answers_change_the_next_report(
    database: Database, store: ColumnStore
) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS)
        assert gap.build(session, store, made.wave, actor=QUALITY).n_responses == 4
        (row,) = store_responses(session, made, [Given(2, [(5, 1)] * 3)])
        before = gap.build(session, store, made.wave, actor=QUALITY)
        assert before.n_responses == 5
        revisions.delete(session, row, reason="重复", actor=QUALITY, now=NOW)
        assert gap.build(session, store, made.wave, actor=QUALITY).n_responses == 4
        other = session.scalars(sa.select(Response).where(Response.customer_id == row.customer_id)).first()
        assert other is not None
        revisions.restore(session, row, actor=QUALITY, now=NOW)
        revisions.delete(session, other, reason="重复", actor=QUALITY, now=NOW)
        after = gap.build(session, store, made.wave, actor=QUALITY)
    # As many as before the exchange, but not the same ones.
    assert after.n_responses == 4
    assert after.item("on_time").gap.performance.value != before.item("on_time").gap.performance.value


def test_a_damaged_columns_file_is_noticed_and_built_again(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS)
        gap.build(session, ColumnStore(folder), made.wave, actor=QUALITY)
        (file,) = folder.glob("columns-*.bin")
        content = bytearray(file.read_bytes())
        for place in (10, len(content) // 2, len(content) - 3):
            content[place] ^= 0xFF
        file.write_bytes(content)
        report = gap.build(session, ColumnStore(folder), made.wave, actor=QUALITY)
        assert report.n_responses == 4
        file.write_bytes(b"")
        assert gap.build(session, ColumnStore(folder), made.wave, actor=QUALITY).n_responses == 4


def test_a_columns_file_of_another_layout_is_built_again_without_alarm(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS)
        monkeypatch.setattr("survey.reports.counting.columns._LAYOUT", 1)
        earlier = ColumnStore(tmp_path).of(session, made.wave)
        monkeypatch.undo()
        later = ColumnStore(tmp_path).of(session, made.wave)
    assert later.as_of > earlier.as_of
    assert not caplog.records


def test_columns_on_disk_are_used_by_the_next_process(database: Database, tmp_path: Path) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, ANSWERS)
        first = ColumnStore(tmp_path).of(session, made.wave)
        second = ColumnStore(tmp_path).of(session, made.wave)
    assert second.as_of == first.as_of
    assert np.array_equal(first.scores, second.scores)
    assert first.cells == second.cells


def test_the_finding_counts_what_the_report_counts(database: Database, store: ColumnStore) -> None:
    given = [Given(number, [(5, 3 + number % 2), (4, 4), (5, 4)]) for number in range(12)]
    with database.unit_of_work() as session:
        customers = gap.build(session, store, rated_wave(session, given, key="c").wave, actor=QUALITY)
        responses = gap.build(
            session, store, rated_wave(session, given, key="r", unit="response").wave, actor=QUALITY
        )
    assert "（12 家客户，" in findings.of_gap(customers)[0].text
    assert "（12 份答卷，" in findings.of_gap(responses)[0].text
