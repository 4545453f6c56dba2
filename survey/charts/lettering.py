"""How wide a text is, and how it is broken or cut to a width; figures as a report writes them."""

from __future__ import annotations

import unicodedata
from math import isfinite

__all__ = ["NOTHING", "clean", "figure", "lines_of", "percent", "signed", "text_width"]

NOTHING = "—"
_CUT = "…"
_NARROW_EM = 0.55


def clean(text: str) -> str:
    """The text on one line, without the characters XML forbids or that turn the direction of others."""
    kept = "".join(" " if char.isspace() else char for char in text if _allowed(char))
    return " ".join(kept.split())


def _allowed(char: str) -> bool:
    if char.isspace():
        return True
    if unicodedata.category(char) in ("Cc", "Cs", "Co") or ord(char) & 0xFFFE == 0xFFFE:
        return False
    return not ("\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069")


def text_width(text: str, size: float) -> float:
    """The estimated width: a Chinese character is 1 em, a Latin one .55 em, a mark put on another nothing."""
    return size * sum(_em(char) for char in text)


def _em(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" and char not in "−±·…—" else _NARROW_EM


def lines_of(text: str, width: float, size: float, most: int = 2) -> tuple[str, ...]:
    """The text on at most `most` lines of `width`, cut with "…" when it does not fit; never empty."""
    lines: list[str] = []
    rest = clean(text)
    while rest and len(lines) < most:
        taken = _fitting(rest, width, size)
        lines.append(rest[:taken].rstrip())
        rest = rest[taken:].lstrip()
    if rest and lines:
        last = lines[-1]
        while last and text_width(last + _CUT, size) > width:
            last = last[:-1]
        lines[-1] = last + _CUT
    return tuple(lines) or ("",)


def _fitting(text: str, width: float, size: float) -> int:
    """How many characters go on one line: back to a space inside Latin words, at least one."""
    used, taken = 0.0, 0
    for char in text:
        used += size * _em(char)
        if used > width:
            break
        taken += 1
    if taken >= len(text):
        return len(text)
    space = text.rfind(" ", 0, taken + 1)
    inside_word = text[taken].isascii() and text[taken] != " " and taken > 0 and text[taken - 1].isascii()
    return space if inside_word and space > 0 else max(taken, 1)


def figure(value: float | None, digits: int = 1) -> str:
    """The figure with a real minus sign, "—" when there is none."""
    if value is None or not isfinite(value):
        return NOTHING
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def signed(value: float | None, digits: int = 1) -> str:
    """The figure with its sign always shown: "+0.3", "−1.2", "0.0"."""
    text = figure(value, digits)
    return text if text == NOTHING or text.startswith("−") or float(text) == 0 else "+" + text


def percent(share: float | None, digits: int = 0) -> str:
    """A share (0–1) as a percentage."""
    text = figure(None if share is None else 100 * share, digits)
    return text if text == NOTHING else text + "%"
