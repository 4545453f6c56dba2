"""The signed token in a respondent's form: whose form it is, of which version, under which key.

It takes the place of a session: a page that stood open all night is still accepted while the wave is
open, and a form made elsewhere is not.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from itsdangerous import BadData, Signer

from survey.errors import InvalidInput
from survey.language import m

__all__ = ["FIELD", "FormToken", "read", "write"]

FIELD: Final = "t"
_REFUSED: Final = m("这一页已经失效，没有保存。请重新打开链接，已保存的内容还在。")


@dataclass(frozen=True, slots=True)
class FormToken:
    """What a form of ours says about itself."""

    ref: str
    """Of the invitation or the open link."""
    version_id: int
    key: str
    """The submission key."""
    started_at: datetime


def write(token: FormToken, secrets: tuple[str, ...]) -> str:
    """The token as text, signed with the present key."""
    said = f"{token.ref}.{token.version_id}.{token.key}.{int(token.started_at.timestamp())}"
    return _signer(secrets).sign(said).decode()


def read(text: str, secrets: tuple[str, ...]) -> FormToken:
    """The token in `text`; raises InvalidInput for anything that we did not sign for this purpose."""
    try:
        ref, version_id, key, started = _signer(secrets).unsign(text).decode().split(".")
        return FormToken(ref, int(version_id), key, datetime.fromtimestamp(int(started), UTC))
    except (BadData, ValueError, OverflowError):
        raise InvalidInput(_REFUSED) from None


@lru_cache(maxsize=8)
def _signer(secrets: tuple[str, ...]) -> Signer:
    # itsdangerous signs with the last key and accepts every one of them.
    return Signer(list(reversed(secrets)), salt="respond-form", digest_method=hashlib.sha256)
