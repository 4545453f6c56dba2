"""A company's own words count after the engine has read."""

from __future__ import annotations

import pytest

from survey.text.house import HouseWord, HouseWords
from survey.text.reading import ClauseReading, Reading, SuggestedReason, Word, non_answer
from survey.text.vocabulary import Dimension, Kind, Polarity

TEXT = "这批恒压阀又窜动了"


def neutral(text: str = TEXT, dimension: Dimension = Dimension.OTHER) -> Reading:
    pairs = ((dimension, Polarity.NEUTRAL),)
    clause = ClauseReading(text, 0, len(text), Kind.OPINION, Polarity.NEUTRAL, pairs, ())
    return Reading(Kind.OPINION, Polarity.NEUTRAL, 0.5, pairs, (clause,))


def test_a_word_decides_where_the_engine_heard_nothing_either_way() -> None:
    found = HouseWords([HouseWord("窜动", polarity="neg", dimension="product")]).heed(neutral(), TEXT)
    assert (found.polarity, found.probability) == (Polarity.NEG, pytest.approx(0.2))
    assert found.dimensions == ((Dimension.PRODUCT, Polarity.NEG),)
    assert [(word.text, word.start, word.end) for word in found.words] == [("窜动", 6, 8)]
    assert found.clauses[0].polarity is Polarity.NEG


def test_a_word_decides_where_only_the_model_guessed() -> None:
    guessed = Reading(Kind.OPINION, Polarity.POS, 0.7, ((Dimension.PRODUCT, Polarity.POS),))
    found = HouseWords([HouseWord("窜动", polarity="neg")]).heed(guessed, TEXT)
    assert (found.polarity, found.dimensions) == (Polarity.NEG, ((Dimension.PRODUCT, Polarity.NEG),))


def test_a_wish_takes_no_side_by_a_word() -> None:
    wish = Reading(Kind.SUGGESTION, Polarity.NEUTRAL, 0.5, is_suggestion=True)
    assert HouseWords([HouseWord("窜动", polarity="neg")]).heed(wish, "希望解决窜动") == wish


def test_a_negated_word_says_the_opposite() -> None:
    text = "装上以后没有窜动"
    found = HouseWords([HouseWord("窜动", polarity="neg")]).heed(neutral(text), text)
    assert found.polarity is Polarity.POS


def test_a_word_never_overturns_what_the_engine_heard() -> None:
    heard = (Word("好", 0, 1, Polarity.POS),)
    clear = Reading(Kind.OPINION, Polarity.POS, 0.9, ((Dimension.PRODUCT, Polarity.POS),), words=heard)
    found = HouseWords([HouseWord("窜动", polarity="neg")]).heed(clear, TEXT)
    assert (found.polarity, found.probability) == (Polarity.POS, 0.9)


def test_a_reason_comes_first_and_the_strengths_still_add_up() -> None:
    heard = Reading(
        Kind.OPINION,
        Polarity.NEG,
        0.1,
        reasons=(SuggestedReason("B2.2", 0.7, ()), SuggestedReason("B5.1", 0.3, ())),
    )
    found = HouseWords([HouseWord("窜动", reason="B1.1")]).heed(heard, TEXT)
    assert [one.code for one in found.reasons] == ["B1.1", "B2.2", "B5.1"]
    assert found.reasons[0].words == ("窜动",)
    assert sum(one.score for one in found.reasons) == pytest.approx(1.0)


def test_ending_a_relation_ourselves_is_never_suggested() -> None:
    heard = Reading(Kind.OPINION, Polarity.NEG, 0.1)
    assert HouseWords([HouseWord("窜动", reason="Z.1")]).heed(heard, TEXT).reasons == ()


def test_other_widths_and_traditional_characters_are_the_same_word() -> None:
    text = "ＰＬＣ 模塊老化"
    found = HouseWords([HouseWord("plc 模块", dimension="product")]).heed(neutral(text), text)
    assert found.dimensions[0][0] is Dimension.PRODUCT


def test_a_non_answer_and_a_text_without_the_words_stay_as_they_are() -> None:
    words = HouseWords([HouseWord("窜动", polarity="neg")])
    assert words.heed(non_answer(), "窜动") == non_answer()
    assert words.heed(neutral(), "别的") == neutral()
