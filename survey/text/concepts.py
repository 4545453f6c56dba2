"""Groups of words that mean alike: what lets the fitted models hear a word they were never shown."""

from __future__ import annotations

from functools import cache

from survey.text.phrases import Phrases, lexicon

__all__ = ["concept_phrases"]


@cache
def concept_phrases() -> Phrases[tuple[str, ...]]:
    """Each word with the names of its groups."""
    groups: dict[str, tuple[str, ...]] = {}
    for name, words in lexicon("concepts").items():
        for word in words:
            groups[word] = (*groups.get(word, ()), name)
    return Phrases(groups)
