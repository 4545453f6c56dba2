"""The built-in forms about leaving: guide, self-service, lost orders, employees."""

from __future__ import annotations

import pytest

from survey.instrument.library import (
    reason_tree,
    template,
)
from survey.instrument.routing import path


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
