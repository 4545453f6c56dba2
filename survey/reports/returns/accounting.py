"""Response accounting: 应调查 – 发放 – 回收 – 有效, by customer, by class, and who has not answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.customers.models import Customer
from survey.errors import InvalidInput
from survey.fieldwork import definitions
from survey.fieldwork.models import FrameEntry, Invitation, Wave
from survey.instrument.definition import Definition
from survey.language import m
from survey.questions import NOT_ASKED
from survey.reports.counting.columns import Columns, ColumnStore
from survey.reports.counting.disclosure import for_reader
from survey.reports.counting.filters import Filter
from survey.reports.counting.sample import pairs_of
from survey.responses.call_back_results import Agreement, agreement
from survey.stats import Estimate, undefined, wilson

__all__ = ["SEGMENTS", "Accounting", "AccountingRow", "MissingCustomer", "build"]

Mask = NDArray[np.bool_]

VALID_SHARE = 0.5
SEGMENTS: Final[Mapping[str, Callable[[FrameEntry, Customer], str]]] = {
    "class": lambda entry, customer: entry.class_key,
    "region": lambda entry, customer: customer.region,
    "industry": lambda entry, customer: customer.industry,
}
"""What the customers to be surveyed can be told apart by, answered or not."""
NOT_ISSUED = m("没有发放记录，不能计算回收率")


@dataclass(frozen=True, slots=True)
class AccountingRow:
    """The counts of one class (or of all): customers in the frame, questionnaires out and back."""

    key: str
    frame: int
    """应调查：家"""
    issued: int
    """发放：份"""
    issued_customers: int
    returned: int
    """回收：份"""
    valid: int
    """有效：份"""
    customers: int
    """有有效答卷的客户：家"""
    frame_sales: float
    covered_sales: float

    @property
    def response_rate(self) -> Estimate:
        """回收率 = 回收 ÷ 发放 (AAPOR RR1 of the questionnaires issued); open links count their returns as issued."""
        return wilson(min(self.returned, self.issued), self.issued) if self.issued else undefined(NOT_ISSUED)

    @property
    def valid_rate(self) -> Estimate:
        """有效率 = 有效 ÷ 回收."""
        return wilson(self.valid, self.returned)

    @property
    def coverage(self) -> Estimate:
        """客户覆盖率 = 有效客户数 ÷ 应调查客户数."""
        return wilson(min(self.customers, self.frame), self.frame)

    @property
    def sales_coverage(self) -> float | None:
        """销售额覆盖率 = their share of the frame's sales of the last full year."""
        return self.covered_sales / self.frame_sales if self.frame_sales > 0 else None

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "frame": self.frame,
            "issued": self.issued,
            "returned": self.returned,
            "valid": self.valid,
            "customers": self.customers,
            "response_rate": self.response_rate.to_json(),
            "valid_rate": self.valid_rate.to_json(),
            "coverage": self.coverage.to_json(),
            "sales_coverage": self.sales_coverage,
        }


@dataclass(frozen=True, slots=True)
class MissingCustomer:
    """A customer of the frame without a response: issued or not, what became of it."""

    ref: str
    code: str
    name: str
    class_key: str
    owner: str
    issued: bool
    disposition: str
    sales: float | None


@dataclass(frozen=True, slots=True)
class Accounting:
    """The whole account of a wave; `missing` is empty where the reader may not know who answered."""

    wave: Wave
    total: AccountingRow
    classes: tuple[AccountingRow, ...]
    modes: Mapping[str, int]
    missing: tuple[MissingCustomer, ...]
    names: bool
    call_backs: Agreement
    by: str = "class"
    """What `classes` are the values of: class, region or industry."""

    def to_json(self) -> dict[str, Any]:
        """The account as `liusheng report accounting --json` prints it."""
        return {
            "wave": self.wave.key,
            "total": self.total.to_json(),
            "by": self.by,
            "classes": [row.to_json() for row in self.classes],
            "modes": dict(self.modes),
            "missing": [row.code for row in self.missing],
            "call_backs": self.call_backs.to_json(),
        }


