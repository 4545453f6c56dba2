"""Readers fitted to the company's own corrections: asked for, made, adopted by a person, taken back."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey import jobs
from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.coding.models import CompanyModel, Correction
from survey.db import take_turn
from survey.errors import Conflict, InvalidInput, NotFound
from survey.language import m
from survey.responses.models import Verbatim
from survey.text.reader import DEFAULT_ENGINE_ID

__all__ = [
    "ENOUGH",
    "FIT_TASK",
    "STEPS",
    "adopt",
    "adopted",
    "ask",
    "claim",
    "fail",
    "file_of",
    "is_fitted",
    "judged_comments",
    "keep",
    "listed",
    "reach",
    "take_back",
]

ENOUGH: Final = 500
"""From this many judged comments on, fitting the reader to them is worth while."""
FIT_TASK: Final = "interviews.fit_company"
LEASE: Final = timedelta(minutes=5)
TRIES: Final = 3
STEPS: Final = 4
"""Gathered, fitted, read by the old reader and by the new one."""
_MODEL: Final = re.compile(r"\+c\d{1,6}(?:\+|$)")
"""Shorter than the eight characters of a dictionary's stamp."""
GIVEN_UP: Final = m("三次都没有做完，请管理员查看后台日志。")


def judged_comments(session: Session, wave_id: int | None = None) -> int:
    """How many comments people have judged, of one wave or all."""
    chosen = sa.select(sa.func.count(sa.distinct(Correction.verbatim_id))).join(
        Verbatim, Verbatim.id == Correction.verbatim_id
    )
    if wave_id is not None:
        chosen = chosen.where(Verbatim.wave_id == wave_id)
    return session.scalar(chosen.where(Verbatim.gone.is_(False))) or 0


def is_fitted(engine: str) -> bool:
    """Whether readings under that name were made with a company's model (`liusheng-3/2+c2`)."""
    return bool(_MODEL.search(engine))


def ask(session: Session, *, actor: Actor, now: datetime, wave_id: int | None = None) -> CompanyModel:
    """Asks for a model of the corrections as they stand, of one wave or all; a worker makes it.

    InvalidInput where too few comments are judged, Conflict while another model is being made.
    """
    missing = ENOUGH - judged_comments(session, wave_id)
    if missing > 0:
        raise InvalidInput(m("还差 %(n)d 条人工判断过的意见，没有训练。", n=missing))
    take_turn(session, "company_model")
    if session.scalar(sa.select(sa.exists().where(CompanyModel.finished_at.is_(None)))):
        raise Conflict(m("已经有一个公司模型正在训练，请等它做完。"))
    last = session.scalar(sa.select(sa.func.max(CompanyModel.number))) or 0
    made = CompanyModel(
        number=last + 1,
        wave_id=wave_id,
        asked_by=actor.name[:120],
        asked_at=now,
        base=DEFAULT_ENGINE_ID,
        card={},
    )
    session.add(made)
    session.flush()
    audit.record(session, actor, "coding.model_ask", f"c{made.number}", now=now)
    jobs.enqueue(session, FIT_TASK)
    return made


