"""Every file of the built-in questionnaires, the spare items and the fixed wordings."""

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
    spare_items,
    spare_scales,
    template,
    templates,
    wording,
    wording_keys,
)
from survey.instrument.lint import lint
from tests.instrument.built_in import pairs

FOLDER = files("survey.instrument").joinpath("templates")

FILES = sorted(entry.name for entry in FOLDER.iterdir() if entry.name.endswith(".json"))

KEYS = [info.key for info in templates()]

CJK = re.compile("[\u3400-\u9fff]")

BRACES = re.compile(r"\{([^{}]*)\}")

NOT_FOR_RESPONDENTS = ("department", "owner", "example")


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
