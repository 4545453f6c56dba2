"""Comments against the questionnaire, and the change of polarity between two waves."""

from __future__ import annotations

from datetime import date

import pytest

from survey.coding.contrasts import by_dimension
from survey.coding.verdicts import Verdict
from survey.stats import newcombe, wilson


def verdict(*pairs: tuple[str, str], ref: str = "r") -> Verdict:
    return Verdict(
        id=1, ref=ref, source_ref=ref, item_key="worst", wave_id=1, customer_id=None, class_key="", region="",
        written_on=date(2026, 10, 1), kind="opinion", polarity=pairs[0][1], probability=0.1,
        dimensions=pairs, engine="test/1", corrected=frozenset(),
    )  # fmt: skip


def test_blame_counts_negative_and_mixed_under_every_dimension_spoken_of() -> None:
    found = [
        verdict(("delivery", "neg"), ("price", "neutral")),
        verdict(("delivery", "mixed")),
        verdict(("delivery", "pos")),
        verdict(("price", "none")),
    ]
    rows = {row.dimension: row for row in by_dimension(found)}
    assert rows["delivery"].negative == wilson(2, 3)
    assert rows["price"].negative == wilson(0, 1)
    assert rows["delivery"].change is None


def test_the_change_is_now_minus_before_with_newcombes_interval() -> None:
    now = [verdict(("delivery", "neg"))] * 10 + [verdict(("delivery", "pos"))] * 30
    before = [verdict(("delivery", "neg"))] * 24 + [verdict(("delivery", "pos"))] * 16
    (row,) = by_dimension(now, before)
    assert row.change == newcombe(10, 40, 24, 40)
    assert row.change is not None
    assert row.change.value == pytest.approx(-0.35)
    assert row.to_json()["counts"] == {"neg": 10, "mixed": 0, "neutral": 0, "pos": 30}


def test_a_dimension_of_which_nobody_spoke_before_has_no_change() -> None:
    (row,) = by_dimension([verdict(("delivery", "neg"))], [])
    assert row.before is not None
    assert row.before.value is None
    assert row.change is not None
    assert row.change.value is None
