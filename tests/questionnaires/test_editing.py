"""Editing as pure functions: a definition in, a new one out, the old one untouched."""

from __future__ import annotations

import pytest

from survey.errors import Conflict, InvalidInput, NotFound
from survey.instrument.definition import Definition, Dimension, Section, Touchpoint
from survey.instrument.library import spare_items, spare_scales, template
from survey.instrument.lint import lint
from survey.questionnaires import conditions, editing
from survey.questionnaires.conditions import Simple
from survey.questions import Item, Option, Scale
from survey.questions.condition import All, Not, Test
from survey.questions.condition import tests as comparisons


@pytest.fixture
def form() -> Definition:
    return template("iso_b2b_short")


def keys(definition: Definition, section: str) -> list[str]:
    found = definition.section(section)
    assert found is not None
    return [item.key for item in found.items]


def test_an_item_moves_within_its_section_and_across_sections(form: Definition) -> None:
    first, second = form.sections[1], form.sections[2]
    item = first.items[-1].key
    assert keys(editing.shift_item(form, item, -1), first.key)[-2] == item
    assert keys(editing.shift_item(form, item, 1), second.key)[0] == item
    moved = editing.move_item(form, item, second.key, 1)
    assert keys(moved, second.key)[1] == item
    assert set(moved.item_by_key) == set(form.item_by_key)


def test_the_first_and_the_last_item_have_nowhere_further_to_go(form: Definition) -> None:
    assert editing.shift_item(form, form.sections[0].items[0].key, -1) == form
    assert editing.shift_item(form, form.sections[-1].items[-1].key, 1) == form


def test_a_section_moves_and_stops_at_the_ends(form: Definition) -> None:
    order = [section.key for section in form.sections]
    assert [s.key for s in editing.shift_section(form, order[1], -1).sections][:2] == [order[1], order[0]]
    assert editing.shift_section(form, order[0], -1) == form
    assert editing.shift_section(form, order[-1], 1) == form


def test_a_copy_stands_behind_its_original_without_its_tags(form: Definition) -> None:
    tagged = next(item for item in form.items() if item.tags)
    copied = editing.duplicate_item(form, tagged.key, "q1")
    section = keys(copied, editing.section_of(form, tagged.key).key)
    assert section.index("q1") == section.index(tagged.key) + 1
    assert copied.item_by_key["q1"].tags == ()
    assert copied.item_by_key["q1"].text == tagged.text


def test_removing_what_a_condition_asks_for_is_found_before_publishing(form: Definition) -> None:
    without = editing.remove_item(form, "complained")
    assert any(one.severity == "error" and one.where == "item first_reply" for one in lint(without))


def test_a_renamed_item_takes_its_conditions_along(form: Definition) -> None:
    renamed = editing.rename_item(form, "complained", "c1")
    assert "complained" not in renamed.item_by_key
    assert {test.item for item in renamed.items() for test in comparisons(item.show_if)} == {"c1"}
    assert lint(renamed) == lint(form)


def test_renaming_reaches_into_joined_conditions() -> None:
    joined = All(all=(Not(**{"not": Test(**{"item": "a", "is": "x"})}), Test(**{"item": "b", "is": "y"})))
    assert {test.item for test in comparisons(conditions.renamed(joined, "a", "c"))} == {"c", "b"}


def test_a_key_is_used_once(form: Definition) -> None:
    item = form.item_by_key["worst"]
    with pytest.raises(InvalidInput):
        editing.add_item(form, item, form.sections[0].key)
    with pytest.raises(InvalidInput):
        editing.rename_item(form, "worst", "complained")
    with pytest.raises(InvalidInput):
        editing.add_section(form, form.sections[0])


def test_what_is_gone_is_not_found(form: Definition) -> None:
    for change in (
        lambda: editing.remove_item(form, "gone"),
        lambda: editing.move_item(form, "worst", "gone", 0),
        lambda: editing.remove_section(form, "gone"),
        lambda: editing.put_section(form, Section(key="gone", title={"zh": "x"})),
        lambda: editing.remove_scale(form, "gone"),
    ):
        with pytest.raises(NotFound):
            change()


def test_the_last_section_stays(form: Definition) -> None:
    alone = editing.update(form, sections=form.sections[:1])
    with pytest.raises(Conflict):
        editing.remove_section(alone, alone.sections[0].key)


