"""A text as the set of its character sequences, the features of the fitted models."""

from __future__ import annotations

import itertools
import re
from typing import Final

__all__ = ["grams"]

_FIGURES: Final = re.compile(r"[0-9]+")
_GAPS: Final = re.compile(r"[\s，,、。.．…~～!！]+")
LONGEST: Final = 3


def grams(text: str) -> set[str]:
    """The sequences of one to three characters in a normalised text, its edges marked.

    Every number is one `0` and every run of pauses one space: which figure or how many dots says little.
    """
    even = f"^{_GAPS.sub(' ', _FIGURES.sub('0', text)).strip()}$"
    found = set(even)
    found.update(map("".join, itertools.pairwise(even)))
    found.update(map("".join, zip(even, even[1:], even[2:], strict=False)))
    return found
