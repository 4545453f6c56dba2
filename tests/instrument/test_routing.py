from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from survey.instrument.definition import Definition, Section
from survey.instrument.routing import asked_items, kept_of, path, previous_section, section_after
from tests.instrument.samples import questionnaire, small

SMALL = questionnaire()


def keys(answers: dict[str, Any]) -> tuple[str, ...]:
    return path(SMALL, answers).keys


def test_without_answers_the_conditional_items_are_not_shown() -> None:
    assert keys({}) == ("start", "rated", "close")
    assert [item.key for item in asked_items(SMALL, {})] == ["agree", "fit", "complained", "worst"]


def test_an_answer_opens_the_items_behind_it() -> None:
    shown = path(SMALL, {"complained": "told"})
    assert shown.keys == ("start", "rated", "complaint", "close")
    step = shown.step("complaint")
    assert step is not None
    assert [item.key for item in step.items] == ["handling"]


def test_a_jump_passes_over_sections() -> None:
    assert keys({"complained": "never"}) == ("start", "rated", "close")


def test_a_jump_to_the_end_closes_the_questionnaire() -> None:
    data = small()
    data["sections"][1]["jumps"][0]["to"] = "end"
    definition = Definition.model_validate(data)
    assert path(definition, {"complained": "never"}).keys == ("start", "rated")
    assert section_after(definition, path(definition, {"complained": "never"}), "rated") is None


def test_answers_of_items_routed_out_are_dropped_with_their_parts() -> None:
    answers = {
        "complained": "told",
        "handling": 1,
        "handling:why": "太慢",
        "why_silent": ["other"],
        "why_silent:other": "怕麻烦",
        "stranger": 1,
    }
    assert kept_of(asked_items(SMALL, answers), answers) == {
        "complained": "told",
        "handling": 1,
        "handling:why": "太慢",
    }


def test_an_answer_out_of_sight_opens_nothing() -> None:
    """`more` hangs on `worst`; a condition on a hidden item does not see its old answer."""
    data = small()
    data["sections"][3]["items"].append(
        {"key": "deep", "type": "comment", "text": "?", "show_if": {"item": "handling", "at_most": 2}}
    )
    definition = Definition.model_validate(data)
    assert "deep" in [i.key for i in asked_items(definition, {"complained": "told", "handling": 1})]
    assert "deep" not in [i.key for i in asked_items(definition, {"complained": "never", "handling": 1})]


def test_next_and_previous_follow_the_path() -> None:
    answers = {"complained": "told"}
    way = path(SMALL, answers)
    section: Section | None = way.steps[0].section
    walked = []
    while section is not None:
        walked.append(section.key)
        section = section_after(SMALL, way, section.key)
    assert walked == ["start", "rated", "complaint", "close"]
    before = previous_section(SMALL, {"complained": "never"}, "close")
    assert before is not None
    assert before.key == "rated"
    assert previous_section(SMALL, answers, "start") is None


def test_a_section_no_longer_shown_is_followed_by_the_next_one_after_its_place() -> None:
    after = section_after(SMALL, path(SMALL, {"complained": "never"}), "complaint")
    assert after is not None
    assert after.key == "close"


def test_a_backward_jump_never_loops() -> None:
    data = small()
    data["sections"][3]["jumps"] = [{"when": {"item": "agree", "answered": False}, "to": "start"}]
    assert path(Definition.model_validate(data), {}).keys == ("start", "rated", "close")


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "complained": st.sampled_from(["told", "silent", "never", None]),
            "handling": st.sampled_from([1, 5, "NA", None]),
            "worst": st.text(max_size=3),
            "more": st.text(max_size=3),
        },
    )
)
def test_keeping_what_is_asked_twice_is_keeping_it_once_and_keeps_the_path(answers: dict[str, Any]) -> None:
    kept = kept_of(asked_items(SMALL, answers), answers)
    assert kept_of(asked_items(SMALL, kept), kept) == kept
    assert path(SMALL, kept) == path(SMALL, answers)
