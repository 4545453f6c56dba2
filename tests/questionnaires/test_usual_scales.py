"""What a new item is rated on before anything is chosen."""

from __future__ import annotations

import pytest

from survey.instrument.definition import Definition
from survey.instrument.library import template
from survey.questionnaires import editing
from survey.questionnaires.usual_scales import usual_scales
from survey.questions import get


def without_items(definition: Definition) -> Definition:
    """The questionnaire with its scales, but nothing that is rated on them."""
    for item in list(definition.items()):
        if item.scales:
            definition = editing.remove_item(definition, item.key)
    return definition


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("iso_b2b", "importance_performance", {"importance": "importance5", "performance": "satisfaction5"}),
        ("iso_b2b", "rating", {"score": "satisfaction5"}),
        ("iso_b2b", "nps", {"score": "nps11"}),
        ("iso_b2b", "comment", {}),
        (
            "servqual22",
            "expectation_perception",
            {"expectation": "expectation7", "performance": "perception7"},
        ),
    ],
)
def test_a_new_item_is_rated_on_what_its_like_are_rated_on(
    name: str, kind: str, expected: dict[str, str]
) -> None:
    assert usual_scales(template(name), get(kind)) == expected


def test_without_its_like_a_new_item_takes_the_scale_that_its_type_accepts() -> None:
    bare = without_items(template("iso_b2b"))
    assert usual_scales(bare, get("nps")) == {"score": "nps11"}
    assert usual_scales(bare, get("rating")) == {"score": "satisfaction5"}


def test_expectations_are_never_put_on_a_scale_of_satisfaction_by_themselves() -> None:
    found = usual_scales(template("iso_b2b"), get("expectation_perception"))
    assert found == {"performance": "satisfaction5"}
