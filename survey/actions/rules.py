"""How the company numbers, signs and keeps its action forms, and when one is proposed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.actions.models import ActionRules
from survey.actions.standards import standards
from survey.db import fill, take_turn
from survey.errors import Forbidden, InvalidInput
from survey.language import Message, m
from survey.questionnaires.records import check_pattern

__all__ = ["DEFAULT_TITLE", "Rules", "change", "rules"]

DEFAULT_TITLE: Final = m("顾客满意度改进措施单（纠正措施）")
"""The form's name until the company gives its own; only this one is translated."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What can be set about action forms; the defaults hold until somebody changes them."""

    pattern: str = "QR-10.2-01-{year}-{serial:3}"
    complaint_pattern: str = "QR-8.2.1-02-{year}-{serial:3}"
    form_title: str = DEFAULT_TITLE.text
    document_no: str = "QR-10.2-01"
    revision: str = "A/0"
    needs_review: bool = True
    kept_for: str = "6 年"
    kept_by: str = "质量部"
    customer_limit: float = 70.0
    reason_share: float = 0.2
    standard: str = "2015"


def rules(session: Session) -> Rules:
    """The rules as they are now."""
    stored = session.get(ActionRules, 1)
    if stored is None:
        return Rules()
    return Rules(**{field.name: getattr(stored, field.name) for field in fields(Rules)})


def change(session: Session, new: Rules, *, actor: Actor, now: datetime) -> None:
    """Keeps the rules after checking each; raises InvalidInput naming the fields."""
    if not actor.may("quality"):
        raise Forbidden(m("改进措施单的规则由质量管理员设定。"))
    if problems := _problems(new):
        raise InvalidInput(m("规则没有保存，请检查填写的内容。"), problems)
    take_turn(session, "action_rules")
    stored = session.get(ActionRules, 1) or ActionRules(id=1)
    fill(stored, new, trimmed=True)
    session.add(stored)
    session.flush()
    audit.record(session, actor, "action.rules", now=now, pattern=new.pattern)


def _problems(new: Rules) -> dict[str, Message]:
    problems: dict[str, Message] = {}
    for name in ("pattern", "complaint_pattern"):
        try:
            check_pattern(getattr(new, name))
        except InvalidInput as refusal:
            problems[name] = refusal.message
    if new.pattern.strip() == new.complaint_pattern.strip():
        problems["complaint_pattern"] = m("投诉编号要与改进措施单的编号不同。")
    if new.standard not in standards():
        problems["standard"] = m("请选择标准版本。")
    if not new.form_title.strip():
        problems["form_title"] = m("请填写单据名称。")
    if not 0 <= new.customer_limit <= 100:
        problems["customer_limit"] = m("请填写 0 到 100 之间的分数。")
    if not 0 <= new.reason_share <= 1:
        problems["reason_share"] = m("请填写 0% 到 100% 之间的比例。")
    return problems
