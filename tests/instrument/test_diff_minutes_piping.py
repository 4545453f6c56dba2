from __future__ import annotations

from typing import Any

import pytest

from survey.instrument.definition import Definition
from survey.instrument.diff import WeightChange, compare
from survey.instrument.minutes import minutes
from survey.instrument.piping import answer_values, fill, placeholders
from tests.instrument.samples import questionnaire, small

SMALL = questionnaire()


def changed(**item_changes: Any) -> Definition:
    data = small()
    data["sections"][1]["items"][0] |= item_changes
    return Definition.model_validate(data)


def test_the_same_questionnaire_differs_in_nothing() -> None:
    diff = compare(SMALL, questionnaire())
    assert diff.same
    assert "fit" in diff.comparable


def test_added_and_removed_items_are_named() -> None:
    diff = compare(SMALL, changed(key="fit2"))
    assert (diff.added, diff.removed) == (("fit2",), ("fit",))


@pytest.mark.parametrize(
    "breaking",
    [
        {"text": "产品是否适用"},
        {
            "type": "expectation_perception",
            "scales": {"expectation": "importance5", "performance": "satisfaction5"},
        },
        {"scales": {"importance": "satisfaction5", "performance": "satisfaction5"}},
    ],
)
def test_another_wording_type_or_scale_ends_the_series(breaking: dict[str, Any]) -> None:
    diff = compare(SMALL, changed(**breaking))
    assert "fit" not in diff.comparable
    assert [(change.key, change.comparable) for change in diff.changed] == [("fit", False)]


@pytest.mark.parametrize(
    "harmless", [{"help": "x"}, {"required": True}, {"dimension": None}, {"department": "质量部"}]
)
def test_help_duty_and_dimension_may_change(harmless: dict[str, Any]) -> None:
    diff = compare(SMALL, changed(**harmless))
    assert "fit" in diff.comparable
    assert [(change.key, change.comparable) for change in diff.changed] == [("fit", True)]


def test_changed_weights_are_listed() -> None:
    data = small()
    data["dimensions"] = [
        {"key": "product", "label": "产品质量", "weight": 60},
        {"key": "new", "label": "新", "weight": 40},
    ]
    assert compare(SMALL, Definition.model_validate(data)).weights == (
        WeightChange("product", 100, 60),
        WeightChange("new", None, 40),
    )


def test_minutes_follow_the_path_shown() -> None:
    # consent 20 + pair 11 + choice 6 + comment 8 = 45 s; with the rating 50 s
    assert minutes(SMALL) == 1
    data = small()
    pair = data["sections"][1]["items"][0]
    data["sections"][1]["items"] += [pair | {"key": f"fit{n}"} for n in range(17)]
    # 18 pairs = 198 s, and 34 s for the rest: 3.87 minutes
    assert minutes(Definition.model_validate(data)) == 4


def test_placeholders_are_replaced_by_name_once() -> None:
    values = {"company": "{answer:role}", "answer:role": "采购"}
    assert fill("感谢选择{company}:{answer:role}", values) == "感谢选择{answer:role}:采购"
    assert placeholders("{company} {answer:role} {0}") == ("company", "answer:role")


@pytest.mark.parametrize(
    "text", ["{unknown}", "{0.__class__}", "{{7*7}}", "${x}", "{company!r}", "{Company}", "{", "%(company)s"]
)
def test_what_is_not_a_known_name_is_printed_literally(text: str) -> None:
    assert fill(text, {"company": "甲"}) == text


def test_earlier_answers_read_as_people_read_them() -> None:
    values = answer_values(SMALL, {"complained": "told", "fit": [5, "NA"], "worst": None}, "zh")
    assert values == {"answer:complained": "有,反映过", "answer:fit": "非常重要 / 不了解"}
