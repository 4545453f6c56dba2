"""Published definitions, read once per process: a version never changes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.errors import NotFound
from survey.instrument.definition import Definition
from survey.language import m
from survey.questionnaires.models import Version

__all__ = ["cached", "definition_of"]

_loaded: dict[str, Definition] = {}
_MOST = 200


def definition_of(session: Session, version_id: int) -> Definition:
    """The definition of a published version."""
    found = session.execute(
        sa.select(Version.sha256, Version.definition).where(Version.id == version_id)
    ).one_or_none()
    if found is None:
        raise NotFound(m("没有找到这个问卷版本。"))
    return cached(found.sha256, found.definition)


def cached(sha256: str, data: dict[str, Any] | None = None) -> Definition:
    """The definition with that content hash; KeyError when it was never read and `data` is not given."""
    definition = _loaded.get(sha256)
    if definition is None:
        if data is None:
            raise KeyError(sha256)
        if len(_loaded) >= _MOST:
            _loaded.pop(next(iter(_loaded)))
        definition = _loaded[sha256] = _validated(data)
    return definition


def _validated(data: dict[str, Any]) -> Definition:
    return Definition.model_validate(data)
