"""抽查回访: some of the answers that salespeople handed in for their customers are checked by telephone.

A tenth of them, three at least, is drawn by a seed that is kept; somebody else than the account owner calls
and asks the customer for the overall score, without seeing the one that was handed in.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.customers.models import Customer
from survey.errors import Conflict, Forbidden, InvalidInput
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.language import Message, m
from survey.questions import NOT_ASKED, Column, Scale
from survey.responses.models import CallBack, CallBackDraw, Response

__all__ = ["OUTCOMES", "Told", "draw", "entries_of", "overall_scale", "picked", "record", "wanted_of"]

LEAST: Final = 3
PART: Final = 0.1
OUTCOMES: Final = {"reached": m("已通话"), "unreachable": m("联系不上"), "refused": m("客户不愿回答")}


@dataclass(frozen=True, slots=True)
class Told:
    """What a call brought: whether the customer was reached, owns the answers, and the overall score."""

    outcome: str
    confirmed: str = ""
    score: int | None = None
    note: str = ""


def wanted_of(entries: int) -> int:
    """How many of so many entries are to be called back: a tenth, three at least, all if there are fewer."""
    return min(entries, max(LEAST, ceil(PART * entries)))


def picked(refs: Sequence[str], seed: str, n: int) -> list[str]:
    """The `n` refs with the smallest SHA-256 of `seed:ref`: the same for everybody who has seed and list."""
    return sorted(refs, key=lambda ref: hashlib.sha256(f"{seed}:{ref}".encode()).hexdigest())[:n]


def entries_of(session: Session, wave: Wave) -> list[Response]:
    """The current answers of a wave that account owners handed in, the first one first."""
    chosen = sa.select(Response).where(
        Response.wave_id == wave.id, Response.by_account_owner, Response.superseded.is_(False)
    )
    return list(session.scalars(chosen.order_by(Response.id)))


def draw(
    session: Session, wave: Wave, *, actor: Actor, now: datetime, seed: str | None = None
) -> CallBackDraw:
    """Draws what is missing to a tenth of all entries (three at least) from those not drawn before.

    Every drawing of a wave has its own `seed`, made here unless given. Conflict when nothing is missing.
    """
    entries = entries_of(session, wave)
    drawn = _drawn_roots(session, wave)
    roots = _roots(session, wave)
    left = {one.ref: one for one in entries if roots[one.id] not in drawn}
    missing = min(wanted_of(len(entries)) - len(drawn), len(left))
    if missing <= 0:
        raise Conflict(m("没有需要抽取的：本期业务员代交的答卷已抽够，或还没有代交的答卷。"))
    made = CallBackDraw(
        wave_id=wave.id,
        seed=seed or secrets.token_hex(8),
        entries=len(left),
        taken=missing,
        list_sha256=hashlib.sha256("\n".join(sorted(left)).encode()).hexdigest(),
        drawn_by=str(actor)[:120],
        drawn_at=now,
    )
    session.add(made)
    session.flush()
    overall = _overall(definition_of(session, wave.version_id))
    for place, ref in enumerate(picked(list(left), made.seed, missing), start=1):
        one = left[ref]
        session.add(
            CallBack(
                draw_id=made.id,
                place=place,
                response_id=one.id,
                customer_id=one.customer_id,
                entered=_score(one, overall),
            )
        )
    session.flush()
    audit.record(
        session, actor, "call_back.draw", wave.key, now=now, seed=made.seed, entries=len(left), taken=missing
    )
    return made


def record(
    session: Session, wave: Wave, call_back: CallBack, told: Told, *, actor: Actor, now: datetime
) -> None:
    """Keeps what a call brought; a later call replaces it, the trail keeps both.

    Forbidden to the account owner. InvalidInput with sentences at `outcome`, `confirmed`, `score`.
    """
    owner = session.scalar(sa.select(Customer.owner_id).where(Customer.id == call_back.customer_id))
    if actor.role == "sales" or (owner is not None and owner == actor.user_id):
        raise Forbidden(m("业务员不能回访自己代交的答卷。"))
    if problems := _problems(told, overall_scale(definition_of(session, wave.version_id))):
        raise InvalidInput(m("有几处需要改正，回访结果没有保存。"), problems)
    reached = told.outcome == "reached"
    call_back.outcome = told.outcome
    call_back.confirmed = told.confirmed if reached else ""
    call_back.score = told.score if reached else None
    call_back.note = told.note.strip()
    call_back.called_by, call_back.called_at = str(actor)[:120], now
    session.flush()
    audit.record(session, actor, "call_back.record", call_back.ref, now=now, outcome=told.outcome)


def overall_scale(definition: Definition) -> Scale | None:
    """The scale of the overall question, None where none is asked."""
    overall = _overall(definition)
    return definition.scale_by_key[overall[1].scale] if overall and overall[1].scale else None


def _overall(definition: Definition) -> tuple[int, Column] | None:
    """The column of the overall question and its place among the packed scores."""
    tagged = {item.key for item in definition.items() if "overall" in item.tags}
    for place, column in enumerate(definition.columns):
        if column.item in tagged and column.kind == "score" and column.scale:
            return place, column
    return None


def _score(response: Response, overall: tuple[int, Column] | None) -> int | None:
    if overall is None:
        return None
    code = response.scores[overall[0]]
    return code if code < NOT_ASKED else None


def _problems(told: Told, scale: Scale | None) -> dict[str, Message]:
    if told.outcome not in OUTCOMES:
        return {"outcome": m("请选择通话结果。")}
    if told.outcome != "reached":
        return {}
    problems: dict[str, Message] = {}
    if told.confirmed not in ("yes", "no"):
        problems["confirmed"] = m("请选择客户是否确认答卷是本人意见。")
    if scale is not None and told.score is None and told.confirmed != "no":
        problems["score"] = m("请填写客户在电话里给出的总体评价。")
    if told.score is not None and (scale is None or told.score not in scale.values):
        problems["score"] = m("这个评价不在评分等级之内。")
    return problems


def _drawn_roots(session: Session, wave: Wave) -> set[int]:
    """The first versions of the entries drawn so far; one removed for good counts by a number of its own."""
    rows = session.execute(
        sa.select(CallBack.id, CallBack.response_id)
        .join(CallBackDraw, CallBackDraw.id == CallBack.draw_id)
        .where(CallBackDraw.wave_id == wave.id)
    ).all()
    roots = _roots(session, wave)
    return {-row.id if row.response_id is None else roots[row.response_id] for row in rows}


def _roots(session: Session, wave: Wave) -> dict[int, int]:
    """Each entry's first version: a correction is no new entry."""
    rows = session.execute(
        sa.select(Response.id, Response.corrects_id)
        .where(Response.wave_id == wave.id, Response.by_account_owner)
        .order_by(Response.id)
    )
    roots: dict[int, int] = {}
    for one, corrected in rows:
        roots[one] = one if corrected is None else roots.get(corrected, corrected)
    return roots
