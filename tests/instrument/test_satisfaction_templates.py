"""The built-in satisfaction questionnaires: pairs, weights, scales, tags, notices."""

from __future__ import annotations

import pytest

from survey.instrument.definition import Definition
from survey.instrument.library import (
    template,
    templates,
)
from survey.text.vocabulary import Dimension
from tests.instrument.built_in import pairs

SATISFACTION = [info.key for info in templates() if info.kind == "satisfaction"]


def tags(definition: Definition) -> set[str]:
    return {tag for item in definition.items() for tag in item.tags}


def minutes_of(key: str) -> int:
    return next(info.minutes for info in templates() if info.key == key)


@pytest.mark.parametrize(
    ("key", "count"),
    [("iso_b2b", 18), ("iso_b2b_short", 9), ("key_account", 18), ("service_four", 11), ("servqual22", 22)],
)
def test_the_number_of_pairs(key: str, count: int) -> None:
    assert len(pairs(template(key))) == count


@pytest.mark.parametrize("key", SATISFACTION)
def test_the_weights_add_up_to_100_and_every_dimension_can_be_read_from_comments(key: str) -> None:
    definition = template(key)
    assert sum(dimension.weight for dimension in definition.dimensions) == 100
    assert {dimension.maps_to for dimension in definition.dimensions} <= {str(one) for one in Dimension}
    assert {item.dimension for item in pairs(definition)} == set(definition.dimension_by_key)


def test_the_default_weights_of_the_standard_form() -> None:
    weights = {dimension.key: dimension.weight for dimension in template("iso_b2b").dimensions}
    assert weights == {
        "product": 30,
        "delivery": 20,
        "price": 15,
        "service": 10,
        "after_sales": 15,
        "commitment": 10,
    }


def test_five_levels_are_converted_by_the_factory_table() -> None:
    scales = template("iso_b2b").scale_by_key
    for key in ("importance5", "satisfaction5"):
        assert scales[key].conversion() == {1: 20, 2: 40, 3: 60, 4: 80, 5: 100}
        assert scales[key].na is not None
    assert (scales["satisfaction5"].satisfied_from, scales["satisfaction5"].low_to) == (4, 2)


def test_seven_levels_are_converted_linearly() -> None:
    scales = template("servqual22").scale_by_key
    for key in ("expectation7", "perception7"):
        assert scales[key].conversion()[1] == 0
        assert scales[key].conversion()[4] == 50
        assert scales[key].conversion()[7] == 100


def test_the_servqual_items_lie_in_five_dimensions() -> None:
    counts: dict[str | None, int] = {}
    for item in pairs(template("servqual22")):
        counts[item.dimension] = counts.get(item.dimension, 0) + 1
    assert counts == {
        "tangibles": 4,
        "reliability": 5,
        "responsiveness": 4,
        "assurance": 4,
        "empathy": 5,
    }


def test_the_standard_form_takes_about_eight_minutes_and_the_short_one_about_four() -> None:
    assert abs(minutes_of("iso_b2b") - 8) <= 1
    assert abs(minutes_of("iso_b2b_short") - 4) <= 1
    assert minutes_of("pulse") == 1


def test_the_short_form_is_part_of_the_standard_form() -> None:
    full, short = template("iso_b2b"), template("iso_b2b_short")
    for key, item in short.item_by_key.items():
        assert full.item_by_key[key] == item
    assert {item.key for item in pairs(short)} == {
        "product_consistency",
        "product_reliability",
        "delivery_lead_time",
        "delivery_on_time",
        "price_value",
        "service_response",
        "after_response",
        "after_fix",
        "commitment_kept",
    }


def test_reports_find_what_they_look_for_by_tag() -> None:
    assert tags(template("iso_b2b")) >= {
        "overall",
        "vs_expected",
        "most_important",
        "intent",
        "share_now",
        "share_before",
        "nps",
        "referred",
        "resist",
        "complained",
        "first_reply",
        "solved",
        "handling",
        "best",
        "worst",
        "one_thing",
        "missing",
        "competitor",
        "role",
    }
    assert tags(template("iso_b2b_short")) >= {"overall", "intent", "nps", "complained", "worst", "one_thing"}


def test_the_key_account_form_rates_the_competitor_on_the_same_nine_items() -> None:
    definition = template("key_account")
    competitor = definition.section("competitor")
    assert competitor is not None
    others = [item for item in competitor.items if item.type == "rating"]
    starred = {item.key for item in pairs(template("iso_b2b_short"))}
    assert {item.key.removesuffix("_other") for item in others} == starred
    ours = definition.scale_by_key["satisfaction5"]
    for item in others:
        scale = definition.scale_by_key[item.scales["score"]]
        assert scale.points == ours.points
        assert "competitor" in item.tags
        assert item.dimension is None


def test_each_promised_area_has_its_own_question_and_none_excludes_the_rest() -> None:
    definition = template("iso_b2b")
    promised = definition.item_by_key["promised"]
    areas = [option.key for option in promised.options if not option.exclusive]
    assert [key.removeprefix("kept_") for key in definition.item_by_key if key.startswith("kept_")] == areas
    assert [option.key for option in promised.options if option.exclusive] == ["none"]


@pytest.mark.parametrize("key", [*SATISFACTION, "pulse", "exit_self"])
def test_the_notice_has_a_text_for_every_privacy_mode_and_a_version(key: str) -> None:
    settings = template(key).item_by_key["consent"].settings
    assert set(settings["notice"]) == {"named", "confidential", "anonymous"}
    assert settings["version"]
    for mode, text in settings["notice"].items():
        assert "{retention}" in text["zh"]
        assert ("{who_can_see}" in text["zh"]) == (mode == "named")


def test_the_call_back_has_a_consent_of_its_own_that_is_not_required() -> None:
    consent = template("iso_b2b").item_by_key["follow_up_consent"]
    assert consent.type == "consent"
    assert consent.required is False
    assert consent.show_if is not None
