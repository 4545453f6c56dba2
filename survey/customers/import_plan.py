"""What an uploaded table would do, worked out before anything is stored, and then stored whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final, Generic, Literal, TypeVar

from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.customers.importing import Columns, RowReader
from survey.db import take_turn
from survey.errors import ImportRefused, RowProblem
from survey.language import Message, m
from survey.sheets import Row, Table

__all__ = ["SAMPLE", "Effect", "ImportPlan", "effect_on", "plan_rows", "refuse_if_wrong", "store_plan"]

Record = TypeVar("Record")
Effect = Literal["added", "changed", "unchanged"]
SAMPLE: Final = 5
"""Rows of a table that its preview shows."""


@dataclass(frozen=True, slots=True)
class ImportPlan(Generic[Record]):
    """What an uploaded file would do, before anything is stored."""

    rows: int
    records: tuple[Record, ...]
    added: int
    changed: int
    problems: tuple[RowProblem, ...]
    notes: tuple[Message, ...] = ()
    sample: tuple[Row, ...] = ()
    """The first rows as they were read, to be compared with the file."""

    @property
    def unchanged(self) -> int:
        return len(self.records) - self.added - self.changed


def plan_rows(
    table: Table,
    columns: Columns,
    read: Callable[[RowReader], Record | None],
    *,
    place: Callable[[Record], Hashable],
    at: str,
    effect: Callable[[Record], Effect],
    understood: Iterable[str] = (),
) -> ImportPlan[Record]:
    """The plan of a table: a record of each row that `read` finds nothing wrong with (else None).

    Rows with the same `place` mean the same thing: the second is refused, under the heading of column `at`.
    `understood` are further headings that are known and passed over in silence.
    """
    problems: list[RowProblem] = []
    records: list[Record] = []
    seen: dict[Hashable, int] = {}
    for row in table.rows:
        reader = RowReader(row, columns, problems)
        record = read(reader)
        if record is None:
            continue
        first = seen.setdefault(place(record), row.number)
        if first != row.number:
            reader.refuse(at, m("与第 %(row)d 行重复。", row=first))
        else:
            records.append(record)
    effects = Counter(map(effect, records))
    return ImportPlan(
        rows=len(table.rows),
        records=tuple(records),
        added=effects["added"],
        changed=effects["changed"],
        problems=tuple(problems),
        notes=columns.notes(table, understood),
        sample=tuple(table.rows[:SAMPLE]),
    )


def effect_on(row: object | None, details: Any) -> Effect:
    """What writing the fields of the dataclass `details` would do to the `row` that holds them already."""
    if row is None:
        return "added"
    same = all(getattr(row, one.name) == getattr(details, one.name) for one in fields(details))
    return "unchanged" if same else "changed"


def refuse_if_wrong(plan: ImportPlan[Record]) -> None:
    """Raises ImportRefused with the plan's problems, if it has any: all or nothing."""
    if plan.problems:
        raise ImportRefused(
            m("文件中有 %(n)d 处需要修改，没有导入任何内容。改好后再导入一次。", n=len(plan.problems)),
            plan.problems,
        )


def store_plan(
    session: Session,
    plan: ImportPlan[Record],
    store: Callable[[Record], None],
    *,
    action: str,
    actor: Actor,
    now: datetime,
    **facts: Any,
) -> ImportPlan[Record]:
    """Stores every record of the plan or, raising ImportRefused, none; the trail names `action` and `facts`."""
    refuse_if_wrong(plan)
    take_turn(session, action)
    for record in plan.records:
        store(record)
    session.flush()
    audit.record(session, actor, action, now=now, rows=plan.rows, added=plan.added, **facts)
    return plan
