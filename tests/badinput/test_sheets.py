"""Files a careless or hostile person uploads, and texts that would run when our export is opened."""

from __future__ import annotations

import csv
import io
import re
import struct
import sys
import time
import zipfile
from collections.abc import Mapping

import pytest
import xlsxwriter

from survey.errors import ImportRefused, InvalidInput, SurveyError, TooLarge
from survey.sheets import Sheet, content_disposition, read_table, write_csv, write_xlsx

FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x",
    "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example","x")', "'=1", "''=1",
]  # fmt: skip
CHINESE = re.compile(r"[\u4e00-\u9fff].*。$", re.DOTALL)


def plain_workbook() -> bytes:
    return write_xlsx([Sheet("表", ["a", "b"], [["x", 1]])])


def repacked(changes: Mapping[str, bytes], base: bytes | None = None) -> bytes:
    """The workbook with some parts replaced or added."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(base or plain_workbook())) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return buffer.getvalue()


def part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(plain_workbook())) as archive:
        return archive.read(name)


def refused(content: bytes, filename: str = "t.xlsx") -> SurveyError:
    """The refusal, which is one of ours, Chinese, says what to do, and comes quickly."""
    start = time.monotonic()
    with pytest.raises((InvalidInput, TooLarge, ImportRefused)) as raised:
        read_table(content, filename)
    assert CHINESE.search(str(raised.value))
    assert "请" in str(raised.value) or "只接受" in str(raised.value)
    assert time.monotonic() - start < 12
    return raised.value


SHEET = "xl/worksheets/sheet1.xml"


# --- F1–F2: formulas on the way out ------------------------------------------------------------------


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


# --- F3–F4: file names -------------------------------------------------------------------------------


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


# --- F5: encodings and separators --------------------------------------------------------------------

TABLE = '编号,名称,备注\r\n001,衡岭,"两行\r\n内容"\r\n002,远山,"有""引号"",逗号"\r\n'


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        pytest.param(TABLE.encode(), "utf-8", id="utf-8"),
        pytest.param(TABLE.encode("utf-8-sig"), "utf-8", id="byte order mark"),
        pytest.param(TABLE.encode("gbk"), "gb18030", id="gbk"),
        pytest.param(TABLE.encode("gb18030"), "gb18030", id="gb18030"),
        pytest.param(b"\xff\xfe" + TABLE.encode("utf-16-le"), "utf-16", id="utf-16-le"),
        pytest.param(b"\xfe\xff" + TABLE.encode("utf-16-be"), "utf-16", id="utf-16-be"),
        pytest.param(TABLE.replace("\r\n", "\n").encode(), "utf-8", id="LF only"),
        pytest.param(TABLE.replace("\r\n", "\r").encode(), "utf-8", id="CR only"),
        pytest.param(TABLE.removesuffix("\r\n").encode(), "utf-8", id="no final newline"),
        pytest.param((TABLE + "\r\n\r\n").encode(), "utf-8", id="blank rows at the end"),
    ],
)
def test_f5_encodings_and_line_ends_are_read_right(content: bytes, encoding: str) -> None:
    table = read_table(content, "t.csv")
    assert table.encoding == encoding
    assert table.headers == ("编号", "名称", "备注")
    assert [row.cells["编号"] for row in table.rows] == ["001", "002"]
    assert re.fullmatch(r"两行(\r\n|\n|\r)内容", table.rows[0].cells["备注"])
    assert table.rows[1].cells["备注"] == '有"引号",逗号'


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_f5_separators_are_found_by_the_headings(separator: str) -> None:
    lines = [["编号", "名称"], ["001", "甲"]]
    content = "\n".join(separator.join(line) for line in lines).encode()
    assert read_table(content, "t.csv").rows[0].cells == {"编号": "001", "名称": "甲"}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TABLE.encode("utf-16-le"), id="utf-16 without a mark"),
        pytest.param(TABLE.encode()[:20] + b"\xff" + TABLE.encode()[20:], id="a broken byte in utf-8"),
        pytest.param(
            "名称\n".encode() + "衡岭精密部件质量很好".encode()[:-1] + b"\n", id="utf-8 cut in a character"
        ),
        pytest.param("nom,prix\ncafé à Orléans,1\nété déjà,2\n".encode("latin-1"), id="latin-1"),
        pytest.param("見積り,ひらがな\n株式会社の製品,1\n".encode("shift_jis"), id="shift_jis"),
        pytest.param(b"a,b\n\x81,\xff\n", id="no encoding at all"),
    ],
)
def test_f5_what_cannot_be_told_is_asked_never_guessed(content: bytes) -> None:
    assert "编码" in str(refused(content, "t.csv")) or "CSV UTF-8" in str(refused(content, "t.csv"))


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\xef\xbb\xbf", b" , \n", b"\xe2\x80\x8b\n", b",,\n,,\n", b'""\n']
)
def test_f5_an_empty_file_is_refused(content: bytes) -> None:
    assert "空" in str(refused(content, "t.csv"))


def test_f5_nul_in_a_text_file_is_refused() -> None:
    assert "空字符" in str(refused(b"a,b\n1\x00,2\n", "t.csv"))


# --- F6: shapes --------------------------------------------------------------------------------------


def test_f6_duplicate_headings_are_named_with_their_column() -> None:
    assert "名称(C)" in str(refused("名称,量, 名称 \n1,2,3\n".encode(), "t.csv"))


def test_f6_blank_headings_are_named_by_column() -> None:
    assert "B、D" in str(refused(b"a,,c,,e\n1,2,3,4,5\n", "t.csv"))


def test_f6_ragged_rows_are_all_listed_by_number() -> None:
    error = refused(b"a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3\n", "t.csv")
    assert isinstance(error, ImportRefused)
    assert [(problem.row, problem.column) for problem in error.problems] == [(3, "C"), (4, "D")]


def test_f6_one_bad_row_of_ten_thousand_is_found() -> None:
    content = b"a,b\n" + b"1,2\n" * 5_000 + b"1\n" + b"1,2\n" * 5_000
    error = refused(content, "t.csv")
    assert isinstance(error, ImportRefused)
    assert [problem.row for problem in error.problems] == [5_002]


def test_f6_a_million_bad_rows_give_a_short_list() -> None:
    error = refused(b"a,b\n" + b"1\n" * 150_000, "t.csv")
    assert isinstance(error, ImportRefused)
    assert len(error.problems) == 100
    assert "150000" in str(error)


def test_f6_a_million_rows_are_refused() -> None:
    assert isinstance(refused(b"a,b\n" + b"1,2\n" * 1_000_000, "t.csv"), TooLarge)


def test_f6_twenty_thousand_columns_are_refused() -> None:
    header = ",".join(f"c{n}" for n in range(20_000))
    assert isinstance(refused(header.encode() + b"\n", "t.csv"), TooLarge)


def test_f6_a_cell_without_end_is_refused() -> None:
    error = refused(b'a,b\n"' + b"x" * 300_000 + b",1\n", "t.csv")
    assert isinstance(error, ImportRefused)
    assert error.problems[0].row == 2


def test_f6_a_file_above_the_size_limit_is_refused() -> None:
    assert isinstance(refused(b"a\n" + b"1" * (50 * 1024 * 1024), "t.csv"), TooLarge)


# --- F7–F8: bombs ------------------------------------------------------------------------------------


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


# --- F9: entities ------------------------------------------------------------------------------------

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


# --- F10: other kinds of file ------------------------------------------------------------------------


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


# --- F11–F12: what cells really hold -----------------------------------------------------------------


def test_f11_a_formula_without_a_saved_result_is_refused() -> None:
    sheet = part(SHEET).replace(b"</row></sheetData>", b'<c r="C2"><f>A1&amp;"x"</f></c></row></sheetData>')
    assert "公式" in str(refused(repacked({SHEET: sheet})))
    sheet = part(SHEET).replace(b"</row></sheetData>", b'<c r="C2"><f>A1</f><v></v></c></row></sheetData>')
    assert "公式" in str(refused(repacked({SHEET: sheet})))


def test_f11_a_text_that_looks_like_a_formula_is_text() -> None:
    content = write_xlsx([Sheet("表", ["a"], [["=1+1"]])])
    assert read_table(content, "t.xlsx").rows[0].cells["a"] == "=1+1"


def test_f12_telephone_numbers_and_ids_keep_every_digit() -> None:
    content = write_xlsx([Sheet("表", ["电话", "编号"], [["01085551234", 12_000_000_000]])])
    cells = read_table(content, "t.xlsx").rows[0].cells
    assert cells == {"电话": "01085551234", "编号": "12000000000"}