def build(
    session: Session,
    store: ColumnStore,
    wave: Wave,
    *,
    actor: Actor,
    wanted: Filter | None = None,
    by: str = "class",
) -> Accounting:
    """The response accounting of a wave as `actor` may see it, of all or some customers, by one of `SEGMENTS`.

    Raises InvalidInput for a filter or grouping that the list of customers to be surveyed does not know.
    """
    wanted = wanted or Filter()
    _require_known(wanted, by)
    columns = store.of(session, wave)
    valid = valid_rows(columns, definitions.definition_of(session, wave.version_id))
    frame = [
        (entry, customer)
        for entry, customer in session.execute(
            sa.select(FrameEntry, Customer)
            .join(Customer, Customer.id == FrameEntry.customer_id)
            .where(FrameEntry.wave_id == wave.id)
        )
        if all(SEGMENTS[name](entry, customer) == value for name, value in wanted.where)
    ]
    issued = _issued(session, wave)
    if wanted:
        issued = {
            entry.customer_id: issued[entry.customer_id] for entry, _ in frame if entry.customer_id in issued
        }
    answered = _answered(session, wave, columns, valid)
    chosen = np.isin(columns.cell, np.array(wanted.chosen(columns), dtype=np.int64))
    keys = {SEGMENTS[by](entry, customer) for entry, customer in frame}
    keys |= {columns.cells[number][by] for number in wanted.chosen(columns)}
    disclosure = for_reader(wave, actor)
    names = disclosure.names
    return Accounting(
        wave=wave,
        by=by,
        total=_row("", [entry for entry, _ in frame], issued, answered, valid, chosen),
        classes=tuple(
            _row(
                key,
                [entry for entry, customer in frame if SEGMENTS[by](entry, customer) == key],
                issued,
                answered,
                valid,
                chosen & (columns.of_cells(by) == key)[columns.cell],
            )
            for key in sorted(keys - {""})
        ),
        modes=_modes(columns, chosen),
        missing=tuple(_missing(frame, issued, answered)) if names else (),
        names=names,
        call_backs=agreement(session, wave).allowed(disclosure.k),
    )


def _require_known(wanted: Filter, by: str) -> None:
    named = {by, *(name for name, _ in wanted.where)}
    if named - SEGMENTS.keys() or wanted.month_from or wanted.month_to:
        raise InvalidInput(
            m("回收情况只能按客户类别、地区、行业分组和筛选：没有回复的客户没有调查方式和月份。")
        )


def valid_rows(columns: Columns, definition: Definition) -> Mask:
    """Which responses are valid: at least half of the rated items that were asked have a performance score."""
    rated = [columns.codes(pair.second) for pair in pairs_of(definition)]
    if not rated:
        return np.ones(columns.n, dtype=bool)
    table = np.vstack(rated)
    asked = (table != NOT_ASKED).sum(axis=0)
    given = (table < NOT_ASKED).sum(axis=0)
    na = (table == 255).sum(axis=0)
    # "Not applicable" is an answer: who has no after-sales experience is not a careless respondent.
    valid: Mask = (given + na >= VALID_SHARE * asked) & (given > 0)
    return valid


def _issued(session: Session, wave: Wave) -> dict[int, int]:
    rows = session.execute(
        sa.select(Invitation.customer_id, sa.func.count())
        .where(Invitation.wave_id == wave.id)
        .group_by(Invitation.customer_id)
    )
    return {row[0]: row[1] for row in rows}


def _answered(session: Session, wave: Wave, columns: Columns, valid: Mask) -> set[int]:
    """The customers with a valid response; of anonymous waves only that their invitation came back is known."""
    if wave.privacy == "anonymous":
        return set(
            session.scalars(
                sa.select(Invitation.customer_id).where(
                    Invitation.wave_id == wave.id, Invitation.returned_on.is_not(None)
                )
            )
        )
    found = columns.customers[np.unique(columns.unit[valid])]
    return {int(customer) for customer in found if customer >= 0}


def _row(
    key: str,
    entries: Iterable[FrameEntry],
    issued: Mapping[int, int],
    answered: set[int],
    valid: Mask,
    rows: Mask,
) -> AccountingRow:
    """The counts over `entries` and the responses in `rows`."""
    entries = list(entries)
    ids = {entry.customer_id for entry in entries}
    returned = int(rows.sum())
    out = sum(count for customer, count in issued.items() if not key or customer in ids)
    return AccountingRow(
        key=key,
        frame=len(ids),
        # What came through an open link or by import was given out as it was taken.
        issued=max(out, returned) if out else 0,
        issued_customers=len(ids & set(issued)),
        returned=returned,
        valid=int((rows & valid).sum()),
        customers=len(ids & answered),
        frame_sales=sum(entry.sales or 0.0 for entry in entries),
        covered_sales=sum(entry.sales or 0.0 for entry in entries if entry.customer_id in answered),
    )


def _modes(columns: Columns, chosen: Mask) -> dict[str, int]:
    sizes = np.bincount(columns.cell[chosen], minlength=len(columns.cells))
    modes: dict[str, int] = {}
    for cell, size in zip(columns.cells, sizes.tolist(), strict=True):
        if size:
            modes[cell["mode"]] = modes.get(cell["mode"], 0) + size
    return dict(sorted(modes.items(), key=lambda pair: -pair[1]))


def _missing(
    frame: Iterable[Any], issued: Mapping[int, int], answered: set[int]
) -> Iterable[MissingCustomer]:
    rows = sorted(frame, key=lambda row: (row[0].class_key, -(row[0].sales or 0.0)))
    for entry, customer in rows:
        if entry.customer_id not in answered:
            yield MissingCustomer(
                ref=customer.ref,
                code=customer.code,
                name=customer.name,
                class_key=entry.class_key,
                owner=customer.owner,
                issued=entry.customer_id in issued,
                disposition=entry.disposition,
                sales=entry.sales,
            )
