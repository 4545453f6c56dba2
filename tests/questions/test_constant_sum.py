"""Points shared out: what is taken, when the sum is asked for, how it is counted."""

from __future__ import annotations

import pytest

from survey.questions import get
from survey.questions.base import AnswerRefused
from tests.questions.samples import BY_KEY, SCALES

ITEM = BY_KEY["points"]
KIND = get("constant_sum")


def test_points_are_kept_by_option_and_counted_with_noughts_for_the_rest() -> None:
    answers = KIND.parse(ITEM, {"purchasing": ["7"], "finance": ["3"]}, SCALES)
    assert answers == {"points": {"purchasing": 7, "finance": 3}}
    assert KIND.pack(ITEM, answers, SCALES) == (7, 0, 3)
    assert KIND.missing(ITEM, answers) is None
    assert KIND.readable(ITEM, answers, SCALES, "zh") == "采购 7、财务结算 3"


def test_a_sum_that_does_not_come_out_is_told_once_anything_was_given() -> None:
    half = KIND.parse(ITEM, {"purchasing": ["7"]}, SCALES)
    assert "现在是 7 分" in str(KIND.missing(ITEM, half))
    assert KIND.missing(ITEM, {"points": None}) is None
    assert KIND.missing(ITEM.model_copy(update={"required": True}), {"points": None}) is not None


@pytest.mark.parametrize("text", ["11", "-1", "3.5", "１", "01", "NA"])
def test_only_whole_points_up_to_the_total_are_taken(text: str) -> None:
    with pytest.raises(AnswerRefused):
        KIND.parse(ITEM, {"purchasing": [text]}, SCALES)
