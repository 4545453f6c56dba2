"""Importing complaints from a table, and writing the register as one; customers are found by code or name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.actions.complaints import ComplaintDetails, check, fill_in, limits, number, require_editor
from survey.actions.models import Complaint
from survey.actions.words import CHANNELS, KINDS, VERDICTS
from survey.customers.import_plan import ImportPlan, effect_on, plan_rows, store_plan
from survey.customers.importing import Columns, RowReader
from survey.customers.models import Customer
from survey.language import m
from survey.sheets import Cell, read_table

__all__ = ["HEADERS", "ComplaintRecord", "read_complaints", "rows_of", "store_complaints"]

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "received_on": ("投诉日期", "日期", "受理日期"),
    "customer": ("客户编号", "客户代码", "code"),
    "customer_name": ("客户名称", "客户"),
    "channel": ("渠道", "投诉渠道"),
    "kind": ("类型", "投诉类型"),
    "text": ("投诉内容", "内容"),
    "department": ("责任部门", "部门"),
    "owner": ("责任人", "处理人"),
    "first_reply_on": ("首次答复日期", "首次答复"),
    "reply": ("答复内容", "处理结果"),
    "solved_on": ("解决日期", "办结日期"),
    "satisfied": ("客户对处理的评价", "是否满意"),
    "note": ("备注",),
}
HEADERS: Final = tuple(names[0] for names in COLUMNS.values())
OURS: Final = ("编号", "记录编号", "状态")
"""Headings of our own export that an import does not take back."""


@dataclass(frozen=True, slots=True)
class ComplaintRecord:
    """One row of a table of complaints; `known_id` is the complaint that it repeats."""

    details: ComplaintDetails
    known_id: int | None


def read_complaints(
    session: Session, content: bytes, filename: str, today: date
) -> ImportPlan[ComplaintRecord]:
    """What a table of complaints would add; the same customer, day and text again is a change."""
    table = read_table(content, filename)
    columns = Columns(table.headers, COLUMNS)
    columns.require("received_on", "text", labels={"received_on": "投诉日期", "text": "投诉内容"})
    by_code, by_name = _customers(session)
    known = {_place(one): one for one in session.scalars(sa.select(Complaint))}

    def record(reader: RowReader) -> ComplaintRecord | None:
        details = _details(reader, by_code, by_name)
        for name, message in ({} if reader.wrong else check(details, today)).items():
            reader.refuse("customer" if name == "customer_id" else name, message)
        if reader.wrong:
            return None
        same = known.get(_place(details))
        return ComplaintRecord(details, same.id if same else None)

    return plan_rows(
        table,
        columns,
        record,
        place=lambda one: _place(one.details),
        at="text",
        effect=lambda one: effect_on(known.get(_place(one.details)), one.details),
        understood=OURS,
    )


def store_complaints(
    session: Session, plan: ImportPlan[ComplaintRecord], *, actor: Actor, now: datetime
) -> ImportPlan[ComplaintRecord]:
    """Stores every row of the plan or none; new ones are numbered in the order of their days."""
    require_editor(actor)

    def store(record: ComplaintRecord) -> None:
        if record.known_id is None:
            complaint = Complaint(registered_by=actor.name[:120], created_at=now)
            fill_in(complaint, record.details)
            number(session, complaint)
            session.add(complaint)
        else:
            complaint = session.get_one(Complaint, record.known_id)
            if complaint.kind != record.details.kind:
                complaint.reply_limit, complaint.solve_limit = limits(session)[record.details.kind]
            fill_in(complaint, record.details)
            complaint.stamp += 1

    by_day = sorted(plan.records, key=lambda record: record.details.received_on or date.max)
    in_order = replace(plan, records=tuple(by_day))
    return store_plan(session, in_order, store, action="complaints.import", actor=actor, now=now)


def rows_of(complaints: Sequence[Complaint]) -> list[list[Cell]]:
    """The register as lines under 编号 and `HEADERS`, so that the file can be imported again."""
    return [
        [
            one.record_no,
            one.received_on,
            one.customer.code if one.customer else "",
            one.who,
            str(CHANNELS[one.channel]),
            str(KINDS[one.kind]),
            one.text,
            one.department,
            one.owner,
            one.first_reply_on,
            one.reply,
            one.solved_on,
            str(VERDICTS[one.satisfied]) if one.satisfied else "",
            one.note,
        ]
        for one in complaints
    ]


def _customers(session: Session) -> tuple[dict[str, int], dict[str, int]]:
    found = session.execute(sa.select(Customer.id, Customer.code, Customer.name)).all()
    return {row.code: row.id for row in found}, {row.name: row.id for row in found}


def _details(reader: RowReader, by_code: Mapping[str, int], by_name: Mapping[str, int]) -> ComplaintDetails:
    code = reader.text("customer", longest=40)
    name = reader.text("customer_name", longest=120)
    if code and code not in by_code:
        reader.refuse("customer", m("台账里没有客户编号“%(code)s”。请先导入客户台账。", code=code))
    customer_id = by_code.get(code) if code else by_name.get(name)
    return ComplaintDetails(
        received_on=reader.day("received_on", required=True),
        customer_id=customer_id,
        customer_name="" if customer_id is not None else name,
        channel=reader.choice("channel", CHANNELS) or "other",
        kind=reader.choice("kind", KINDS) or "other",
        text=reader.text("text", longest=10_000, required=True),
        department=reader.text("department", longest=60),
        owner=reader.text("owner", longest=60),
        first_reply_on=reader.day("first_reply_on"),
        reply=reader.text("reply", longest=10_000),
        solved_on=reader.day("solved_on"),
        satisfied=reader.choice("satisfied", VERDICTS),
        note=reader.text("note", longest=10_000),
    )


def _place(one: Complaint | ComplaintDetails) -> tuple[Any, ...]:
    """What makes two rows the same complaint."""
    return one.customer_id or one.customer_name, one.received_on, one.text
