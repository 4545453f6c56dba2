"""A comment parted into clauses: at punctuation and before words of contrast or addition."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

__all__ = ["Clause", "clauses"]

_BOUNDARY: Final = re.compile(
    r"(?P<stop>[。！!？?；;\n]+)"
    r"|(?P<pause>[，,、…～~]+|(?<=[^\x00-\x7f])[ ]+|[ ]+(?=[^\x00-\x7f])|(?<=[a-z])\.+(?=\s|$))"
    r"|(?P<contrast>(?<![不非])但是?(?!凡)|可是|然而|可惜|(?<!只)(?<!好)不过(?![关分来去硬多错如])"
    r"|(?<![也这那本不早])就是(?!说)|(?<![不老])只是|美中不足|唯独|唯一|却(?!之)|\bbut\b)"
    r"|(?P<addition>而且|并且|同时|另外|此外|其次|还有就是|再就是)"
    r"|(?P<except>除了|除去|除开|除却)"
)
_EXCEPT_END: Final = re.compile(r"以外|之外|外(?=其|，|,|都|$)|(?=都|其他|其它|别的|一切|总体|整体)")


class Clause(NamedTuple):
    """A span of the text; whether it follows a contrast, is excepted (除了…), and what ended it."""

    start: int
    end: int
    is_contrast: bool = False
    is_excepted: bool = False
    ends_sentence: bool = False
    is_listed: bool = False
    is_asked: bool = False


def clauses(text: str) -> list[Clause]:
    """The clauses in order; places are those of `text`, separators belong to no clause."""
    found: list[Clause] = []
    start, contrast, excepted = 0, False, False
    for mark in _BOUNDARY.finditer(text):
        kind, (begins, ends) = mark.lastgroup, mark.span()
        if kind == "stop":
            _add(found, text, Clause(start, begins, contrast, excepted, True, False, text[begins] in "?？"))
        else:
            _add(found, text, Clause(start, begins, contrast, excepted, False, mark.group() == "、"))
        if kind in {"stop", "pause"}:
            start = ends
            contrast, excepted = (False, False) if found and found[-1].end > 0 else (contrast, excepted)
        else:
            start = begins
            contrast, excepted = kind == "contrast", kind == "except"
    _add(found, text, Clause(start, len(text), contrast, excepted, True))
    return found


def _add(found: list[Clause], text: str, clause: Clause) -> None:
    """Adds the clause without the blanks around it; where it is excepted, what follows it as another."""
    part = text[clause.start : clause.end]
    stripped = part.strip()
    if not stripped:
        return
    if len(stripped) < len(part):
        start = clause.start + part.index(stripped[0])
        clause = clause._replace(start=start, end=start + len(stripped))
    if clause.is_excepted:
        start, end = clause.start, clause.end
        rest = _EXCEPT_END.search(text, start + 2, end)
        if rest and rest.start() < end:
            found.append(Clause(start, rest.start(), clause.is_contrast, True))
            if rest.end() < end:
                found.append(clause._replace(start=rest.end(), is_contrast=False, is_excepted=False))
            return
    found.append(clause)
