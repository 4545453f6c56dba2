"""The process that parses one workbook: bytes on stdin, one JSON document a line on stdout, then it ends.

Started by `workbook.py` by its path and importing nothing of ours, so that a hostile file meets a small
program with little memory and little time. Rows are `[number, cells]`; the last line holds facts about the sheet.
"""

from __future__ import annotations

import datetime
import decimal
import io
import json
import sys
from typing import Any

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 10
MAX_CHARACTERS = 32 * 1024 * 1024
EXACT_DIGITS = 1e15


def limit_resources() -> None:
    """Takes memory and time away from this process (where the system can)."""
    try:
        import resource  # not on Windows: there only the parent's time limit holds
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def as_text(value: Any) -> str:
    """A cell as the text a person would type."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return duration_text(value)
    return str(value)


def number_text(value: float) -> str:
    """A number with the 15 digits a spreadsheet keeps, never with an exponent, whole ones without a point."""
    if value.is_integer() and abs(value) < 2**63:
        return str(int(value))
    return format(decimal.Decimal(f"{value:.15g}"), "f")


def duration_text(value: datetime.timedelta) -> str:
    """A length of time as hours:minutes:seconds."""
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}"


def main() -> int:
    """Reads stdin, writes stdout; the exit code says how it went (0 done, 3 unreadable, 4 too large)."""
    limit_resources()
    # Started by path, this file imports only what it needs; the parser comes after the limits.
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    max_rows, max_columns = int(sys.argv[1]), int(sys.argv[2])
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        worksheets = [found for found in workbook.sheets_metadata if found.typ == SheetTypeEnum.WorkSheet]
        visible = [found.name for found in worksheets if found.visible == SheetVisibleEnum.Visible]
        if not visible:
            return 3
        sheet = workbook.get_sheet_by_name(visible[0])
    except (CalamineError, OSError, ValueError):
        return 3
    # The headings and the row that proves there are too many may come on top.
    if sheet.total_height > 2 * max_rows + 2 or sheet.total_width > 2 * max_columns + 2:
        return 4
    facts = {"sheet": sheet.name, "others": len(worksheets) - 1, "merged": bool(sheet.merged_cell_ranges)}
    facts["long_numbers"] = False
    return write_rows(sheet.to_python(skip_empty_area=False), facts)


def write_rows(rows: list[list[Any]], facts: dict[str, Any]) -> int:
    """Writes the rows that are not blank, and the facts as the last line."""
    written = 0
    for number, row in enumerate(rows, start=1):
        cells = [as_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        written += sum(map(len, cells))
        if written > MAX_CHARACTERS:
            return 4
        if any(isinstance(value, float) and abs(value) >= EXACT_DIGITS for value in row):
            facts["long_numbers"] = True
        emit([number, cells])
    emit(facts)
    sys.stdout.buffer.flush()
    return 0


def emit(document: Any) -> None:
    """Writes one line of JSON."""
    sys.stdout.buffer.write(json.dumps(document, ensure_ascii=False).encode("utf-8") + b"\n")


if __name__ == "__main__":
    sys.exit(main())
