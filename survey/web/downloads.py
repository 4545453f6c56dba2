"""Files leave as attachments in a sandbox, never as pages of ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile

from flask import Response
from werkzeug.wsgi import FileWrapper

from survey.accounts.models import StoredFile
from survey.sheets import content_disposition

__all__ = ["attachment", "collected", "download", "image"]

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


def download(file: StoredFile) -> Response:
    """A stored file to save; the caller has loaded its bytes (`files.by_ref`)."""
    return attachment(file.content, name=file.name, media_type=file.media_type)


class _ReadOnce(FileWrapper):
    """A file's bytes; it is closed at its end, or with the response when nobody reads so far."""

    def __next__(self) -> bytes:
        try:
            return super().__next__()
        except StopIteration:
            self.close()
            raise


def collected(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks from a nameless file that took all of them in at once: a large export fills no memory, and a
    slow reader does not hold the store."""
    file = TemporaryFile()  # noqa: SIM115  (closed by what reads it)
    file.writelines(chunks)
    file.seek(0)
    return _ReadOnce(file)


def attachment(content: bytes | Iterator[bytes], *, name: str, media_type: str) -> Response:
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
