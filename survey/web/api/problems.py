"""Refusals to programs: problem details (RFC 9457) in place of pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify
from werkzeug.http import HTTP_STATUS_CODES

from survey.errors import ImportRefused, InvalidInput, NotIdentified, SurveyError
from survey.language import Message
from survey.web.i18n import translate

__all__ = ["problem"]


def problem(message: Message, status: int, error: SurveyError | None, request_id: str) -> Response:
    """The refusal as `application/problem+json`; `detail` is the sentence that people would read."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTP_STATUS_CODES.get(status, "Error"),
        "status": status,
        "detail": translate(message),
        "request_id": request_id,
        **_particulars(error),
    }
    answer = jsonify(body)
    answer.status_code, answer.mimetype = status, "application/problem+json"
    if isinstance(error, NotIdentified):
        answer.headers["WWW-Authenticate"] = 'Bearer realm="Liusheng"'
    return answer


def _particulars(error: SurveyError | None) -> Mapping[str, Any]:
    """What exactly is wrong: fields of the request, rows of a file."""
    if isinstance(error, ImportRefused):
        rows = [
            {"row": one.row, "column": one.column, "message": translate(one.message)}
            for one in error.problems
        ]
        return {"rows": 0, "imported": 0, "errors": rows}
    if isinstance(error, InvalidInput) and error.problems:
        return {"problems": {name: translate(text) for name, text in error.problems.items()}}
    return {}
