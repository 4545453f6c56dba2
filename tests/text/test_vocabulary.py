from __future__ import annotations

import subprocess
import sys

import pytest

from survey.language import Message
from survey.text.vocabulary import (
    FIRST_LEVEL_REASONS,
    Dimension,
    Kind,
    LossKind,
    Mode,
    Polarity,
    Privacy,
    Reason,
    first_level,
)


@pytest.mark.parametrize("module", ["survey.text", "survey.text.vocabulary", "survey.text.reader"])
def test_importing_the_package_loads_no_analyser(module: str) -> None:
    program = (
        f"import sys, {module}\n"
        "print([n for n in ('jieba', 'rjieba', 'snownlp', 'opencc') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("words", [Polarity, Kind, Dimension, Reason, Privacy, LossKind, Mode])
def test_every_word_is_a_plain_string_with_a_label(words: type[Polarity]) -> None:
    for word in words:
        assert isinstance(word, str)
        assert words(word.value) is word
        assert isinstance(word.label, Message)
        assert str(word.label)


def test_the_reason_tree_has_its_first_level() -> None:
    expected = [f"A{n}" for n in range(1, 7)] + [f"B{n}" for n in range(1, 14)] + ["C", "D", "Z"]
    assert [str(reason) for reason in FIRST_LEVEL_REASONS] == expected


def test_a_leaf_belongs_to_its_first_level() -> None:
    assert first_level("B10.4") is Reason.B10
    assert first_level("C") is Reason.C
    with pytest.raises(ValueError, match="Q9"):
        first_level("Q9.1")
