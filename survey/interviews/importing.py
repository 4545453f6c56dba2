"""Importing past interviews from a table: the loss is found or made, the three reasons stay apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.customers.import_plan import ImportPlan, plan_rows, store_plan
from survey.customers.importing import Columns, RowReader
from survey.customers.loss_import import customer_ids, customer_in_row, reason_words
from survey.customers.losses import LossDetails, check_loss
from survey.customers.models import Loss
from survey.customers.service import require_editor
from survey.customers.words import CONTACT_ROLES, LOSS_KINDS, SHARE_SOURCES
from survey.errors import InvalidInput
from survey.instrument.library import reason_tree, template
from survey.interviews import words
from survey.interviews.fields import parse_contributing
from survey.interviews.guide import GUIDE_KEYS
from survey.interviews.imported import InterviewRecord, keep
from survey.interviews.models import Case, Interview
from survey.language import Message, m
from survey.questions import text_in
from survey.sheets import read_table

__all__ = ["COLUMNS", "TEMPLATE_HEADERS", "InterviewRecord", "read_interviews", "store_interviews"]

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "customer": ("客户编号", "客户代码", "code"),
    "held_on": ("访谈日期", "日期"),
    "mode": ("方式", "访谈方式"),
    "interviewer": ("访谈员", "回访员"),
    "interviewee_role": ("被访人角色",),
    "consent_notes": ("同意记录",),
    "quotation": ("引用",),
    "rating": ("离开前评分",),
    "stated_text": ("客户自述原因", "客户自述原因（原话）"),
    "stated_code": ("自述编码", "客户自述编码"),
    "staff_code": ("业务员判断编码", "业务员判断"),
    "staff_text": ("业务员判断说明",),
    "root_code": ("根本原因编码", "根本原因"),
    "coder2_code": ("编码员2编码", "第二人编码"),
    "adjudicated_code": ("复核裁定编码", "复核裁定"),
    "contributing": ("促成因素",),
    "controllable": ("可控",),
    "controllable_why": ("可控性理由",),
    "first_doubt_on": ("首次动摇日期",),
    "touchpoint": ("触点",),
    "destination": ("去向",),
    "destination_name": ("竞争者名称",),
    "lost_sales": ("流失销售额", "年流失销售额"),
    "lost_sales_source": ("流失销售额来源", "来源"),
    "preventable": ("能否挽留",),
    "preventable_until": ("最晚时点",),
    "improvement": ("改进分类",),
    "come_back": ("回归意愿",),
    "call_again_on": ("再联系日期",),
    "confidence": ("可信度",),
    "kind": ("流失类型",),
    "product_line": ("产品线",),
    "last_order_on": ("最后订货日",),
    "left_on": ("流失日", "流失日（客户所述）"),
    "recognised_on": ("判定日",),
}
"""Column key → its Chinese headings. The guide's questions may stand in columns named by their key."""

TEMPLATE_HEADERS: Final = (
    "客户编号",
    "流失类型",
    "判定日",
    "流失日（客户所述）",
    "访谈日期",
    "方式",
    "客户自述原因",
    "自述编码",
    "业务员判断编码",
    "根本原因编码",
    "促成因素",
    "触点",
    "首次动摇日期",
    "去向",
    "流失销售额",
    "流失销售额来源",
    "能否挽留",
    "改进分类",
    "回归意愿",
    "可信度",
)


@dataclass(frozen=True, slots=True)
class _Known:
    customers: Mapping[str, int]
    losses: Mapping[int, tuple[Loss, ...]]
    held: Mapping[int, date | None]
    """Loss id → the day of the interview it has."""


def read_interviews(
    session: Session, content: bytes, filename: str, today: date
) -> ImportPlan[InterviewRecord]:
    """What a table of past interviews would add or change; nothing is stored."""
    table = read_table(content, filename)
    columns = Columns(table.headers, {**COLUMNS, **_guide_columns()})
    columns.require("customer", "held_on", labels={"customer": "客户编号", "held_on": "访谈日期"})
    known = _known(session)
    return plan_rows(
        table,
        columns,
        lambda reader: _record(reader, known, today),
        place=lambda one: (one.customer_id, one.loss_id or (one.loss and one.loss.recognised_on)),
        at="customer",
        effect=lambda one: "changed" if one.loss_id in known.held else "added",
    )


def store_interviews(
    session: Session, plan: ImportPlan[InterviewRecord], *, actor: Actor, now: datetime
) -> ImportPlan[InterviewRecord]:
    """Stores every row of the plan as a finished interview, or none."""
    require_editor(actor)
    return store_plan(
        session,
        plan,
        lambda record: keep(session, record, actor, now),
        action="interviews.import",
        actor=actor,
        now=now,
    )


def _guide_columns() -> dict[str, tuple[str, ...]]:
    items = template("exit_interview").item_by_key
    return {f"note:{key}": (key, text_in(items[key].text, "zh")) for key in GUIDE_KEYS if key not in COLUMNS}


def _known(session: Session) -> _Known:
    losses: dict[int, tuple[Loss, ...]] = {}
    standing = sa.select(Loss).where(Loss.withdrawn_at.is_(None)).order_by(Loss.recognised_on.desc())
    for loss in session.scalars(standing):
        losses[loss.customer_id] = (*losses.get(loss.customer_id, ()), loss)
    held = sa.select(Case.loss_id, Interview.held_on).join(Interview, Interview.case_id == Case.id)
    return _Known(customer_ids(session), losses, dict(session.execute(held).all()))


