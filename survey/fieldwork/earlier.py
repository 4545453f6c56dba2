"""Figures of earlier years entered as totals, so that a trend goes on where raw answers are gone (R44)."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.errors import InvalidInput, NotFound
from survey.fieldwork.models import EarlierTotal
from survey.language import Message, m

__all__ = ["PARTS", "TotalForm", "check", "earlier_totals", "remove_total", "set_total"]

PARTS: Final[dict[int, Message]] = {0: m("全年"), 1: m("上半年"), 2: m("下半年")}
_MEASURE: Final = re.compile(r"degree|rate|nps|(?:dimension|item):[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True, slots=True)
class TotalForm:
    """What one enters: a share as 0–1, a degree in points of 100; `n` None where nobody noted it."""

    year: int
    measure: str
    value: float
    part: int = 0
    n: int | None = None
    formula: str = ""
    source: str = ""
    questionnaire: str = ""


def check(form: TotalForm) -> dict[str, Message]:
    """What is wrong with it, by field."""
    problems: dict[str, Message] = {}
    if not 1990 <= form.year <= 2100:
        problems["year"] = m("请填写四位数的年度。")
    if form.part not in PARTS:
        problems["part"] = m("请选择全年、上半年或下半年。")
    if not _MEASURE.fullmatch(form.measure):
        problems["measure"] = m("没有这种指标。")
    low, high = _range(form.measure)
    if not math.isfinite(form.value) or not low <= form.value <= high:
        problems["value"] = m("数值应在 %(low)g 和 %(high)g 之间。", low=low, high=high)
    if form.n is not None and form.n < 1:
        problems["n"] = m("评价客户数应为正整数；不知道就留空。")
    if not form.source.strip():
        problems["source"] = m("请写明数据来源，例如 2024 年满意度分析报告。")
    return problems


def set_total(session: Session, form: TotalForm, *, actor: Actor, now: datetime) -> EarlierTotal:
    """The total of that period and measure, new or replaced; raises InvalidInput."""
    if problems := check(form):
        raise InvalidInput(m("往年数值没有保存，请改正后再试。"), problems)
    total = known(session, form)
    if total is None:
        total = EarlierTotal(
            questionnaire=form.questionnaire, year=form.year, part=form.part, measure=form.measure
        )
        session.add(total)
    total.value, total.n = form.value, form.n
    total.formula, total.source = form.formula.strip()[:200], form.source.strip()[:200]
    total.entered_by, total.entered_at = str(actor)[:120], now
    session.flush()
    subject = f"{form.year}/{form.part} {form.measure}"
    audit.record(session, actor, "earlier_total.set", subject, now=now, value=form.value, source=total.source)
    return total


def remove_total(session: Session, ref: str, *, actor: Actor, now: datetime) -> None:
    """Takes a total back; raises NotFound."""
    total = session.scalars(sa.select(EarlierTotal).where(EarlierTotal.ref == ref)).one_or_none()
    if total is None:
        raise NotFound(m("没有找到这个往年数值。"))
    session.delete(total)
    session.flush()
    audit.record(
        session, actor, "earlier_total.remove", f"{total.year}/{total.part} {total.measure}", now=now
    )


def known(session: Session, form: TotalForm) -> EarlierTotal | None:
    """The total that stands for the same period and measure."""
    return session.scalars(
        sa.select(EarlierTotal).where(
            EarlierTotal.questionnaire == form.questionnaire,
            EarlierTotal.year == form.year,
            EarlierTotal.part == form.part,
            EarlierTotal.measure == form.measure,
        )
    ).one_or_none()


def earlier_totals(
    session: Session, *, measure: str = "", questionnaire: str | None = None
) -> Sequence[EarlierTotal]:
    """The totals, oldest first; of one measure, or those that join one questionnaire's trend, when asked."""
    chosen = sa.select(EarlierTotal).order_by(EarlierTotal.year, EarlierTotal.part, EarlierTotal.measure)
    if measure:
        chosen = chosen.where(EarlierTotal.measure == measure)
    if questionnaire is not None:
        chosen = chosen.where(EarlierTotal.questionnaire.in_(("", questionnaire)))
    return session.scalars(chosen).all()


def _range(measure: str) -> tuple[float, float]:
    if measure == "rate":
        return 0.0, 1.0
    if measure == "nps":
        return -100.0, 100.0
    return (-10.0, 10.0) if measure.startswith("item:") else (0.0, 100.0)
