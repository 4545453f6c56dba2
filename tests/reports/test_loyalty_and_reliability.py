"""The loyalty block and the reliability of dimensions, on the built-in short questionnaire and a small one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from survey.accounts.actor import Actor
from survey.db import Database
from survey.instrument.answers import pack_scores
from survey.instrument.library import template
from survey.reports import loyalty
from survey.reports.counting.columns import ColumnStore
from survey.reports.loyalty import LoyaltyReport
from survey.reports.returns import reliability
from survey.responses.models import Response
from tests.builders.fieldwork import add_company, add_customers, add_wave
from tests.builders.rated_wave import Given, rated_wave
from tests.conftest import NOW

QUALITY = Actor(name="质量部", role="quality")
VIEWER = Actor(name="来访者", role="viewer")
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

RECOMMEND = [10, 10, 9, 8, 7, 3]
INTENT = ["increase", "same", "same", "decrease", "unsure", "stop"]


def loyalty_of(database: Database, folder: Path, actor: Actor = QUALITY) -> LoyaltyReport:
    """Six customers on the long questionnaire; the first gives two responses that agree."""
    definition = template("iso_b2b")
    with database.unit_of_work() as session:
        add_company(session)
        customers = add_customers(session, 6)
        wave = add_wave(session, "iso_b2b")
        for number, customer in enumerate([*customers, customers[0]]):
            place = number % 6
            answers = {
                "nps": RECOMMEND[place],
                "intent_12m": INTENT[place],
                "overall": 4,
                "handling": 5 - place % 3,
            }
            session.add(
                Response(
                    wave_id=wave.id,
                    version_id=wave.version_id,
                    submission_key=f"{number:064d}",
                    submitted_at=NOW,
                    submitted_on=NOW.date(),
                    mode="link",
                    customer_id=customer.id,
                    answers=answers,
                    scores=pack_scores(definition, answers),
                )
            )
        session.flush()
        return loyalty.build(session, ColumnStore(folder / "cache"), wave, actor=actor)


def test_counts_come_before_the_score_in_a_small_base(database: Database, tmp_path: Path) -> None:
    report = loyalty_of(database, tmp_path)
    score = next(score for score in report.scores if score.kind == "nps")
    assert (score.estimate.n, score.counts_first) == (6, True)
    assert [count for _, count in score.counts] == [3, 2, 1]
    assert score.estimate.value == pytest.approx(100 * 2 / 6)
    handling = next(score for score in report.scores if score.kind == "csat")
    assert handling.estimate.value == pytest.approx(4 / 6)
    json.dumps(report.to_json(), allow_nan=False)


def test_a_sign_of_loyalty_is_a_share_of_those_who_answered(database: Database, tmp_path: Path) -> None:
    report = loyalty_of(database, tmp_path)
    assert [sign.tag for sign in report.signs] == ["intent", "variety", "referred", "resist", "suggested"]
    intent = report.signs[0]
    assert (intent.count, intent.share.n) == (3, 6)
    assert report.signs[1].share.value is None
    assert report.overall.value == pytest.approx(80)


def test_alpha_is_undefined_with_its_reason_never_nought(database: Database, tmp_path: Path) -> None:
    given = [Given(i, [(5, 1 + i % 5), (5, 1 + (i + i // 5) % 5), (5, 3)]) for i in range(30)]
    with database.unit_of_work() as session:
        wave = rated_wave(session, given).wave
        report = reliability.build(session, ColumnStore(tmp_path / "cache"), wave, actor=QUALITY)
    product, delivery, whole = report.scales
    assert product.raw is not None
    assert product.n == 30
    assert [item.if_deleted for item in product.items] == [None, None]
    assert delivery.raw is None
    assert delivery.reason == reliability.ONE_ITEM
    assert delivery.n == 30
    assert whole.standardised is None
    assert whole.reason is not None
    assert whole.items[2].item_rest is None
    assert whole.items[2].reason is not None
    json.dumps(report.to_json(), allow_nan=False)


def test_nothing_is_told_of_fewer_than_k(database: Database, tmp_path: Path) -> None:
    given = [Given(i, [(5, 1 + i), (5, 2 + i), (5, 3)], class_key="A") for i in range(2)]
    with database.unit_of_work() as session:
        wave = rated_wave(session, given, privacy="anonymous", unit="response", k_min=5).wave
        store = ColumnStore(tmp_path / "cache")
        alphas = reliability.build(session, store, wave, actor=QUALITY)
        block = loyalty.build(session, store, wave, actor=QUALITY)
    assert alphas.withheld is not None
    assert alphas.scales == ()
    assert block.overall.hidden is not None
    assert block.degree.hidden is not None
