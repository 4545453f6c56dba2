"""What a questionnaire asks about competitors is read from its settings and checked before publishing."""

from __future__ import annotations

from typing import Any

import pytest

from survey.instrument.competitors import asked
from survey.instrument.definition import Definition
from survey.instrument.library import template
from survey.instrument.lint import lint
from survey.questionnaires.editing import rename_item
from tests.builders.competitor_wave import DEFINITION


def changed(key: str, **settings: Any) -> Definition:
    """The questionnaire with other settings of one item."""
    data = DEFINITION.to_json()
    for section in data["sections"]:
        for item in section["items"]:
            if item["key"] == key:
                item["settings"] = settings
    return Definition.model_validate(data)


def errors(definition: Definition, key: str) -> list[str]:
    return [
        str(one.message) for one in lint(definition) if one.severity == "error" and one.where == f"item {key}"
    ]


def test_each_section_is_about_one_competitor() -> None:
    about = asked(DEFINITION)
    assert [one.item.key for one in about.rated] == ["quality", "on_time", "price"]
    assert [one.own for one in about.rated] == [
        f"{key}:performance" for key in ("quality", "on_time", "price")
    ]
    assert [(one.key, one.name.key) for one in about.blocks if one.name] == [
        ("first", "name_a"),
        ("second", "name_b"),
    ]
    assert about.blocks[1].columns == {key: f"{key}_b" for key in ("quality", "on_time", "price")}
    assert [(one.key, one.column, one.middle) for one in about.compared] == [
        ("product", "compare_product", 3.0)
    ]


def test_the_built_in_questionnaires_say_what_they_compare() -> None:
    assert len(asked(template("key_account")).rated) == 9
    assert [one.key for one in asked(template("iso_b2b")).compared] == [
        "product",
        "delivery",
        "price",
        "service",
        "after_sales",
        "commitment",
    ]
    assert not asked(template("pulse"))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"competitor_on": "nowhere"}, "不存在"),
        ({"competitor_on": "on_time_a"}, "不存在"),
        ({"competitor_on": "on_time"}, ""),
        ({"compared_on": "nowhere"}, "没有“nowhere”这个维度"),
        ({"competitor_on": 3}, "应是一个代码"),
    ],
)
def test_what_cannot_be_set_beside_ours_is_refused(settings: dict[str, Any], said: str) -> None:
    found = errors(changed("quality_a", **settings), "quality_a")
    assert any(said in one for one in found) if said else found == []


def test_an_item_is_rated_once_per_section() -> None:
    assert any(
        "另一个板块" in one for one in errors(changed("on_time_a", competitor_on="quality"), "on_time_a")
    )


def test_another_ladder_cannot_be_compared() -> None:
    data = DEFINITION.to_json()
    data["scales"].append({"key": "ten", "points": [{"value": v, "label": str(v)} for v in range(1, 11)]})
    data["sections"][1]["items"][1]["scales"] = {"score": "ten"}
    definition = Definition.model_validate(data)
    assert any("不能逐项对比" in one for one in errors(definition, "quality_a"))
    assert "quality" not in asked(definition).blocks[0].columns


def test_a_renamed_item_keeps_its_competitors() -> None:
    renamed = rename_item(DEFINITION, "quality", "conformity")
    assert [one.item.key for one in asked(renamed).rated] == ["conformity", "on_time", "price"]
    assert errors(renamed, "quality_a") == []
