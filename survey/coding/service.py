"""Reading verbatims under a lease, and people's corrections, which outrank the machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.coding.models import Correction, Reading, ReadingClaim
from survey.coding.queries import may_unmask
from survey.coding.rereading import is_stale
from survey.errors import Forbidden, InvalidInput, NotFound
from survey.language import m
from survey.responses.models import Verbatim
from survey.text.vocabulary import Dimension, Polarity

__all__ = ["Work", "claim", "correct", "store", "unmask", "withdraw_correction"]

LEASE: Final = timedelta(minutes=2)
TRIES: Final = 3
GIVEN_UP: Final = "没有在 3 次之内读完"


@dataclass(frozen=True, slots=True)
class Work:
    """One verbatim to read."""

    verbatim_id: int
    text: str
    dimension: str


def claim(session: Session, engine: str, *, now: datetime, size: int, again: bool = False) -> list[Work]:
    """Takes up to `size` verbatims that nobody has read under a lease; [] when none is free.

    With `again` also those whose reading is not `engine`'s. Of two workers that reach for the same verbatim one gets it. A verbatim whose lease ran out three
    times is given up, so that a comment that kills its reader cannot stop the rest.
    """
    _give_up(session, now)
    due = _due(engine, again=again)
    free = sa.or_(ReadingClaim.verbatim_id.is_(None), _free(now))
    wanted = session.scalars(
        sa.select(Verbatim.id)
        .outerjoin(ReadingClaim, ReadingClaim.verbatim_id == Verbatim.id)
        .where(Verbatim.gone.is_(False), due, free)
        .order_by(Verbatim.id)
        .limit(size)
    ).all()
    if not wanted:
        return []
    insert = _insert(session)(ReadingClaim).values(
        [{"verbatim_id": one, "claimed_until": now + LEASE, "tries": 1, "failed": ""} for one in wanted]
    )
    taken = session.scalars(
        insert.on_conflict_do_update(
            index_elements=["verbatim_id"],
            set_={"claimed_until": now + LEASE, "tries": ReadingClaim.tries + 1},
            where=_free(now),
        ).returning(ReadingClaim.verbatim_id)
    ).all()
    # Read again under the lease: another worker may have finished one between the look and the claim.
    rows = session.execute(
        sa.select(Verbatim.id, Verbatim.text, Verbatim.dimension).where(Verbatim.id.in_(taken), due)
    )
    return [Work(*row) for row in rows]


def store(
    session: Session, engine: str, readings: Sequence[tuple[int, dict[str, Any]]], *, now: datetime
) -> None:
    """Keeps readings (verbatim id, `Machine.read()`) and ends their leases; an earlier reading is replaced.

    Of the time only the day is kept: comments are read seconds after they come in, and the time of an
    anonymous answer is known to nobody.
    """
    if not readings:
        return
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = [
        {
            "verbatim_id": verbatim_id,
            "engine": engine,
            "kind": read["kind"],
            "polarity": read["polarity"],
            "probability": read["probability"],
            "dimensions": read["dimensions"],
            "detail": {name: value for name, value in read.items() if name != "terms"},
            "terms": read.get("terms", []),
            "read_at": day,
        }
        for verbatim_id, read in readings
    ]
    insert = _insert(session)(Reading).values(rows)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["verbatim_id"],
            set_={name: insert.excluded[name] for name in rows[0] if name != "verbatim_id"},
        )
    )
    ids = [verbatim_id for verbatim_id, _ in readings]
    session.execute(sa.delete(ReadingClaim).where(ReadingClaim.verbatim_id.in_(ids)))


def correct(
    session: Session, ref: str, aspect: str, values: Sequence[str], *, actor: Actor, now: datetime
) -> list[Any]:
    """Keeps a person's verdict on a verbatim's `polarity` or `dimensions`; raises InvalidInput, NotFound.

    The machine's own verdict is a verdict too: it says that a person looked and agrees. Gives the earlier
    correction, [] where there was none, so that it can be put back.
    """
    verbatim = _verbatim(session, ref)
    _check(aspect, values)
    reading = session.scalars(sa.select(Reading).where(Reading.verbatim_id == verbatim.id)).first()
    correction = session.scalars(
        sa.select(Correction).where(Correction.verbatim_id == verbatim.id, Correction.aspect == aspect)
    ).first()
    if correction is None:
        correction = Correction(verbatim_id=verbatim.id, aspect=aspect, value=[])
        session.add(correction)
    before = list(correction.value)
    correction.value = list(values)
    correction.machine = _machine(reading, aspect)
    correction.engine = reading.engine if reading else ""
    correction.by, correction.at = str(actor), now
    audit.record(session, actor, "coding.correct", verbatim.ref, now=now, aspect=aspect)
    return before


def withdraw_correction(session: Session, ref: str, aspect: str, *, actor: Actor, now: datetime) -> list[Any]:
    """Takes a correction back: the machine's reading counts again. Gives what it was, [] where none was."""
    verbatim = _verbatim(session, ref)
    chosen = sa.select(Correction).where(Correction.verbatim_id == verbatim.id, Correction.aspect == aspect)
    correction = session.scalars(chosen).first()
    if correction is None:
        return []
    session.delete(correction)
    audit.record(session, actor, "coding.withdraw", verbatim.ref, now=now, aspect=aspect)
    return list(correction.value)


def unmask(session: Session, ref: str, *, actor: Actor, now: datetime) -> None:
    """Notes that a person looks at what is hidden in a verbatim; raises Forbidden without the right."""
    if not may_unmask(actor):
        raise Forbidden(m("只有质量管理员可以查看被遮盖的内容。"))
    audit.record(session, actor, "coding.unmask", _verbatim(session, ref).ref, now=now)


def _verbatim(session: Session, ref: str) -> Verbatim:
    verbatim = session.scalars(
        sa.select(Verbatim).where(Verbatim.ref == ref, Verbatim.gone.is_(False))
    ).first()
    if verbatim is None:
        raise NotFound(m("没有找到这条意见，可能答卷已经更正或删除。"))
    return verbatim


def _check(aspect: str, values: Sequence[str]) -> None:
    allowed = {"polarity": {str(one) for one in Polarity}, "dimensions": {str(one) for one in Dimension}}
    if aspect not in allowed:
        raise InvalidInput(m("只能更正情感倾向和维度。"))
    if not values or set(values) - allowed[aspect] or (aspect == "polarity" and len(values) != 1):
        raise InvalidInput(m("更正的值不在可选范围内。"))


def _machine(reading: Reading | None, aspect: str) -> list[Any]:
    if reading is None:
        return []
    return [reading.polarity] if aspect == "polarity" else [pair[0] for pair in reading.dimensions]


def _due(engine: str, *, again: bool) -> sa.ColumnElement[bool]:
    """Whether a verbatim is to be read: it has no reading, or (`again`) not an up-to-date one."""
    read = sa.exists().where(Reading.verbatim_id == Verbatim.id)
    return ~(read.where(~is_stale(engine)) if again else read)


def _free(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        ReadingClaim.failed == "",
        sa.or_(ReadingClaim.claimed_until.is_(None), ReadingClaim.claimed_until < now),
    )


def _give_up(session: Session, now: datetime) -> None:
    session.execute(
        sa.update(ReadingClaim)
        .where(ReadingClaim.tries >= TRIES, _free(now))
        .values(failed=GIVEN_UP, claimed_until=None)
    )


def _insert(session: Session) -> Any:
    """The dialect's INSERT that knows ON CONFLICT."""
    return sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
