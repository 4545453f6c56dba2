"""The respondent's door: what stands behind a token, found with one statement compiled once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, NoReturn

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from survey.accounts.models import Company, StoredFile
from survey.customers.models import Contact, Customer
from survey.errors import Closed, NotFound
from survey.fieldwork import tokens
from survey.fieldwork.definitions import cached
from survey.fieldwork.models import Collector, Draft, Invitation, Wave
from survey.instrument.definition import Definition
from survey.language import m
from survey.questionnaires.models import Version

__all__ = ["CompanyFacts", "Door", "SavedDraft", "State", "find_door", "require_open"]


class State(Enum):
    """Whether answers are taken now."""

    OPEN = "open"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What respondents' pages say about the company; equal facts make equal pages."""

    name: str
    short_name: str
    department: str
    privacy_contact: str
    hotline: str
    retention: str
    time_zone: str
    logo_ref: str | None

    def record(self) -> Company:
        """The facts in the form that notices are written from."""
        return Company(
            id=1,
            name=self.name,
            short_name=self.short_name,
            department=self.department,
            privacy_contact=self.privacy_contact,
            hotline=self.hotline,
            retention=self.retention,
            time_zone=self.time_zone,
        )


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """Answers in progress and where they go on."""

    answers: dict[str, Any]
    section: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Door:
    """What a token opens: the wave as respondents know it, who was invited, what was saved."""

    ref: str
    invitation_id: int | None
    collector_id: int | None
    mode: str
    wave_id: int
    wave_ref: str
    wave_name: str
    period: str
    privacy: str
    segments: tuple[str, ...]
    k_min: int
    who_can_see: str
    state: State
    opens_at: datetime
    closes_at: datetime
    version_id: int
    sha256: str
    company: CompanyFacts
    customer_id: int | None = None
    contact_id: int | None = None
    class_key: str = ""
    region: str = ""
    industry: str = ""
    product_line: str = ""
    language: str = ""
    record_no: str = ""
    document_no: str = ""
    revision: str = ""
    effective_on: date | None = None
    returned: bool = False
    """An invitation that came back, by whatever way (in anonymous waves: as far as is noted)."""
    draft: SavedDraft | None = None

    @property
    def by_invitation(self) -> bool:
        return self.invitation_id is not None

    @property
    def knows_return(self) -> bool:
        """Whether `returned` can be relied on: of open links and anonymous waves only the key tells."""
        return self.by_invitation and self.privacy != "anonymous"

    @property
    def definition(self) -> Definition:
        """The questionnaire asked; it was read when the door was found."""
        return cached(self.sha256)

    def wave(self) -> Wave:
        """The wave's facts in the form that notices are written from."""
        return Wave(
            id=self.wave_id,
            name=self.wave_name,
            period=self.period,
            privacy=self.privacy,
            who_can_see=self.who_can_see,
        )


def _columns(holder: type[Invitation] | type[Collector]) -> list[sa.Label[Any]]:
    """The same columns for both kinds of holder, so that one statement asks for either."""
    invited = holder is Invitation
    none = sa.null()

    def of_invitation(column: Any, otherwise: Any = None) -> Any:
        return column if invited else (none if otherwise is None else otherwise)

    return [
        holder.ref.label("ref"),
        of_invitation(Invitation.id).label("invitation_id"),
        (none if invited else Collector.id).label("collector_id"),
        (Invitation.mode if invited else Collector.kind).label("mode"),
        (none if invited else Collector.closed_at).label("paused_at"),
        of_invitation(Invitation.customer_id).label("customer_id"),
        of_invitation(Invitation.contact_id).label("contact_id"),
        of_invitation(Invitation.record_no).label("record_no"),
        of_invitation(Invitation.returned_on).label("returned_on"),
        of_invitation(Customer.class_key).label("class_key"),
        of_invitation(Customer.region).label("region"),
        of_invitation(Customer.industry).label("industry"),
        of_invitation(Customer.product_lines).label("product_lines"),
        of_invitation(Contact.language).label("language"),
        Wave.id.label("wave_id"),
        Wave.ref.label("wave_ref"),
        Wave.name.label("wave_name"),
        Wave.period.label("period"),
        Wave.privacy.label("privacy"),
        Wave.segments.label("segments"),
        Wave.k_min.label("k_min"),
        Wave.who_can_see.label("who_can_see"),
        Wave.state.label("wave_state"),
        Wave.opens_at.label("opens_at"),
        Wave.closes_at.label("closes_at"),
        Version.id.label("version_id"),
        Version.sha256.label("sha256"),
        Version.document_no.label("document_no"),
        Version.revision.label("revision"),
        Version.effective_on.label("effective_on"),
        Company.name.label("company_name"),
        Company.short_name.label("short_name"),
        Company.department.label("department"),
        Company.privacy_contact.label("privacy_contact"),
        Company.hotline.label("hotline"),
        Company.retention.label("retention"),
        Company.time_zone.label("time_zone"),
        StoredFile.ref.label("logo_ref"),
        Draft.answers.label("draft_answers"),
        Draft.section.label("draft_section"),
        Draft.started_at.label("draft_started_at"),
    ]


