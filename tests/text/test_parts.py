from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter

import pytest

from survey.text.clauses import clauses
from survey.text.normalise import LENGTH_CAP, normalise
from survey.text.phrases import Phrases, Scanner, lexicon
from survey.text.vocabulary import Dimension, first_level


def test_the_default_engine_loads_neither_snownlp_nor_jieba() -> None:
    program = (
        "import sys; from survey.text.reader import reader; reader().read('服务真不错')\n"
        "print('snownlp' in sys.modules, 'jieba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("质量好，但交期慢", ["质量好", "但交期慢"]),
        ("质量没得说就是交期老拖", ["质量没得说", "就是交期老拖"]),
        ("不但质量好而且便宜", ["不但质量好", "而且便宜"]),
        ("也就是说不过关", ["也就是说不过关"]),
        ("除了价格都满意", ["除了价格", "都满意"]),
        ("服务好 价格低 too late", ["服务好", "价格低", "too late"]),
        ("V2.0版很好。。。", ["V2.0版很好"]),
        ("，，。", []),
    ],
)
def test_comments_are_parted_at_punctuation_and_contrast(text: str, expected: list[str]) -> None:
    assert [text[clause.start : clause.end] for clause in clauses(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("質量沒得說", "质量没得说"),
        ("好\u200b的\ufeff", "好的"),
        ("a\x00b\ud800c", "a b c"),
        ("，。！", "，。！"),
        (None, ""),
    ],
)
def test_text_is_made_even_and_harmless(text: str | None, expected: str) -> None:
    assert normalise(text).text == expected


def test_every_character_is_traced_to_the_original() -> None:
    normal = normalise("①質\x00量㎏好")
    place = normal.text.index("好")
    start, end = normal.span(place, place + 1)
    assert normal.original[start:end] == "好"


def test_only_the_first_part_of_a_long_text_is_taken() -> None:
    normal = normalise("好" * (LENGTH_CAP + 1))
    assert len(normal.text) == LENGTH_CAP
    assert normal.note is not None
    assert normalise("好" * LENGTH_CAP).note is None


def test_the_longest_phrase_wins_and_latin_words_stand_alone() -> None:
    phrases = Phrases({"不": 1, "不满意": 2, "bad": 3})
    assert [hit.text for hit in phrases.find("不是不满意 bad badge")] == ["不", "不满意", "bad"]


def test_one_walk_finds_what_each_list_finds_alone() -> None:
    lists = [Phrases({"不满意": 1, "不": 2}), Phrases({"满意": 3, "bad": 4})]
    text = "不满意 不 bad badge"
    assert Scanner(lists).find(text) == [phrases.find(text) for phrases in lists]


def test_a_text_made_up_of_phrases_is_covered_and_no_other() -> None:
    phrases = Phrases({"暂无": "nothing", "意见": "topic"})
    assert phrases.cover("暂无意见") == ["nothing", "topic"]
    assert phrases.cover("暂无意见吧") is None


@pytest.mark.parametrize("name", ["sentiment", "aspects", "reasons", "kinds", "concepts"])
def test_no_lexicon_names_a_phrase_twice_in_one_section(name: str) -> None:
    for heading, words in lexicon(name).items():
        twice = [word for word, times in Counter(words).items() if times > 1]
        assert twice == [], heading


def test_no_phrase_both_praises_and_blames() -> None:
    sections = lexicon("sentiment")
    praise = {word for heading, words in sections.items() if heading.startswith("pos") for word in words}
    blame = {word for heading, words in sections.items() if heading.startswith("neg") for word in words}
    assert praise & blame == set()


def test_the_lexicons_know_business() -> None:
    assert sum(map(len, lexicon("aspects").values())) > 700
    assert {heading.split()[0] for heading in lexicon("aspects")} == {str(key) for key in Dimension}


def test_reason_words_belong_to_codes_of_the_tree_and_never_to_z() -> None:
    for code in lexicon("reasons"):
        assert re.fullmatch(r"(A[1-6]|B([1-9]|1[0-3]))(\.\d)?|C", code)
        assert first_level(code) != "Z"