def claim(session: Session, *, now: datetime) -> CompanyModel | None:
    """The model to make, under a lease; None when there is none. One whose lease ran out three times is given up."""
    free = sa.or_(CompanyModel.claimed_until.is_(None), CompanyModel.claimed_until < now)
    waiting = session.scalars(
        sa.select(CompanyModel)
        .where(CompanyModel.finished_at.is_(None), free)
        .order_by(CompanyModel.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if waiting is None:
        return None
    if waiting.tries >= TRIES:
        waiting.failed, waiting.finished_at = GIVEN_UP.text, now
        return None
    waiting.tries, waiting.step, waiting.claimed_until = waiting.tries + 1, 0, now + LEASE
    return waiting


def reach(session: Session, number: int, step: int, *, now: datetime) -> None:
    """Notes how far the making has come, and keeps the lease."""
    session.execute(
        sa.update(CompanyModel)
        .where(CompanyModel.number == number, CompanyModel.finished_at.is_(None))
        .values(step=step, claimed_until=now + LEASE)
    )


def keep(session: Session, number: int, content: bytes, card: dict[str, Any], *, now: datetime) -> None:
    """Keeps a finished model; nothing when another worker was first. It is not used until it is adopted."""
    session.execute(
        sa.update(CompanyModel)
        .where(CompanyModel.number == number, CompanyModel.finished_at.is_(None))
        .values(content=content, card=card, finished_at=now, step=STEPS, claimed_until=None)
    )


def fail(session: Session, number: int, why: str, *, now: datetime) -> None:
    """Closes a model that could not be made."""
    session.execute(
        sa.update(CompanyModel)
        .where(CompanyModel.number == number, CompanyModel.finished_at.is_(None))
        .values(failed=why[:200], finished_at=now, claimed_until=None)
    )


def listed(session: Session) -> Sequence[CompanyModel]:
    """All models, the newest first, without their weights."""
    return session.scalars(sa.select(CompanyModel).order_by(CompanyModel.number.desc())).all()


def adopt(
    session: Session, number: int, *, actor: Actor, now: datetime, though_worse: bool = False
) -> CompanyModel:
    """From now on comments are read with this model; its figures stand on its card.

    Raises NotFound, and Conflict where it was fitted from another version of the program, or where a figure
    on the checking half fell and nobody said that it is wanted all the same.
    """
    made = _finished(session, number)
    if made.base != DEFAULT_ENGINE_ID:
        raise Conflict(m("程序的阅读引擎已经更新，这个公司模型不能再用，请重新训练。"))
    if made.card["worse"] and not though_worse:
        raise Conflict(m("检验的那一半里有指标变差，没有采用。确实要用，请勾选“变差也采用”。"))
    session.execute(sa.update(CompanyModel).values(adopted_at=None))
    made.adopted_at, made.adopted_by = now, actor.name[:120]
    audit.record(session, actor, "coding.model_adopt", f"c{number}", now=now, though_worse=though_worse)
    return made


def take_back(session: Session, *, actor: Actor, now: datetime) -> int:
    """From now on comments are read as the program is shipped; the number of the model that was in use, 0 for none."""
    used = session.scalar(sa.select(CompanyModel.number).where(CompanyModel.adopted_at.is_not(None)))
    if used is None:
        return 0
    session.execute(sa.update(CompanyModel).values(adopted_at=None))
    audit.record(session, actor, "coding.model_take_back", f"c{used}", now=now)
    return used


def adopted(session: Session) -> int:
    """The number of the model that comments are read with; 0 for none, or one of another version of the program."""
    chosen = sa.select(CompanyModel.number).where(
        CompanyModel.adopted_at.is_not(None), CompanyModel.base == DEFAULT_ENGINE_ID
    )
    return session.scalar(chosen) or 0


def file_of(session: Session, folder: Path, number: int) -> Path:
    """Where the weights of a finished model stand in `folder`; written anew when they are missing or others.

    Workers may run on several machines, and a backup holds the store alone.
    """
    made = _finished(session, number)
    path = folder / f"company-{number}.npz"
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != made.card["sha256"]:
        content = session.scalars(sa.select(CompanyModel.content).where(CompanyModel.number == number)).one()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(path.with_suffix(".json"), _card_text(made.card))
        _write(path, content or b"")
    return path


def _finished(session: Session, number: int) -> CompanyModel:
    made = session.scalars(
        sa.select(CompanyModel).where(
            CompanyModel.number == number, CompanyModel.finished_at.is_not(None), CompanyModel.failed == ""
        )
    ).one_or_none()
    if made is None:
        raise NotFound(m("没有找到这个公司模型。"))
    return made


def _card_text(card: dict[str, Any]) -> bytes:
    return (json.dumps(card, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing: another process may be reading the file."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(content)
    os.replace(name, path)
