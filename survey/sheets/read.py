"""Reading an uploaded table: a CSV file or an .xlsx workbook, recognised by what it holds."""

from __future__ import annotations

from pathlib import PurePosixPath

from survey.errors import InvalidInput, TooLarge
from survey.language import m
from survey.sheets.delimited import read_delimited
from survey.sheets.table import Limits, Row, Table
from survey.sheets.workbook import read_workbook

__all__ = ["MAX_BYTES", "Row", "Table", "read_table"]

MAX_BYTES = 50 * 1024 * 1024
_TEXT_SUFFIXES = {".csv", ".txt", ".tsv"}
_MACRO_SUFFIXES = {".xlsm", ".xltm", ".xlam", ".xlsb"}
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
)


def read_table(
    content: bytes,
    filename: str,
    *,
    encoding: str | None = None,
    max_rows: int = 200_000,
    max_columns: int = 1_000,
) -> Table:
    """The table in an uploaded file, all cells as text; InvalidInput, TooLarge or ImportRefused otherwise.

    `encoding` names the encoding of a text file where it cannot be told from the bytes.
    """
    _check_size(content)
    suffix = PurePosixPath(filename.strip().lower()).suffix
    _check_suffix(suffix)
    _check_kind(content)
    limits = Limits(max_rows, max_columns)
    if content.startswith(_ZIP):
        return read_workbook(content, limits)
    if suffix == ".xlsx":
        raise InvalidInput(
            m("文件名是 .xlsx，内容却不是 Excel 工作簿。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。")
        )
    return read_delimited(content, encoding, limits)


def _check_size(content: bytes) -> None:
    if not content:
        raise InvalidInput(m("文件是空的，没有读到任何内容。请检查是否选对了文件。"))
    if len(content) > MAX_BYTES:
        raise TooLarge(m("文件超过 %(limit)d MB。请分成几个文件上传。", limit=MAX_BYTES // 1024 // 1024))


def _check_suffix(suffix: str) -> None:
    if suffix in _MACRO_SUFFIXES:
        raise InvalidInput(m("不接受带宏或二进制的工作簿。请另存为“Excel 工作簿（.xlsx）”再上传。"))
    if suffix in {".xls", ".xlt", ".et", ".ett", ".ods", ".numbers"}:
        raise InvalidInput(
            m(
                "不接受 %(suffix)s 格式。请在 Excel 或 WPS 中另存为“Excel 工作簿（.xlsx）”再上传。",
                suffix=suffix,
            )
        )
    if suffix not in _TEXT_SUFFIXES | {".xlsx"}:
        raise InvalidInput(m("只接受 .xlsx 和 .csv 文件。请在 Excel 或 WPS 中另存为其中一种再上传。"))


def _check_kind(content: bytes) -> None:
    if content.startswith(_OLE):
        # A workbook with a password is an OLE file that holds a stream of this name.
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise InvalidInput(m("工作簿有密码。请先取消密码保护，另存后再上传。"))
        raise InvalidInput(
            m("这是旧版 Excel 文件（.xls）。请在 Excel 或 WPS 中另存为“Excel 工作簿（.xlsx）”再上传。")
        )
    is_program = content.startswith(_PROGRAMS) and b"\0" in content[:4096]
    if is_program or content.startswith((b"%PDF", b"\x7fELF")):
        raise InvalidInput(m("这个文件不是表格。只接受 .xlsx 和 .csv 文件。"))
