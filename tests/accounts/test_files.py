"""Stored files: the bytes decide what they are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from survey.accounts import files
from survey.accounts.actor import COMMAND_LINE
from survey.accounts.models import StoredFile
from survey.db import Database
from survey.errors import InvalidInput, NotFound, SurveyError, TooLarge
from survey.web.downloads import download
from tests.conftest import NOW

PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 17 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20 + b"\xff\xd9"


def keep(database: Database, name: str, content: bytes, **more: object) -> StoredFile:
    with database.unit_of_work() as session:
        return files.store(
            session,
            name=name,
            content=content,
            actor=COMMAND_LINE,
            now=NOW,
            **more,  # type: ignore[arg-type]
        )


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("扫描件 1.PDF", PDF, "application/pdf"),
        ("a.png", PNG, "image/png"),
        ("a.jpg", JPEG, "image/jpeg"),
        ("a.jpeg", JPEG, "image/jpeg"),
    ],
)
def test_scans_are_kept_byte_for_byte(database: Database, name: str, content: bytes, kind: str) -> None:
    ref = keep(database, name, content).ref
    with database.reading() as session:
        file = files.by_ref(session, ref)
        assert (file.content, file.media_type, file.size, file.name) == (content, kind, len(content), name)


HOSTILE = [
    ("a.svg", b"<svg onload=alert(1)>"),
    ("a.html", b"<script>alert(1)</script>"),
    ("a.png", b"<svg onload=alert(1)>"),
    ("a.pdf", b"<html>%PDF-1.7 %%EOF"),
    ("a.html", PDF),
    ("a.html", PNG),
    ("a.png", PDF),
    ("a.pdf", PNG),
    ("a.png", PNG + b"<script>alert(1)</script>"),
    ("a.jpg", JPEG + b"<?php system($_GET[0]); ?>"),
    ("a.pdf", PDF + b"<script>" * 1000),
    ("a.pdf.exe", PDF),
    ("a.exe", b"MZ\x90\x00"),
    ("a.png", b"\x89PNG\r\n\x1a\n"),
    ("noending", PDF),
    ("a.pdf", b""),
    ("a.gif", b"GIF89a/*<script>*/"),
    ("a.zip", b"PK\x03\x04"),
]


@pytest.mark.parametrize(("name", "content"), HOSTILE)
def test_a_file_that_is_not_what_it_says_is_refused(database: Database, name: str, content: bytes) -> None:
    with pytest.raises(InvalidInput):
        keep(database, name, content)


def test_size_is_limited(database: Database) -> None:
    keep(database, "a.pdf", PDF + b" " * 1000 + PDF[-7:], limit=2000)
    with pytest.raises(TooLarge):
        keep(database, "a.pdf", PDF + b" " * 2000 + PDF[-7:], limit=2000)


def test_only_the_kinds_asked_for_are_taken(database: Database) -> None:
    with pytest.raises(SurveyError):
        keep(database, "a.pdf", PDF, allowed=("image/png",))


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/x.pdf",
        "C:\\x\\y.pdf",
        "a\r\nSet-Cookie: b.pdf",
        "a\u202efdp.pdf",
        "CON.pdf",
        "名" * 300 + ".pdf",
    ],
)
def test_a_name_cannot_lead_elsewhere(database: Database, name: str) -> None:
    file = keep(database, name, PDF)
    assert not set(file.name) & set("/\\\r\n\u202e")
    assert file.name.endswith(".pdf")
    assert len(file.name) <= 200
    response = download(file)
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_documents_of_ours_expire(database: Database) -> None:
    with database.unit_of_work() as session:
        file = files.keep_output(
            session,
            name="报告.docx",
            content=b"PK",
            media_type="application/zip",
            actor=COMMAND_LINE,
            now=NOW,
            lifetime=timedelta(days=7),
        )
        assert files.purge_expired(session, now=NOW + timedelta(days=6)) == 0
        assert files.purge_expired(session, now=NOW + timedelta(days=7)) == 1
    with pytest.raises(NotFound), database.reading() as session:
        files.by_ref(session, file.ref)
