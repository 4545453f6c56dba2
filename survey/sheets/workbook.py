"""Tables in .xlsx workbooks: checked as a zip here, parsed in a child process with limits."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from survey.errors import InvalidInput, TooLarge
from survey.language import Message, m
from survey.sheets.archive import WorkbookFacts, inspect_archive
from survey.sheets.table import Limits, Table, build_table

__all__ = ["read_workbook"]

TIMEOUT_SECONDS = 10
_CHILD = Path(__file__).with_name("child.py")
_DONE, _UNREADABLE = 0, 3


def read_workbook(content: bytes, limits: Limits) -> Table:
    """The table on the first visible sheet of a workbook."""
    facts = inspect_archive(content)
    lines = _parse_apart(content, limits).splitlines()
    sheet = json.loads(lines.pop())
    return build_table(
        _records(lines), limits=limits, encoding="xlsx", equal_widths=False, notes=_notes(facts, sheet)
    )


def _records(lines: list[bytes]) -> Iterator[tuple[int, list[str]]]:
    for line in lines:
        number, cells = json.loads(line)
        yield number, cells


def _parse_apart(content: bytes, limits: Limits) -> bytes:
    # -P keeps the child's own folder (read.py, table.py …) out of its import path.
    command = [sys.executable, "-P", str(_CHILD), str(limits.rows), str(limits.columns)]
    try:
        done = subprocess.run(  # noqa: S603 - no shell, every word is ours
            command, input=content, capture_output=True, timeout=TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise _too_large() from None
    if done.returncode == _DONE:
        return done.stdout
    if done.returncode == _UNREADABLE:
        raise InvalidInput(
            m("读不出工作簿里的表格。请用 Excel 或 WPS 打开，把需要的表格另存为新的 .xlsx 再上传。")
        )
    # Too large by its own count, or stopped by the limits on memory and time.
    raise _too_large()


def _too_large() -> TooLarge:
    return TooLarge(
        m(
            "表格的范围太大，没有读取。常见原因是很远的行或列里留有内容。"
            "请把需要的内容复制到新的工作簿，或另存为“CSV UTF-8”再上传。"
        )
    )


def _notes(facts: WorkbookFacts, sheet: dict[str, Any]) -> tuple[Message, ...]:
    notes: list[Message] = []
    if sheet["others"]:
        notes.append(
            m(
                "只读取了第一张可见的工作表“%(sheet)s”，另外 %(n)d 张没有读取。",
                sheet=sheet["sheet"],
                n=sheet["others"],
            )
        )
    if facts.formulas:
        notes.append(m("有 %(n)d 个公式单元格，读入的是文件中保存的计算结果。", n=facts.formulas))
    if facts.error_cells:
        notes.append(m("有 %(n)d 个单元格是公式错误（如 #N/A），按空白读入。", n=facts.error_cells))
    if facts.has_hidden:
        notes.append(m("有隐藏的行或列，也一并读入了。"))
    if sheet["merged"]:
        notes.append(m("有合并的单元格，只有左上角一格有内容，其余按空白读入。"))
    if facts.has_zero_padding:
        notes.append(m("有用数字格式补出的前导零（如 00123），按数字读入。编号和电话请在原表中设为文本。"))
    if sheet["long_numbers"]:
        notes.append(m("有超过 15 位的数字，后几位在 Excel 中已经丢失。编号请在原表中设为文本。"))
    return tuple(notes)
