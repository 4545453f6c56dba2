"""What an .xlsx file may be before anything parses it: a small, plain, unencrypted zip of XML parts."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass

from survey.errors import InvalidInput, TooLarge
from survey.language import m

__all__ = ["WorkbookFacts", "inspect_archive"]

MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 100
MAX_MEMBERS = 1_000
# Below this size a high ratio is only the repetition of a small file and harms nobody.
_RATIO_MATTERS_FROM = 1024 * 1024
_CHUNK = 256 * 1024
_DIRECTORY_ENTRY = b"PK\x01\x02"

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ZIP_FAILURES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)

_FORBIDDEN_XML = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
# No two runs of spaces may meet in this pattern: hostile spaces would then cost quadratic time.
_FORMULA_WITHOUT_VALUE = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^<>]*)?/>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>\s*|<(?:\w+:)?v></(?:\w+:)?v>\s*)?</(?:\w+:)?c>"
)
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]*\bt=[\"']e[\"']")
_HIDDEN = re.compile(rb"<(?:\w+:)?(?:row|col)\s[^<>]*\bhidden=[\"'](?:1|true)[\"']")
_ZEROS_FORMAT = re.compile(rb"\bformatCode=[\"']0{2,}[\"']")


@dataclass(slots=True)
class WorkbookFacts:
    """What a person should know about a workbook, seen while its parts were checked."""

    formulas: int = 0
    error_cells: int = 0
    has_hidden: bool = False
    has_zero_padding: bool = False


def inspect_archive(content: bytes) -> WorkbookFacts:
    """Facts about the workbook; refuses bombs, encryption, macros, odd names, entities and nested archives."""
    if content.count(_DIRECTORY_ENTRY) > MAX_MEMBERS:
        raise _too_many_members()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_sizes(members)
            _check_names(members)
            facts = WorkbookFacts()
            for member in members:
                _check_member(archive, member, facts)
    except _ZIP_FAILURES:
        raise _damaged() from None
    return facts


def _damaged() -> InvalidInput:
    return InvalidInput(m("文件已损坏或不是 Excel 工作簿（.xlsx）。请用 Excel 或 WPS 打开，另存一份再上传。"))


def _too_many_members() -> TooLarge:
    return TooLarge(
        m("工作簿里的部件超过 %(limit)d 个。请把需要的表格复制到新的工作簿再上传。", limit=MAX_MEMBERS)
    )


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise _too_many_members()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > MAX_UNPACKED:
        raise TooLarge(
            m(
                "工作簿展开后超过 %(limit)d MB。请删去不需要的内容，或另存为“CSV UTF-8”再上传。",
                limit=MAX_UNPACKED // 1024 // 1024,
            )
        )
    if unpacked > _RATIO_MATTERS_FROM and unpacked > MAX_RATIO * max(packed, 1):
        raise TooLarge(
            m("工作簿的压缩比异常，展开后会很大。请把需要的表格复制到新的工作簿，或另存为“CSV UTF-8”再上传。")
        )


def _check_names(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    lowered = [name.lower() for name in names]
    if any(member.flag_bits & 0x1 for member in members):
        raise InvalidInput(m("工作簿有密码。请先取消密码保护，另存后再上传。"))
    if any(name.endswith("vbaproject.bin") for name in lowered):
        raise InvalidInput(m("工作簿里有宏。请另存为不带宏的“Excel 工作簿（.xlsx）”再上传。"))
    odd = any(map(_leaves_the_folder, names)) or len(set(lowered)) < len(lowered)
    linked = any(stat.S_ISLNK(member.external_attr >> 16) for member in members)
    unusual = any(member.compress_type not in _METHODS for member in members)
    if odd or linked or unusual or "[content_types].xml" not in lowered:
        raise _damaged()


def _leaves_the_folder(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or "\\" in name or ".." in name.split("/")


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, facts: WorkbookFacts) -> None:
    """Reads one part to its end (the zip module then compares length and checksum)."""
    with archive.open(member) as part:
        chunk = part.read(_CHUNK)
        if chunk.startswith((b"PK\x03\x04", b"MZ", b"\xd0\xcf\x11\xe0")):
            raise InvalidInput(m("工作簿里嵌有其他文件。请把需要的表格复制到新的工作簿再上传。"))
        named_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
        is_xml = named_xml or chunk.lstrip().startswith((b"<", b"\xef\xbb\xbf"))
        rest = b""
        while chunk:
            if is_xml:
                rest = _scan(rest + chunk, facts)
            chunk = part.read(_CHUNK)
    if is_xml:
        _look_at(rest, facts)


def _scan(text: bytes, facts: WorkbookFacts) -> bytes:
    """Looks at all whole cells in `text` and gives back the unfinished rest."""
    end = text.rfind(b"</c>") + len(b"</c>")
    if end < len(b"</c>"):
        end = text.rfind(b">") + 1
    if end == 0 and len(text) > _CHUNK:
        end = len(text) - 16  # no tag in all this: keep enough for a declaration cut in two
    _look_at(text[:end], facts)
    return text[end:]


def _look_at(text: bytes, facts: WorkbookFacts) -> None:
    if b"\0" in text or _FORBIDDEN_XML.search(text):
        raise InvalidInput(
            m("工作簿里有不允许的声明（DTD 或实体）。请用 Excel 或 WPS 打开，另存一份再上传。")
        )
    if _FORMULA_WITHOUT_VALUE.search(text):
        raise InvalidInput(
            m(
                "工作簿里有还没有计算结果的公式。请用 Excel 或 WPS 打开并保存一次，或把公式粘贴为数值，再上传。"
            )
        )
    facts.formulas += len(_FORMULA.findall(text))
    facts.error_cells += len(_ERROR_CELL.findall(text))
    facts.has_hidden = facts.has_hidden or _HIDDEN.search(text) is not None
    facts.has_zero_padding = facts.has_zero_padding or _ZEROS_FORMAT.search(text) is not None
