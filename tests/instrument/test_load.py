from __future__ import annotations

import json
from typing import Any

import pytest

from survey.errors import InvalidDefinition, TooLarge
from survey.instrument.finding import Finding
from survey.instrument.load import load_definition
from tests.instrument.samples import small


def refused(data: Any) -> list[Finding]:
    with pytest.raises(InvalidDefinition) as raised:
        load_definition(data)
    findings = [one for one in raised.value.findings if isinstance(one, Finding)]
    assert findings
    return findings


@pytest.mark.parametrize("form", [dict, json.dumps, lambda data: b"\xef\xbb\xbf" + json.dumps(data).encode()])
def test_a_questionnaire_is_read_from_data_text_or_bytes(form: Any) -> None:
    definition = load_definition(form(small()))
    assert definition.key == "small"
    assert load_definition(definition.to_json()) == definition


def test_every_fault_is_named_at_its_place() -> None:
    data = small()
    data["sections"][1]["items"][0]["text"] = 5
    data["sections"][1]["items"][1]["colour"] = "red"
    data["scales"][0]["points"][2]["value"] = "drei"
    del data["title"]
    places = {finding.where: str(finding.message) for finding in refused(data)}
    assert places["title"] == "缺少这一项。"
    assert places["scales[0].points[2].value"] == "这里应是整数。"
    assert any(place.startswith("sections[1].items[0].text") for place in places)
    assert any(place.endswith("colour") for place in places)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "3",
        "null",
        "{",
        '{"key": NaN}',
        '{"key": Infinity}',
        '{"key": "a", "key": "b"}',
        '{"target": ' + "9" * 5000 + "}",
        '{"a":' * 100_000,
        "[" * 100_000,
        b"\xb9\xcb\xbf\xcd",
        b"\xff\xfe{",
        b"\x00",
    ],
    ids=range(14),
)
def test_broken_hostile_or_foreign_input_is_refused_in_words(text: str | bytes) -> None:
    for finding in refused(text):
        str(finding.message).encode()


def test_braces_in_strings_are_not_nesting() -> None:
    data = small() | {"opening": "[" * 200 + '"\\'}
    assert load_definition(json.dumps(data)).opening is not None


def test_deep_plain_data_is_refused() -> None:
    data: dict[str, Any] = {}
    for _ in range(60):
        data = {"guide": data}
    assert "嵌套" in str(refused(data)[0].message)


def test_more_than_two_megabytes_are_not_read() -> None:
    with pytest.raises(TooLarge):
        load_definition(b" " * 2_000_001)


def test_a_score_that_is_infinite_is_refused() -> None:
    refused('{"target": 1e999}')
