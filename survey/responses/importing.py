"""Responses from a file: all rows or none, each fault with its row."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit, company
from survey.accounts.actor import Actor
from survey.accounts.models import Company
from survey.customers.models import Customer
from survey.errors import RowProblem
from survey.fieldwork import queries
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Wave
from survey.instrument.answers import file_columns, from_row
from survey.instrument.definition import Definition
from survey.language import Message, m
from survey.responses.imported import keep, unknown_only
from survey.responses.rows import MODES, Packed, Submission, pack
from survey.sheets import Row, Table

__all__ = ["FILE_COLUMNS", "ImportResult", "import_rows"]

FILE_COLUMNS: Final = ("response_id", "submitted_at", "mode", "customer", "class", "region", "language")
"""The columns that a response file may have beside those of the items."""
MOST_PROBLEMS: Final = 200
LONGEST_ID: Final = 120


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of a file: its rows, how many were (or would be) stored, what is wrong with it."""

    rows: int
    imported: int
    errors: tuple[RowProblem, ...]
    already: int = 0
    """Rows that had been imported before, known by their `response_id`."""
    without_id: int = 0
    """Rows without a `response_id`: importing them twice would store them twice."""


def import_rows(
    session: Session, wave: Wave, table: Table, *, dry_run: bool, actor: Actor, now: datetime
) -> ImportResult:
    """Stores every row of the file, or none when one of them is wrong; `dry_run` only says which.

    The caller's unit of work makes it all or nothing. Rows without a date count as received now.
    """
    reader = _Reader(session, wave, now)
    problems = list(reader.headings(table))
    packed: list[Packed] = []
    if not problems:
        for row in table.rows:
            found = reader.read(row)
            if isinstance(found, Packed):
                packed.append(found)
            else:
                problems.extend(found)
    if problems:
        return ImportResult(len(table.rows), 0, tuple(problems[:MOST_PROBLEMS]))
    fresh, problems = unknown_only(session, wave, packed, reader.row_numbers)
    result = ImportResult(
        rows=len(table.rows),
        imported=0 if problems else len(fresh),
        errors=tuple(problems[:MOST_PROBLEMS]),
        already=len(packed) - len(fresh) - len(problems),
        without_id=reader.without_id,
    )
    if not dry_run and not problems and fresh:
        keep(session, wave, fresh)
        audit.record(session, actor, "responses.import", wave.key, now=now, n=len(fresh))
    return result


