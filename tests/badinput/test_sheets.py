"""Tables as they come: encodings, separators, shapes, and what cells really hold."""

from __future__ import annotations

import re

import pytest

from survey.errors import ImportRefused, TooLarge
from survey.sheets import Sheet, read_table, write_xlsx
from tests.badinput.sheets import SHEET, part, refused, repacked

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
