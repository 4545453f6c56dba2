"""The command speaks Chinese, and English where LIUSHENG_LANGUAGE says so."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.command import Command

HAN = re.compile("[\u4e00-\u9fff]")


def test_a_refusal_is_chinese_unless_told_otherwise(tmp_path: Path) -> None:
    Command(tmp_path)("init")
    refused = Command(tmp_path)("wave", "close", "2026-h1")
    assert (refused.code, refused.err) == (2, "没有找到“2026-h1”这期调查。\n")


def test_a_refusal_is_english_where_the_settings_say_so(tmp_path: Path) -> None:
    liusheng = Command(tmp_path, LIUSHENG_LANGUAGE="en")
    made = liusheng("init")
    assert not HAN.search(made.out)
    refused = liusheng("wave", "close", "2026-h1")
    assert (refused.code, refused.err) == (2, 'There is no survey "2026-h1".\n')


def test_a_setting_that_cannot_work_is_named_in_the_language_asked_for(tmp_path: Path) -> None:
    refused = Command(tmp_path, LIUSHENG_LANGUAGE="en", LIUSHENG_SECRET_KEY="short")("init")
    assert refused.code == 2
    assert "LIUSHENG_SECRET_KEY" in refused.err
    assert not HAN.search(refused.err)


def test_a_language_that_is_not_ours_is_refused_in_chinese(tmp_path: Path) -> None:
    refused = Command(tmp_path, LIUSHENG_LANGUAGE="fr")("init")
    assert (refused.code, refused.err) == (2, "LIUSHENG_LANGUAGE 只支持 zh 或 en。\n")


def test_the_problems_of_a_file_are_told_in_english(tmp_path: Path) -> None:
    liusheng = Command(tmp_path, LIUSHENG_LANGUAGE="en")
    liusheng("init")
    file = tmp_path / "customers.csv"
    file.write_text("客户编号,客户名称,合作起始年\nK001,甲公司,昨年\n", encoding="utf-8")
    refused = liusheng("customers", "import", str(file))
    assert refused.code == 2
    assert "2:合作起始年: Enter a year from 1900 to 2100, such as 2016." in refused.err, refused.err
