"""Texts as their character sequences, the features of the fitted models: each one whole number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["LONGEST", "Grams", "Keys", "grams"]

Keys = NDArray[np.uint64]
Places = NDArray[np.int64]
LONGEST: Final = 3
_BITS: Final = np.uint64(21)
"""A character takes 21 bits, so that three fit into one number and no two sequences share one."""
_PLAIN, _FIGURE, _GAP, _EDGE = 0, 1, 2, 3
_OPENS, _CLOSES = "^", "$"


def _sorts() -> NDArray[np.uint8]:
    sorts = np.full(0x110000, _PLAIN, dtype=np.uint8)
    sorts[[ord(one) for one in "0123456789"]] = _FIGURE
    sorts[[ord(one) for one in " \t\n\r\u3000，,、。.．…~～!！"]] = _GAP
    return sorts


_SORTS: Final = _sorts()


@dataclass(frozen=True)
class Grams:
    """The sequences of one to three characters of some texts, their edges marked.

    `keys[k, i]` is the sequence of k + 1 characters that begins with marked character i; 0 where it would run
    over the end of its text, as it does at least once in each. Character i is one of text `texts[i]` and stands
    at `places[i]` of all the texts joined; the marks stand at the first and the last character of theirs.
    """

    keys: Keys
    texts: Places
    places: Places
    is_inner: NDArray[np.bool_]
    """Whether the character is one of the text, not a mark."""

    @property
    def count(self) -> int:
        """How many texts there are."""
        return int(self.texts[-1]) + 1

    @cached_property
    def distinct(self) -> Keys:
        """Each sequence once, in order."""
        return np.unique(self.keys[self.keys > 0])


def grams(texts: Sequence[str]) -> Grams:
    """The sequences of normalised texts, at least one.

    Every number is one `0` and every run of pauses one space: which figure or how many dots says little.
    """
    marked = _OPENS + (_CLOSES + _OPENS).join(texts) + _CLOSES
    codes = np.frombuffer(marked.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    opens, closes = _edges(texts)
    sorts = _SORTS[codes]
    sorts[opens] = sorts[closes] = _EDGE
    kept = _kept(sorts)
    even = _even(codes[kept], sorts[kept])
    is_closing = np.zeros(len(codes), dtype=bool)
    is_closing[closes] = True
    holders = np.cumsum(sorts == _EDGE)[kept] - 1 >> 1
    return Grams(_sequences(even, is_closing[kept]), holders, *_places(kept, holders, sorts[kept]))


def _edges(texts: Sequence[str]) -> tuple[Places, Places]:
    """Where the marks of each text stand when all are joined with theirs."""
    closes = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 2) - 1
    opens = np.concatenate([[0], closes[:-1] + 1])
    return opens, closes


def _kept(sorts: NDArray[np.uint8]) -> Places:
    """The characters left when runs are one character and the pauses at the edges of a text are gone."""
    begins = np.empty(len(sorts), dtype=bool)
    begins[0] = True
    np.not_equal(sorts[1:], sorts[:-1], out=begins[1:])
    places = (begins | (sorts == _PLAIN) | (sorts == _EDGE)).nonzero()[0]
    inner = sorts[places]
    outer = inner == _EDGE
    stays = inner != _GAP
    stays[1:-1] |= ~(outer[:-2] | outer[2:])
    kept: Places = places[stays]
    return kept


def _even(codes: NDArray[np.uint32], sorts: NDArray[np.uint8]) -> Keys:
    even = codes.astype(np.uint64)
    even[sorts == _FIGURE] = ord("0")
    even[sorts == _GAP] = ord(" ")
    return even


def _sequences(even: Keys, is_closing: NDArray[np.bool_]) -> Keys:
    keys = np.zeros((LONGEST, len(even)), dtype=np.uint64)
    keys[0] = even
    over = np.zeros(len(even), dtype=bool)
    for size in range(1, LONGEST):
        keys[size, :-size] = keys[size - 1, :-size] << _BITS | even[size:]
        over[: len(even) - size + 1] |= is_closing[size - 1 :]
        keys[size, over] = 0
    return keys


def _places(kept: Places, holders: Places, sorts: NDArray[np.uint8]) -> tuple[Places, NDArray[np.bool_]]:
    """Where the characters stand without marks; a mark takes the place of its neighbour."""
    places = kept - 2 * holders - 1
    is_inner = sorts != _EDGE
    opens = (~is_inner).nonzero()[0][::2]
    closes = (~is_inner).nonzero()[0][1::2]
    places[opens] = places[opens + 1]
    places[closes] = places[closes - 1]
    return places, is_inner
