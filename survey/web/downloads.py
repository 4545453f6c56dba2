"""Files leave as attachments in a sandbox, never as pages of ours."""

from __future__ import annotations

from flask import Response

from survey.accounts.models import StoredFile
from survey.sheets import content_disposition

__all__ = ["attachment", "download", "image"]

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


def download(file: StoredFile) -> Response:
    """A stored file to save; the caller has loaded its bytes (`files.by_ref`)."""
    return attachment(file.content, name=file.name, media_type=file.media_type)


def attachment(content: bytes, *, name: str, media_type: str) -> Response:
    """Bytes to save under `name`, whatever they contain."""
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = content_disposition(name)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def image(file: StoredFile) -> Response:
    """A checked picture (PNG or JPEG) for an `<img>`; browsers may keep it, its address changes with it."""
    response = Response(file.content, mimetype=file.media_type)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "public, max-age=86400, immutable"
    return response
