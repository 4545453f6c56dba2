"""PDF documents: whatever people typed stands in them as they typed it, and nothing is withheld by accident."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from survey.config import Settings
from survey.db import Database
from survey.errors import Misconfigured, Unavailable
from survey.reports.documents.making import make
from survey.reports.documents.requests import Wanted
from survey.reports.outputs import typesetting
from tests.reports.outputs.conftest import HOSTILE, QUALITY, VIEWER, an_earlier_wave, hostile_wave

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

GAP = Wanted("gap", "pdf", "zh", "w1", document_no="QR-9.1.3-01 #1", revision="A/0")


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_hostile_names_and_comments_are_printed_as_they_are(
    database: Database, bench_of: Callable, pdftotext: Callable[[bytes], str]
) -> None:
    with database.unit_of_work() as session:
        hostile_wave(session)
        found = squeezed(pdftotext(make(bench_of(session), GAP).content))
    for text in HOSTILE[:5]:
        assert squeezed(text)[:120] in found
    assert "混排mixed" in found
    assert "QR-9.1.3-01#1" in found


def test_title_pages_and_running_head_are_there(
    database: Database, bench_of: Callable, pdftotext: Callable[[bytes], str], tmp_path: Path
) -> None:
    with database.unit_of_work() as session:
        hostile_wave(session)
        content = make(bench_of(session), GAP).content
    (tmp_path / "x.pdf").write_bytes(content)
    facts = subprocess.run(
        ["pdfinfo", str(tmp_path / "x.pdf")], capture_output=True, text=True, check=True
    ).stdout
    assert "顾客满意度差距报告 · 上半年" in facts
    pages = int(re.search(r"Pages:\s+(\d+)", facts)[1])  # type: ignore[index]
    text = pdftotext(content)
    assert f"第{pages}页共{pages}页" in squeezed(text)
    for heading in ("目录", "1 结论", "回收情况", "客户意见", "附录：方法与公式", "编制", "审核", "批准"):
        assert heading in text
    assert text.count("QR-9.1.3-01") >= pages - 1


def test_no_glyph_is_missing(database: Database, bench_of: Callable, tmp_path: Path) -> None:
    with database.unit_of_work() as session:
        hostile_wave(session)
        content = make(bench_of(session), GAP).content
    (tmp_path / "x.pdf").write_bytes(content)
    fonts = subprocess.run(
        ["pdffonts", str(tmp_path / "x.pdf")], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    # Every font is embedded and says which characters it shows: the text can be copied and searched.
    assert fonts
    for line in fonts:
        assert re.search(r"yes\s+(yes|no)\s+yes\s+\d+\s+\d+$", line), line


@pytest.mark.parametrize("kind", ["analysis", "review"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_management_documents_can_be_made(
    database: Database, bench_of: Callable, pdftotext: Callable[[bytes], str], kind: str, language: str
) -> None:
    with database.unit_of_work() as session:
        made = hostile_wave(session)
        an_earlier_wave(session, made)
        text = pdftotext(make(bench_of(session), Wanted(kind, "pdf", language, "w1")).content)
    assert "2025 年下半年" in text
    assert "90" in text
    if language == "en":
        assert not [word for word in ("目录", "结论", "签名", "差距", "回收", "应调查") if word in text]
    if language == "zh":
        assert "目标值与实际值" in text
        assert "结论尚未填写" in text


def test_a_reader_without_the_right_finds_no_names_and_no_small_groups(
    database: Database, bench_of: Callable, pdftotext: Callable[[bytes], str]
) -> None:
    with database.unit_of_work() as session:
        made = hostile_wave(session, privacy="confidential")
        names = [squeezed(customer.name)[:12] for customer in made.customers.values()]
        seen = squeezed(pdftotext(make(bench_of(session, VIEWER), GAP).content))
        all_seen = squeezed(pdftotext(make(bench_of(session, QUALITY), GAP).content))
        narrowed = Wanted("gap", "pdf", "zh", "w1", where={"class": "A"})
        rest = squeezed(pdftotext(make(bench_of(session, VIEWER), narrowed).content))
    assert not [name for name in names if name in seen.partition("目录")[2]]
    assert "意见原文只给调查负责人看" in seen
    assert "这家供应商交货总是晚" not in seen
    assert "这家供应商交货总是晚" in all_seen
    # Class A has three customers: with k = 3 it is shown, and its rest of eight too.
    assert "只统计部分答卷" in rest


def test_a_withheld_group_prints_no_figure(
    database: Database, bench_of: Callable, pdftotext: Callable[[bytes], str]
) -> None:
    with database.unit_of_work() as session:
        made = hostile_wave(session, privacy="confidential")
        made.wave.k_min = 5
        narrowed = Wanted("gap", "pdf", "zh", "w1", where={"class": "A"})
        text = pdftotext(make(bench_of(session, VIEWER), narrowed).content)
    page = text.partition("结论")[2]
    assert "这一组的数字不显示" in page
    assert not re.search(r"\d\.\d+ \(", page.partition("回收情况")[0])


def test_without_a_chinese_font_it_says_what_to_install(
    database: Database, bench_of: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    typesetting.chinese_font.cache_clear()
    monkeypatch.setattr(typesetting, "FAMILIES", ("No Such Face",))
    try:
        with database.unit_of_work() as session:
            hostile_wave(session)
            with pytest.raises(Unavailable, match="中文字体"):
                make(bench_of(session), GAP)
    finally:
        typesetting.chinese_font.cache_clear()


def test_a_font_folder_that_is_not_there_stops_the_start(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="LIUSHENG_FONT_FOLDERS"):
        Settings.from_env({"LIUSHENG_FONT_FOLDERS": str(tmp_path / "nothing")}, instance=tmp_path)
    both = f"{tmp_path}{os.pathsep}{tmp_path}"
    settings = Settings.from_env({"LIUSHENG_FONT_FOLDERS": both}, instance=tmp_path)
    assert settings.font_folders == (tmp_path, tmp_path)
