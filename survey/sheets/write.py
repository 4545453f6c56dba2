"""Writing tables: CSV as a stream, XLSX with native numbers and dates; text is never a formula in either."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from survey.errors import TooLarge
from survey.language import m
from survey.sheets.filenames import content_disposition
from survey.sheets.formula import guard

__all__ = ["Cell", "NativeChart", "Sheet", "content_disposition", "write_csv", "write_xlsx"]

Cell = str | int | float | bool | Decimal | datetime.date | datetime.time | None

_CHUNK = 64 * 1024
_BOM = "\ufeff"
_MAX_SHEET_ROWS = 1_048_576
_MAX_CELL = 32_767
_EXACT_INTEGER = 2**53
_SAMPLED_ROWS = 200
_SHORT, _REMEMBERED = 32, 10_000
_SHEET_NAME_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class NativeChart:
    """A chart of the spreadsheet's own below a sheet's rows: columns of figures over a column of names."""

    title: str
    kind: Literal["bar", "column", "line"]
    names: int
    figures: Sequence[int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook to be written. `formats` has a number format for each column ("" for none)."""

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    formats: Sequence[str] = ()
    chart: NativeChart | None = None


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The table as UTF-8 CSV with a byte order mark, in chunks; memory does not grow with the rows.

    All text is quoted: then no program that also cuts at semicolons or tabs finds a formula inside a text.
    """
    buffer = io.StringIO(newline="")
    buffer.write(_BOM)
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([guard(header) for header in headers])
    as_csv = _CsvCells().__getitem__
    for row in rows:
        writer.writerow(map(as_csv, row))
        if buffer.tell() >= _CHUNK:
            yield _taken(buffer)
    yield _taken(buffer)


class _CsvCells(dict[Cell, str | int | float | Decimal]):
    """Cells as they stand in a file; short texts are remembered, for most come again in every row."""

    def __missing__(self, cell: Cell) -> str | int | float | Decimal:
        written = _csv_cell(cell)
        # Texts only: 1, 1.0 and True are one key and three cells.
        if type(cell) is str and len(cell) <= _SHORT and len(self) < _REMEMBERED:
            self[cell] = written
        return written


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    # Lone surrogates are refused at every door; one that came in anyway must not break off a download.
    return text.encode("utf-8", errors="replace")


def _csv_cell(cell: Cell) -> str | int | float | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else ""
    if isinstance(cell, (int, Decimal)):
        return cell
    return _date_text(cell) if isinstance(cell, (datetime.date, datetime.time)) else guard(str(cell))


def _date_text(moment: datetime.date | datetime.time) -> str:
    if isinstance(moment, datetime.datetime):
        return moment.isoformat(sep=" ", timespec="seconds")
    return moment.isoformat()


def write_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """The sheets as one workbook: headings in bold and frozen, numbers and dates native, all text as text."""
    import xlsxwriter  # slow to load, and most processes never write a workbook

    output = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(output, options) as workbook:
        formats = {
            "header": workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "time": workbook.add_format({"num_format": "hh:mm:ss"}),
        }
        taken: set[str] = set()
        for sheet in sheets:
            for code in {code for code in sheet.formats if code} - formats.keys():
                formats[code] = workbook.add_format({"num_format": code})
            target = workbook.add_worksheet(_sheet_name(sheet.name, taken))
            last = _write_sheet(target, sheet, formats)
            if sheet.chart is not None and last:
                _draw(workbook, target, sheet, sheet.chart, last)
        if not taken:
            workbook.add_worksheet(_sheet_name("", taken))
    return output.getvalue()


def _write_sheet(target: Any, sheet: Sheet, formats: dict[str, Any]) -> int:
    """Writes heading and rows; the number of the last row, 0 when there is none."""
    number = 0
    rows = iter(sheet.rows)
    sample = list(itertools.islice(rows, _SAMPLED_ROWS))
    for column, width in enumerate(_widths(sheet.headers, sample)):
        target.set_column(column, column, width)
    target.freeze_panes(1, 0)
    for column, header in enumerate(sheet.headers):
        target.write_string(0, column, _fitting(header), formats["header"])
    for number, row in enumerate(itertools.chain(sample, rows), start=1):
        if number >= _MAX_SHEET_ROWS:
            raise TooLarge(
                m("超过 Excel 一张表 %(limit)d 行的上限。请缩小范围，或导出 CSV。", limit=_MAX_SHEET_ROWS)
            )
        for column, cell in enumerate(row):
            code = sheet.formats[column] if column < len(sheet.formats) else ""
            _write_cell(target, number, column, cell, formats, code)
    return number


def _draw(workbook: Any, target: Any, sheet: Sheet, wanted: NativeChart, last: int) -> None:
    """Puts the chart below the rows; its figures stay tied to the cells."""
    chart = workbook.add_chart({"type": wanted.kind})
    for column in wanted.figures:
        chart.add_series(
            {
                "name": [target.get_name(), 0, column],
                "categories": [target.get_name(), 1, wanted.names, last, wanted.names],
                "values": [target.get_name(), 1, column, last, column],
            }
        )
    chart.set_title({"name": wanted.title, "name_font": {"size": 12}})
    if wanted.kind == "bar":
        chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 760, "height": 120 + 26 * min(last, 30)})
    target.insert_chart(last + 2, 1, chart)


def _write_cell(
    target: Any, row: int, column: int, cell: Cell, formats: dict[str, Any], code: str = ""
) -> None:
    if isinstance(cell, str):
        if cell:
            target.write_string(row, column, _fitting(cell))
    elif isinstance(cell, bool):
        target.write_boolean(row, column, cell)
    elif isinstance(cell, (int, float, Decimal)):
        _write_number(target, row, column, cell, formats.get(code))
    elif isinstance(cell, datetime.datetime) and cell.tzinfo is not None:
        target.write_string(row, column, _date_text(cell))  # a spreadsheet has no time zones
    elif isinstance(cell, datetime.datetime):
        target.write_datetime(row, column, cell, formats["moment"])
    elif isinstance(cell, datetime.date):
        target.write_datetime(row, column, cell, formats["date"])
    elif isinstance(cell, datetime.time):
        target.write_datetime(row, column, cell, formats["time"])


def _write_number(
    target: Any, row: int, column: int, number: int | float | Decimal, number_format: Any
) -> None:
    if not math.isfinite(number):
        return
    if abs(float(number)) > _EXACT_INTEGER:
        target.write_string(row, column, str(number))  # a spreadsheet would round it
    else:
        target.write_number(row, column, number, number_format)


def _fitting(text: str) -> str:
    """The text as long as a cell can be (counted as spreadsheets do, in UTF-16), saying what was cut."""
    if len(text) * 2 <= _MAX_CELL or len(text.encode("utf-16-le", errors="replace")) // 2 <= _MAX_CELL:
        return text.encode("utf-8", errors="replace").decode() if _has_surrogate(text) else text
    mark = f"……（共 {len(text)} 字，全文见 CSV）"
    room = (_MAX_CELL - len(mark)) * 2
    return text.encode("utf-16-le", errors="replace")[:room].decode("utf-16-le", errors="ignore") + mark


def _has_surrogate(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)


def _widths(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> list[float]:
    """Column widths in characters: between 8 and 48, a Chinese character counting two."""
    widths = [_text_width(header) for header in headers]
    for row in rows:
        for column, cell in enumerate(row[: len(widths)]):
            widths[column] = max(widths[column], _text_width("" if cell is None else str(cell)))
    return [min(max(width + 2, 8), 48) for width in widths]


def _text_width(text: str) -> int:
    return sum(2 if character > "\u2e7f" else 1 for character in text[:60])


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name Excel accepts: up to 31 characters, none forbidden, not the reserved one, unique in any case."""
    clean = _SHEET_NAME_FORBIDDEN.sub("_", name.encode("utf-8", errors="replace").decode()).strip("' ")
    # A sign at the start of a sheet's name would start a formula wherever the name is copied to a cell.
    base = "_" + clean if guard(clean) != clean else clean or "Sheet1"
    if base.lower() == "history":
        base += "_"
    candidate = base[:31]
    for count in itertools.count(2):
        if candidate.lower() not in taken:
            break
        ending = f"({count})"
        candidate = base[: 31 - len(ending)] + ending
    taken.add(candidate.lower())
    return candidate
