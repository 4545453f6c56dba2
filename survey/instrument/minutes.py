"""How long a questionnaire takes: the seconds of its items along the path shown."""

from __future__ import annotations

from collections.abc import Mapping

from survey.instrument.definition import Definition
from survey.instrument.routing import path
from survey.questions import Json, get

__all__ = ["minutes"]


def minutes(definition: Definition, answers: Mapping[str, Json] | None = None) -> int:
    """Whole minutes, at least 1, that the items shown for `answers` take; without answers, from the start.

    Nothing answered yet shows the items that everybody sees, those behind conditions are left out.
    """
    seconds = sum(get(item.type).seconds(item) for item in path(definition, answers or {}).items())
    return max(1, int(seconds / 60 + 0.5))
