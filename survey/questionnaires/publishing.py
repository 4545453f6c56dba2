"""Publishing under document control: a draft becomes a frozen, numbered version (R41)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.errors import Conflict, Forbidden, InvalidDefinition, InvalidInput
from survey.instrument.lint import has_errors, lint
from survey.language import Message, m
from survey.questionnaires import queries, service
from survey.questionnaires.models import Questionnaire, Version

__all__ = ["Control", "new_draft_from", "publish", "retire_version"]

_LENGTHS: Final = {
    "document_no": 60,
    "revision": 20,
    "prepared_by": 60,
    "reviewed_by": 60,
    "approved_by": 60,
    "change_note": 2000,
}
_REQUIRED: Final = ("document_no", "revision", "prepared_by", "approved_by")


@dataclass(frozen=True, slots=True)
class Control:
    """The document control of one version; the review may be switched off (empty)."""

    document_no: str
    revision: str
    prepared_by: str
    reviewed_by: str
    approved_by: str
    effective_on: date
    change_note: str = ""

    def stripped(self) -> Control:
        """The same without blanks around the words."""
        return Control(
            effective_on=self.effective_on, **{name: getattr(self, name).strip() for name in _LENGTHS}
        )


def publish(
    session: Session,
    ref: str,
    control: Control,
    actor: Actor,
    now: datetime,
    *,
    stamp: int | None = None,
) -> Version:
    """The draft as a new version, frozen and numbered.

    `stamp` is the draft that the person saw; a later one raises Conflict. Raises InvalidDefinition
    with the findings when there are errors, InvalidInput for the control, Conflict when that
    revision exists or nothing has changed.
    """
    if not service.may_edit(actor):
        raise Forbidden(m("只有质量管理员和管理员可以发布问卷。"))
    row = _locked(session, ref)
    if row.retired_at is not None:
        raise Conflict(m("这份问卷已停用，不能发布。需要时请先恢复使用。"))
    if stamp is not None and stamp != row.draft_stamp:
        raise Conflict(m("您打开这一页之后，草稿又有修改。请看过修改后的草稿再发布。"))
    control = control.stripped()
    _check(session, row, control)
    definition = queries.draft_of(row)
    findings = lint(definition)
    if has_errors(findings):
        n = sum(finding.severity == "error" for finding in findings)
        raise InvalidDefinition(m("问卷有 %(n)d 处错误，改正后才能发布。", n=n), findings)
    return _freeze(session, row, control, actor, now)


def _freeze(session: Session, row: Questionnaire, control: Control, actor: Actor, now: datetime) -> Version:
    frozen = queries.draft_of(row).to_json()
    versions = queries.versions_of(session, row)
    version = Version(
        questionnaire_id=row.id,
        number=versions[0].number + 1 if versions else 1,
        definition=frozen,
        sha256=queries.sha256_of(frozen),
        document_no=control.document_no,
        revision=control.revision,
        prepared_by=control.prepared_by,
        reviewed_by=control.reviewed_by,
        approved_by=control.approved_by,
        effective_on=control.effective_on,
        change_note=control.change_note,
        published_at=now,
        published_by=str(actor),
    )
    session.add(version)
    session.flush()
    audit.record(
        session,
        actor,
        "questionnaire.publish",
        subject=row.key,
        now=now,
        number=version.number,
        document_no=version.document_no,
        revision=version.revision,
        sha256=version.sha256,
    )
    return version


def _locked(session: Session, ref: str) -> Questionnaire:
    """The questionnaire, held until the end of the unit of work, so that numbers are given in turn."""
    row = queries.by_ref(session, ref)
    session.refresh(row, with_for_update=True)
    return row


def _check(session: Session, row: Questionnaire, control: Control) -> None:
    problems: dict[str, Message] = {}
    for name, longest in _LENGTHS.items():
        value = getattr(control, name)
        if name in _REQUIRED and not value:
            problems[name] = m("这一项必须填写。")
        elif len(value) > longest:
            problems[name] = m("这一项不能超过 %(max)d 个字。", max=longest)
    if problems:
        raise InvalidInput(m("文件控制信息还不完整。"), problems)
    _refuse_same_revision(session, row, control)


def _refuse_same_revision(session: Session, row: Questionnaire, control: Control) -> None:
    """A revision names one content for ever: in this questionnaire, and under that document number."""
    same = sa.select(Version).where(
        Version.revision == control.revision,
        sa.or_(Version.questionnaire_id == row.id, Version.document_no == control.document_no),
    )
    if session.scalars(same).first() is not None:
        problem = m(
            "%(document_no)s 的版本 %(revision)s 已经发布过。内容有改动时请用新的版本号。",
            document_no=control.document_no,
            revision=control.revision,
        )
        raise Conflict(problem)


def new_draft_from(
    session: Session,
    version_ref: str,
    stamp: int,
    actor: Actor,
    now: datetime,
    *,
    discard: bool = False,
) -> Questionnaire:
    """The questionnaire with the version's content as its draft.

    A draft with changes not yet published is only replaced with `discard`.
    """
    version = queries.version_by_ref(session, version_ref)
    row = session.get_one(Questionnaire, version.questionnaire_id)
    fingerprint = queries.sha256_of(row.draft)
    published = {one.sha256 for one in queries.versions_of(session, row)}
    if fingerprint not in published and not discard:
        raise Conflict(m("草稿里有尚未发布的修改。确认放弃这些修改后，才能用这个版本替换草稿。"))
    return service.save_draft(session, row.ref, version.definition, stamp, actor, now)


def retire_version(session: Session, version_ref: str, actor: Actor, now: datetime) -> Version:
    """The version out of use: no new wave fields it; running ones go on, its answers stay."""
    if not service.may_edit(actor):
        raise Forbidden(m("只有质量管理员和管理员可以停用问卷版本。"))
    version = queries.version_by_ref(session, version_ref)
    if version.retired_at is None:
        version.retired_at = now
        session.flush()
        audit.record(
            session,
            actor,
            "questionnaire.retire_version",
            subject=version.document_no,
            now=now,
            revision=version.revision,
        )
    return version
