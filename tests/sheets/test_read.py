from __future__ import annotations

import datetime
import io

import pytest
import xlsxwriter

from survey.errors import ImportRefused, InvalidInput, TooLarge
from survey.sheets import Table, read_table

TEXT = "客户编号,名称,备注\n001,衡岭,交期\n002,远山,质量\n"


def rows_of(table: Table) -> list[list[str]]:
    return [list(row.cells.values()) for row in table.rows]


def test_rows_carry_the_number_the_spreadsheet_shows() -> None:
    table = read_table(b'a,b\n\n"x\ny",1\n,\nz,2\n', "t.csv")
    assert [(row.number, row.cells["a"]) for row in table.rows] == [(3, "x\ny"), (5, "z")]


def test_the_headings_may_stand_below_blank_rows() -> None:
    table = read_table(b"\n\na,b\n1,2\n", "t.csv")
    assert table.headers == ("a", "b")
    assert table.rows[0].number == 4


def test_titles_above_the_headings_are_passed_over_and_said() -> None:
    rows = [["2026 年台账"], ["制表", "质量部"], [], ["编号", "名称", "类别", "地区", "备注"], ["1", "甲"]]
    table = read_table(workbook(rows), "t.xlsx")
    assert table.headers == ("编号", "名称", "类别", "地区", "备注")
    assert [row.number for row in table.rows] == [5]
    assert "表头在第 4 行" in "".join(map(str, table.notes))


def test_headings_with_a_gap_are_not_taken_for_a_title() -> None:
    with pytest.raises(InvalidInput, match="B"):
        read_table(workbook([["编号", "", "地区"], ["1", "甲", "华东"]]), "t.xlsx")


def test_cells_are_found_by_heading_and_compare_as_a_mapping() -> None:
    row = read_table(TEXT.encode(), "t.csv").rows[0]
    assert row.cells == {"客户编号": "001", "名称": "衡岭", "备注": "交期"}
    assert "没有这一列" not in row.cells


def test_cells_keep_leading_zeros_and_spaces() -> None:
    table = read_table("电话,原文\n01085551234, 前后 \n".encode(), "t.csv")
    assert rows_of(table) == [["01085551234", " 前后 "]]


def test_only_headings_is_a_table_without_rows() -> None:
    assert read_table(b"a,b\n", "t.csv").rows == []


def test_trailing_columns_without_heading_and_content_are_dropped() -> None:
    assert read_table(b"a,b,,\n1,2,,\n", "t.csv").headers == ("a", "b")


def test_a_named_encoding_is_used() -> None:
    assert (
        read_table("名,量\n臺灣,1\n".encode("big5"), "t.csv", encoding="Big5").rows[0].cells["名"] == "臺灣"
    )


def test_a_named_encoding_that_does_not_fit_is_refused() -> None:
    with pytest.raises(InvalidInput, match="不是 UTF-8 编码"):
        read_table(TEXT.encode("gbk"), "t.csv", encoding="utf-8")


def test_an_unknown_encoding_name_is_refused() -> None:
    with pytest.raises(InvalidInput, match="不认识编码"):
        read_table(TEXT.encode(), "t.csv", encoding="utf-7")


def test_rounded_numbers_in_a_csv_are_pointed_out() -> None:
    table = read_table("编号,名\n1.2E+10,甲\n".encode(), "t.csv")
    assert table.rows[0].cells["编号"] == "1.2E+10"
    assert "1.2E+10" in str(table.notes[0])


def test_an_unpaired_quote_names_its_row() -> None:
    with pytest.raises(ImportRefused) as refused:
        read_table(b'a,b\n1,2\n"x"y,3\n', "t.csv")
    assert refused.value.problems[0].row == 3


def test_too_many_rows_are_refused_with_the_limit() -> None:
    with pytest.raises(TooLarge, match="最多能读 3 行"):
        read_table(b"a\n" + b"1\n" * 4, "t.csv", max_rows=3)


def test_too_many_columns_are_refused_with_the_limit() -> None:
    with pytest.raises(TooLarge, match="最多能读 2 列"):
        read_table(b"a,b,c\n1,2,3\n", "t.csv", max_columns=2)


def test_a_workbook_is_recognised_by_its_content() -> None:
    assert read_table(workbook([["a"], ["1"]]), "upload.csv").encoding == "xlsx"


def test_whole_numbers_have_no_point_and_no_exponent() -> None:
    content = workbook([["a", "b", "c", "d"], [12000000000.0, 0.1 + 0.2, 1e-7, 1e17]])
    table = read_table(content, "t.xlsx")
    assert rows_of(table) == [["12000000000", "0.3", "0.0000001", "100000000000000000"]]
    assert any("15 位" in str(note) for note in table.notes)


@pytest.mark.parametrize("date_1904", [False, True])
def test_dates_are_iso_in_both_date_systems(date_1904: bool) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"date_1904": date_1904}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "日期")
        day = book.add_format({"num_format": "yyyy/m/d"})
        sheet.write_datetime(1, 0, datetime.date(2026, 2, 28), day)
        sheet.write_number(2, 0, 1.5, book.add_format({"num_format": "[h]:mm"}))
    rows = rows_of(read_table(buffer.getvalue(), "t.xlsx"))
    assert rows[0] == ["2026-02-28"]
    assert date_1904 or rows[1] == ["36:00:00"]


def test_blank_rows_of_a_workbook_are_skipped_and_counted() -> None:
    table = read_table(workbook([[], ["a"], [], ["x"]]), "t.xlsx")
    assert table.rows[0].number == 4


def test_a_workbook_row_wider_than_its_headings_is_named() -> None:
    with pytest.raises(ImportRefused) as refused:
        read_table(workbook([["a"], ["1"], ["1", "2"]]), "t.xlsx")
    assert (refused.value.problems[0].row, refused.value.problems[0].column) == (3, "B")


def test_the_first_visible_sheet_is_read_and_the_others_are_mentioned() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        hidden, shown = book.add_worksheet("旧"), book.add_worksheet("新")
        shown.activate()
        shown.set_first_sheet()
        hidden.hide()
        for sheet in (hidden, shown):
            sheet.write_column(0, 0, ["a", sheet.name])
    table = read_table(buffer.getvalue(), "t.xlsx")
    assert rows_of(table) == [["新"]]
    assert "“新”" in str(table.notes[0])


def test_formulas_errors_hidden_merged_and_padded_cells_are_pointed_out() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b", "c", "d"])
        sheet.write_formula(1, 0, "=1+1", None, 2)
        sheet.write_formula(1, 1, "=NA()", None, "#N/A")
        sheet.write_number(1, 2, 123, book.add_format({"num_format": "00000"}))
        sheet.merge_range(2, 0, 3, 0, "合并")
        sheet.set_column(3, 3, 8, None, {"hidden": True})
    table = read_table(buffer.getvalue(), "t.xlsx")
    assert rows_of(table)[0] == ["2", "", "123", ""]
    said = " ".join(map(str, table.notes))
    for words in ("2 个公式", "1 个单元格是公式错误", "隐藏", "合并", "前导零"):
        assert words in said


def workbook(rows: list[list[str | float]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()
