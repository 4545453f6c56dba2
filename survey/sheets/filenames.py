"""File names for downloads: safe on every system, readable in Chinese."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

__all__ = ["content_disposition", "safe_filename"]

_MAX_BYTES = 180
_MAX_SUFFIX = 10
_FORBIDDEN = re.compile(r'[<>:"|?*%]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])( *\..*)?")
# Controls (line breaks), direction marks and separators would let a name lie about itself or end a header.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def safe_filename(filename: str) -> str:
    """The last part of the name without controls, direction marks, forbidden or reserved words."""
    stem, ending = _parts(filename)
    return stem + ending


def content_disposition(filename: str) -> str:
    """The header value that makes a browser save under this name (RFC 6266, RFC 8187)."""
    stem, ending = _parts(filename)
    plain = _ascii(stem) or "download"
    if _RESERVED.fullmatch(plain):
        plain = "_" + plain
    name = quote(stem + ending, safe="")
    return f"attachment; filename=\"{plain}{_ascii(ending, '.')}\"; filename*=UTF-8''{name}"


def _parts(filename: str) -> tuple[str, str]:
    visible = "".join(sign for sign in filename if unicodedata.category(sign) not in _INVISIBLE)
    name = _FORBIDDEN.sub("_", re.split(r"[/\\\\]", visible)[-1]).strip(" .")
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > _MAX_SUFFIX:
        stem, suffix = name, ""
    stem = stem.strip(" .") or "download"
    if _RESERVED.fullmatch(stem):
        stem = "_" + stem
    ending = f".{suffix}" if suffix else ""
    return _cut(stem, _MAX_BYTES - len(ending.encode())), ending


def _cut(text: str, size: int) -> str:
    """At most `size` bytes of UTF-8, no character cut in two."""
    return text.encode()[:size].decode(errors="ignore").rstrip(" .")


def _ascii(text: str, kept: str = "") -> str:
    """What a header may show between quotes to programs that know only ASCII."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", errors="ignore").decode()
    return kept * bool(kept and text) + re.sub(r"[^A-Za-z0-9 _()-]", "_", plain.lstrip(".")).strip(" _-")
