"""Distinctive words: the published formula, with negation kept and repetition not rewarded."""

from __future__ import annotations

import math

import pytest

from survey.text.keywords import distinctive_words, keywords
from survey.text.segment import Segmenter


class Spaces:
    """Cuts at spaces, so that counts can be worked out by hand."""

    def cut(self, text: str) -> list[str]:
        return text.split(" ")


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter()


def test_the_figures_are_those_of_the_formula() -> None:
    # 甲甲 in 3 of 4 mentions of the group and 1 of 4 of the rest; both words 4 times in 8: a prior of 5 each.
    group, rest = ["甲甲", "甲甲", "甲甲", "乙乙"], ["甲甲", "乙乙", "乙乙", "乙乙"]
    (word,) = distinctive_words(group, rest, Spaces(), prior_size=10, least_z=0)
    assert (word.word, word.n, word.n_rest) == ("甲甲", 3, 1)
    assert word.log_odds == pytest.approx(math.log(8 / 6) - math.log(6 / 8))
    assert word.z == pytest.approx(word.log_odds / math.sqrt(1 / 8 + 1 / 6))


def test_a_background_of_ones_own_shrinks_common_words_less() -> None:
    group, rest = ["甲甲 丙丙"] * 5, ["乙乙"] * 5
    found = distinctive_words(
        group, rest, Spaces(), prior={"甲甲": 90.0, "丙丙": 10.0}, prior_size=10, least_z=0
    )
    by_word = {one.word: one for one in found}
    assert by_word["丙丙"].log_odds > by_word["甲甲"].log_odds


def test_what_only_this_group_says_comes_first(segmenter: Segmenter) -> None:
    late = [
        "交期太慢了",
        "交期一拖再拖",
        "交期老是变",
        "交期说不准",
        "质量还行，交期不行",
        "等货等得心焦，交期长",
    ] * 3
    other = ["质量不错", "服务很好，质量稳定", "价格合理", "质量没得说", "质量可以", "业务员热情"] * 3
    found = distinctive_words(late, other, segmenter)
    assert found[0].word == "交期"
    assert found[0].n == 18
    assert found[0].n_rest == 0
    assert "质量" not in {one.word for one in found}
    assert [one.z for one in found] == sorted((one.z for one in found), reverse=True)


def test_saying_a_word_again_and_again_counts_once() -> None:
    found = distinctive_words(["甲甲 甲甲 甲甲", "甲甲"], ["乙乙"], Spaces(), least_z=0)
    assert [(one.word, one.n) for one in found] == [("甲甲", 2)]


@pytest.mark.parametrize(
    ("group", "rest"), [([], []), (["质量差"], []), ([], ["质量差"]), ([None, "。"], ["好"])]
)
def test_nothing_to_compare_gives_nothing(
    group: list[str | None], rest: list[str | None], segmenter: Segmenter
) -> None:
    assert distinctive_words(group, rest, segmenter) == ()


def test_a_prior_must_have_a_size() -> None:
    with pytest.raises(ValueError, match="prior_size"):
        distinctive_words(["甲甲"], ["乙乙"], Spaces(), prior_size=0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我们对交期很不满意", {"交期", "不满意"}),
        ("投诉了三次没有回复", {"投诉", "没有回复"}),
        ("價格太貴！", {"价格", "贵"}),
        ("2024年第3批", set()),
        ("", set()),
        (None, set()),
    ],
)
def test_stop_words_go_and_negation_stays(text: str | None, words: set[str], segmenter: Segmenter) -> None:
    assert set(keywords(text, segmenter)) == words


def test_company_words_are_counted_whole() -> None:
    segmenter = Segmenter(["声振传感器"])
    assert list(keywords("声振传感器漏油", segmenter)) == ["声振传感器", "漏油"]