class _Reader:
    """Turns rows of one file into packed responses, or says what is wrong with them."""

    def __init__(self, session: Session, wave: Wave, now: datetime) -> None:
        self.wave, self.now = wave, now
        self.definition: Definition = definition_of(session, wave.version_id)
        self.columns = file_columns(self.definition)
        ours = queries.company(session)
        self.zone = ZoneInfo(ours.time_zone)
        self.customers = _customers(session)
        self.classes = _classes(ours)
        self.seen: dict[str, int] = {}
        self.row_numbers: dict[str, int] = {}
        self.without_id = 0

    def headings(self, table: Table) -> Iterator[RowProblem]:
        known = set(self.columns) | set(FILE_COLUMNS)
        for heading in table.headers:
            if heading not in known:
                yield RowProblem(1, heading, m("问卷中没有“%(column)s”这一列。", column=heading[:60]))
        if not set(table.headers) & set(self.columns):
            yield RowProblem(1, "", m("文件中没有任何一列是这份问卷的题目。请检查是否选对了问卷。"))

    def read(self, row: Row) -> Packed | list[RowProblem]:
        """The row as a response ready to be stored, or what is wrong with it."""
        problems: dict[str, Message] = {}
        said = {name: row.cells.get(name, "").strip() for name in FILE_COLUMNS}
        key = self._key(row, said["response_id"], problems)
        moment, day = self._when(said["submitted_at"], problems)
        mode = self._one_of(said["mode"] or "import", MODES, "mode", problems)
        language = self._one_of(said["language"] or "zh", ("zh", "en"), "language", problems)
        customer, segments = self._who(said, problems)
        cells = {column: row.cells[column] for column in self.columns if column in row.cells}
        parsed = from_row(self.definition, cells)
        problems |= parsed.problems
        if problems:
            return [RowProblem(row.number, column, message) for column, message in problems.items()]
        packed = pack(
            Submission(
                wave_id=self.wave.id,
                version_id=self.wave.version_id,
                privacy=self.wave.privacy,
                definition=self.definition,
                key=key,
                answers=parsed.answers,
                now=self.now,
                time_zone=self.zone.key,
                submitted_at=moment,
                received_on=day,
                mode=mode,
                language=language,
                customer_id=customer.id if customer else None,
                segments=segments,
            )
        )
        self.row_numbers[packed.key_hash] = row.number
        return packed

    def _key(self, row: Row, response_id: str, problems: dict[str, Message]) -> str:
        """The same id in the same wave is the same response, in this file and in those after it."""
        if not response_id:
            self.without_id += 1
            return secrets.token_urlsafe(20)
        if len(response_id) > LONGEST_ID:
            problems["response_id"] = m("答卷编号太长，最多 %(max)d 个字。", max=LONGEST_ID)
        elif response_id in self.seen:
            problems["response_id"] = m("答卷编号与第 %(row)d 行重复。", row=self.seen[response_id])
        self.seen[response_id] = row.number
        return f"import|{self.wave.ref}|{response_id}"

    def _when(self, text: str, problems: dict[str, Message]) -> tuple[datetime | None, date]:
        today = self.now.astimezone(self.zone).date()
        if not text:
            return self.now, today
        try:
            moment = _moment(text, self.zone)
        except ValueError:
            problems["submitted_at"] = m("时间要写成 2026-03-31 或 2026-03-31 14:05 的形式。")
            return None, today
        if moment > self.now + timedelta(days=1):
            problems["submitted_at"] = m("提交时间在将来，请检查。")
        return moment, moment.astimezone(self.zone).date()

    def _one_of(self, value: str, offered: tuple[str, ...], column: str, problems: dict[str, Message]) -> str:
        if value not in offered:
            problems[column] = m(
                "“%(value)s”不在可选的值之内：%(offered)s。", value=value[:40], offered=tuple(offered)
            )
        return value

    def _who(
        self, said: Mapping[str, str], problems: dict[str, Message]
    ) -> tuple[Customer | None, dict[str, str]]:
        if self.wave.privacy == "anonymous":
            return None, self._anonymous_segments(said, problems)
        customer = None
        if said["customer"]:
            customer = self.customers.get(said["customer"])
            if customer is None:
                problems["customer"] = m(
                    "客户台账中没有“%(name)s”。请先在台账中登记，或改正编号。", name=said["customer"][:60]
                )
        segments = (
            {
                "class_key": customer.class_key,
                "region": customer.region,
                "industry": customer.industry,
                "product_line": customer.product_line,
            }
            if customer
            else {}
        )
        return customer, segments | self._own_segments(said, problems)

    def _own_segments(self, said: Mapping[str, str], problems: dict[str, Message]) -> dict[str, str]:
        """Class and region as the file says them, which is how they were at the time."""
        found = {}
        if said["class"]:
            found["class_key"] = self.classes.get(said["class"], said["class"])
            if len(found["class_key"]) > 20:
                problems["class"] = m("客户类别太长，最多 %(max)d 个字。", max=20)
        if said["region"]:
            found["region"] = said["region"]
            if len(said["region"]) > 40:
                problems["region"] = m("区域太长，最多 %(max)d 个字。", max=40)
        return found

    def _anonymous_segments(self, said: Mapping[str, str], problems: dict[str, Message]) -> dict[str, str]:
        if said["customer"]:
            problems["customer"] = m("匿名调查的答卷不能带客户，请删去这一列的内容。")
        found = self._own_segments(said, problems)
        for name, column in (("class_key", "class"), ("region", "region")):
            if name in found and name not in self.wave.segments:
                problems[column] = m("本期匿名调查没有声明这种分类，请删去这一列的内容。")
        return found


def _moment(text: str, zone: ZoneInfo) -> datetime:
    """A day or an instant in ISO 8601; without an offset it is meant in the company's time zone."""
    if len(text) == len("2026-03-31"):
        return datetime.combine(date.fromisoformat(text), time(), zone).astimezone(UTC)
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _customers(session: Session) -> dict[str, Customer]:
    """Customers by code and, where no other has it, by name."""
    everyone = session.scalars(sa.select(Customer)).all()
    names = [customer.name for customer in everyone]
    twice = {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else set()
    by_name = {customer.name: customer for customer in everyone if customer.name not in twice}
    return by_name | {customer.code: customer for customer in everyone}


def _classes(ours: Company) -> dict[str, str]:
    """Class label → class key."""
    return {label: key for key, label in company.class_labels(ours).items()}
