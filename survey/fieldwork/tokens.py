"""Respondents' tokens: derived, so that a link can be shown again, while the store keeps only a hash.

See docs/decisions/0003-respondent-tokens.md.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from typing import ClassVar, Final, Protocol

from survey.errors import Conflict
from survey.language import m

__all__ = [
    "TOKEN",
    "hash_of",
    "is_open_link",
    "key_hash",
    "link",
    "shown_token",
    "submission_key",
    "token_of",
]

BITS: Final = 160
OPEN: Final = "o"
PERSONAL: Final = "p"
TOKEN: Final = re.compile(r"[op][A-Za-z0-9_-]{26}")
"""What a token looks like; anything else is not looked up."""


class Tokened(Protocol):
    """An invitation or a collector."""

    ref: str
    generation: int
    token_hash: str
    open_link: ClassVar[bool]


def token_of(secret: str, ref: str, generation: int, *, open_link: bool) -> str:
    """The token of that collector (an open link) or invitation: 154 bits of an HMAC, URL-safe.

    The first character says which of the two it is, so that the door is found with one statement.
    """
    digest = hmac.digest(secret.encode(), f"r|{ref}|{generation}".encode(), "sha256")
    text = base64.urlsafe_b64encode(digest[: BITS // 8]).rstrip(b"=").decode()
    return (OPEN if open_link else PERSONAL) + text[1:]


def is_open_link(token: str) -> bool:
    """Whether the token is one of an open link, as it says itself."""
    return token.startswith(OPEN)


def hash_of(token: str) -> str:
    """What the store keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def shown_token(secrets: Sequence[str], holder: Tokened) -> str:
    """The token of `holder` under the present key or one of those before it."""
    for secret in secrets:
        token = token_of(secret, holder.ref, holder.generation, open_link=holder.open_link)
        if hash_of(token) == holder.token_hash:
            return token
    raise Conflict(m("签名密钥已经更换，无法再显示原来的链接。请点“重新生成链接”，再把新链接发给对方。"))


def link(public_url: str, secrets: Sequence[str], holder: Tokened) -> str:
    """The address that `holder`'s respondent opens."""
    return f"{public_url}/r/{shown_token(secrets, holder)}"


def submission_key(token: str) -> str:
    """The key under which an invitation's answers are saved and submitted, on whatever device."""
    return hmac.digest(token.encode(), b"submission", "sha256").hex()


def key_hash(key: str) -> str:
    """What the store keeps of a submission key."""
    return hashlib.sha256(key.encode()).hexdigest()
