"""The two questions of a Kano item: what is taken, how it is counted, how it is worded."""

from __future__ import annotations

import pytest

from survey.questions import get
from survey.questions.base import AnswerRefused
from survey.questions.types.kano import Kano
from tests.questions.samples import BY_KEY, SCALES

ITEM = BY_KEY["feature"]
KIND = get("kano")


def test_both_questions_are_one_answer_and_two_columns() -> None:
    answers = KIND.parse(ITEM, {"functional": ["1"], "dysfunctional": ["5"]}, SCALES)
    assert answers == {"feature": [1, 5]}
    assert KIND.pack(ITEM, answers, SCALES) == (1, 5)
    assert [column.key for column in KIND.columns(ITEM, SCALES)] == [
        "feature:functional",
        "feature:dysfunctional",
    ]
    assert KIND.readable(ITEM, answers, SCALES, "zh") == "喜欢 / 不喜欢"
    assert KIND.cells(ITEM, answers) == {"functional": "1", "dysfunctional": "5"}


def test_half_an_answer_is_kept_and_missed_where_it_is_required() -> None:
    answers = KIND.parse(ITEM, {"functional": ["2"]}, SCALES)
    assert answers == {"feature": [2, None]}
    assert KIND.missing(ITEM, answers) is None
    assert KIND.missing(ITEM.model_copy(update={"required": True}), answers) is not None
    assert KIND.pack(ITEM, answers, SCALES) == (2, 254)


@pytest.mark.parametrize("text", ["0", "6", "NA", "喜欢"])
def test_only_the_five_answers_are_taken(text: str) -> None:
    with pytest.raises(AnswerRefused):
        KIND.parse(ITEM, {"functional": [text]}, SCALES)


def test_an_item_may_word_its_questions_itself() -> None:
    assert isinstance(KIND, Kano)
    assert KIND.asked(ITEM, "functional")["zh"] == "如果可以查询，您觉得"
    assert KIND.asked(ITEM, "dysfunctional")["zh"] == "如果没有这一点，您觉得"
