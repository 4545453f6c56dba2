"""Stored files: bytes in the store with a type that was checked, not believed."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from survey.accounts.actor import Actor
from survey.accounts.models import StoredFile
from survey.errors import InvalidInput, NotFound, TooLarge
from survey.language import m
from survey.sheets import safe_filename

__all__ = ["OFFICE", "SCANS", "by_ref", "keep_output", "purge_expired", "store"]

MEGABYTE: Final = 1024 * 1024
LARGEST: Final = 50 * MEGABYTE
"""No row is larger, whoever made it: a backup stays one file that fits in memory row by row."""

SCANS: Final = ("application/pdf", "image/jpeg", "image/png")
_OOXML: Final = "application/vnd.openxmlformats-officedocument"
OFFICE_PARTS: Final = {
    "word/document.xml": f"{_OOXML}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OOXML}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OOXML}.presentationml.presentation",
}
"""The part that makes a package a document, a workbook or slides."""
OFFICE: Final = tuple(OFFICE_PARTS.values())
ENDINGS: Final = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    **dict(zip(OFFICE, (("docx",), ("xlsx",), ("pptx",)), strict=True)),
}


def store(
    session: Session,
    *,
    name: str,
    content: bytes,
    actor: Actor,
    now: datetime,
    allowed: Collection[str] = SCANS,
    limit: int = 10 * MEGABYTE,
) -> StoredFile:
    """Keeps an uploaded file whose first bytes, ending and declared kind agree; raises otherwise."""
    if not content:
        raise InvalidInput(m("这个文件是空的，没有保存。"))
    if len(content) > limit:
        raise TooLarge(m("文件超过 %(n)d MB，没有保存。请压缩后再上传。", n=limit // MEGABYTE))
    media_type = _media_type(content)
    ending = name.rpartition(".")[2].lower()
    if media_type not in allowed or ending not in ENDINGS.get(media_type, ()):
        endings = sorted(ending for kind in allowed for ending in ENDINGS.get(kind, ()))
        raise InvalidInput(
            m("不能接受这种文件，没有保存。请上传 %(endings)s 格式的文件。", endings=tuple(endings))
        )
    return _keep(session, name=name, content=content, media_type=media_type, actor=actor, now=now)


def keep_output(
    session: Session,
    *,
    name: str,
    content: bytes,
    media_type: str,
    actor: Actor | str,
    now: datetime,
    lifetime: timedelta | None = None,
) -> StoredFile:
    """Keeps a document that we made ourselves, until `lifetime` is over."""
    if len(content) > LARGEST:
        raise TooLarge(m("文件超过 %(n)d MB，没有保存。", n=LARGEST // MEGABYTE))
    return _keep(
        session, name=name, content=content, media_type=media_type, actor=actor, now=now, lifetime=lifetime
    )


def by_ref(session: Session, ref: str) -> StoredFile:
    """The file called `ref` with its bytes; raises NotFound."""
    found = sa.select(StoredFile).where(StoredFile.ref == ref).options(undefer(StoredFile.content))
    file = session.scalars(found).one_or_none()
    if file is None:
        raise NotFound(m("没有找到这个文件，可能已经过期删除。"))
    return file


def purge_expired(session: Session, *, now: datetime) -> int:
    """Deletes the files whose time is over and says how many."""
    gone = session.execute(
        sa.delete(StoredFile).where(StoredFile.expires_at <= now).returning(StoredFile.id)
    ).all()
    return len(gone)


def _keep(
    session: Session,
    *,
    name: str,
    content: bytes,
    media_type: str,
    actor: Actor | str,
    now: datetime,
    lifetime: timedelta | None = None,
) -> StoredFile:
    file = StoredFile(
        name=safe_filename(name),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        created_at=now,
        created_by=str(actor)[:120],
        expires_at=None if lifetime is None else now + lifetime,
    )
    session.add(file)
    session.flush()
    return file


def _media_type(content: bytes) -> str:
    """The type that the bytes show, with start and end; "" when they show none of ours."""
    if content.startswith((b"%PDF-1.", b"%PDF-2.")):
        return "application/pdf" if b"%%EOF" in content[-2048:] else ""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg" if content.rstrip(b"\x00").endswith(b"\xff\xd9") else ""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return "image/png" if content.endswith(b"IEND\xaeB`\x82") else ""
    return _office_type(content) if content.startswith(b"PK\x03\x04") else ""


def _office_type(content: bytes) -> str:
    """The type of an Office package by its main part; "" for other archives and for documents with macros.

    Only the list of parts is read: nothing is unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = {name.lower() for name in package.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ""
    if "[content_types].xml" not in names or any(name.endswith("vbaproject.bin") for name in names):
        return ""
    found = [kind for part, kind in OFFICE_PARTS.items() if part in names]
    return found[0] if len(found) == 1 else ""