def _statement(holder: type[Invitation] | type[Collector]) -> sa.Select[Any]:
    joined = (
        sa.select(*_columns(holder))
        .select_from(holder)
        .join(Wave, Wave.id == holder.wave_id)
        .join(Version, Version.id == Wave.version_id)
        .join(Company, Company.id == 1)
        .outerjoin(StoredFile, StoredFile.id == Company.logo_file_id)
        .outerjoin(Draft, sa.and_(Draft.wave_id == Wave.id, Draft.key_hash == sa.bindparam("key_hash")))
        .where(holder.token_hash == sa.bindparam("token_hash"))
    )
    if holder is Invitation:
        joined = joined.join(Customer, Customer.id == Invitation.customer_id).outerjoin(
            Contact, Contact.id == Invitation.contact_id
        )
    return joined


_FIND_INVITATION: Final = _statement(Invitation)
_FIND_COLLECTOR: Final = _statement(Collector)
_DEFINITION: Final = sa.select(Version.definition).where(Version.id == sa.bindparam("version_id"))


def find_door(
    connection: Connection,
    token: str,
    key: str | None = None,
    *,
    now: datetime,
) -> Door:
    """What `token` opens, with the draft saved under `key`; raises NotFound.

    Without `key` the draft is looked for under the invitation's own key. Nothing is changed: whoever
    looks, a person or a mail gateway's scanner, leaves no trace.
    """
    if not tokens.TOKEN.fullmatch(token):
        _unknown()
    parameters = {
        "token_hash": tokens.hash_of(token),
        "key_hash": tokens.key_hash(key or tokens.submission_key(token)),
    }
    statement = _FIND_COLLECTOR if tokens.is_open_link(token) else _FIND_INVITATION
    row = connection.execute(statement, parameters).one_or_none()
    return _unknown() if row is None else _door(connection, row, now)


def require_open(door: Door) -> None:
    """Raises Closed with the right sentence when the wave takes no answers now."""
    if door.state is State.NOT_YET:
        raise Closed(m("这份问卷还没有开始填写，请在通知的时间之后再打开本链接。"))
    if door.state is State.CLOSED:
        raise Closed(m("这次调查已经截止，感谢您的关注。"))
    if door.state is State.PAUSED:
        raise Closed(m("这个链接已经停用。如仍需填写，请与发给您链接的人联系。"))


def _unknown() -> NoReturn:
    raise NotFound(m("没有找到这份问卷。请检查链接是否完整，或与发给您链接的人联系。"))


def _door(connection: Connection, row: sa.Row[Any], now: datetime) -> Door:
    try:
        cached(row.sha256)
    except KeyError:
        cached(row.sha256, connection.execute(_DEFINITION, {"version_id": row.version_id}).scalar_one())
    return Door(
        ref=row.ref,
        invitation_id=row.invitation_id,
        collector_id=row.collector_id,
        mode=row.mode,
        wave_id=row.wave_id,
        wave_ref=row.wave_ref,
        wave_name=row.wave_name,
        period=row.period,
        privacy=row.privacy,
        segments=tuple(row.segments),
        k_min=row.k_min,
        who_can_see=row.who_can_see,
        state=_state(row, now),
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        version_id=row.version_id,
        sha256=row.sha256,
        company=CompanyFacts(
            row.company_name,
            row.short_name,
            row.department,
            row.privacy_contact,
            row.hotline,
            row.retention,
            row.time_zone,
            row.logo_ref,
        ),
        customer_id=row.customer_id,
        contact_id=row.contact_id,
        class_key=row.class_key or "",
        region=row.region or "",
        industry=row.industry or "",
        product_line=(row.product_lines or [""])[0],
        language=row.language or "",
        record_no=row.record_no or "",
        document_no=row.document_no,
        revision=row.revision,
        effective_on=row.effective_on,
        returned=row.returned_on is not None,
        draft=None
        if row.draft_started_at is None
        else SavedDraft(row.draft_answers, row.draft_section, row.draft_started_at),
    )


def _state(row: sa.Row[Any], now: datetime) -> State:
    if row.wave_state == "closed" or now >= row.closes_at:
        return State.CLOSED
    if row.wave_state == "draft" or now < row.opens_at:
        return State.NOT_YET
    return State.PAUSED if row.paused_at is not None else State.OPEN
