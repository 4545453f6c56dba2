"""目标值: what the company wants to reach in a year, with its formula and who approved it (R43)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.errors import InvalidInput
from survey.fieldwork.models import Target
from survey.fieldwork.queries import target_for
from survey.language import Message, m

__all__ = ["MEASURES", "SCOPES", "remove_target", "set_target"]

MEASURES: Final[Mapping[str, Message]] = {
    "degree": m("满意度"),
    "rate": m("满意率"),
    "response_rate": m("回收率"),
    "coverage": m("客户覆盖率"),
    "complaint_reply": m("投诉及时答复率"),
    "churn": m("客户流失率"),
}
"""Measure → label; degrees are points of 100, all the others shares of 1."""
SCOPES: Final[Mapping[str, Message]] = {
    "company": m("全公司"),
    "department": m("部门"),
    "dimension": m("维度"),
    "product_line": m("产品线"),
}


def set_target(
    session: Session,
    year: int,
    measure: str,
    value: float,
    *,
    scope: str = "company",
    scope_key: str = "",
    formula: str = "",
    approved_by: str = "",
    actor: Actor,
    now: datetime,
) -> Target:
    """The target of that year, scope and measure, new or replaced."""
    _check(year, measure, value, scope, scope_key)
    target = target_for(session, year, measure, scope, scope_key)
    if target is None:
        target = Target(year=year, measure=measure, scope=scope, scope_key=scope_key)
        session.add(target)
    target.value, target.formula, target.approved_by = value, formula.strip(), approved_by.strip()
    session.flush()
    audit.record(session, actor, "target.set", f"{year} {scope} {scope_key} {measure}", now=now, value=value)
    return target


def remove_target(session: Session, target: Target, *, actor: Actor, now: datetime) -> None:
    """Takes a target back."""
    session.delete(target)
    session.flush()
    audit.record(session, actor, "target.remove", f"{target.year} {target.measure}", now=now)


def _check(year: int, measure: str, value: float, scope: str, scope_key: str) -> None:
    problems: dict[str, Message] = {}
    if not 2000 <= year <= 2100:
        problems["year"] = m("请填写四位数的年度。")
    if measure not in MEASURES:
        problems["measure"] = m("没有这种指标。")
    if scope not in SCOPES or (scope == "company") != (scope_key == ""):
        problems["scope"] = m("请选择范围；部门、维度和产品线要写明是哪一个。")
    highest = 100.0 if measure == "degree" else 1.0
    if not math.isfinite(value) or not 0 <= value <= highest:
        problems["value"] = m("满意度在 0 到 100 之间，比率在 0% 到 100% 之间。")
    if problems:
        raise InvalidInput(m("目标值没有保存，请改正后再试。"), problems)
