"""Reading questionnaires and versions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.errors import NotFound
from survey.instrument.definition import Definition
from survey.instrument.diff import Diff, compare
from survey.instrument.minutes import minutes
from survey.language import m
from survey.questionnaires.frozen import cached
from survey.questionnaires.models import Questionnaire, Version
from survey.questions import Text, get

__all__ = [
    "Row",
    "VersionRow",
    "by_key",
    "by_ref",
    "changed_since",
    "definition_of",
    "draft_of",
    "listing",
    "published_types",
    "sha256_of",
    "version_by_ref",
    "version_rows",
    "versions_of",
]


@dataclass(frozen=True, slots=True)
class Row:
    """One questionnaire as the list shows it."""

    questionnaire: Questionnaire
    latest: Version | None
    items: int
    minutes: int
    changed: bool
    """Whether the draft differs from the latest version (or nothing was published yet)."""

    @property
    def state(self) -> str:
        """`retired`, `draft` (never published), `published` or `changed` (published, draft ahead)."""
        if self.questionnaire.retired_at is not None:
            return "retired"
        if self.latest is None:
            return "draft"
        return "changed" if self.changed else "published"


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version beside what it changed against the one before (None for the first)."""

    version: Version
    definition: Definition
    before: Definition | None
    diff: Diff | None


def by_ref(session: Session, ref: str) -> Questionnaire:
    """The questionnaire known outside as `ref`; raises NotFound."""
    found = session.scalar(sa.select(Questionnaire).where(Questionnaire.ref == ref))
    if found is None:
        raise NotFound(m("没有找到这份问卷。可能链接不完整。"))
    return found


def by_key(session: Session, key: str) -> Questionnaire:
    """The questionnaire called `key` in commands; raises NotFound."""
    found = session.scalar(sa.select(Questionnaire).where(Questionnaire.key == key))
    if found is None:
        raise NotFound(m("没有代码为“%(key)s”的问卷。用 questionnaire list 查看已有的。", key=key))
    return found


def version_by_ref(session: Session, ref: str) -> Version:
    """The version known outside as `ref`; raises NotFound."""
    found = session.scalar(sa.select(Version).where(Version.ref == ref))
    if found is None:
        raise NotFound(m("没有找到这个问卷版本。可能链接不完整。"))
    return found


def versions_of(session: Session, questionnaire: Questionnaire) -> Sequence[Version]:
    """Its versions, newest first."""
    chosen = sa.select(Version).where(Version.questionnaire_id == questionnaire.id)
    return session.scalars(chosen.order_by(Version.number.desc())).all()


def listing(session: Session, *, retired: bool = False) -> list[Row]:
    """Every questionnaire, last changed first; retired ones only when asked for."""
    chosen = sa.select(Questionnaire).order_by(Questionnaire.changed_at.desc(), Questionnaire.id.desc())
    if not retired:
        chosen = chosen.where(Questionnaire.retired_at.is_(None))
    newest = (
        sa.select(Version.questionnaire_id, sa.func.max(Version.number).label("number"))
        .group_by(Version.questionnaire_id)
        .subquery()
    )
    versions = sa.select(Version).join(
        newest,
        sa.and_(Version.questionnaire_id == newest.c.questionnaire_id, Version.number == newest.c.number),
    )
    latest = {version.questionnaire_id: version for version in session.scalars(versions)}
    return [_row(one, latest.get(one.id)) for one in session.scalars(chosen)]


def _row(questionnaire: Questionnaire, latest: Version | None) -> Row:
    definition = draft_of(questionnaire)
    return Row(
        questionnaire=questionnaire,
        latest=latest,
        items=sum(get(item.type).asks for item in definition.items()),
        minutes=minutes(definition),
        changed=changed_since(questionnaire, latest),
    )


def changed_since(questionnaire: Questionnaire, version: Version | None) -> bool:
    """Whether the draft says something else than `version`."""
    return version is None or sha256_of(questionnaire.draft) != version.sha256


def version_rows(session: Session, questionnaire: Questionnaire) -> list[VersionRow]:
    """Its versions, newest first, each with what it changed against the one before."""
    versions = versions_of(session, questionnaire)
    definitions = [definition_of(version) for version in versions]
    before = [*definitions[1:], None]
    return [
        VersionRow(version, new, old, compare(old, new) if old else None)
        for version, new, old in zip(versions, definitions, before, strict=False)
    ]


def published_types(session: Session, questionnaire: Questionnaire) -> dict[str, str]:
    """Item key → question type over all its versions: keys that mean something for ever."""
    found: dict[str, str] = {}
    for version in reversed(versions_of(session, questionnaire)):
        found |= {item.key: item.type for item in definition_of(version).items()}
    return found


def draft_of(questionnaire: Questionnaire) -> Definition:
    """The draft as a definition."""
    return Definition.model_validate(questionnaire.draft)


def definition_of(version: Version) -> Definition:
    """The version's definition, read once per process: it never changes."""
    return cached(version.sha256, version.definition)


def dimension_labels(session: Session) -> dict[str, Text]:
    """Dimension key → its label, over everything published; where versions differ, as in the newest."""
    versions = session.scalars(sa.select(Version).order_by(Version.published_at))
    return {
        dimension.key: dimension.label
        for version in versions
        for dimension in definition_of(version).dimensions
    }


def sha256_of(definition: dict[str, Any]) -> str:
    """The fingerprint of a definition: SHA-256 over its canonical JSON."""
    text = json.dumps(definition, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
