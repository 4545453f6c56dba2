"""Passwords: what is too easy to guess, and how they are kept (argon2id)."""

from __future__ import annotations

import unicodedata
from functools import cache
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from survey.accounts.common_passwords import is_common
from survey.errors import InvalidInput
from survey.language import m

__all__ = ["LONGEST", "SHORTEST", "check", "hashed", "matches", "unusable"]

SHORTEST: Final = 8
LONGEST: Final = 128
_HASHER = PasswordHasher()
_TURNS = BoundedSemaphore(2)
"""Each hash takes 64 MB: a crowd at the door waits instead of filling the memory."""
UNUSABLE: Final = "!"
"""Stands where a hash would: an account that nobody can sign in to until a password is set."""


def check(password: str, *, about: tuple[str, ...] = ()) -> None:
    """Raises InvalidInput (field `password`) when the password is too short, too long or easy to guess.

    `about` are words an attacker would try first: the person's name and address, the company's name.
    """
    sentence = None
    if len(password) < SHORTEST:
        sentence = m("密码至少要有 %(n)d 个字符。", n=SHORTEST)
    elif len(password) > LONGEST:
        sentence = m("密码最多 %(n)d 个字符。", n=LONGEST)
    elif is_common(password) or any(_is_built_on(password, word) for word in about):
        sentence = m("这个密码太容易被猜到。请换一个，例如几个不相干的词连在一起。")
    if sentence is not None:
        raise InvalidInput(sentence, {"password": sentence})


def hashed(password: str) -> str:
    """The argon2id hash to keep."""
    with _TURNS:
        return _HASHER.hash(_normal(password))


def unusable() -> str:
    """What is kept for an account without a password."""
    return UNUSABLE


def matches(password: str, kept: str | None) -> bool:
    """Whether `password` is the one kept; takes as long for an account that does not exist (None)."""
    usable = kept if kept and kept != UNUSABLE else _decoy()
    try:
        with _TURNS:
            _HASHER.verify(usable, _normal(password[: LONGEST + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return usable is kept


@cache
def _decoy() -> str:
    return _HASHER.hash("no account has this password")


def _normal(password: str) -> str:
    """One spelling for what looks the same: input methods type full-width letters and digits."""
    return unicodedata.normalize("NFKC", password)


def _is_built_on(password: str, word: str) -> bool:
    """Whether little is left of the password without `word`."""
    plain, word = _normal(password).lower(), _normal(word).lower().partition("@")[0].strip()
    return len(word) >= 3 and word in plain and len(plain) - len(word) < 6
