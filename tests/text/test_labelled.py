"""The labelled comments are what their guide says: known words, whole columns, no line twice."""

from __future__ import annotations

import json
from collections import Counter
from importlib.resources import files
from typing import NamedTuple

import pytest

from survey.text.vocabulary import NEVER_SUGGESTED, Dimension, Kind, Polarity, Reason, first_level

HEADER = "text\tkind\tpolarity\tdimensions\treasons"
LONGEST = 130
FEWEST_LINES = 1600
FOLDER = files("survey.text") / "labelled"
FAILINGS = {Reason.B1, Reason.B2, Reason.B3, Reason.B4, Reason.B5, Reason.B6, Reason.B7, Reason.B10}
NAMES = sorted(entry.name for entry in FOLDER.iterdir() if entry.name.endswith(".tsv"))


class Line(NamedTuple):
    """One labelled comment, with where it stands."""

    place: str
    text: str
    kind: str
    polarity: str
    dimensions: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]


def content(name: str) -> str:
    return (FOLDER / name).read_bytes().decode("utf-8")


def parsed(name: str, number: int, raw: str) -> Line:
    text, kind, polarity, dimensions, reasons = raw.split("\t")
    pairs = [pair.split(":") for pair in dimensions.split(";") if pair]
    return Line(
        f"{name}:{number}",
        text,
        kind,
        polarity,
        tuple((dimension, sign) for dimension, sign in pairs),
        tuple(code for code in reasons.split(";") if code),
    )


def lines_of(name: str) -> list[Line]:
    return [parsed(name, number, raw) for number, raw in enumerate(content(name).splitlines()[1:], 2)]


def everything() -> list[Line]:
    return [line for name in NAMES for line in lines_of(name)]


def implied(signs: set[str]) -> Polarity:
    """The polarity of a comment whose dimensions have these signs."""
    if "mixed" in signs or {"pos", "neg"} <= signs:
        return Polarity.MIXED
    for sign in (Polarity.POS, Polarity.NEG):
        if sign in signs:
            return sign
    return Polarity.NEUTRAL


def known_codes() -> set[str]:
    tree = json.loads((files("survey.instrument") / "templates" / "reasons.json").read_text("utf-8"))
    return {reason["code"] for reason in tree["reasons"]}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_plain_utf8_with_the_header_and_five_columns_a_line(name: str) -> None:
    text = content(name)
    assert text.startswith(HEADER + "\n")
    assert text.endswith("\n")
    assert not {"\r", "\ufeff", "\ufffd", "\x00", "\u2028"} & set(text)
    wrong = [raw for raw in text.split("\n")[:-1] if raw.count("\t") != HEADER.count("\t")]
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_every_label_is_a_known_word(name: str) -> None:
    signs = set(Polarity) - {Polarity.NONE}
    for line in lines_of(name):
        assert line.kind in set(Kind), line
        assert line.polarity in set(Polarity), line
        assert {dimension for dimension, _ in line.dimensions} <= set(Dimension), line
        assert {sign for _, sign in line.dimensions} <= signs, line


@pytest.mark.parametrize("name", NAMES)
def test_every_reason_is_in_the_tree_and_none_is_ours_alone(name: str) -> None:
    codes = known_codes()
    for line in lines_of(name):
        assert set(line.reasons) <= codes, line
        assert len(set(line.reasons)) == len(line.reasons) <= 3, line
        assert not {first_level(code) for code in line.reasons} & set(NEVER_SUGGESTED), line


@pytest.mark.parametrize("name", NAMES)
def test_a_comment_is_not_empty_nor_long_nor_padded(name: str) -> None:
    for line in lines_of(name):
        assert 1 <= len(line.text) <= LONGEST, line
        assert line.text == line.text.strip(), line


@pytest.mark.parametrize("name", NAMES)
def test_non_answers_and_only_they_have_no_polarity_and_no_dimension(name: str) -> None:
    for line in lines_of(name):
        silent = line.kind == Kind.NON_ANSWER
        assert silent == (line.polarity == Polarity.NONE), line
        assert silent == (line.dimensions == ()), line
        if silent:
            assert set(line.reasons) <= {Reason.C}, line


@pytest.mark.parametrize("name", NAMES)
def test_the_polarity_follows_from_the_dimensions(name: str) -> None:
    for line in lines_of(name):
        assert len(dict(line.dimensions)) == len(line.dimensions), line
        if line.kind != Kind.NON_ANSWER:
            assert line.polarity == implied({sign for _, sign in line.dimensions}), line


@pytest.mark.parametrize("name", NAMES)
def test_praise_alone_names_no_failing_of_ours(name: str) -> None:
    for line in lines_of(name):
        if line.polarity == Polarity.POS:
            assert not {first_level(code) for code in line.reasons} & FAILINGS, line


def test_no_text_stands_twice_in_any_file() -> None:
    times = Counter(line.text for line in everything())
    assert [text for text, count in times.items() if count > 1] == []


def test_there_are_enough_lines_of_every_sort() -> None:
    lines = everything()
    assert len(lines) >= FEWEST_LINES
    dimensions = Counter(dimension for line in lines for dimension, _ in line.dimensions)
    assert [dimension for dimension in Dimension if dimensions[dimension] < 40] == []
    reasons = Counter(first_level(code) for line in lines for code in line.reasons)
    wanted = set(Reason) - {Reason.D, Reason.Z}
    assert [reason for reason in wanted if reasons[reason] < 8] == []
