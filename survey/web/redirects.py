"""Where to go next, when the request itself says so: only ever to a path of ours."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote, urlsplit

__all__ = ["own_path"]


def own_path(wanted: str | None) -> str | None:
    """`wanted` when it is a plain absolute path on this site, else None."""
    if not wanted or len(wanted) > 2000:
        return None
    for text in (wanted, unquote(wanted), unquote(unquote(wanted))):
        # Browsers read \\ as / and drop tabs and line breaks: all of them could turn a path into a host.
        if not text.startswith("/") or text.startswith(("//", "/\\")) or "\\" in text:
            return None
        if any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in text):
            return None
        parts = urlsplit(text)
        if parts.scheme or parts.netloc:
            return None
    return wanted
