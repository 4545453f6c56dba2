"""Files leave as attachments in a sandbox, never as pages of ours."""

from __future__ import annotations

from flask import Response

from survey.accounts.models import StoredFile
from survey.sheets import content_disposition

__all__ = ["attachment", "download"]

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
