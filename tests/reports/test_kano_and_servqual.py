"""Features classed by both of their questions, and gaps between expectation and perception by dimension."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.db import Database
from survey.fieldwork.models import Wave
from survey.instrument.answers import pack_scores
from survey.instrument.definition import Definition
from survey.instrument.library import template
from survey.reports import findings
from survey.reports.counting.columns import ColumnStore
from survey.reports.gaps import gap, kano, servqual
from survey.responses.models import Response
from tests.builders.fieldwork import add_company, add_customers, add_wave
from tests.conftest import NOW

QUALITY = Actor(name="质量部", role="quality")
VIEWER = Actor(name="来访者", role="viewer")
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

FEATURES = Definition.model_validate(
    {
        "key": "features",
        "title": "新功能",
        "sections": [
            {
                "key": "s",
                "title": "功能",
                "items": [{"key": "tracking", "type": "kano", "text": "网上查询订单进度"}],
            }
        ],
    }
)


def answered(
    session: Session, definition: Definition, given: Sequence[tuple[int, Mapping[str, Any]]], *, key: str
) -> Wave:
    """An open wave with one response per (customer, answers)."""
    add_company(session)
    customers = add_customers(session, max(number for number, _ in given) + 1)
    wave = add_wave(session, definition, key=key)
    for number, (customer, answers) in enumerate(given):
        session.add(
            Response(
                wave_id=wave.id,
                version_id=wave.version_id,
                submission_key=f"{number:064d}",
                submitted_at=NOW,
                submitted_on=NOW.date(),
                mode="link",
                customer_id=customers[customer].id,
                answers=dict(answers),
                scores=pack_scores(definition, dict(answers)),
            )
        )
    session.flush()
    return wave


MUST, WISH, CHARM, DOUBT = [2, 5], [1, 5], [1, 3], [2, 2]


def test_a_customers_class_is_the_commonest_of_its_answers(database: Database, tmp_path: Path) -> None:
    pairs = [(0, MUST), (0, MUST), (0, CHARM), (1, WISH), (2, CHARM), (3, None), (4, DOUBT)]
    with database.unit_of_work() as session:
        given = [(customer, {"tracking": pair}) for customer, pair in pairs]
        wave = answered(session, FEATURES, given, key="k1")
        store = ColumnStore(tmp_path / "cache")
        berger = kano.build(session, store, wave, actor=QUALITY)
        pouliot = kano.build(session, store, wave, actor=QUALITY, table="pouliot")
    found = berger.features[0].found
    assert found.n == 4
    assert {letter: count for letter, count in found.counts.items() if count} == {
        "M": 1,
        "O": 1,
        "A": 1,
        "I": 1,
    }
    assert found.better.value == pytest.approx(0.5)
    assert found.worse.value == pytest.approx(-0.5)
    assert pouliot.features[0].found.counts["Q"] == 1
    assert pouliot.features[0].found.better.n == 3
    json.dumps(berger.to_json(), allow_nan=False)


def test_classes_of_a_group_that_is_too_small_are_withheld(database: Database, tmp_path: Path) -> None:
    with database.unit_of_work() as session:
        wave = answered(session, FEATURES, [(0, {"tracking": MUST}), (1, {"tracking": MUST})], key="k1")
        report = kano.build(session, ColumnStore(tmp_path / "cache"), wave, actor=VIEWER)
    assert report.withheld is not None
    assert report.features == ()


def test_dimension_gaps_are_perception_less_expectation(database: Database, tmp_path: Path) -> None:
    definition = template("servqual22")
    one = {"tangibles_tools": [6, 4], "tangibles_premises": [6, 6], "reliability_date": [7, 4]}
    two = {"tangibles_tools": [5, 5], "reliability_date": [7, 6], "reliability_result": [6, None]}
    with database.unit_of_work() as session:
        wave = answered(session, definition, [(0, one), (1, two), (1, two)], key="s1")
        store = ColumnStore(tmp_path / "cache")
        found = servqual.build(session, store, wave, actor=QUALITY)
        hidden = servqual.build(session, store, wave, actor=VIEWER)
        said = findings.of_gap(gap.build(session, store, wave, actor=QUALITY))
    assert found is not None
    gaps = {one.key: one.gap.value for one in found.dimensions}
    assert gaps["tangibles"] == pytest.approx((-1 + 0) / 2)
    assert gaps["reliability"] == pytest.approx((-3 - 1) / 2)
    assert gaps["empathy"] is None
    assert found.widest_first[0].key == "reliability"
    assert found.overall.value == pytest.approx(((-1 - 3) / 2 + (0 - 1) / 2) / 2)
    assert hidden is None
    assert not any("重要程度" in sentence.text for sentence in said)


def test_points_weigh_each_respondents_gaps_before_they_are_averaged(
    database: Database, tmp_path: Path
) -> None:
    definition = template("servqual22")
    one = {
        "tangibles_tools": [6, 4],
        "reliability_date": [7, 4],
        "dimension_points": {"tangibles": 80, "reliability": 20},
    }
    two = {"tangibles_tools": [5, 5], "reliability_date": [7, 6], "dimension_points": {"reliability": 100}}
    with database.unit_of_work() as session:
        wave = answered(session, definition, [(0, one), (1, two), (1, one)], key="s2")
        found = servqual.build(session, ColumnStore(tmp_path / "cache"), wave, actor=QUALITY)
    assert found is not None
    assert found.weighted is not None
    first, second = -2 * 0.8 - 3 * 0.2, -1.0
    assert found.weighted.value == pytest.approx((first + (second + first) / 2) / 2)
    assert found.weighted.n == 2
