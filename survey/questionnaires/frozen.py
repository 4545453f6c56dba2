"""Published definitions, read once per process: a version never changes."""

from __future__ import annotations

from typing import Any, Final

from survey.instrument.definition import Definition

__all__ = ["cached"]

_MOST: Final = 200
_loaded: dict[str, Definition] = {}


def cached(sha256: str, data: dict[str, Any] | None = None) -> Definition:
    """The definition with that content hash; KeyError when it was never read and `data` is not given."""
    definition = _loaded.get(sha256)
    if definition is None:
        if data is None:
            raise KeyError(sha256)
        if len(_loaded) >= _MOST:
            _loaded.pop(next(iter(_loaded)), None)
        definition = _loaded[sha256] = Definition.model_validate(data)
    return definition
