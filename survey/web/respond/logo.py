"""The company's logo for respondents, who are signed in nowhere."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from survey.accounts.models import Company, StoredFile
from survey.errors import NotFound
from survey.language import m
from survey.web.context import database

__all__ = ["SECONDS", "Logo", "company_logo"]

SECONDS: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Logo:
    """An image and its type."""

    content: bytes
    media_type: str
    sha256: str

    def stream(self) -> io.BytesIO:
        return io.BytesIO(self.content)


def company_logo(ref: str) -> Logo:
    """The company's logo if that is its ref; raises NotFound for every other file."""
    chosen = (
        sa.select(StoredFile.content, StoredFile.media_type, StoredFile.sha256)
        .join(Company, Company.logo_file_id == StoredFile.id)
        .where(StoredFile.ref == ref)
    )
    with database().connection() as connection:
        row = connection.execute(chosen).one_or_none()
    if row is None:
        raise NotFound(m("没有找到这个文件，可能已经过期删除。"))
    return Logo(row.content, row.media_type, row.sha256)
