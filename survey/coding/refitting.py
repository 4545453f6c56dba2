"""Makes a model of the company's corrections: gathers, fits on one half, measures on the other, keeps it unused."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.coding import company_models
from survey.coding.agreement import ENOUGH, covered
from survey.coding.company_figures import Figure, Read, compared
from survey.coding.dictionary import dictionary
from survey.coding.machine import Machine, machine
from survey.coding.models import CompanyModel, Correction
from survey.config import Settings
from survey.customers.persons import masker
from survey.db import Database
from survey.errors import InvalidInput, SurveyError
from survey.language import m
from survey.responses.models import Verbatim
from survey.text.adapting import Corrected, adapted, halves
from survey.text.labels import LabelledComment, independent_comments
from survey.text.weights import saved, shipped

__all__ = ["corrected_comments", "make"]

log = logging.getLogger("survey.coding")

BROKEN: Final = m("训练时出错。请再试一次；仍然不行时，请管理员查看后台日志。")
TOO_FEW: Final = m("人工判断过的意见还不够，没有训练。")
CHUNK: Final = 500
Reasons = Callable[[Session], Mapping[int, str]]
"""Gives the verbatims that a person gave a reason, with its code: interviews know."""


def corrected_comments(
    session: Session, reasons: Mapping[int, str], wave_id: int | None = None
) -> list[Corrected]:
    """The comments with what people judged of them, of one wave or all; personal particulars are hidden."""
    judged: dict[int, dict[str, list[Any]]] = {verbatim_id: {} for verbatim_id in reasons}
    for row in session.execute(sa.select(Correction.verbatim_id, Correction.aspect, Correction.value)):
        judged.setdefault(row.verbatim_id, {})[row.aspect] = row.value
    hide = masker(session)
    found, wanted = [], sorted(judged)
    for start in range(0, len(wanted), CHUNK):
        chosen = sa.select(Verbatim.id, Verbatim.text, Verbatim.dimension).where(
            Verbatim.id.in_(wanted[start : start + CHUNK]), Verbatim.gone.is_(False)
        )
        if wave_id is not None:
            chosen = chosen.where(Verbatim.wave_id == wave_id)
        for row in session.execute(chosen):
            said = judged[row.id]
            found.append(
                Corrected(
                    text=covered(row.text, hide),
                    asked=row.dimension,
                    polarity=said["polarity"][0] if "polarity" in said else "",
                    dimensions=tuple(sorted(said["dimensions"])) if "dimensions" in said else None,
                    reason=reasons.get(row.id, ""),
                )
            )
    return found


def make(settings: Settings, database: Database, waiting: CompanyModel, reasons: Reasons) -> bool:
    """Makes the model that `company_models.claim` gave; whether there is one now. Safe to be killed at any point.

    Nothing is used before the last step, which keeps weights and card in one unit of work.
    """
    number = waiting.number
    try:
        content, card = _made(settings, database, waiting, reasons)
    except SurveyError as error:
        why = error.message.text
    except Exception:
        log.exception("company model %d could not be made", number)
        why = BROKEN.text
    else:
        with database.unit_of_work() as session:
            company_models.keep(session, number, content, card, now=datetime.now(UTC))
        with database.reading() as session:
            company_models.file_of(session, settings.models, number)
        return True
    with database.unit_of_work() as session:
        company_models.fail(session, number, why, now=datetime.now(UTC))
    return False


def _made(
    settings: Settings, database: Database, waiting: CompanyModel, reasons: Reasons
) -> tuple[bytes, dict[str, Any]]:
    with database.reading() as session:
        house = dictionary(session)
        comments = corrected_comments(session, reasons(session), waiting.wave_id)
        in_use = company_models.file_of(session, settings.models, house.model) if house.model else None
    if sum(bool(one.polarity) or one.dimensions is not None for one in comments) < ENOUGH:
        raise InvalidInput(TOO_FEW)

    def reach(step: int) -> None:
        with database.unit_of_work() as session:
            company_models.reach(session, waiting.number, step, now=datetime.now(UTC))

    reach(1)
    fitting, checking = halves(comments)
    weights = adapted(shipped(), fitting)
    reach(2)
    elsewhere = [_labelled(one) for one in independent_comments()]
    old = _readings(machine(settings.cache, house, in_use), [*checking, *elsewhere])
    reach(3)
    new = _readings(Machine.of(settings.cache, house, weights), [*checking, *elsewhere])
    content, n = saved(weights), len(checking)
    return content, {
        "number": waiting.number,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "base": waiting.base,
        "compared_with": house.engine_id,
        "sha256": hashlib.sha256(content).hexdigest(),
        "fitted_on": _counts(fitting),
        "checked_on": _counts(checking),
        **_measured(compared(checking, old[:n], new[:n]), compared(elsewhere, old[n:], new[n:])),
    }


def _measured(checked: Sequence[Figure], elsewhere: Sequence[Figure]) -> dict[str, Any]:
    """The figures on the checking half, those on the shipped comments that are only ever measured, what fell."""
    return {
        "figures": [one.to_json() for one in checked],
        "elsewhere": [one.to_json() for one in elsewhere],
        "worse": [one.aspect for one in checked if one.is_worse],
    }


def _labelled(one: LabelledComment) -> Corrected:
    dimensions = tuple(sorted(key for key, _ in one.dimensions))
    return Corrected(one.text, "", one.polarity, dimensions, one.reasons[0] if one.reasons else "")


def _readings(reads: Machine, comments: Sequence[Corrected]) -> list[Read]:
    return list(reads.read_all([(one.text, one.asked) for one in comments]))


def _counts(comments: Sequence[Corrected]) -> dict[str, int]:
    return {
        "comments": len(comments),
        "polarity": sum(bool(one.polarity) for one in comments),
        "dimensions": sum(one.dimensions is not None for one in comments),
        "reason": sum(bool(one.reason) for one in comments),
    }
