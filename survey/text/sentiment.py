"""The engines that read comments, named and versioned: our own by default, stock SnowNLP to compare with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Protocol

from survey.errors import InvalidInput
from survey.language import m
from survey.text.engine import Comment, LiushengEngine
from survey.text.normalise import normalise
from survey.text.reading import Reading, non_answer
from survey.text.segment import Segmenter
from survey.text.vocabulary import Dimension, Kind, Polarity

__all__ = ["DEFAULT_ENGINE", "Engine", "SnowNLPEngine", "engine"]

DEFAULT_ENGINE: Final = LiushengEngine.name
_SNOWNLP_CAP: Final = 1000
"""SnowNLP's segmenter needs a second for 3,000 characters, and more than twice that for twice as many."""


class Engine(Protocol):
    """Something that reads comments; name and version are stored beside what it coded."""

    name: str
    version: str

    def read_all(self, comments: Iterable[Comment]) -> Iterator[Reading]:
        """The readings of the comments, in order; with each the dimension its item asked about. Never fails."""


class SnowNLPEngine:
    """SnowNLP as shipped, made safe: its probability for the whole comment, nothing else."""

    name = "snownlp"
    version = "0.12.3"

    def __init__(self) -> None:
        self._sentiment: Any = None

    def read_all(self, comments: Iterable[Comment]) -> Iterator[Reading]:
        """Each by itself: SnowNLP knows no other way."""
        return (self._read(text, dimension) for text, dimension in comments)

    def _read(self, text: str | None, dimension: Dimension | None) -> Reading:
        """Positive from one half on; a comment without a readable character is a non-answer."""
        normal = normalise(text, limit=_SNOWNLP_CAP)
        if not normal.text.strip():
            return non_answer(normal.note)
        probability = float(self._classifier().classify(normal.text))
        polarity = Polarity.POS if probability >= 0.5 else Polarity.NEG
        dimensions = () if dimension is None else ((dimension, polarity),)
        return Reading(Kind.OPINION, polarity, probability, dimensions, note=normal.note)

    def _classifier(self) -> Any:
        if self._sentiment is None:
            from snownlp import sentiment  # four seconds and 440 MB: only for those who ask for it

            self._sentiment = sentiment
        return self._sentiment


def engine(name: str, segmenter: Segmenter) -> Engine:
    """The engine of that name; "default" is our own."""
    makers: dict[str, Callable[[], Engine]] = {
        "default": lambda: LiushengEngine(segmenter),
        DEFAULT_ENGINE: lambda: LiushengEngine(segmenter),
        SnowNLPEngine.name: SnowNLPEngine,
    }
    if name not in makers:
        raise InvalidInput(
            m("没有名为“%(name)s”的分析引擎，可用的有：%(known)s", name=name, known=tuple(makers))
        )
    return makers[name]()
