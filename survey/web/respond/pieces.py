"""A page whose fixed parts are rendered and compressed once, and joined with what differs per visit."""

from __future__ import annotations

import re
import secrets
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import escape

__all__ = ["Pieces", "cut", "marker"]

_MARK: Final = secrets.token_hex(8)
"""Drawn anew by every process, so that no text of a questionnaire or an answer holds a marker."""
_MARKED: Final = re.compile(f"\\[{_MARK}:([a-z]+)\\]")
_GZIP_HEADER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK: Final = b"\x03\x00"
_MOST_STORED: Final = 65_535


def marker(name: str) -> str:
    """What a template writes where `name` differs per visit."""
    return f"[{_MARK}:{name}]"


@dataclass(frozen=True, slots=True)
class Pieces:
    """Fixed parts (plain and deflated) and between them the names of what differs."""

    fixed: tuple[bytes, ...]
    deflated: tuple[bytes, ...]
    names: tuple[str, ...]

    def plain(self, values: Mapping[str, str]) -> bytes:
        """The page."""
        return b"".join(self._joined(values))

    def gzipped(self, values: Mapping[str, str]) -> bytes:
        """The page as one gzip member.

        The fixed parts were each deflated up to a full flush, so they stand on a byte boundary and
        refer to nothing before them (RFC 1951); what differs goes between them as stored blocks.
        """
        sent, body = [_GZIP_HEADER, self.deflated[0]], self._joined(values)
        for part, deflated in zip(body[1::2], self.deflated[1:], strict=True):
            assert len(part) <= _MOST_STORED
            sent += [struct.pack("<BHH", 0, len(part), len(part) ^ 0xFFFF), part, deflated]
        checksum = size = 0
        for part in body:
            checksum, size = zlib.crc32(part, checksum), size + len(part)
        sent += [_LAST_BLOCK, struct.pack("<LL", checksum, size & 0xFFFFFFFF)]
        return b"".join(sent)

    def _joined(self, values: Mapping[str, str]) -> list[bytes]:
        body = [self.fixed[0]]
        for name, fixed in zip(self.names, self.fixed[1:], strict=True):
            body += [str(escape(values[name])).encode(), fixed]
        return body


def cut(page: str) -> Pieces:
    """Cuts a rendered page at its markers."""
    parts = _MARKED.split(page)
    fixed = tuple(part.encode() for part in parts[::2])
    return Pieces(fixed, tuple(_deflated(part) for part in fixed), tuple(parts[1::2]))


def _deflated(part: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)
