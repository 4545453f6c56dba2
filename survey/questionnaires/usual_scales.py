"""The scales that a new item is rated on until others are chosen."""

from __future__ import annotations

from collections import Counter
from typing import Final

from survey.instrument.definition import Definition
from survey.questions import Item, QuestionType

__all__ = ["usual_scales"]

_SATISFACTION: Final = "satisfaction5"
_IMPORTANCE: Final = "importance5"
_WANTED: Final = {"importance": _IMPORTANCE, "performance": _SATISFACTION, "score": _SATISFACTION}
"""Role → the scale of the built-in questionnaires. Expectations have no scale that fits any company's."""


def usual_scales(definition: Definition, kind: QuestionType) -> dict[str, str]:
    """Role → key of a scale of the questionnaire; a role for which none is meant is left open, to be chosen.

    The scale of the built-in questionnaires where the questionnaire has it and the type takes it; else what
    items of the same type are rated on; else the only scale that the type takes （0–10 for 推荐意愿）.
    """
    found = {role: _usual(definition, kind, role) for role in kind.scale_roles}
    return {role: key for role, key in found.items() if key is not None}


def _usual(definition: Definition, kind: QuestionType, role: str) -> str | None:
    complaints = {key: _complaints(definition, kind, role, key) for key in definition.scale_by_key}
    fewest = min(complaints.values(), default=0)
    fitting = [key for key, n in complaints.items() if n == fewest]
    if _WANTED.get(role) in fitting:
        return _WANTED[role]
    alike = Counter(
        item.scales[role] for item in definition.items() if item.type == kind.name and role in item.scales
    )
    if alike:
        return alike.most_common(1)[0][0]
    return fitting[0] if len(fitting) == 1 < len(complaints) else None


def _complaints(definition: Definition, kind: QuestionType, role: str, key: str) -> int:
    item = Item(key="new", type=kind.name, text={"zh": "—"}, scales={role: key})
    return len(list(kind.check(item, definition.scale_by_key)))
