"""Every question type keeps the promises of the base class, whatever it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.errors import NotFound
from survey.questions import Item, all_types, get
from survey.questions.base import AnswerRefused
from tests.questions.samples import BY_KEY, ITEMS, NOT_CANONICAL, SCALES

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "question_types"
MOST_CODE = 250
SPECIAL_CODES = (254, 255)

WORDS = st.text(max_size=120)
LIKELY_TEXTS = st.sampled_from(
    ["", "1", "2", "5", "NA", "10", "purchasing", "quality", "none", "other", "2026-05", "2026-02-28", "2.50"]
)


def sent_for(item: Item) -> st.SearchStrategy[dict[str, list[str]]]:
    parts = get(item.type).form_parts(item) or ("",)
    texts = st.lists(LIKELY_TEXTS | WORDS | st.sampled_from(NOT_CANONICAL), max_size=3)
    return st.dictionaries(st.sampled_from(parts), texts, max_size=4)


def test_every_type_has_a_sample_item_and_its_three_templates() -> None:
    assert {item.type for item in ITEMS} == {kind.name for kind in all_types()}
    for kind in all_types():
        for face in ("answer", "paper", "summary"):
            assert (TEMPLATES / kind.name / f"{face}.html").is_file(), (kind.name, face)


def test_an_unknown_type_is_not_found() -> None:
    with pytest.raises(NotFound):
        get("hologram")


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
def test_the_sample_items_can_be_asked(item: Item) -> None:
    assert list(get(item.type).check(item, SCALES)) == []


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
def test_nothing_sent_is_nothing_answered(item: Item) -> None:
    kind = get(item.type)
    expected = {item.key: None} if kind.asks else {}
    assert kind.parse(item, {}, SCALES) == expected
    assert set(kind.pack(item, expected, SCALES)) <= {254}
    assert kind.to_raw(item, expected) == {}
    assert kind.readable(item, expected, SCALES, "zh") == ""


@given(data=st.data(), item=st.sampled_from(ITEMS))
def test_what_is_taken_comes_back_through_form_file_and_json(data: st.DataObject, item: Item) -> None:
    kind = get(item.type)
    try:
        answers = kind.parse(item, data.draw(sent_for(item)), SCALES)
    except AnswerRefused:
        return
    assert kind.parse(item, kind.to_raw(item, answers), SCALES) == answers
    cells = kind.cells(item, answers)
    assert set(cells) <= set(kind.file_parts(item))
    assert kind.parse(item, kind.from_cells(item, cells), SCALES) == answers
    assert json.loads(json.dumps(answers, allow_nan=False)) == answers
    assert all(key == item.key or key.startswith(f"{item.key}:") for key in answers)
    kind.readable(item, answers, SCALES, "en")


@given(data=st.data(), item=st.sampled_from(ITEMS))
def test_every_answer_packs_into_its_columns(data: st.DataObject, item: Item) -> None:
    kind = get(item.type)
    try:
        answers = kind.parse(item, data.draw(sent_for(item)), SCALES)
    except AnswerRefused:
        return
    columns = kind.columns(item, SCALES)
    codes = kind.pack(item, answers, SCALES)
    assert len(codes) == len(columns)
    for code, column in zip(codes, columns, strict=True):
        assert code in column.labels or code in SPECIAL_CODES
        assert code <= MOST_CODE or code in SPECIAL_CODES
    assert len({column.key for column in columns}) == len(columns)


@pytest.mark.parametrize("text", NOT_CANONICAL)
@pytest.mark.parametrize("key", ["fit", "met", "overall", "nps", "years", "compare"])
def test_only_canonical_figures_are_taken(key: str, text: str) -> None:
    item = BY_KEY[key]
    kind = get(item.type)
    for part in kind.form_parts(item):
        if part != "why":
            with pytest.raises(AnswerRefused) as refused:
                kind.parse(item, {part: [text]}, SCALES)
            str(refused.value.message).encode()


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
def test_settings_and_roles_nobody_knows_are_reported(item: Item) -> None:
    odd = item.model_copy(update={"settings": {"colour": "red"}, "scales": {"mood": "satisfaction5"}})
    found = " ".join(str(message) for message in get(item.type).check(odd, SCALES))
    assert "colour" in found
    assert "mood" in found


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(data=st.data(), item=st.sampled_from(ITEMS))
def test_no_setting_however_odd_breaks_the_check(data: st.DataObject, item: Item) -> None:
    kind = get(item.type)
    if kind.settings_known:
        names = st.sampled_from(kind.settings_known)
        odd = item.model_copy(update={"settings": data.draw(st.dictionaries(names, JUNK))})
        for message in kind.check(odd, SCALES):
            str(message)
        kind.testable(odd, SCALES)
        kind.seconds(odd)
