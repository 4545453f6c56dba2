"""A comment parted into clauses: at punctuation and before words of contrast or addition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

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


@dataclass(frozen=True, slots=True)
class Clause:
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
        kind = mark.lastgroup
        ended = kind == "stop"
        _add(
            found,
            text,
            Clause(
                start,
                mark.start(),
                contrast,
                excepted,
                ended,
                mark.group() == "、",
                ended and mark.group()[0] in "?？",
            ),
        )
        if kind in {"stop", "pause"}:
            start = mark.end()
            contrast, excepted = (False, False) if found and found[-1].end > 0 else (contrast, excepted)
        else:
            start = mark.start()
            contrast, excepted = kind == "contrast", kind == "except"
    _add(found, text, Clause(start, len(text), contrast, excepted, True))
    return found


def _add(found: list[Clause], text: str, clause: Clause) -> None:
    part = text[clause.start : clause.end]
    stripped = part.strip()
    if not stripped:
        return
    start = clause.start + part.index(stripped[0])
    end = start + len(stripped)
    if clause.is_excepted and (rest := _EXCEPT_END.search(text, start + 2, end)) and rest.start() < end:
        found.append(Clause(start, rest.start(), clause.is_contrast, True))
        start = rest.end()
        if start < end:
            found.append(
                Clause(start, end, False, False, clause.ends_sentence, clause.is_listed, clause.is_asked)
            )
        return
    found.append(
        Clause(
            start,
            end,
            clause.is_contrast,
            clause.is_excepted,
            clause.ends_sentence,
            clause.is_listed,
            clause.is_asked,
        )
    )