def test_what_items_stand_on_is_not_pulled_away(form: Definition) -> None:
    for remove, key in (
        (editing.remove_scale, "satisfaction5"),
        (editing.remove_dimension, "product"),
        (editing.remove_touchpoint, "use"),
    ):
        with pytest.raises(Conflict):
            remove(form, key)
    grown = editing.put_dimension(form, Dimension(key="d1", label={"zh": "新维度"}))
    assert editing.remove_dimension(grown, "d1") == form
    grown = editing.put_touchpoint(form, Touchpoint(key="t1", label={"zh": "新触点"}))
    assert editing.remove_touchpoint(grown, "t1") == form


def test_a_spare_item_brings_the_scales_that_are_lacking() -> None:
    pulse = template("pulse")
    spare = next(item for item in spare_items() if item.key == "product_packaging")
    grown = editing.add_item(pulse, editing.update(spare, dimension=None), "notice", scales=spare_scales())
    assert set(spare.scales.values()) <= set(grown.scale_by_key)
    assert len({scale.key for scale in grown.scales}) == len(grown.scales)


def test_keys_are_counted_past_those_ever_published() -> None:
    assert editing.fresh_key("q", {"q1", "q2", "q4"}) == "q3"


def test_options_are_added_by_line_with_keys_of_their_own() -> None:
    options = editing.add_option_lines([Option(key="o1", label={"zh": "甲"})], "乙\n\n  丙 \r\n")
    assert [(one.key, one.label["zh"]) for one in options] == [("o1", "甲"), ("o2", "乙"), ("o3", "丙")]


@pytest.mark.parametrize("text", ["长" * 8001, {"fr": "x"}, {"zh": 3}])
def test_what_cannot_be_stored_is_refused_with_its_place(form: Definition, text: object) -> None:
    with pytest.raises(InvalidInput, match="text"):
        editing.update(form.item_by_key["worst"], text=text)


def test_the_old_definition_is_untouched(form: Definition) -> None:
    before = form.to_json()
    editing.remove_item(editing.shift_section(form, form.sections[0].key, 1), "worst")
    editing.put_scale(form, Scale(key="x", points=[{"value": 0, "label": "低"}, {"value": 1, "label": "高"}]))
    assert form.to_json() == before


# --- conditions ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "stored"),
    [
        (Simple("complained", "is", ("reported",)), {"item": "complained", "is": "reported"}),
        (Simple("complained", "is", ("有，向我们反映过",)), {"item": "complained", "is": "reported"}),
        (
            Simple("complained", "is", ("reported", "silent", " ")),
            {"item": "complained", "in": ["reported", "silent"]},
        ),
        (Simple("overall", "at_most", ("2",)), {"item": "overall", "at_most": 2.0}),
        (Simple("overall", "is", ("NA",)), {"item": "overall", "is": "NA"}),
        (Simple("overall", "in", ("1 非常不满意", "2")), {"item": "overall", "in": [1, 2]}),
        (Simple("worst", "answered"), {"item": "worst", "answered": True}),
        (Simple("worst", "unanswered"), {"item": "worst", "answered": False}),
        (
            Simple("product_reliability", "at_most", ("2",), 1),
            {"item": "product_reliability", "at_most": 2.0, "part": 1},
        ),
    ],
)
def test_a_condition_is_written_by_label_key_or_figure(
    form: Definition, wanted: Simple, stored: dict[str, object]
) -> None:
    built = conditions.build(form, wanted)
    assert built.model_dump(mode="json", by_alias=True, exclude_none=True) == stored
    shown = conditions.simple(built)
    assert shown is not None
    assert conditions.build(form, shown) == built


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Simple("gone", "is", ("x",)), "condition_item"),
        (Simple("complained", "is", ()), "condition_values"),
        (Simple("complained", "is", ("没有这个选项",)), "condition_values"),
        (Simple("worst", "at_least", ("很多",)), "condition_values"),
    ],
)
def test_a_condition_that_can_never_hold_is_refused_at_its_field(
    form: Definition, wanted: Simple, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        conditions.build(form, wanted)
    assert set(refused.value.problems) == {field}


def test_every_condition_of_the_built_in_questionnaires_is_simple_or_kept() -> None:
    for key in ("iso_b2b", "exit_self", "key_account"):
        definition = template(key)
        for item in definition.items():
            shown = conditions.simple(item.show_if)
            if shown is not None:
                assert conditions.build(definition, shown) == item.show_if


def test_only_earlier_items_are_offered(form: Definition) -> None:
    offered = [item.key for item in conditions.earlier_items(form, "first_reply")]
    assert "complained" in offered
    assert "first_reply" not in offered
    assert "worst" not in offered


def test_an_item_of_an_unknown_type_is_not_made() -> None:
    with pytest.raises(InvalidInput):
        editing.make(Item, key="Bad Key", type="comment", text={"zh": "x"})
