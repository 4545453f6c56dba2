"""A table read from a file: headers, rows numbered as the spreadsheet numbers them, cells as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, dropwhile, islice

from survey.errors import ImportRefused, InvalidInput, RowProblem, TooLarge
from survey.language import Message, m
from survey.sheets.formula import unguard

__all__ = ["Cells", "Limits", "Row", "Table", "build_table", "column_letter"]

# More problems than this help nobody; the sentence above the list says how many there are in all.
SHOWN_PROBLEMS = 100
# The headings stand among these rows, if there are titles above them.
TOP = 10


class Cells(Mapping[str, str]):
    """One row's cells by heading; all rows of a table share one index, so a row costs little."""

    __slots__ = ("_index", "_values")

    def __init__(self, index: Mapping[str, int], values: tuple[str, ...]) -> None:
        self._index = index
        self._values = values

    def __getitem__(self, header: str) -> str:
        return self._values[self._index[header]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)

    def __repr__(self) -> str:
        return f"Cells({dict(self)!r})"


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the headings; `number` is the one the spreadsheet shows at its left edge."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds, every cell as text, and `notes` on what a person should know about the reading."""

    headers: tuple[str, ...]
    rows: list[Row]
    encoding: str
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest table that is read."""

    rows: int
    columns: int
    cells: int = 5_000_000


def column_letter(index: int) -> str:
    """The spreadsheet's name of a column: 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def build_table(
    records: Iterable[tuple[int, Sequence[str]]],
    *,
    limits: Limits,
    encoding: str,
    equal_widths: bool,
    notes: Sequence[Message] = (),
) -> Table:
    """The table in `records` (row number, cells); the first record below blank rows and titles holds the headings.

    `equal_widths` refuses rows shorter than the headings (in a CSV file a sign of a damaged line).
    """
    written = ((number, cells) for number, cells in records if any(cells))
    filled = dropwhile(lambda record: not "".join(record[1]).strip(), written)
    top = list(islice(filled, TOP))
    titles = _titles(top)
    headers = _headers(top[titles][1] if top else (), limits)
    rows = _rows(chain(top[titles + 1 :], filled), headers, limits, equal_widths)
    if titles:
        notes = [*notes, m("表头在第 %(row)d 行，它上面的内容没有导入。", row=top[titles][0])]
    return Table(headers, rows, encoding, tuple(notes))


def _titles(top: Sequence[tuple[int, Sequence[str]]]) -> int:
    """How many rows stand above the headings: a title, who made the table, headings of groups.

    They fill less than half as many cells as the fullest row below. Headings never do: a table whose
    cells have no heading is refused.
    """
    filled = [sum(1 for cell in cells if cell.strip()) for _, cells in top]
    fullest = max(filled, default=0)
    return next((place for place, n in enumerate(filled) if 2 * n >= fullest), 0)


def _headers(cells: Sequence[str], limits: Limits) -> tuple[str, ...]:
    names = [unguard(cell).strip().strip("\ufeff\u200b") for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise InvalidInput(m("文件是空的，没有读到任何内容。请检查是否选对了文件。"))
    if len(names) > limits.columns:
        raise TooLarge(
            m(
                "表格有 %(n)d 列，最多能读 %(limit)d 列。请删去不需要的列再上传。",
                n=len(names),
                limit=limits.columns,
            )
        )
    blank = [column_letter(place) for place, name in enumerate(names) if not name]
    if blank:
        raise InvalidInput(
            m("这些列没有表头：%(columns)s。请补上表头，或删去这些列，再上传。", columns=_shortened(blank))
        )
    twice = [f"{name}({column_letter(place)})" for place, name in enumerate(names) if name in names[:place]]
    if twice:
        raise InvalidInput(
            m("这些表头重复出现：%(columns)s。请让每一列的表头各不相同，再上传。", columns=_shortened(twice))
        )
    return tuple(names)


def _shortened(names: Sequence[str]) -> tuple[str, ...]:
    """At most ten names, each short enough to read."""
    shown = [name if len(name) <= 40 else name[:40] + "…" for name in names[:10]]
    if len(names) > 10:
        shown[-1] += "……"
    return tuple(shown)


def _rows(
    records: Iterable[tuple[int, Sequence[str]]],
    headers: tuple[str, ...],
    limits: Limits,
    equal_widths: bool,
) -> list[Row]:
    index = {header: place for place, header in enumerate(headers)}
    width = len(headers)
    most = min(limits.rows, limits.cells // width)
    rows: list[Row] = []
    problems: list[RowProblem] = []
    wrong = 0
    for number, cells in records:
        if len(rows) + wrong >= most:
            raise TooLarge(
                m(
                    "表格太大：共 %(columns)d 列时最多能读 %(limit)d 行。请分成几个文件上传。",
                    columns=width,
                    limit=most,
                )
            )
        problem = _width_problem(number, cells, width, equal_widths)
        if problem is None:
            values = [unguard(cell) for cell in cells[:width]]
            values.extend([""] * (width - len(values)))
            rows.append(Row(number, Cells(index, tuple(values))))
            continue
        wrong += 1
        if len(problems) < SHOWN_PROBLEMS:
            problems.append(problem)
    if wrong:
        raise ImportRefused(
            m("有 %(n)d 行的列数与表头不一致，没有导入任何内容。请改好后重新上传。", n=wrong), problems
        )
    return rows


def _width_problem(number: int, cells: Sequence[str], width: int, equal_widths: bool) -> RowProblem | None:
    if len(cells) > width and any(cells[width:]):
        message = m(
            "这一行有 %(n)d 格，表头只有 %(width)d 列，多出的内容没有表头。", n=len(cells), width=width
        )
        return RowProblem(number, column_letter(width), message)
    if equal_widths and len(cells) < width:
        message = m(
            "这一行只有 %(n)d 格，表头有 %(width)d 列，可能缺了分隔符或引号。", n=len(cells), width=width
        )
        return RowProblem(number, column_letter(len(cells)), message)
    return None
