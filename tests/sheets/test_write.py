from __future__ import annotations

import csv
import datetime
import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.sheets import Cell, Sheet, content_disposition, read_table, safe_filename, write_csv, write_xlsx
from survey.sheets.formula import guard, unguard

# Everything a browser form can send: no lone surrogates, no NUL (refused at the door).
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


def parsed(chunks: Iterator[bytes]) -> list[list[str]]:
    text = b"".join(chunks).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_csv_starts_with_a_byte_order_mark_so_that_excel_shows_chinese() -> None:
    assert b"".join(write_csv(["客户"], [["甲"]])) == '\ufeff"客户"\r\n"甲"\r\n'.encode()


def test_csv_numbers_stay_numbers_and_negative_ones_too() -> None:
    rows: list[list[Cell]] = [
        [-5, 2.5, Decimal("-1.10"), True, None, float("nan"), datetime.date(2026, 1, 5)]
    ]
    line = b"".join(write_csv(["a"], rows)).decode().splitlines()[1]
    assert line == '-5,2.5,-1.10,"TRUE","","","2026-01-05"'


def test_csv_times_are_iso() -> None:
    moment = datetime.datetime(2026, 3, 1, 8, 30, tzinfo=datetime.UTC)
    assert parsed(write_csv(["t"], [[moment]]))[1] == ["2026-03-01 08:30:00+00:00"]


def test_a_csv_is_written_in_chunks_with_flat_memory() -> None:
    rows = ([number, *(["文本"] * 19)] for number in range(100_000))
    headers = [f"列{n}" for n in range(20)]
    tracemalloc.start()
    size = sum(map(len, write_csv(headers, rows)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 15_000_000
    assert peak < size / 10


def test_guarding_a_csv_costs_a_small_multiple_of_the_plain_writer() -> None:
    rows = [[number, *(["文本"] * 19)] for number in range(100_000)]

    def plain() -> None:
        csv.writer(io.StringIO(newline="")).writerows(rows)

    def ours() -> None:
        for _ in write_csv(["a"] * 20, rows):
            pass

    assert min(timed(ours) for _ in range(3)) < 8 * min(timed(plain) for _ in range(3))


def timed(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@given(st.text(st.sampled_from("'=+-@\t\r\n＝＋a"), max_size=6))
def test_unguard_undoes_guard_for_every_text(text: str) -> None:
    assert unguard(guard(text)) == text


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2).filter(any), min_size=1, max_size=5))
def test_any_text_survives_csv_exactly(rows: list[list[str]]) -> None:
    table = read_table(b"".join(write_csv(["甲", "乙"], rows)), "x.csv")
    assert [list(row.cells.values()) for row in table.rows] == rows


def test_emoji_rare_characters_and_accents_survive_xlsx_exactly() -> None:
    texts = ["👨‍👩‍👧‍👦🇨🇳", "𠮷野家", "e\u0301", "a\r\nb\rc\td", "_x000D_", " 前后空格 ", "\u202eabc", "\x01"]
    table = read_table(write_xlsx([Sheet("表", ["原文"], [[text] for text in texts])]), "x.xlsx")
    assert [row.cells["原文"] for row in table.rows] == texts


def test_xlsx_keeps_numbers_dates_and_booleans_native() -> None:
    row: list[Cell] = [
        3,
        -2.5,
        datetime.date(2026, 1, 5),
        datetime.datetime(2026, 1, 5, 12, 30),  # noqa: DTZ001 - sheets have no zones
        datetime.time(8, 0),
        True,
        None,
        "007",
    ]
    content = write_xlsx([Sheet("表", list("abcdefgh"), [row])])
    cells = read_table(content, "x.xlsx").rows[0].cells
    assert list(cells.values()) == [
        "3", "-2.5", "2026-01-05", "2026-01-05 12:30:00", "08:00:00", "TRUE", "", "007",
    ]  # fmt: skip
    assert b'<c r="B2"><v>-2.5</v></c>' in zipfile.ZipFile(io.BytesIO(content)).read(
        "xl/worksheets/sheet1.xml"
    )


def test_xlsx_writes_integers_too_long_for_a_float_as_text() -> None:
    table = read_table(write_xlsx([Sheet("表", ["编号"], [[12345678901234567890]])]), "x.xlsx")
    assert table.rows[0].cells["编号"] == "12345678901234567890"


def test_xlsx_moments_with_a_time_zone_say_it() -> None:
    moment = datetime.datetime(2026, 3, 1, 8, 30, tzinfo=datetime.UTC)
    table = read_table(write_xlsx([Sheet("表", ["t"], [[moment]])]), "x.xlsx")
    assert table.rows[0].cells["t"] == "2026-03-01 08:30:00+00:00"


def test_xlsx_header_row_is_frozen_and_columns_are_wide_enough() -> None:
    content = write_xlsx([Sheet("表", ["意见"], [["供货周期比去年长了很多,希望改进"]])])
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert 'topLeftCell="A2"' in xml
    assert "<col " in xml


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    text = "🙂" * 20_000
    table = read_table(write_xlsx([Sheet("表", ["意见"], [[text]])]), "x.xlsx")
    cell = table.rows[0].cells["意见"]
    assert cell.startswith("🙂🙂")
    assert cell.endswith("共 20000 字，全文见 CSV）")
    assert len(cell.encode("utf-16-le")) // 2 <= 32_767


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a/b[c]*?:\\d"], ["a_b_c_____d"]),
        (["同名", "同名", "同名"], ["同名", "同名(2)", "同名(3)"]),
        (["Report", "REPORT"], ["Report", "REPORT(2)"]),
        (["x" * 40, "x" * 40], ["x" * 31, "x" * 28 + "(2)"]),
        (["", "'", "History"], ["Sheet1", "Sheet1(2)", "History_"]),
        (["=cmd|' /C calc'!A0"], ["_=cmd|' _C calc'!A0"]),
    ],
)
def test_sheet_names_are_ones_excel_accepts(names: list[str], expected: list[str]) -> None:
    content = write_xlsx([Sheet(name, ["a"], [["b"]]) for name in names])
    from python_calamine import CalamineWorkbook

    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == expected


def test_a_workbook_without_sheets_still_opens() -> None:
    assert zipfile.ZipFile(io.BytesIO(write_xlsx([]))).testzip() is None


def test_a_chinese_name_is_offered_whole_beside_an_ascii_one() -> None:
    value = content_disposition("流失客户报告.xlsx")
    assert value == (
        'attachment; filename="download.xlsx"; '
        "filename*=UTF-8''%E6%B5%81%E5%A4%B1%E5%AE%A2%E6%88%B7%E6%8A%A5%E5%91%8A.xlsx"
    )


def test_an_ordinary_name_stays_as_it_is() -> None:
    assert safe_filename("2026 年上半年 gap-report.csv") == "2026 年上半年 gap-report.csv"
