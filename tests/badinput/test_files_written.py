"""Files that we write: formulas stay text, names stay in their folder."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest

from survey.sheets import Sheet, content_disposition, read_table, write_csv, write_xlsx
from tests.badinput.sheets import SHEET

FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x",
    "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example","x")', "'=1", "''=1",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_f1_csv_cells_and_headers_never_start_a_formula_and_come_back(text: str) -> None:
    content = b"".join(write_csv([text, "名称"], [[text, "甲;=1+1"]]))
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        assert row[0].startswith("'")
    assert b'"\xe7\x94\xb2;=1+1"' in content
    table = read_table(content, "t.csv")
    assert table.headers[0] == text.strip()
    assert next(iter(table.rows[0].cells.values())) == text


@pytest.mark.parametrize("text", FORMULAS)
def test_f2_xlsx_cells_headers_and_sheet_names_are_text(text: str) -> None:
    content = write_xlsx([Sheet(text, [text], [[text]])])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET)
        names = re.findall(rb'<sheet name="([^"]*)"', archive.read("xl/workbook.xml"))
    assert b"<f>" not in sheet
    assert sheet.count(b't="inlineStr"') == 2
    assert not names[0].decode().startswith(("=", "+", "-", "@", "＝"))
    assert b"hyperlink" not in sheet


@pytest.mark.parametrize(
    "name",
    ["../../etc/x.csv", "..\\..\\x.csv", "CON", "nul.csv", "COM1.xlsx", "x" * 300 + ".csv", "长" * 300 + ".csv",
     'a"b;c.csv', "a\r\nSet-Cookie: x=1.csv", "", "..", "a\u202evsc.exe", "a\0b.csv", "\ud800.csv"],
)  # fmt: skip
def test_f4_download_names_cannot_leave_the_header_or_the_folder(name: str) -> None:
    value = content_disposition(name)
    found = re.fullmatch(r"attachment; filename=\"([A-Za-z0-9 ._()-]+)\"; filename\*=UTF-8''(\S+)", value)
    assert found
    assert not re.fullmatch(r"(?i)(con|nul|com1)(\..*)?", found[1])
    assert not re.fullmatch(r"(?i)(con|nul|com1)(\..*)?", found[2])
    assert ".." not in value
    assert "%2F" not in value.upper().replace("%2F", "/") or "/" not in found[2]
    assert len(value) < 800
