"""Word, Excel, SPSS, CSV and PNG, read again by other programs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pyreadstat
import pytest
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from survey.db import Database
from survey.errors import Forbidden, InvalidInput
from survey.reports.documents.making import make
from survey.reports.documents.requests import Wanted
from tests.builders.rated_wave import Given, rated_wave, store_responses
from tests.reports.outputs.conftest import HOSTILE, QUALITY, VIEWER, hostile_wave

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_word_has_real_headings_repeated_table_heads_and_chinese_fonts(
    database: Database, bench_of: Callable
) -> None:
    with database.unit_of_work() as session:
        hostile_wave(session)
        made = make(bench_of(session), Wanted("gap", "docx", "zh", "w1"))
    word = docx.Document(io.BytesIO(made.content))
    headings = [one.text for one in word.paragraphs if one.style.name == "Heading 1"]
    assert headings[0] == "1  结论"
    assert headings[-1].endswith("附录：方法与公式")
    assert len(word.inline_shapes) >= 3
    assert any(row._tr.xpath("./w:trPr/w:tblHeader") for table in word.tables for row in table.rows)
    for paragraph in word.paragraphs:
        for run in paragraph.runs:
            if run._element.rPr is not None:
                assert run._element.rPr.rFonts.get(qn("w:eastAsia")) == "Microsoft YaHei"
    for style in ("Normal", "Heading 1", "Heading 2", "Title", "List Bullet"):
        assert word.styles[style].element.rPr.rFonts.get(qn("w:eastAsia")) == "Microsoft YaHei"
    assert word.core_properties.title.startswith("顾客满意度差距报告")
    told = "\n".join(paragraph.text for paragraph in word.paragraphs)
    for text in (HOSTILE[0], HOSTILE[2], HOSTILE[3]):
        assert text in told


def test_the_workbook_has_every_table_number_formats_and_native_charts(
    database: Database, bench_of: Callable
) -> None:
    with database.unit_of_work() as session:
        hostile_wave(session)
        made = make(bench_of(session), Wanted("gap", "xlsx", "zh", "w1"))
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(made.content))
    assert workbook.sheet_names == [
        "结论与方法", "评价项目", "维度", "责任部门", "客户类别", "换一种算法", "回收情况", "触点", "回答分布",
        "客户意见", "方法记录",
    ]  # fmt: skip
    names = zipfile.ZipFile(io.BytesIO(made.content)).namelist()
    assert len([name for name in names if name.startswith("xl/charts/chart")]) == 4
    styles = zipfile.ZipFile(io.BytesIO(made.content)).read("xl/styles.xml").decode()
    assert "0.0%" in styles
    sheets = "".join(
        zipfile.ZipFile(io.BytesIO(made.content)).read(name).decode()
        for name in names
        if "worksheets" in name
    )
    assert "<f>" not in sheets


def test_spss_keeps_labels_measures_and_three_kinds_of_missing(
    database: Database, bench_of: Callable, tmp_path: Path
) -> None:
    given = [
        Given(1, [(5, 3), None, ("NA", "NA")], overall=4),
        Given(2, [(4, 4), (5, 5), (3, 2)], overall=None),
    ]
    with database.unit_of_work() as session:
        rated_wave(session, given)
        file = tmp_path / "answers.sav"
        file.write_bytes(make(bench_of(session), Wanted("responses", "sav", "zh", "w1")).content)
    frame, meta = pyreadstat.read_sav(str(file), user_missing=True, output_format="polars")
    assert frame["quality_performance"].to_list() == [3.0, 4.0]
    assert frame["fit_performance"].to_list() == [-2.0, 5.0]
    assert frame["on_time_performance"].to_list() == [-1.0, 2.0]
    assert frame["overall"].to_list() == [4.0, -2.0]
    labels = meta.variable_value_labels["quality_performance"]
    assert labels[5.0] == "5"
    assert [labels[value] for value in (-1.0, -2.0, -3.0)] == ["不了解 / 未涉及", "未回答", "未询问"]
    assert meta.variable_measure["quality_performance"] == "ordinal"
    assert meta.missing_ranges["quality_performance"] == [
        {"lo": value, "hi": value} for value in (-1.0, -2.0, -3.0)
    ]
    assert meta.column_names_to_labels["quality_performance"] == "quality · 满意程度"
    assert meta.column_names_to_labels["customer"] == "客户编号"
    valid, _ = pyreadstat.read_sav(str(file), output_format="polars")
    assert valid["fit_performance"].to_list()[1:] == [5.0]
    assert valid["fit_performance"].null_count() + int(valid["fit_performance"].is_nan().sum()) == 1


def test_single_responses_go_only_to_who_may_read_them(database: Database, bench_of: Callable) -> None:
    with database.unit_of_work() as session:
        rated_wave(session, [Given(1, [(5, 3)] * 3)], privacy="anonymous")
        for form in ("sav", "csv"):
            with pytest.raises(Forbidden):
                make(bench_of(session, VIEWER), Wanted("responses", form, "zh", "w1"))
        found = make(bench_of(session, QUALITY), Wanted("responses", "csv", "zh", "w1")).content
    assert b"w1-001" not in found


def test_an_empty_wave_gives_an_empty_spss_file(
    database: Database, bench_of: Callable, tmp_path: Path
) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, [])
        store_responses(session, made, [])
        file = tmp_path / "answers.sav"
        file.write_bytes(make(bench_of(session), Wanted("responses", "sav", "en", "w1")).content)
    frame, _ = pyreadstat.read_sav(str(file), output_format="polars")
    assert frame.height == 0


@pytest.mark.parametrize("chart", ["bars", "quadrants"])
def test_charts_come_as_png_of_twice_their_size(database: Database, bench_of: Callable, chart: str) -> None:
    with database.unit_of_work() as session:
        hostile_wave(session)
        made = make(bench_of(session), Wanted("chart", "png", "zh", "w1", chart=chart))
    assert made.content.startswith(b"\x89PNG")
    assert 1500 < int.from_bytes(made.content[16:20], "big") < 1600
    assert made.name.endswith(".png")


def test_a_chart_without_figures_is_refused_in_words(database: Database, bench_of: Callable) -> None:
    with database.unit_of_work() as session:
        rated_wave(session, [])
        with pytest.raises(InvalidInput):
            make(bench_of(session), Wanted("chart", "png", "zh", "w1", chart="bars"))
        with pytest.raises(InvalidInput):
            make(bench_of(session), Wanted("chart", "png", "zh", chart="reasons_count"))
