"""Text that a spreadsheet would run as a formula: made harmless on the way out, restored on the way in.

A guarded text starts with one apostrophe more. Texts that already start with apostrophes before such a
sign get one too, so that `unguard(guard(text)) == text` for every text.
"""

from __future__ import annotations

import re

__all__ = ["guard", "unguard"]

_SIGNS = "=+\\-@\t\r\n＝＋－＠"
_TO_GUARD = re.compile(f"'*[{_SIGNS}]").match
_GUARDED = re.compile(f"'+[{_SIGNS}]").match


def guard(text: str) -> str:
    """The text as it may stand in a CSV cell: an apostrophe before what would start a formula."""
    return "'" + text if _TO_GUARD(text) else text


def unguard(text: str) -> str:
    """The text as it was before `guard`."""
    return text[1:] if text[:1] == "'" and _GUARDED(text) else text
