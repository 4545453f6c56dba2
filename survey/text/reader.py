"""The public face of the comment reader: `reader().read("交期经常延误")`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from survey.text.reading import ClauseReading, Reading, SuggestedReason, Word
from survey.text.vocabulary import Dimension

if TYPE_CHECKING:
    from survey.text.sentiment import Engine

__all__ = ["DEFAULT_ENGINE_ID", "ClauseReading", "Reader", "Reading", "SuggestedReason", "Word", "reader"]

Comment = tuple[str | None, Dimension | str | None]
"""A text, and the dimension of the item it stands under."""
DEFAULT_ENGINE_ID: Final = "liusheng-3/2"
"""What `reader().engine_id` says, known without loading the engine (pages ask for it)."""


class Reader:
    """Reads comments with one engine; make one per process and keep it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def engine_id(self) -> str:
        """What is stored beside a coded comment: `liusheng-3/2`."""
        return f"{self._engine.name}/{self._engine.version}"

    def read(self, text: str | None, dimension: Dimension | str | None = None) -> Reading:
        """The reading of one comment, whatever it holds; `dimension` is that of the item it stands under."""
        return next(self.read_all([(text, dimension)]))

    def read_all(self, comments: Iterable[Comment]) -> Iterator[Reading]:
        """The readings of many comments (each with its dimension), in order and as `read` gives them.

        Much faster than one by one. They are given while the comments are taken, a few hundred at a time.
        """
        return self._engine.read_all(
            (text, None if dimension is None else Dimension(dimension)) for text, dimension in comments
        )


def reader(engine: str = "default", *, words: Iterable[str] = (), cache_dir: Path | None = None) -> Reader:
    """A reader; `words` is the company dictionary, `cache_dir` keeps jieba's prepared dictionary."""
    from survey.text.segment import Segmenter
    from survey.text.sentiment import engine as engine_named

    return Reader(engine_named(engine, Segmenter(words, cache_dir=cache_dir)))
