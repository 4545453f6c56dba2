"""Workbooks that mean harm: bombs, entities, links, macros and other kinds of file."""

from __future__ import annotations

import io
import struct
import sys
import time
import zipfile

import pytest
import xlsxwriter

from survey.errors import InvalidInput, TooLarge
from survey.sheets import read_table
from tests.badinput.sheets import SHEET, part, plain_workbook, refused, repacked


def test_f7_a_bomb_of_rows_is_refused_before_parsing() -> None:
    sheet = part(SHEET).replace(b"</sheetData>", b"<row/>" * 5_000_000 + b"</sheetData>")
    start = time.monotonic()
    assert isinstance(refused(repacked({SHEET: sheet})), TooLarge)
    assert time.monotonic() - start < 2


def test_f7_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    junk = bytes(range(256)) * 4096
    content = repacked({f"xl/media/image{n}.png": junk for n in range(60)})
    assert isinstance(refused(content), TooLarge)


def test_f7_too_many_parts_are_refused() -> None:
    assert "1000 个" in str(refused(repacked({f"xl/{n}.xml": b"<a/>" for n in range(1_001)})))


def test_f7_a_lying_size_in_the_directory_is_found() -> None:
    content = bytearray(repacked({SHEET: part(SHEET).replace(b"<row", b" " * 900_000 + b"<row")}))
    entry = content.rindex(SHEET.encode()) - 46
    struct.pack_into("<I", content, entry + 24, 100)
    assert "损坏" in str(refused(bytes(content)))


def test_f7_one_shared_text_used_everywhere_does_not_fill_the_memory() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [f"c{n}" for n in range(100)])
        for row in range(1, 100):
            for column in range(100):
                sheet.write_string(row, column, "长" * 30_000)
    assert isinstance(refused(buffer.getvalue()), TooLarge)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits on a process's memory")
@pytest.mark.parametrize(("row", "column"), [(1_048_575, 16_383), (199_999, 999), (1_048_575, 0)])
def test_f8_a_far_away_cell_is_refused(row: int, column: int) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(row, column, "x")
    assert isinstance(refused(buffer.getvalue()), TooLarge)


XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

LAUGHS = b'<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("declaration", [XXE, LAUGHS, XXE.replace(b"<!DOCTYPE", b"<!doctype")])
@pytest.mark.parametrize(
    "name",
    [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "_rels/.rels", "xl/odd.bin", "docProps/core.xml"],
)
def test_f9_declarations_are_refused_in_every_part(declaration: bytes, name: str) -> None:
    assert "DTD" in str(refused(repacked({name: declaration + b"<a>&x;</a>"})))


def test_f9_a_declaration_cut_by_the_reading_window_is_found() -> None:
    for shift in range(0, 12, 3):
        text = b"x" * (256 * 1024 - shift) + b"<!DOCTYPE a><a>"
        assert "DTD" in str(refused(repacked({"xl/odd.xml": text})))


def test_f9_utf_16_parts_cannot_hide_a_declaration() -> None:
    assert "DTD" in str(refused(repacked({SHEET: XXE.decode().encode("utf-16")})))


def test_f9_hostile_spaces_cost_no_time() -> None:
    text = b"<c><f></f>" + b" " * 200_000 + b"<a></a>" * 10
    start = time.monotonic()
    read_table(repacked({"xl/odd.xml": text}), "t.xlsx")
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/etc/cron.d/x", "..\\evil.xml", "C:\\x.xml", "xl/../../x.xml"]
)
def test_f10_names_that_leave_the_folder_are_refused(name: str) -> None:
    assert "损坏" in str(refused(repacked({name: b"<a/>"})))


def test_f10_a_link_inside_is_refused() -> None:
    link = zipfile.ZipInfo("xl/link.xml")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO(plain_workbook())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(link, b"/etc/passwd")
    assert "损坏" in str(refused(buffer.getvalue()))


def test_f10_two_parts_of_one_name_are_refused() -> None:
    assert "损坏" in str(refused(repacked({"XL/Workbook.xml": b"<a/>"})))


def test_f10_a_nested_archive_is_refused() -> None:
    assert "嵌有" in str(refused(repacked({"xl/embeddings/book.xlsx": plain_workbook()})))


def test_f10_macros_are_refused_by_name_and_by_content() -> None:
    assert "宏" in str(refused(plain_workbook(), "t.xlsm"))
    assert "宏" in str(refused(repacked({"xl/vbaProject.bin": b"x"})))


def test_f10_a_password_is_named() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    assert "密码" in str(refused(ole))
    content = bytearray(plain_workbook())
    struct.pack_into("<H", content, content.index(b"PK\x01\x02") + 8, 1)
    assert "密码" in str(refused(bytes(content)))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "t.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "t.xls"),
        (b"MZ\x90\x00" + bytes(600), "t.xlsx"),
        (b"MZ\x90\x00" + bytes(600), "t.csv"),
        (b"a,b\n1,2\n", "t.exe"),
        (b"a,b\n1,2\n", "t"),
        (b"<html><table></table></html>", "t.xls"),
        (b"a,b\n1,2\n", "t.xlsx"),
        (b"%PDF-1.7\n", "t.csv"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "t.csv"),
        (b"PK\x03\x04" + bytes(60), "t.xlsx"),
        (b"PK\x05\x06" + bytes(18), "t.xlsx"),
    ],
)
def test_f10_other_files_are_refused_whatever_they_are_called(content: bytes, name: str) -> None:
    assert isinstance(refused(content, name), InvalidInput)


def test_f10_a_workbook_cut_in_the_middle_is_refused() -> None:
    content = plain_workbook()
    for size in (10, 100, len(content) // 2, len(content) - 5):
        refused(content[:size])


def test_f10_parts_that_are_not_a_workbook_are_refused() -> None:
    assert "读不出" in str(refused(repacked({"xl/workbook.xml": b"<a/>"})))
