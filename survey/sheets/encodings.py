"""From the bytes of a text file to its text, or a question about the encoding: never a wrong guess."""

from __future__ import annotations

import codecs

from survey.errors import InvalidInput
from survey.language import m

__all__ = ["decode"]

# What may be named: the encodings in which Chinese offices and their partners save text files.
_KNOWN = {
    "utf-8": "utf-8-sig",
    "utf-8-sig": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
}
_SAMPLE = 20_000
_READABLE_SHARE = 0.7


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text and the name of its encoding; InvalidInput asks for the encoding where it is not certain."""
    if encoding is not None:
        return _decode_as(content, encoding)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_as(content, "utf-16")
    try:
        return _without_nul(content.decode("utf-8-sig")), "utf-8"
    except UnicodeDecodeError:
        return _decode_gb18030(content)


def _decode_as(content: bytes, encoding: str) -> tuple[str, str]:
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        name = ""
    if name not in _KNOWN:
        raise InvalidInput(
            m(
                "不认识编码“%(encoding)s”。可以选择：UTF-8、GB18030(GBK)、UTF-16、Big5。",
                encoding=encoding[:40],
            )
        )
    try:
        text = content.decode(_KNOWN[name])
    except UnicodeDecodeError as error:
        raise InvalidInput(
            m(
                "文件不是 %(encoding)s 编码（第 %(place)d 个字节不符合）。请换一种编码再试。",
                encoding=name.upper(),
                place=error.start + 1,
            )
        ) from None
    return _without_nul(text.removeprefix("\ufeff")), name


def _decode_gb18030(content: bytes) -> tuple[str, str]:
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        text = None
    if text is None or _is_damaged_utf8(content) or not _reads_as_chinese(text):
        raise InvalidInput(
            m("看不出文件的编码。请选择编码，或在 Excel、WPS 中另存为“CSV UTF-8”再上传。")
        ) from None
    return _without_nul(text), "gb18030"


def _is_damaged_utf8(content: bytes) -> bool:
    """Whether almost all of the non-ASCII bytes form UTF-8: then a few were broken on the way."""
    foreign = sum(byte > 0x7F for byte in content[:_SAMPLE])
    kept = content[:_SAMPLE].decode("utf-8", errors="ignore").encode("utf-8")
    return foreign > 20 and sum(byte > 0x7F for byte in kept) >= 0.9 * foreign


def _reads_as_chinese(text: str) -> bool:
    """Whether most of what is not ASCII are common characters: other encodings read so give rare ones."""
    foreign = [character for character in text[:_SAMPLE] if character > "\x7f"]
    common = sum(bool(character.encode("gb2312", errors="ignore")) for character in foreign)
    return common >= _READABLE_SHARE * len(foreign)


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise InvalidInput(
            m(
                "文件里有空字符，不是普通的文本表格（也可能是没有标记的 UTF-16）。"
                "请在 Excel、WPS 中另存为“CSV UTF-8”再上传。"
            )
        )
    return text
