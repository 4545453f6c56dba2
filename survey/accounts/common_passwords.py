"""Passwords that are tried first, Chinese habits included; grown by rule from short lists of our own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Final

__all__ = ["common", "is_common"]

SHORTEST: Final = 8
PIECES: Final = Path(__file__).with_suffix(".txt")
MASKS: Final = str.maketrans("@$!", "asi")


def is_common(password: str) -> bool:
    """Whether the password (any case, any width, swapped letters) is among the first guesses."""
    plain = unicodedata.normalize("NFKC", password).lower().strip()
    unmasked = plain.translate(MASKS)
    return bool({plain, unmasked} & common()) or _is_monotonous(plain) or _is_date(plain)


@cache
def common() -> frozenset[str]:
    """The list, in small letters; only entries long enough to be a password at all."""
    return frozenset(guess for guess in _guesses(_pieces()) if len(guess) >= SHORTEST)


def _pieces() -> dict[str, list[str]]:
    """The lists of the data file by their headings."""
    pieces: dict[str, list[str]] = {}
    heading = ""
    for line in PIECES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
        elif heading:
            pieces.setdefault(heading, []).extend(line.split())
    return pieces


def _guesses(pieces: dict[str, list[str]]) -> Iterator[str]:
    words, tails, digits = pieces["words"], pieces["tails"], pieces["digits"]
    yield from digits
    yield from words
    for word, tail in product(words, tails):
        yield word + tail
        yield tail + word
    for first, second in product(words[:60], words[:60]):
        yield first + second
    for surname, given in product(pieces["surnames"], pieces["given"]):
        yield from (surname + given + tail for tail in ("", "123", "1234", "123456", "520", "888", "666"))
    for surname, tail in product(pieces["surnames"], (*tails, *digits)):
        yield surname + tail
    for head, tail in product(pieces["heads"], (*digits, *tails)):
        yield from (head + tail, tail + head)
    for walk in pieces["walks"]:
        yield from _stretches(walk)
        yield from _stretches(walk[::-1])


def _stretches(walk: str) -> Iterator[str]:
    """Every stretch of a walk over the keyboard that is long enough."""
    for start in range(len(walk)):
        yield from (walk[start:end] for end in range(start + SHORTEST, len(walk) + 1))


def _is_monotonous(plain: str) -> bool:
    """At most two different signs, or a short piece over and over (abcabcabc, 12121212)."""
    if len(set(plain)) <= 2:
        return True
    return any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, len(plain) // 2 + 1))


def _is_date(plain: str) -> bool:
    """A birthday: 19900101 and the like, also with a few letters before or after."""
    digits = plain.strip("abcdefghijklmnopqrstuvwxyz")
    if len(plain) - len(digits) > 3 or not (digits.isascii() and digits.isdigit()) or len(digits) != 8:
        return False
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    return 1930 <= year <= 2039 and 1 <= month <= 12 and 1 <= day <= 31
