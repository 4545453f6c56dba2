"""The built-in questionnaires, the reason tree, the spare items and the fixed wordings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from survey.errors import NotFound
from survey.instrument.definition import Definition
from survey.instrument.library import (
    PLACEHOLDERS,
    reason_tree,
    spare_items,
    spare_scales,
    template,
    templates,
    wording,
    wording_keys,
)
from survey.instrument.lint import lint
from survey.instrument.routing import path
from survey.questions import Item
from survey.text.vocabulary import UNCONTROLLABLE_REASONS, Dimension, Reason

FOLDER = files("survey.instrument").joinpath("templates")
FILES = sorted(entry.name for entry in FOLDER.iterdir() if entry.name.endswith(".json"))
KEYS = [info.key for info in templates()]
SATISFACTION = [info.key for info in templates() if info.kind == "satisfaction"]
CJK = re.compile("[\u3400-\u9fff]")
BRACES = re.compile(r"\{([^{}]*)\}")
PAIRS = ("importance_performance", "expectation_perception")
NOT_FOR_RESPONDENTS = ("department", "owner", "example")

# Reason → number of its leaves, counted from the tree as designed.
LEAVES = {
    "A1": 3,
    "A2": 3,
    "A3": 2,
    "A4": 2,
    "A5": 2,
    "A6": 3,
    "B1": 6,
    "B2": 6,
    "B3": 7,
    "B4": 3,
    "B5": 6,
    "B6": 3,
    "B7": 3,
    "B8": 7,
    "B9": 6,
    "B10": 5,
    "B11": 0,
    "B12": 0,
    "B13": 0,
    "C": 0,
    "D": 0,
    "Z": 3,
}


def read(name: str) -> Any:
    return json.loads(FOLDER.joinpath(name).read_text(encoding="utf-8"))


def texts(value: Any) -> Iterator[dict[str, str]]:
    """Every text by language inside plain data."""
    if isinstance(value, dict):
        if "zh" in value:
            yield value
        else:
            for inner in value.values():
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def plain_strings(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every string outside a text, with the name it stands under."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict) and "zh" not in value:
        for key, inner in value.items():
            yield from plain_strings(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from plain_strings(inner, name)


def pairs(definition: Definition) -> list[Item]:
    return [item for item in definition.items() if item.type in PAIRS]


def tags(definition: Definition) -> set[str]:
    return {tag for item in definition.items() for tag in item.tags}


def minutes_of(key: str) -> int:
    return next(info.minutes for info in templates() if info.key == key)


# --- every file --------------------------------------------------------------------------------


def test_the_standard_form_leads_the_list_and_all_ten_are_there() -> None:
    assert KEYS == [
        "iso_b2b",
        "iso_b2b_short",
        "key_account",
        "service_four",
        "servqual22",
        "pulse",
        "exit_interview",
        "exit_self",
        "lost_order",
        "employee_exit",
    ]


@pytest.mark.parametrize("key", KEYS)
def test_a_template_is_called_like_its_file(key: str) -> None:
    assert template(key).key == key


@pytest.mark.parametrize("key", KEYS)
def test_a_template_has_no_findings(key: str) -> None:
    assert [(one.severity, one.where, str(one.message)) for one in lint(template(key))] == []


@pytest.mark.parametrize("key", KEYS)
def test_item_keys_are_unique(key: str) -> None:
    found = [item.key for item in template(key).items()]
    assert len(found) == len(set(found))


@pytest.mark.parametrize("key", KEYS)
def test_a_template_survives_writing_and_reading(key: str) -> None:
    definition = template(key)
    assert Definition.model_validate(definition.to_json()) == definition


@pytest.mark.parametrize("name", FILES)
def test_every_chinese_text_has_complete_english(name: str) -> None:
    for text in texts(read(name)):
        assert set(text) == {"zh", "en"}, text
        assert text["en"].strip(), text
        assert not CJK.search(text["en"]), text
        assert text["zh"].count("\n") == text["en"].count("\n"), text


@pytest.mark.parametrize("name", FILES)
def test_chinese_stands_only_where_it_is_translated_or_internal(name: str) -> None:
    stray = [(key, text) for key, text in plain_strings(read(name)) if CJK.search(text)]
    assert [one for one in stray if one[0] not in NOT_FOR_RESPONDENTS] == []


@pytest.mark.parametrize("name", FILES)
def test_placeholders_come_from_the_fixed_list_and_are_translated(name: str) -> None:
    for text in texts(read(name)):
        found = BRACES.findall(text["zh"])
        assert set(found) <= PLACEHOLDERS, text
        assert sorted(BRACES.findall(text["en"])) == sorted(found), text


@pytest.mark.parametrize("name", FILES)
def test_chinese_texts_use_chinese_punctuation(name: str) -> None:
    for text in texts(read(name)):
        assert not re.search("[\u3400-\u9fff][,;:?!]", text["zh"]), text


@pytest.mark.parametrize("key", KEYS)
def test_a_rated_item_asks_one_thing(key: str) -> None:
    for item in (*pairs(template(key)), *spare_items()):
        assert not re.search("[、]|和|以及|并且|而且|同时", item.text["zh"]), item.text["zh"]


@pytest.mark.parametrize("key", KEYS)
def test_nothing_but_the_consent_is_required(key: str) -> None:
    assert {item.type for item in template(key).items() if item.required} <= {"consent"}


# --- satisfaction ------------------------------------------------------------------------------


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


# --- interviews --------------------------------------------------------------------------------


def test_the_guide_has_fourteen_questions_and_one_for_the_end() -> None:
    section = template("exit_interview").section("guide")
    assert section is not None
    assert [item.key for item in section.items] == [
        "why_chose",
        "what_good",
        "what_changed",
        "first_doubt",
        "trigger",
        "decision",
        "told_us",
        "promises",
        "where_to",
        "compare",
        "main_reason",
        "would_have_kept",
        "react_drafts",
        "come_back",
        "anything",
    ]
    assert {item.type for item in section.items} == {"comment"}


def test_the_guide_hangs_on_items_that_exist() -> None:
    definition = template("exit_interview")
    guide = definition.guide
    named = {*guide["probes"], *guide["notes"], *guide["after_review"], guide["ladder_on"]}
    assert named <= set(definition.item_by_key)
    assert len(guide["rules"]) == 6
    assert len(guide["five_whys"]) == len(guide["price_ladder"]) == 5
    assert set(guide["openings"]) >= {"screening", "interview", "recording"}
    assert "{draft_fixes}" in definition.item_by_key["react_drafts"].text["zh"]


def test_recording_is_asked_apart_from_notes_and_may_be_refused() -> None:
    items = template("exit_interview").item_by_key
    assert items["consent_notes"].required
    assert not items["consent_recording"].required


def test_the_self_service_form_offers_every_reason_a_customer_can_have() -> None:
    tree = reason_tree()
    asked = {node.code.lower().replace(".", "_") for node in tree.reasons if node.asked}
    for key in ("reasons", "main_reason"):
        item = template("exit_self").item_by_key[key]
        assert item.type == "reason"
        assert {option.key for option in item.options} == asked | {"c", "d"}
    parents = {node.parent for node in tree.reasons}
    leaves = {node.code for node in tree.reasons if node.code not in parents}
    never_asked = {"C", "D", "Z.1", "Z.2", "Z.3", "B8.7"}
    assert {node.code for node in tree.reasons if node.asked} == leaves - never_asked


def test_employee_reasons_are_never_those_of_customers() -> None:
    options = template("employee_exit").item_by_key["main_reasons"].options
    assert len(options) == 13
    customers = {code.lower().replace(".", "_") for code in reason_tree().codes}
    assert not customers & {option.key for option in options}
    assert len(list(template("employee_exit").items())) == 12 + 1  # and the consent


@pytest.mark.parametrize("key", ["exit_self", "exit_interview"])
def test_whoever_still_buys_is_asked_nothing_more(key: str) -> None:
    asked = {item.key for item in path(template(key), {"s_status": "not_lost"}).items()}
    assert "s_status" in asked
    assert not asked & {"score_before", "reasons", "main_reason", "come_back", "consent_notes"}


# --- the reason tree ---------------------------------------------------------------------------


def test_the_whole_reason_tree_is_there() -> None:
    tree = reason_tree()
    assert [node.code for node in tree.roots] == [str(reason) for reason in Reason]
    for code, count in LEAVES.items():
        expected = [f"{code}.{number}" for number in range(1, count + 1)]
        assert [leaf.code for leaf in tree.children(code)] == expected


def test_first_levels_are_called_as_in_the_vocabulary() -> None:
    for reason in Reason:
        assert reason_tree().label(reason).startswith(str(reason.label))


def test_controllable_is_set_leaf_by_leaf() -> None:
    tree = reason_tree()
    uncontrollable = {str(reason) for reason in UNCONTROLLABLE_REASONS}
    for code in tree.codes:
        first = tree.first_level(code)
        if first in ("C", "D"):
            assert tree.controllable(code) is None
        else:
            expected = first not in uncontrollable and first != "Z" and code not in ("B8.4", "B8.6")
            assert tree.controllable(code) is expected, code


def test_every_reason_is_defined_with_an_example_and_an_owner() -> None:
    for node in reason_tree().reasons:
        assert node.definition["zh"]
        assert node.example
        assert node.department
        assert node.group == (node.code[0] if node.parent is None and node.code[0] in "AB" else None)


def test_the_tree_answers_by_code() -> None:
    tree = reason_tree()
    assert tree.first_level("B10.1") == "B10"
    assert tree.first_level("C") == "C"
    assert tree.label("B2.2", "en") == "Not on time"
    assert tree.by_code("B8.7").restricted
    with pytest.raises(NotFound):
        tree.by_code("B99")


# --- spare items, wordings, unknown names ------------------------------------------------------


def test_the_spare_items_fit_the_standard_form() -> None:
    definition = template("iso_b2b")
    scales = {scale.key: scale for scale in spare_scales()}
    assert len(spare_items()) == 15
    for item in spare_items():
        assert item.key not in definition.item_by_key
        assert set(item.scales.values()) == set(scales)
    assert {key: definition.scale_by_key[key] for key in scales} == scales


def test_wordings_come_in_both_languages() -> None:
    assert {"invitation", "reminder", "telephone_opening", "thanks", "paper_footer", "who_can_see"} <= set(
        wording_keys()
    )
    for key in wording_keys():
        assert CJK.search(wording(key))
        assert not CJK.search(wording(key, "en"))


@pytest.mark.parametrize("key", ["", "reasons", "wordings", "../definition", "no_such"])
def test_an_unknown_template_is_not_found(key: str) -> None:
    with pytest.raises(NotFound):
        template(key)


def test_an_unknown_wording_is_not_found() -> None:
    with pytest.raises(NotFound):
        wording("no_such")
