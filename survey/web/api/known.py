"""What the query of a request may hold."""

from __future__ import annotations

from flask import request

from survey.errors import InvalidInput
from survey.language import m

__all__ = ["require_known"]


def require_known(names: frozenset[str]) -> None:
    """Refuses (InvalidInput) other names: a filter that is misspelt must not be taken for no filter."""
    unknown = sorted(set(request.args) - names)
    if unknown:
        raise InvalidInput(
            m(
                "不认识的参数：%(unknown)s。可用的有：%(names)s。",
                unknown=" ".join(unknown),
                names=" ".join(sorted(names)) or "—",
            )
        )
