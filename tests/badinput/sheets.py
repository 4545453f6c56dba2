"""Workbooks and tables made for these tests."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Mapping

import pytest

from survey.errors import ImportRefused, InvalidInput, SurveyError, TooLarge
from survey.sheets import Sheet, read_table, write_xlsx

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
