"""The respondent's door: what stands behind a token, whether it is open, what was saved behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, NoReturn

from sqlalchemy.engine import Connection

from survey.accounts.models import Company
from survey.errors import Closed, NotFound
from survey.fieldwork import tokens
from survey.fieldwork.door_statement import DEFINITION, FIND_COLLECTOR, FIND_INVITATION
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.language import m
from survey.questionnaires.frozen import cached

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
    statements = FIND_COLLECTOR if tokens.is_open_link(token) else FIND_INVITATION
    facts = connection.execute(statements[connection.dialect.name], parameters).scalar()
    return _unknown() if facts is None else _door(connection, facts, now)


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


def _door(connection: Connection, facts: dict[str, Any], now: datetime) -> Door:
    version_id, sha256 = facts["version_id"], facts["sha256"]
    try:
        cached(sha256)
    except KeyError:
        cached(sha256, connection.execute(DEFINITION, {"version_id": version_id}).scalar_one())
    opens_at, closes_at = _instant(facts["opens_at"]), _instant(facts["closes_at"])
    effective_on = facts["effective_on"]
    return Door(
        ref=facts["ref"],
        invitation_id=facts.get("invitation_id"),
        collector_id=facts.get("collector_id"),
        mode=facts["mode"],
        wave_id=facts["wave_id"],
        wave_ref=facts["wave_ref"],
        wave_name=facts["wave_name"],
        period=facts["period"],
        privacy=facts["privacy"],
        segments=tuple(facts["segments"]),
        k_min=facts["k_min"],
        who_can_see=facts["who_can_see"],
        state=_state(facts, opens_at, closes_at, now),
        opens_at=opens_at,
        closes_at=closes_at,
        version_id=version_id,
        sha256=sha256,
        company=CompanyFacts(
            facts["company_name"],
            facts["short_name"],
            facts["department"],
            facts["privacy_contact"],
            facts["hotline"],
            facts["retention"],
            facts["time_zone"],
            facts["logo_ref"],
        ),
        customer_id=facts.get("customer_id"),
        contact_id=facts.get("contact_id"),
        class_key=facts.get("class_key") or "",
        region=facts.get("region") or "",
        industry=facts.get("industry") or "",
        product_line=(facts.get("product_lines") or [""])[0],
        language=facts.get("language") or "",
        record_no=facts.get("record_no") or "",
        document_no=facts["document_no"],
        revision=facts["revision"],
        effective_on=date.fromisoformat(effective_on) if effective_on else None,
        returned=facts.get("returned_on") is not None,
        draft=_draft(facts),
    )


def _draft(facts: dict[str, Any]) -> SavedDraft | None:
    started_at = facts["draft_started_at"]
    if started_at is None:
        return None
    return SavedDraft(facts["draft_answers"], facts["draft_section"], _instant(started_at))


def _instant(stored: str) -> datetime:
    """An instant as both stores write it into JSON."""
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


def _state(facts: dict[str, Any], opens_at: datetime, closes_at: datetime, now: datetime) -> State:
    if facts["wave_state"] == "closed" or now >= closes_at:
        return State.CLOSED
    if facts["wave_state"] == "draft" or now < opens_at:
        return State.NOT_YET
    return State.PAUSED if facts.get("paused_at") is not None else State.OPEN
