"""A reading agrees with itself: what is highlighted and what each clause says bears out the verdict."""

from __future__ import annotations

import pytest

from survey.text.labels import Half, labelled_comments
from survey.text.reader import Reader, Reading, reader
from survey.text.vocabulary import Polarity

SIDES = {Polarity.POS, Polarity.NEG}
NAMED_SHARE = 0.98


@pytest.fixture(scope="module")
def readings() -> list[tuple[str, Reading]]:
    ours: Reader = reader()
    texts = [comment.text for comment in labelled_comments(Half.FITTING)][::4]
    return [(text, found) for text in texts if not (found := ours.read(text)).is_non_answer]


def test_clauses_never_contradict_a_one_sided_verdict(readings: list[tuple[str, Reading]]) -> None:
    for text, found in readings:
        said = {clause.polarity for clause in found.clauses} & (SIDES | {Polarity.MIXED})
        if found.polarity in SIDES:
            assert said == {found.polarity}, text
        if found.polarity is Polarity.NEUTRAL:
            assert said == set(), text
        if found.polarity is Polarity.MIXED:
            assert said >= SIDES or Polarity.MIXED in said, text


def test_highlighted_words_stand_on_the_side_of_the_verdict(readings: list[tuple[str, Reading]]) -> None:
    for text, found in readings:
        sides = {word.polarity for word in found.words}
        assert sides <= (SIDES if found.polarity is Polarity.MIXED else {found.polarity}), text
        for clause in found.clauses:
            if clause.polarity in SIDES:
                assert {word.polarity for word in clause.words} <= {clause.polarity}, text


def test_dimensions_give_the_polarity_that_is_shown(readings: list[tuple[str, Reading]]) -> None:
    for text, found in readings:
        tones = {tone for _, tone in found.dimensions}
        if found.polarity is Polarity.MIXED:
            assert tones >= SIDES or Polarity.MIXED in tones, text
        else:
            assert tones <= {found.polarity, Polarity.NEUTRAL}, text


def test_nearly_every_verdict_names_the_words_that_decided(readings: list[tuple[str, Reading]]) -> None:
    clear = [found for _, found in readings if found.polarity in SIDES]
    assert sum(bool(found.words) for found in clear) >= NAMED_SHARE * len(clear)
    reasons = [reason for _, found in readings for reason in found.reasons[:3]]
    assert sum(bool(reason.words) for reason in reasons) >= NAMED_SHARE * len(reasons)
    topics = [words for _, found in readings for _, words in found.dimension_words]
    assert sum(map(bool, topics)) >= NAMED_SHARE * len(topics)


def test_every_named_word_stands_in_the_text(readings: list[tuple[str, Reading]]) -> None:
    for text, found in readings:
        assert all(word in text for _, words in found.dimension_words for word in words), text
        assert all(text[word.start : word.end] == word.text for word in found.words), text


def test_a_verdict_of_the_models_names_their_words() -> None:
    found = reader().read("款式太老，年轻人不买账")
    assert found.polarity is Polarity.NEG
    assert found.words
    assert found.reasons[0].words
    assert dict(found.dimension_words)
