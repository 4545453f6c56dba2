"""A text as its character sequences, the features of the fitted models: each one whole number."""

from __future__ import annotations

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
_PLAIN, _FIGURE, _GAP = 0, 1, 2
_STANDS_FOR: Final = np.array([0, ord("0"), ord(" ")], dtype=np.uint64)
_OPENS, _CLOSES = np.uint64(ord("^")), np.uint64(ord("$"))


def _sorts() -> NDArray[np.uint8]:
    sorts = np.full(0x110000, _PLAIN, dtype=np.uint8)
    sorts[[ord(one) for one in "0123456789"]] = _FIGURE
    sorts[[ord(one) for one in " \t\n\r\u3000，,、。.．…~～!！"]] = _GAP
    return sorts


_SORTS: Final = _sorts()


@dataclass(frozen=True)
class Grams:
    """The sequences of one to three characters, edges marked, the short ones first.

    `places[i]` is where the character with which sequence i begins stands; the opening mark stands at the first.
    """

    keys: Keys
    sizes: tuple[int, ...]
    characters: Places

    @cached_property
    def distinct(self) -> Keys:
        """Each sequence once, in order."""
        return np.unique(self.keys)


def grams(text: str) -> Grams:
    """The sequences of a normalised text.

    Every number is one `0` and every run of pauses one space: which figure or how many dots says little.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    sorts = _SORTS[codes]
    kept = np.ones(len(codes), dtype=bool)
    kept[1:] = (sorts[1:] == _PLAIN) | (sorts[1:] != sorts[:-1])
    places = kept.nonzero()[0]
    while len(places) and sorts[places[0]] == _GAP:
        places = places[1:]
    while len(places) and sorts[places[-1]] == _GAP:
        places = places[:-1]
    inner = sorts[places]
    even = np.empty(len(places) + 2, dtype=np.uint64)
    even[0], even[-1] = _OPENS, _CLOSES
    even[1:-1] = np.where(inner == _PLAIN, codes[places], _STANDS_FOR[inner])
    longer = [even]
    for size in range(1, LONGEST):
        if len(even) > size:
            longer.append(longer[-1][:-1] << _BITS | even[size:])
    marked = np.empty(len(even), dtype=np.int64)
    marked[1:-1] = places
    marked[0] = places[0] if len(places) else 0
    marked[-1] = places[-1] if len(places) else 0
    return Grams(np.concatenate(longer), tuple(map(len, longer)), marked)
