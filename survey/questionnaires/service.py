"""Making questionnaires and changing their drafts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.errors import Conflict, Forbidden, InvalidInput
from survey.instrument import library
from survey.instrument.definition import Definition, Section
from survey.instrument.load import load_definition
from survey.language import m
from survey.questionnaires import queries
from survey.questionnaires.editing import update
from survey.questionnaires.models import Questionnaire

__all__ = [
    "EDITORS",
    "Change",
    "copy",
    "create_blank",
    "create_from_definition",
    "create_from_template",
    "edit",
    "free_key",
    "may_edit",
    "retire",
    "revive",
    "save_draft",
]

Change = Callable[[Definition], Definition]

EDITORS: Final = ("quality",)
"""Who may change questionnaires, besides the administrator."""

_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
_LONGEST_TITLE: Final = 200


def may_edit(actor: Actor) -> bool:
    """Whether the person may make, change and publish questionnaires."""
    return actor.may(*EDITORS)


def create_from_template(
    session: Session, template_key: str, key: str, title: str, actor: Actor, now: datetime
) -> Questionnaire:
    """A questionnaire whose draft is the built-in one; an empty title keeps the built-in title."""
    definition = library.template(template_key)
    return _create(session, definition, key, title, actor, now, template_key=template_key)


def create_blank(
    session: Session, key: str, title: str, actor: Actor, now: datetime, *, kind: str = "satisfaction"
) -> Questionnaire:
    """A questionnaire with the notice and consent, the two usual scales, and one empty section."""
    standard = library.template("iso_b2b")
    notice = next(s for s in standard.sections if any(item.type == "consent" for item in s.items))
    definition = Definition.model_validate(
        {
            "key": key if _KEY.fullmatch(key) else "blank",
            "title": title,
            "kind": kind,
            "thanks": standard.thanks,
            "scales": library.spare_scales(),
            "sections": (notice, Section(key="main", title={"zh": "评价项目", "en": "Rated items"})),
        }
    )
    return _create(session, definition, key, title, actor, now)


def create_from_definition(
    session: Session, definition: Definition, key: str, actor: Actor, now: datetime
) -> Questionnaire:
    """A questionnaire whose draft is `definition`, as an import makes it."""
    return _create(session, definition, key, "", actor, now)


def copy(session: Session, ref: str, key: str, title: str, actor: Actor, now: datetime) -> Questionnaire:
    """A new questionnaire with the draft of another; it has no versions yet."""
    source = queries.by_ref(session, ref)
    definition = queries.draft_of(source)
    return _create(session, definition, key, title, actor, now, template_key=source.template_key)


def _create(
    session: Session,
    definition: Definition,
    key: str,
    title: str,
    actor: Actor,
    now: datetime,
    *,
    template_key: str = "",
) -> Questionnaire:
    _require_editor(actor)
    _check_key(session, key)
    heading = definition.title | ({"zh": title.strip()} if title.strip() else {})
    draft = update(definition, key=key, title=heading)
    row = Questionnaire(
        key=key,
        title=_title(draft),
        kind=draft.kind,
        template_key=template_key,
        draft=draft.to_json(),
        draft_stamp=1,
        changed_at=now,
        changed_by=str(actor),
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "questionnaire.create", subject=key, now=now, template=template_key)
    return row


def free_key(session: Session, wished: str) -> str:
    """`wished` when no questionnaire has that key, else with the first free number behind it."""
    taken = set(session.scalars(sa.select(Questionnaire.key).where(Questionnaire.key.startswith(wished))))
    if wished not in taken:
        return wished
    number = 2
    while f"{wished}_{number}" in taken:
        number += 1
    return f"{wished}_{number}"


def save_draft(
    session: Session,
    ref: str,
    definition: Definition | Mapping[str, Any],
    stamp: int,
    actor: Actor,
    now: datetime,
) -> Questionnaire:
    """The questionnaire with its draft replaced; its stamp is one higher.

    Raises Conflict when the draft was changed after `stamp` (nothing is written), InvalidDefinition
    with findings when `definition` cannot be read.
    """
    _require_editor(actor)
    row = queries.by_ref(session, ref)
    return _store(session, row, definition, stamp, actor, now)


def edit(
    session: Session, ref: str, change: Change, stamp: int, actor: Actor, now: datetime
) -> Questionnaire:
    """The questionnaire with `change` applied to its draft; raises as `save_draft` and `change` do."""
    _require_editor(actor)
    row = queries.by_ref(session, ref)
    if row.draft_stamp != stamp:
        raise _stale(row)
    return _store(session, row, change(queries.draft_of(row)), stamp, actor, now)


def _store(
    session: Session,
    row: Questionnaire,
    definition: Definition | Mapping[str, Any],
    stamp: int,
    actor: Actor,
    now: datetime,
) -> Questionnaire:
    if row.retired_at is not None:
        raise Conflict(m("这份问卷已停用，不能修改。需要时请先恢复使用，或复制成一份新的。"))
    loaded = definition if isinstance(definition, Definition) else load_definition(definition)
    draft = update(loaded, key=row.key)
    _refuse_changed_types(session, row, draft)
    written = session.execute(
        sa.update(Questionnaire)
        .where(Questionnaire.id == row.id, Questionnaire.draft_stamp == stamp)
        .values(
            draft=draft.to_json(),
            draft_stamp=stamp + 1,
            title=_title(draft),
            kind=draft.kind,
            changed_at=now,
            changed_by=str(actor),
        )
        .returning(Questionnaire.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    session.refresh(row)
    if written is None:
        raise _stale(row)
    return row


def _stale(row: Questionnaire) -> Conflict:
    return Conflict(
        m(
            "您打开这一页之后，%(who)s改过这份问卷，您的修改还没有保存。请核对后再保存一次。",
            who=row.changed_by or "—",
        )
    )


def _refuse_changed_types(session: Session, row: Questionnaire, draft: Definition) -> None:
    """A key that was published keeps its question type: a report joins years by key."""
    types = queries.published_types(session, row)
    for item in draft.items():
        if types.get(item.key, item.type) != item.type:
            raise Conflict(
                m(
                    "题目“%(key)s”已随发布的版本使用，不能改成另一种题型。请删去后用新代码另加一题。",
                    key=item.key,
                )
            )


def retire(session: Session, ref: str, actor: Actor, now: datetime) -> Questionnaire:
    """The questionnaire out of use: it opens no new wave, its versions and answers stay."""
    _require_editor(actor)
    row = queries.by_ref(session, ref)
    if row.retired_at is None:
        row.retired_at = now
        session.flush()
        audit.record(session, actor, "questionnaire.retire", subject=row.key, now=now)
    return row


def revive(session: Session, ref: str, actor: Actor, now: datetime) -> Questionnaire:
    """The questionnaire in use again."""
    _require_editor(actor)
    row = queries.by_ref(session, ref)
    if row.retired_at is not None:
        row.retired_at = None
        session.flush()
        audit.record(session, actor, "questionnaire.revive", subject=row.key, now=now)
    return row


def _require_editor(actor: Actor) -> None:
    if not may_edit(actor):
        raise Forbidden(m("只有质量管理员和管理员可以修改问卷。"))


def _check_key(session: Session, key: str) -> None:
    if not _KEY.fullmatch(key):
        problem = m("代码由小写字母、数字和下划线组成，以字母开头，不超过 60 个字符。")
        raise InvalidInput(problem, {"key": problem})
    if session.scalar(sa.select(Questionnaire.id).where(Questionnaire.key == key)) is not None:
        problem = m("已有代码为“%(key)s”的问卷，请换一个代码。", key=key)
        raise InvalidInput(problem, {"key": problem})


def _title(definition: Definition) -> str:
    title = definition.title.get("zh", "").strip()
    if not title or len(title) > _LONGEST_TITLE:
        problem = m("问卷要有中文标题，不超过 %(max)d 个字。", max=_LONGEST_TITLE)
        raise InvalidInput(problem, {"title": problem})
    return title
