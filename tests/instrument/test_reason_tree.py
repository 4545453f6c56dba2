"""The tree of reasons for leaving."""

from __future__ import annotations

import pytest

from survey.errors import NotFound
from survey.instrument.library import (
    reason_tree,
)
from survey.text.vocabulary import UNCONTROLLABLE_REASONS, Reason

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
