"""The reader with the company's words: kept whole in whatever form they are typed, harmless whatever they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey.coding.dictionary import Dictionary
from survey.coding.machine import machine
from survey.text.house import HouseWord

ODD = (
    "C++",
    "A-100%",
    "🙂x",
    "x" * 40,
    "𠮷野家",
    "a b",
    "1.5寸",
    "()a",
    "\u202ea",
    "é́",
    "ＰＬＣ模块",
    "繁體膠圈",
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def test_a_company_word_stays_whole_in_either_width_case_and_script(cache: Path) -> None:
    reads = machine(cache, Dictionary(tuple(HouseWord(word) for word in ODD)))
    for text in ("PLC模块坏了", "plc模块坏了", "ＰＬＣ模块坏了"):
        assert "plc模块" in reads.read(text)["terms"], text
    for text in ("繁體膠圈老化", "繁体胶圈老化"):
        assert "繁体胶圈" in reads.read(text)["terms"], text


@pytest.mark.parametrize("word", ODD)
def test_no_word_keeps_comments_from_being_read(cache: Path, word: str) -> None:
    reads = machine(cache, Dictionary(tuple(HouseWord(one, "neg", "product", "B1.1") for one in ODD)))
    found = reads.read(f"用{word}写的,交期延误")
    assert found["polarity"] in ("neg", "mixed")


def test_the_stamp_follows_words_and_hints() -> None:
    none, plain = Dictionary(), Dictionary((HouseWord("胀紧套"),))
    hinted = Dictionary((HouseWord("胀紧套", dimension="product"),))
    assert "+" not in none.engine_id
    assert len({none.engine_id, plain.engine_id, hinted.engine_id}) == 3
    assert len(plain.engine_id) <= 60
