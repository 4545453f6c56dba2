"""Display conditions written as expressions, where they are simple enough to be conditions of ours.

Understood are comparisons of one question with one value, joined by `and` or by `or`; anything else gives
None and is reported, never guessed at and never evaluated.
"""

from __future__ import annotations

import re
from typing import Any, Final

__all__ = ["of_expression"]

_LONGEST: Final = 2000
_TERM: Final = re.compile(
    r"""^\(*\s*\{?(?P<item>[A-Za-z_][\w-]*)(?:\.NAOK|\.shown)?\}?\s*
    (?:(?P<sign>=|==|!=|<>|>=|<=|anyof|contains|eq|ne|ge|le)\s*
       (?P<value>\[[^\[\]]*\]|'[^']*'|"[^"]*"|-?\d+(?:\.\d+)?|true|false)\s*
      |(?P<unary>notempty|empty))\s*\)*$""",
    re.X | re.I,
)
_LISTED: Final = re.compile(r"""'([^']*)'|"([^"]*)"|(-?\d+(?:\.\d+)?)""")
_JOIN: Final = {"all": re.compile(r"\s+(?:and|&&)\s+", re.I), "any": re.compile(r"\s+(?:or|\|\|)\s+", re.I)}


def of_expression(expression: str) -> dict[str, Any] | None:
    """The condition with the file's own names in it, None where it is not understood."""
    if len(expression) > _LONGEST:
        return None
    text = " ".join(expression.split())  # runs of spaces would cost the patterns time
    for joined, pattern in _JOIN.items():
        parts = pattern.split(text)
        if len(parts) > 1:
            terms = [_term(part) for part in parts]
            return None if None in terms else {joined: terms}
    return _term(text)


def _term(text: str) -> dict[str, Any] | None:
    found = _TERM.match(text.strip())
    if found is None:
        return None
    item, unary = found["item"], (found["unary"] or "").lower()
    if unary:
        return {"item": item, "answered": unary == "notempty"}
    sign, value = found["sign"].lower(), found["value"].strip("'\"")
    if value.startswith("["):
        return _listed(item, value) if sign in ("=", "==", "anyof", "contains") else None
    if sign in (">=", "ge", "<=", "le"):
        return _limit(item, "at_least" if sign in (">=", "ge") else "at_most", value)
    test = {"item": item, "is": value}
    return {"not": test} if sign in ("!=", "<>", "ne") else test


def _listed(item: str, text: str) -> dict[str, Any] | None:
    """One of several answers: `['a', 'b']`."""
    values = [found[1] or found[2] or found[3] for found in _LISTED.finditer(text)]
    tests = [{"item": item, "is": value} for value in values]
    return {"any": tests} if len(tests) > 1 else next(iter(tests), None)


def _limit(item: str, name: str, value: str) -> dict[str, Any] | None:
    try:
        return {"item": item, name: float(value)}
    except ValueError:
        return None
