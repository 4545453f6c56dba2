"""Reading rows of an uploaded table into checked values, with every problem at its row and heading."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from survey.customers.units import yuan_per
from survey.errors import InvalidInput, RowProblem
from survey.language import Message, m
from survey.sheets import Row, Table

__all__ = ["Columns", "RowReader", "heading", "parse_amount", "parse_day"]

_DAY: Final = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?|\s*月?)(?:[ T]00:00(?::00)?)?"
)
_UNIT: Final = re.compile(r"[((][^()()]*[))]$")
_SEPARATORS: Final = re.compile(r"[;；、|\n]")
LARGEST: Final = 1e13
"""No figure in yuan is larger; what is, is a slip of the keyboard."""


def heading(name: str) -> str:
    """A heading as it is compared: without spaces, case, width and a unit in brackets at its end."""
    return _UNIT.sub("", _even(name).replace("_", ""))


def _even(text: str) -> str:
    """The text without spaces, case and width: 高(亲历决策) and 高（亲历决策） are the same word."""
    return unicodedata.normalize("NFKC", text).strip().lower().replace(" ", "")


class Columns:
    """Which heading of the table holds what; headings that nobody asked for are named, not swallowed."""

    def __init__(self, headers: Sequence[str], names: Mapping[str, Sequence[str]]) -> None:
        by_heading = {heading(name): key for key, all_names in names.items() for name in (key, *all_names)}
        self._usual = {key: all_names[0] for key, all_names in names.items() if all_names}
        self._header: dict[str, str] = {}
        self.unknown: list[str] = []
        for header in headers:
            key = by_heading.get(heading(header))
            if key is None:
                self.unknown.append(header)
            elif key in self._header:
                raise InvalidInput(
                    m(
                        "“%(first)s”和“%(second)s”是同一栏，请只留一列。",
                        first=self._header[key],
                        second=header,
                    )
                )
            else:
                self._header[key] = header

    def __contains__(self, key: str) -> bool:
        return key in self._header

    def header(self, key: str) -> str:
        """The heading of the column, or what it is usually called where the table lacks it."""
        return self._header.get(key) or self._usual.get(key, "")

    def require(self, *keys: str, labels: Mapping[str, str]) -> None:
        """Raises InvalidInput naming the columns that are missing altogether."""
        missing = [labels[key] for key in keys if key not in self._header]
        if missing:
            raise InvalidInput(
                m("文件里缺少这些列：%(columns)s。请对照模板补上表头，再导入。", columns=tuple(missing))
            )

    def notes(self, table: Table, known: Iterable[str] = ()) -> tuple[Message, ...]:
        """What the reading noticed, the columns whose unit is converted and those that are not imported."""
        understood = set(known)
        rest = [header for header in self.unknown if header not in understood]
        taken = [header for header in table.headers if header not in rest]
        notes = [
            m("“%(header)s”已按表头的单位换算成元。", header=header)
            for header in taken
            if yuan_per(header) not in (1, None)
        ]
        if rest:
            notes.append(m("这些列不认识，没有导入：%(columns)s。", columns=tuple(rest[:20])))
        return (*table.notes, *notes)


@dataclass
class RowReader:
    """Takes values out of one row; what is wrong goes to `problems`, never an exception."""

    row: Row
    columns: Columns
    problems: list[RowProblem]
    wrong: bool = field(default=False, init=False)

    def refuse(self, key: str, message: Message) -> None:
        self.refuse_at(self.columns.header(key), message)

    def refuse_at(self, header: str, message: Message) -> None:
        self.wrong = True
        self.problems.append(RowProblem(self.row.number, header, message))

    def raw(self, key: str) -> str:
        """The cell as typed, '' where the column is absent."""
        return self.row.cells[self.columns.header(key)].strip() if key in self.columns else ""

    def text(self, key: str, *, longest: int, required: bool = False) -> str:
        found = self.raw(key)
        if required and not found:
            self.refuse(key, m("这一格没有填写。"))
        elif len(found) > longest:
            self.refuse(key, m("最多 %(n)d 个字。", n=longest))
        elif any(unicodedata.category(sign) == "Cc" and sign not in "\n\t\r" for sign in found):
            self.refuse(key, m("这一格含有看不见的控制字符，请重新输入。"))
        else:
            return found
        return ""

    def day(self, key: str, *, required: bool = False, until: date | None = None) -> date | None:
        found = self.raw(key)
        if not found:
            if required:
                self.refuse(key, m("这一格没有填写。"))
            return None
        day = parse_day(found)
        if day is None:
            self.refuse(key, m("日期写成 2026-03-31 的样子。"))
        elif until is not None and day > until:
            self.refuse(key, m("日期在今天之后，请检查。"))
        return day

    def amount(self, key: str) -> float | None:
        return self.amount_at(self.columns.header(key)) if key in self.columns else None

    def amount_at(self, header: str) -> float | None:
        """Yuan in the cell under `header`, which may name another unit; None where it is empty."""
        found = self.row.cells[header].strip()
        if not found:
            return None
        amount, worth = parse_amount(found), yuan_per(header)
        if worth is None:
            self.refuse_at(header, m("金额按人民币元记，请换算以后再导入。"))
        elif amount is None:
            self.refuse_at(header, m("金额写成不小于 0 的数字，例如 125000.00，单位元。"))
        else:
            return amount if worth == 1 else round(amount * worth, 2)
        return None

    def number(self, key: str, *, lowest: float, highest: float, whole: bool = False) -> float | None:
        found = self.raw(key)
        if not found:
            return None
        number = parse_amount(found)
        if number is None or not lowest <= number <= highest or (whole and number != int(number)):
            self.refuse(key, m("请填写 %(low)g 到 %(high)g 之间的数字。", low=lowest, high=highest))
            return None
        return number

    def year(self, key: str, *, lowest: int, highest: int) -> int | None:
        """The year in the cell, which may hold a whole day: 2016, 2016年, 2016-05-01."""
        found = unicodedata.normalize("NFKC", self.raw(key))
        if not found:
            return None
        day = parse_day(found)
        year = day.year if day else int(found[:4]) if re.fullmatch(r"[0-9]{4}年?", found) else 0
        if not lowest <= year <= highest:
            self.refuse(
                key, m("请填写 %(low)d 到 %(high)d 之间的年份，例如 2016。", low=lowest, high=highest)
            )
            return None
        return year

    def choice(self, key: str, words: Mapping[str, Message | str], *, required: bool = False) -> str:
        """The key of the word in the cell: the key itself, its label, or one of the words its label lists
        （来函、传真）."""
        found = self.raw(key)
        if not found:
            if required:
                self.refuse(key, m("这一格没有填写。"))
            return ""
        for word, label in words.items():
            if _even(found) in {_even(word), _even(str(label)), *map(_even, str(label).split("、"))}:
                return word
        self.refuse(
            key,
            m(
                "“%(value)s”不在可选范围内：%(words)s。",
                value=found[:40],
                words=tuple(map(str, words.values())),
            ),
        )
        return ""

    def several(self, key: str, *, longest: int = 60) -> list[str]:
        """The parts of a cell separated by ; or 、, each once."""
        found = [part.strip() for part in _SEPARATORS.split(self.raw(key)) if part.strip()]
        if any(len(part) > longest for part in found):
            self.refuse(key, m("每一项最多 %(n)d 个字。", n=longest))
            return []
        return list(dict.fromkeys(found))


def parse_day(text: str) -> date | None:
    """The day in `text` (a month alone means its first day), None where it is none."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None


def parse_amount(text: str) -> float | None:
    """The figure in `text` （thousands commas, ¥ and 元 allowed）, None where it is none or below 0."""
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("¥").removesuffix("元").replace(",", "")
    if not re.fullmatch(r"\d{1,14}(\.\d{1,10})?", plain.strip()):
        return None
    amount = float(plain)
    return amount if math.isfinite(amount) and amount <= LARGEST else None
