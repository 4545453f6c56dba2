"""The reader fitted to a company: learns what its words mean there, keeps what it knew, the same bits each time."""

from __future__ import annotations

import numpy as np
import pytest

from survey.text.adapting import Corrected, adapted, halves
from survey.text.benchmark import business_figures
from survey.text.engine import LiushengEngine
from survey.text.labels import Half, half_of, independent_comments
from survey.text.reader import Reader
from survey.text.segment import Segmenter
from survey.text.weights import Weights, saved, shipped

PRAISED, BLAMED = ("巴适得板", "安逸惨了", "要得"), ("恼火得很", "撇脱不了", "焦人")
"""Sichuan words for good and bad, as the company's customers use them."""
PARTS = ("蓝鲸", "飞鱼", "海星", "珊瑚")
"""Names of the company's carriers: here they mean delivery, elsewhere they mean nothing."""
FRAMES = (
    "{part}这回{word}",
    "用了{part}{n}个月，{word}",
    "{part}嘛，{word}",
    "上个月{part}来了{n}趟，{word}",
    "说到{part}，真的{word}",
    "我们这边{part}{word}，第{n}回了",
)


def company() -> list[Corrected]:
    """500 comments in the company's words, with what its people say of them."""
    found = []
    for number in range(500):
        praises = number % 2 == 0
        words = PRAISED if praises else BLAMED
        text = FRAMES[number % 6].format(
            part=PARTS[number // 6 % 4], word=words[number // 24 % 3], n=number // 7 + 2
        )
        found.append(Corrected(text, "", "pos" if praises else "neg", ("delivery",)))
    return found


@pytest.fixture(scope="module")
def fitted() -> Weights:
    return adapted(shipped(), halves(company())[0])


def reads(weights: Weights | None = None) -> Reader:
    return Reader(LiushengEngine(Segmenter(), weights))


def right(reader: Reader, comments: list[Corrected]) -> tuple[float, float]:
    """The shares of comments with the right polarity, and with delivery among their dimensions."""
    readings = [reader.read(one.text) for one in comments]
    tone = [found.polarity == one.polarity for found, one in zip(readings, comments, strict=True)]
    topic = ["delivery" in {key for key, _ in found.dimensions} for found in readings]
    return sum(tone) / len(tone), sum(topic) / len(topic)


def test_the_companys_words_are_learnt_from_one_half_and_known_in_the_other(fitted: Weights) -> None:
    _, checking = halves(company())
    before, after = right(reads(), checking), right(reads(fitted), checking)
    assert min(after) > 0.9, (before, after)
    assert before[0] < after[0] - 0.1, (before, after)
    assert before[1] < after[1] - 0.2, (before, after)


def test_what_the_reader_knew_it_still_knows(fitted: Weights) -> None:
    comments = independent_comments()
    before, after = (business_figures(reads(one), comments) for one in (shipped(), fitted))
    for name in ("positive_or_negative", "exact_polarity", "dimension_f1", "reason_first"):
        assert getattr(after, name) > getattr(before, name) - 0.02, name


def test_the_halves_are_those_of_the_texts_whatever_the_order() -> None:
    comments = company()
    fitting, checking = halves(comments)
    assert halves(reversed(comments)) == (fitting, checking)
    assert {half_of(one.text) for one in fitting} == {Half.FITTING}
    assert {half_of(one.text) for one in checking} == {Half.CHECKING}
    assert len(fitting) + len(checking) == 500
    assert min(len(fitting), len(checking)) > 200


def test_the_same_corrections_give_the_same_bytes(fitted: Weights) -> None:
    again = adapted(shipped(), halves(reversed(company()))[0])
    assert saved(again) == saved(fitted)


def test_without_corrections_the_reader_stays_as_it_is() -> None:
    same = adapted(shipped(), [])
    assert np.abs(same.domain.weights - shipped().domain.weights).max() < 1e-6


def test_only_what_people_judged_moves() -> None:
    judged = [Corrected(one.text, polarity=one.polarity) for one in company()[:60]]
    base, moved = shipped().domain, adapted(shipped(), judged).domain
    rows = np.isin(moved.keys, base.keys).nonzero()[0]
    for place, output in enumerate(base.outputs):
        change = np.abs(moved.weights[rows, place] - base.weights[: len(base.keys), place]).max()
        assert (change > 1e-3) == output.startswith("polarity"), output


def test_a_sequence_in_few_comments_is_not_kept() -> None:
    rare = [Corrected("犇骉鱻", polarity="pos")] * 2
    assert len(adapted(shipped(), rare).domain.keys) == len(shipped().domain.keys)
    assert len(adapted(shipped(), rare * 2).domain.keys) > len(shipped().domain.keys)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("polarity neg", True),
        ("polarity pos", False),
        ("dimension price", True),
        ("dimension product", False),
        ("dimension delivery", None),
        ("reason B5", True),
        ("reason B1", False),
        ("leaf B5.1", True),
    ],
)
def test_each_judgement_answers_its_own_outputs(output: str, expected: bool | None) -> None:
    asked = Corrected("太贵", "delivery", "neg", ("delivery", "price"), "B5.1")
    assert asked.target(output) is expected
    assert Corrected("太贵").target(output) is None


def test_a_first_level_reason_says_nothing_of_leaves() -> None:
    assert Corrected("太贵", reason="B5").target("leaf B5.1") is None
