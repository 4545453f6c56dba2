from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import InvalidAnswer
from survey.instrument.answers import (
    file_columns,
    finish,
    from_row,
    missing,
    pack_scores,
    parse_items,
    parse_section,
    to_row,
    verbatims_of,
)
from survey.questions import Answers
from tests.instrument.samples import questionnaire

SMALL = questionnaire()
RATED = SMALL.sections[1]

FORM = {
    "csrf": ["x"],
    "is_admin": ["1"],
    "q.fit.importance": ["5"],
    "q.fit.performance": ["2"],
    "q.fit.why": ["两批尺寸不一样"],
    "q.complained": ["never"],
}
COMPLETE: Answers = {
    "agree": "1",
    "fit": [5, 2],
    "fit:why": "两批尺寸不一样",
    "complained": "told",
    "handling": "NA",
    "worst": None,
}


def test_a_section_is_read_and_foreign_fields_are_ignored() -> None:
    parsed = parse_section(SMALL, RATED, FORM)
    assert parsed.answers == {"fit": [5, 2], "fit:why": "两批尺寸不一样", "complained": "never"}
    assert parsed.problems == {}
    assert parsed.raws["fit"]["performance"] == ["2"]


@pytest.mark.parametrize(
    "name", ["q.worst", "q.nobody", "q.fit.other", "q.fit", "q.complained.1", "q.", "q.x" * 90]
)
def test_a_field_this_page_does_not_have_is_refused(name: str) -> None:
    with pytest.raises(InvalidAnswer):
        parse_section(SMALL, RATED, {name: ["1"]})


def test_one_bad_answer_leaves_the_others_standing() -> None:
    parsed = parse_section(SMALL, RATED, FORM | {"q.complained": ["maybe"]})
    assert list(parsed.problems) == ["complained"]
    assert parsed.answers["fit"] == [5, 2]
    assert parsed.raws["complained"] == {"": ["maybe"]}


def test_two_values_for_a_single_choice_are_refused() -> None:
    assert "complained" in parse_section(SMALL, RATED, {"q.complained": ["told", "never"]}).problems


def test_the_whole_questionnaire_can_stand_on_one_page() -> None:
    parsed = parse_items(SMALL, SMALL.items(), FORM | {"q.worst": ["等待"], "q.agree": ["1"]})
    assert parsed.problems == {}
    assert parsed.answers["worst"] == "等待"


def test_required_items_are_named() -> None:
    assert list(missing(RATED.items, {"fit": None})) == ["complained"]
    with pytest.raises(InvalidAnswer) as refused:
        finish(SMALL, {"complained": "told"})
    assert set(refused.value.problems) == {"agree", "handling"}


def test_finishing_drops_what_was_not_asked_and_fills_what_was() -> None:
    done = finish(SMALL, {"agree": "1", "complained": "never", "handling": 1, "handling:why": "旧的"})
    assert done == {"agree": "1", "complained": "never", "fit": None, "worst": None}


def test_required_can_be_left_open_where_paper_is_typed_in() -> None:
    assert finish(SMALL, {}, check_required=False)["agree"] is None


def test_scores_are_packed_one_byte_per_column() -> None:
    assert [column.key for column in SMALL.columns] == [
        "fit:importance",
        "fit:performance",
        "complained",
        "handling",
        "why_silent:small",
        "why_silent:whom",
        "why_silent:other",
    ]
    assert list(pack_scores(SMALL, COMPLETE)) == [5, 2, 0, 255, 253, 253, 253]
    assert list(pack_scores(SMALL, {"fit": [None, 4], "complained": None})) == [254, 4, 254, *[253] * 4]
    assert len(pack_scores(SMALL, {})) == len(SMALL.columns)


def test_words_come_with_their_item_and_dimension() -> None:
    spoken = verbatims_of(SMALL, COMPLETE | {"worst": "等待"})
    assert [tuple(one) for one in spoken] == [
        ("fit:why", "fit", "两批尺寸不一样", "product"),
        ("worst", "worst", "等待", None),
    ]


def test_a_row_tells_not_asked_from_not_answered_from_not_applicable() -> None:
    row = to_row(SMALL, COMPLETE)
    assert tuple(row) == file_columns(SMALL)
    assert row["fit:performance"] == "2"
    assert row["handling"] == "NA"
    assert row["worst"] == ""
    assert row["why_silent"] == "-"
    assert from_row(SMALL, row)[:2] == (COMPLETE, {})


def test_several_choices_are_joined_and_may_be_named_by_label() -> None:
    answers: Answers = {"why_silent": ["whom", "other"], "why_silent:other": "怕麻烦"}
    assert to_row(SMALL, answers)["why_silent"] == "whom;other"
    cells = {"why_silent": "其他; 不知道找谁", "why_silent:other": "怕麻烦"}
    assert from_row(SMALL, cells).answers == answers


def test_an_absent_column_was_not_asked() -> None:
    assert from_row(SMALL, {"complained": "told"}).answers == {"complained": "told"}


def test_a_bad_cell_and_an_unknown_column_are_named_by_heading() -> None:
    parsed = from_row(SMALL, {"fit:importance": "5", "fit:performance": "９", "colour": "red"})
    assert set(parsed.problems) == {"colour", "fit:performance"}
    assert "fit" not in parsed.answers


@given(st.text(max_size=40) | st.sampled_from(["-", "\\-", "\\\\-", "NA", ";", "=1+1", "𠮷👨‍👩‍👧"]))
def test_a_comment_survives_the_file_as_typed(text: str) -> None:
    parsed = parse_items(SMALL, SMALL.sections[3].items, {"q.worst": [text]})
    if not parsed.problems:
        assert from_row(SMALL, to_row(SMALL, parsed.answers)).answers == parsed.answers
