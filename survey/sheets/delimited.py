"""Tables in text files: comma, semicolon or tab between the cells, quoted where needed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from survey.errors import ImportRefused, RowProblem
from survey.language import Message, m
from survey.sheets.encodings import decode
from survey.sheets.table import Limits, Table, build_table

__all__ = ["read_delimited"]

_DELIMITERS = ",\t;"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_ROUNDED_NUMBER = re.compile(r"(?m)(?:^|[,;\t\"])(\d(?:\.\d+)?E\+\d{2})(?=[,;\t\"\r\n]|$)")


def read_delimited(content: bytes, encoding: str | None, limits: Limits) -> Table:
    """The table in a CSV file."""
    text, used = decode(content, encoding)
    records = _numbered(text, _delimiter(text))
    return build_table(records, limits=limits, encoding=used, equal_widths=True, notes=_notes(text))


def _delimiter(text: str) -> str:
    """The separator that cuts the headings into most columns; a comma where none does."""
    return max(_DELIMITERS, key=lambda delimiter: _heading_count(text, delimiter))


def _heading_count(text: str, delimiter: str) -> int:
    try:
        for record in csv.reader(_lines(text), delimiter=delimiter):
            if any(cell.strip(_DELIMITERS) for cell in record):
                return len(record)
    except csv.Error:
        return 0
    return 0


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends, one at a time (StringIO would take four bytes for every character)."""
    return (line.group() for line in _LINE.finditer(text))


def _numbered(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, start=1):
            yield number, record
    except csv.Error as error:
        problem = RowProblem(number + 1, "", _quoting_message(str(error)))
        raise ImportRefused(
            m("第 %(row)d 行无法读取，没有导入任何内容。请改好后重新上传。", row=number + 1), [problem]
        ) from None


def _quoting_message(reason: str) -> Message:
    if "field larger" in reason:
        return m("有一格的内容超过 13 万字，可能缺了右边的引号。")
    return m('引号不成对：一格里的双引号要写成两个(""),整格再用双引号括起来。')


def _notes(text: str) -> tuple[Message, ...]:
    found = _ROUNDED_NUMBER.search(text)
    if found is None:
        return ()
    return (
        m(
            "文件里有写成“%(example)s”的数字，后几位在保存时已经丢失。如果是编号或电话，请在原表中设为文本再导出。",
            example=found[1],
        ),
    )
