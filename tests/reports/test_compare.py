"""Two groups and two waves on answers small enough to be reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from survey.accounts.actor import Actor
from survey.db import Database
from survey.errors import Forbidden, InvalidInput
from survey.reports.change import compare, comparing
from survey.reports.change.comparison import label_of
from survey.reports.change.comparison_words import said
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.filters import Filter
from survey.stats import newcombe, paired_t, welch_t
from tests.builders.rated_wave import Given, RatedWave, converted_linearly, rated_wave, small_definition
from tests.builders.two_waves import next_wave

QUALITY = Actor(name="质量部", role="quality")
VIEWER = Actor(name="来访者", role="viewer")


def answers(marks: list[int], *, region: str = "华东", start: int = 1) -> list[Given]:
    """One response each from customers `start` on, all items marked alike."""
    return [Given(start + i, [(5, mark)] * 3, overall=mark, region=region) for i, mark in enumerate(marks)]


EAST, SOUTH = [5, 4, 4, 5, 3, 4, 5, 4], [3, 2, 4, 3, 3, 2, 3]


def two_regions(session: object, **changes: object) -> RatedWave:
    given = [*answers(EAST), *answers(SOUTH, region="华南", start=20)]
    return rated_wave(session, given, **changes)  # type: ignore[arg-type]


def test_two_regions_are_tested_as_independent_groups(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        made = two_regions(session)
        found = compare.of_segments(
            session, store, made.wave, actor=QUALITY, by="region", first="华东", second="华南"
        )
    row, textbook = found.row("item:on_time"), welch_t(EAST, SOUTH)
    assert row.apart.estimate.value == pytest.approx(textbook.difference.value)
    assert row.apart.estimate.low == pytest.approx(textbook.difference.low)
    assert row.apart.p == pytest.approx(textbook.p)
    rate = found.row("rate").apart.estimate
    by_hand = newcombe(7, 8, 1, 7)
    assert (rate.value, rate.low) == (pytest.approx(by_hand.value), pytest.approx(by_hand.low))
    assert (row.paired, found.in_both, row.direction) == (None, 0, "up")


def test_holm_corrects_within_items_and_not_across_groups(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        made = two_regions(session)
        found = compare.of_segments(
            session, store, made.wave, actor=QUALITY, by="region", first="华东", second="华南"
        )
    items = found.group("item")
    assert len(items) == 4
    smallest = min(row.apart.p or 1.0 for row in items)
    assert min(row.apart.p_adjusted or 1.0 for row in items) == pytest.approx(4 * smallest)


def test_both_units_give_the_same_comparison(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        one, other = (
            compare.of_segments(
                session,
                store,
                two_regions(session, key=unit, unit=unit).wave,
                actor=QUALITY,
                by="region",
                first="华东",
                second="华南",
            )
            for unit in ("customer", "response")
        )
    for row, same in zip(one.rows, other.rows, strict=True):
        assert row.first.value == pytest.approx(same.first.value)
        assert row.apart.estimate.low == pytest.approx(same.apart.estimate.low)
        assert row.apart.p == pytest.approx(same.apart.p)
    assert other.in_both is None


def test_two_waves_are_paired_over_the_customers_of_both(database: Database, store: ColumnStore) -> None:
    before, after = [3, 3, 2, 4, 3, 4], [4, 3, 4, 5, 4, 4]
    with database.unit_of_work() as session:
        made = rated_wave(session, answers(before))
        later = next_wave(session, made, [*answers(after), *answers([1, 1], start=50)])
        found = compare.of_waves(session, store, later.wave, made.wave, actor=QUALITY)
    row, textbook = found.row("item:fit"), paired_t(after, before)
    assert row.paired is not None
    assert row.paired.estimate.value == pytest.approx(textbook.difference.value)
    assert row.paired.estimate.high == pytest.approx(textbook.difference.high)
    assert row.paired.p == pytest.approx(textbook.p)
    assert (row.paired.estimate.n, found.in_both) == (6, 6)
    # All eight of the later wave count in the unpaired figure beside it.
    assert (row.first.n, row.second.n) == (8, 6)


def test_an_item_worded_anew_breaks_its_series_and_its_dimension(
    database: Database, store: ColumnStore
) -> None:
    definition = small_definition()
    section = definition.sections[0]
    worded = replace_text(section.items[0], "质量稳定性")
    changed = definition.model_copy(
        update={"sections": (section.model_copy(update={"items": (worded, *section.items[1:])}),)}
    )
    with database.unit_of_work() as session:
        made = rated_wave(session, answers(EAST))
        later = next_wave(session, made, answers(SOUTH), definition=changed)
        found = compare.of_waves(session, store, later.wave, made.wave, actor=QUALITY)
    broken = found.row("item:quality")
    assert [str(reason) for reason in broken.breaks] == ["题目文字不同。"]
    assert (broken.apart.estimate.value, broken.paired, broken.direction) == (None, None, "")
    assert broken.first.value is not None
    assert found.row("dimension:product").breaks
    assert found.row("degree").breaks
    assert not found.row("dimension:delivery").breaks


def test_another_conversion_table_recalculates_the_earlier_wave(
    database: Database, store: ColumnStore
) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, answers([4] * 6))
        later = next_wave(session, made, answers([4] * 6), definition=converted_linearly())
        found = compare.of_waves(session, store, later.wave, made.wave, actor=QUALITY)
    degree = found.row("degree")
    assert (degree.first.value, degree.second.value) == (75.0, 75.0)
    assert not degree.breaks
    assert [str(one) for one in found.recalculated] == ["折算表有变化，较早的一期已按新的折算表重新计算。"]


def test_a_moved_mode_mix_is_warned_of(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, answers(EAST))
        phoned = [replace(one, mode="phone") for one in answers(EAST)[:4]]
        later = next_wave(session, made, [*phoned, *answers(EAST)[4:]])
        found = compare.of_waves(session, store, later.wave, made.wave, actor=QUALITY)
    assert found.mode_shift == pytest.approx(0.5)
    assert any("调查方式构成相差 50 个百分点" in str(one.text) for one in said(found, ("乙", "甲"), label_of))


def test_a_reader_without_the_right_sees_neither_small_sides_nor_small_rests(
    database: Database, store: ColumnStore
) -> None:
    with database.unit_of_work() as session:
        small = rated_wave(session, [*answers(EAST), *answers([1, 2], region="华南", start=20)], key="a")
        one = compare.of_segments(
            session, store, small.wave, actor=VIEWER, by="region", first="华东", second="华南"
        )
        # Two large regions and a small third: both beside each other would give the third by subtraction.
        three = [
            *answers(EAST),
            *answers(SOUTH, region="华南", start=20),
            *answers([1, 2], region="华北", start=40),
        ]
        rest = compare.of_segments(
            session,
            store,
            rated_wave(session, three, key="b").wave,
            actor=VIEWER,
            by="region",
            first="华东",
            second="华南",
        )
    for found in (one, rest):
        assert found.withheld is not None
        assert all(row.first.value is None and row.apart.estimate.value is None for row in found.rows)
        assert found.to_json()["first"]["n"] == 0


def test_a_pair_is_withheld_when_the_customers_beside_it_could_be_told(
    database: Database, store: ColumnStore
) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, answers(EAST))
        # One customer more than before: its answer would follow from paired and unpaired figures.
        later = next_wave(session, made, [*answers(EAST), *answers([1], start=60)])
        found = compare.of_waves(session, store, later.wave, made.wave, actor=VIEWER)
    row = found.row("item:fit")
    assert row.first.value is not None
    assert row.paired is not None
    assert row.paired.estimate.hidden is not None


def test_a_named_side_below_five_lists_its_values(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, [*answers(EAST), *answers([2, 5, 3], region="华南", start=20)])
        found = compare.of_segments(
            session, store, made.wave, actor=QUALITY, by="region", first="华东", second="华南"
        )
    row = found.row("item:fit")
    assert row.second_values == (2.0, 3.0, 5.0)
    assert (row.apart.estimate.value, row.direction) == (None, "")


def test_sentences_claim_nothing_when_nothing_is_certain(database: Database, store: ColumnStore) -> None:
    rng = np.random.default_rng(11)
    given = [
        Given(i, [(5, int(rng.integers(2, 6)))] * 3, overall=4, region="华东" if i % 2 else "华南")
        for i in range(30)
    ]
    with database.unit_of_work() as session:
        made = rated_wave(session, given)
        found = compare.of_segments(
            session, store, made.wave, actor=QUALITY, by="region", first="华东", second="华南"
        )
    sentences = [str(one.text) for one in said(found, ("华东", "华南"), label_of)]
    assert any("不能肯定不等于没有差异" in one for one in sentences)
    assert not any("明显" in one for one in sentences)


def test_without_a_choice_the_wave_before_is_compared(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, answers(EAST))
        alone = comparing.build(session, store, made.wave, comparing.Choice(), actor=QUALITY)
        later = next_wave(session, made, answers(EAST), after=timedelta(days=180))
        found = comparing.build(session, store, later.wave, comparing.Choice(), actor=QUALITY)
    assert alone is None
    assert found is not None
    assert (found.of_waves, found.second.wave.key) == (True, made.wave.key)


def test_what_cannot_be_compared_is_refused(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        made = two_regions(session)
        for by, first, second in (
            ("weather", "a", "b"),
            ("region", "华东", "华东"),
            ("region", "华东", "火星"),
        ):
            with pytest.raises(InvalidInput):
                compare.of_segments(
                    session, store, made.wave, actor=QUALITY, by=by, first=first, second=second
                )
        with pytest.raises(InvalidInput):
            compare.of_waves(session, store, made.wave, made.wave, actor=QUALITY)
        with pytest.raises(Forbidden):
            comparing.build(
                session, store, made.wave, comparing.Choice(), actor=Actor(name="业务员", role="sales")
            )


def test_a_filter_holds_for_both_waves(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        made = two_regions(session)
        later = next_wave(session, made, [*answers(EAST), *answers(SOUTH, region="华南", start=20)])
        found = compare.of_waves(
            session,
            store,
            later.wave,
            made.wave,
            actor=QUALITY,
            wanted=Filter.from_mapping({"region": "华南"}),
        )
    assert (found.first.n_units, found.second.n_units, found.in_both) == (7, 7, 7)


def replace_text(item: object, text: str) -> object:
    return item.model_copy(update={"text": {"zh": text}})  # type: ignore[attr-defined]
