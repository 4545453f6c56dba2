"""The unit that a heading of money names at its end: 销售额 2025（万元，不含税）."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["unit_in", "yuan_per"]

_BRACKETS: Final = re.compile(r"\(([^()]*)\)$")
_YUAN: Final = re.compile(r"(亿|千万|百万|万|千)元|^(亿|千万|百万|万|千)$")
_FOREIGN: Final = re.compile(r"(美|欧|日|港|澳)元|英镑|卢布|韩元|\b(usd|eur|jpy|hkd|gbp|rub|krw)\b|[$€£]")
_WORTH: Final = {"千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8}


def unit_in(header: str) -> str:
    """What stands in brackets at the end of the heading, '' where nothing does."""
    found = _BRACKETS.search(unicodedata.normalize("NFKC", header).strip().lower())
    return found[1].strip() if found else ""


def yuan_per(header: str) -> float | None:
    """How many yuan a figure of 1 under the heading stands for: 1 where it names no unit; None for foreign money."""
    unit = unit_in(header)
    if _FOREIGN.search(unit):
        return None
    found = _YUAN.search(unit)
    return _WORTH[found[1] or found[2]] if found else 1.0