def _record(reader: RowReader, known: _Known, today: date) -> InterviewRecord | None:
    customer_id = customer_in_row(reader, known.customers)
    values = _values(reader, today)
    staff_code = reader.choice("staff_code", reason_words())
    staff_text = reader.text("staff_text", longest=5000)
    notes = {
        key.removeprefix("note:"): text
        for key in _guide_columns()
        if (text := reader.text(key, longest=20_000))
    }
    loss_id, loss = _loss(reader, known, customer_id, today)
    if loss_id is not None and known.held.get(loss_id) not in (None, values["held_on"]):
        reader.refuse("held_on", m("这次流失已经有另一天的访谈记录，没有覆盖。"))
    if reader.wrong or customer_id is None:
        return None
    return InterviewRecord(customer_id, loss_id, loss, values, notes, staff_code, staff_text)


def _values(reader: RowReader, today: date) -> dict[str, Any]:
    reasons = reason_words()
    rating = reader.number("rating", lowest=1, highest=10, whole=True)
    points: dict[str, Message | str] = {
        key: text_in(label, "zh") for key, label in words.touchpoints().items()
    }
    values: dict[str, Any] = {
        "held_on": reader.day("held_on", required=True, until=today),
        "mode": reader.choice("mode", words.MODES) or "phone",
        "interviewer": reader.text("interviewer", longest=120),
        "interviewee_role": reader.choice("interviewee_role", CONTACT_ROLES),
        "consent_notes": reader.choice("consent_notes", words.YES_NO) != "no",
        "quotation": reader.choice("quotation", words.QUOTATIONS) or "none",
        "rating": None if rating is None else int(rating),
        "stated_text": reader.text("stated_text", longest=20_000),
        "stated_code": reader.choice("stated_code", reasons),
        "coder1_code": reader.choice("root_code", reasons),
        "coder2_code": reader.choice("coder2_code", reasons),
        "adjudicated_code": reader.choice("adjudicated_code", reasons),
        "contributing": _contributing(reader),
        "controllable_why": reader.text("controllable_why", longest=300),
        "first_doubt_on": reader.day("first_doubt_on"),
        "touchpoint": reader.choice("touchpoint", points),
        "destination": reader.choice("destination", words.DESTINATIONS),
        "destination_name": reader.text("destination_name", longest=120),
        "lost_sales": reader.amount("lost_sales"),
        "lost_sales_source": reader.choice("lost_sales_source", SHARE_SOURCES),
        "preventable": reader.choice("preventable", words.PREVENTABLE),
        "preventable_until": reader.day("preventable_until"),
        "improvement": reader.choice("improvement", words.IMPROVEMENTS),
        "come_back": reader.choice("come_back", words.COME_BACK),
        "call_again_on": reader.day("call_again_on"),
        "confidence": reader.choice("confidence", words.CONFIDENCE),
    }
    root = values["adjudicated_code"] or values["coder1_code"]
    said = reader.choice("controllable", words.YES_NO)
    by_tree = reason_tree().controllable(root) if root else None
    values["controllable"] = {"yes": True, "no": False}.get(said, by_tree)
    _check_coding(reader, values)
    return values


def _check_coding(reader: RowReader, values: Mapping[str, Any]) -> None:
    first, second = values["coder1_code"], values["coder2_code"]
    if second and not first:
        reader.refuse("coder2_code", m("有第二人编码，没有根本原因编码（编码员 1）。"))
    if values["adjudicated_code"] and not (first and second and first != second):
        reader.refuse("adjudicated_code", m("只有两人编码不一致时才有复核裁定。"))
    if values["lost_sales"] is not None and not values["lost_sales_source"]:
        reader.refuse("lost_sales", m("请注明流失销售额的来源。"))


def _contributing(reader: RowReader) -> list[list[Any]]:
    try:
        pairs = parse_contributing(reader.raw("contributing").replace("；", ";").replace("＝", "="))
    except InvalidInput as refusal:
        reader.refuse("contributing", refusal.message)
        return []
    return [[code, weight] for code, weight in pairs]


def _loss(
    reader: RowReader, known: _Known, customer_id: int | None, today: date
) -> tuple[int | None, LossDetails | None]:
    """The standing loss of the row （by 判定日, else the newest）, or the one that the row describes."""
    recognised_on = reader.day("recognised_on")
    kind = reader.choice("kind", LOSS_KINDS)
    details = LossDetails(
        kind=kind,
        recognised_on=recognised_on,
        product_line=reader.text("product_line", longest=60),
        last_order_on=reader.day("last_order_on"),
        left_on=reader.day("left_on"),
    )
    if customer_id is None or reader.wrong:
        return None, None
    standing = known.losses.get(customer_id, ())
    for loss in standing:
        if recognised_on in (None, loss.recognised_on):
            return loss.id, None
    if recognised_on is None or not kind:
        reader.refuse(
            "customer", m("这家客户没有登记流失。请补上“流失类型”和“判定日”两列，或先导入流失客户名单。")
        )
        return None, None
    for key, message in check_loss(details, today).items():
        reader.refuse(key, message)
    return None, details
