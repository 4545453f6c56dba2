"""Reading and writing tables (CSV, XLSX): every cell is text when read, no text is a formula when written."""

from __future__ import annotations

from survey.sheets.filenames import content_disposition, safe_filename
from survey.sheets.read import read_table
from survey.sheets.table import Row, Table
from survey.sheets.write import Cell, NativeChart, Sheet, write_csv, write_xlsx

__all__ = [
    "Cell",
    "NativeChart",
    "Row",
    "Sheet",
    "Table",
    "content_disposition",
    "read_table",
    "safe_filename",
    "write_csv",
    "write_xlsx",
]
