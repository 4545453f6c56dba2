"""One report on screen, as JSON, in Excel, Word and PDF: the same numbers everywhere."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import docx
import pytest
from python_calamine import CalamineWorkbook

from survey.config import Settings
from survey.db import Database
from survey.reports.documents.making import make
from survey.reports.documents.requests import Wanted
from survey.reports.gaps import gap
from tests.reports.outputs.conftest import QUALITY, hostile_wave
from tests.web.site import build_site

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

ITEMS = ("quality", "fit", "on_time")
ESTIMATE = re.compile(r"[+−]?\d+\.\d+ \([+−]?\d+\.\d+~[+−]?\d+\.\d+\)")


def written(value: float, digits: int, *, signed: bool = False) -> str:
    text = f"{value:+.{digits}f}" if signed and value > 0 else f"{value:.{digits}f}"
    return text.replace("-", "−")


def shown(estimate: dict[str, Any], digits: int, *, signed: bool = False) -> str:
    ends = [written(estimate[name], digits, signed=signed) for name in ("value", "low", "high")]
    return f"{ends[0]} ({ends[1]}~{ends[2]})"


def test_all_media_show_the_same_numbers(
    settings: Settings, database: Database, bench_of: Callable, pdftotext: Callable[[bytes], str]
) -> None:
    site = build_site(settings, database)
    with database.unit_of_work() as session:
        made = hostile_wave(session)
        bench = bench_of(session)
        data = gap.build(session, bench.store, made.wave, actor=QUALITY).to_json()
        files = {
            form: make(bench, Wanted("gap", form, "zh", "w1")).content for form in ("pdf", "docx", "xlsx")
        }
    screen = re.sub(r"<[^>]+>", "", site.client("quality").get("/reports/w1/gap").text)
    pdf = pdftotext(files["pdf"])
    word = docx.Document(io.BytesIO(files["docx"]))
    cells = [[cell.text for cell in row.cells] for table in word.tables for row in table.rows]
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"]))
    sheet = workbook.get_sheet_by_name("评价项目").to_python()
    by_key = {row[0]: row for row in sheet[1:]}
    for item in data["items"]:
        gap_text = shown(item["gap"], 2, signed=True)
        importance = shown(item["importance"], 1)
        assert gap_text in screen
        assert gap_text.replace(" ", "") in re.sub(r"\s", "", pdf) or gap_text.split(" ")[0] in pdf
        row = next(row for row in cells if row[0].startswith(item["label"]) and len(row) == 7)
        assert row[1] == importance
        assert row[3] == gap_text
        figures = by_key[item["key"]]
        assert figures[4] == pytest.approx(item["importance"]["value"])
        assert figures[6:9] == pytest.approx([item["gap"][end] for end in ("value", "low", "high")])
        assert figures[13] == item["gap"]["n"]
    degree = data["overall"]["degree"]
    for text in (screen, pdf, "\n".join(" ".join(row) for row in cells)):
        assert written(degree["value"], 1) in text
        assert f"{written(degree['low'], 1)}~{written(degree['high'], 1)}" in text
        assert f"n = {degree['n']}" in text
        assert f"{100 * data['overall']['rate']['value']:.1f}%" in text
    assert {item["key"] for item in data["items"]} == set(ITEMS)


def test_each_estimate_of_the_pdf_stands_in_the_word_file(
    database: Database, bench_of: Callable, pdftotext: Callable[[bytes], str]
) -> None:
    with database.unit_of_work() as session:
        hostile_wave(session)
        bench = bench_of(session)
        pdf = pdftotext(make(bench, Wanted("gap", "pdf", "zh", "w1")).content)
        word = docx.Document(io.BytesIO(make(bench, Wanted("gap", "docx", "zh", "w1")).content))
    told = " ".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    found = set(ESTIMATE.findall(pdf.partition("结论")[2]))
    assert len(found) > 8
    assert not {estimate for estimate in found if estimate not in told}
