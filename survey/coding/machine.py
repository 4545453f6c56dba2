"""The reader as this company uses it: the default engine with the company's dictionary and weights, one per process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from survey.coding.dictionary import Dictionary
from survey.text.house import HouseWords
from survey.text.masking import mask

if TYPE_CHECKING:
    from survey.text.reader import Reader, Reading
    from survey.text.segment import Segmenter
    from survey.text.weights import Weights

__all__ = ["Machine", "machine"]


class Machine:
    """Reads texts into the JSON that is stored; its segmenter knows the company's words."""

    def __init__(self, reader: Reader, segmenter: Segmenter, words: HouseWords) -> None:
        self._reader, self._segmenter, self._words = reader, segmenter, words

    def read(self, text: str, dimension: str = "", *, cover: Callable[[str], str] = mask) -> dict[str, Any]:
        """`Reading.to_dict()` with the content words as `terms`: those left when `cover` has hidden persons."""
        return next(self.read_all([(text, dimension)], cover=cover))

    def read_all(
        self, comments: Sequence[tuple[str, str]], *, cover: Callable[[str], str] = mask
    ) -> Iterator[dict[str, Any]]:
        """What `read` gives for each comment with its dimension, in order; much faster than one by one."""
        readings = self._reader.read_all((text, dimension or None) for text, dimension in comments)
        for (text, _), found in zip(comments, readings, strict=True):
            yield self._stored(text, self._words.heed(found, text), cover)

    def _stored(self, text: str, found: Reading, cover: Callable[[str], str]) -> dict[str, Any]:
        from survey.text.keywords import keywords

        terms = () if found.is_non_answer else keywords(cover(text), self._segmenter)
        return {**found.to_dict(), "terms": list(dict.fromkeys(terms))}

    def cut(self, text: str) -> list[str]:
        """The words of the text in order."""
        return self._segmenter.cut(text)

    @classmethod
    def of(cls, cache: Path, house: Dictionary, weights: Weights | None = None) -> Machine:
        """A machine that knows the dictionary's words; without weights it reads as the program is shipped.

        Loads jieba: in workers and commands only.
        """
        from survey.text.engine import LiushengEngine
        from survey.text.normalise import normalise
        from survey.text.reader import Reader
        from survey.text.segment import Segmenter

        cache.mkdir(parents=True, exist_ok=True)
        # The engine reads texts in their even form (narrow, lower case, simplified): the words are known in both.
        words = [form for one in house.words for form in (one.word, normalise(one.word).text)]
        segmenter = Segmenter(words, cache_dir=cache)
        return cls(Reader(LiushengEngine(segmenter, weights)), segmenter, HouseWords(house.words))


@lru_cache(maxsize=1)
def machine(cache: Path, house: Dictionary, weights: Path | None = None) -> Machine:
    """The machine for this dictionary and the company's weights in that file; the last one is kept."""
    if weights is None:
        return Machine.of(cache, house)
    from survey.text.weights import load

    return Machine.of(cache, house, load(weights))
