"""The definition that a wave asks, by the version it was opened with."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.errors import NotFound
from survey.instrument.definition import Definition
from survey.language import m
from survey.questionnaires.frozen import cached
from survey.questionnaires.models import Version

__all__ = ["definition_of"]


def definition_of(session: Session, version_id: int) -> Definition:
    """The definition of a published version; raises NotFound."""
    found = session.execute(
        sa.select(Version.sha256, Version.definition).where(Version.id == version_id)
    ).one_or_none()
    if found is None:
        raise NotFound(m("没有找到这个问卷版本。"))
    return cached(found.sha256, found.definition)
