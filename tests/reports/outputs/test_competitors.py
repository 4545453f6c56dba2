"""Competitors on paper: the figures of the report, letters in place of names."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from python_calamine import CalamineWorkbook

from survey.db import Database
from survey.reports.competing import building
from survey.reports.documents.making import make
from survey.reports.documents.requests import Wanted
from tests.builders.competitor_wave import competitor_wave, many
from tests.reports.competing.test_building import EIGHT
from tests.reports.outputs.conftest import QUALITY

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.mark.parametrize(("language", "letter"), [("zh", "竞争者 A"), ("en", "Competitor A")])
def test_documents_show_the_figures_under_letters(
    database: Database,
    bench_of: Callable,
    pdftotext: Callable[[bytes], str],
    language: str,
    letter: str,
) -> None:
    with database.unit_of_work() as session:
        wave = competitor_wave(session, many(EIGHT), key="w1")
        bench = bench_of(session)
        item = building.build(session, bench.store, wave, actor=QUALITY).furthest_behind_first[0]
        files = {
            form: make(bench, Wanted("gap", form, language, "w1")).content for form in ("pdf", "docx", "xlsx")
        }
    difference = f"{item.difference.value:+.2f}".replace("-", "−")
    pdf = pdftotext(files["pdf"])
    word = docx.Document(io.BytesIO(files["docx"]))
    told = "\n".join(
        [
            *(paragraph.text for paragraph in word.paragraphs),
            *(cell.text for table in word.tables for row in table.rows for cell in row.cells),
        ]
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"]))
    cells = [
        str(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    for text in (pdf, told):
        assert difference in text
        assert letter in text
    for text in (pdf, told, "\n".join(cells)):
        assert "甲厂" not in text
    assert letter in cells
