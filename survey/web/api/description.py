"""The interface described as OpenAPI 3.1, from the same tables that it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from survey.accounts.api_tokens import SCOPES
from survey.reports.catalogue import WAVE_REPORTS
from survey.reports.counting.columns import SEGMENTS
from survey.reports.outputs.pictures.names import CHARTS, NEEDS_WAVE
from survey.reports.outputs.pictures.registry import PICTURES
from survey.web.i18n import translate

__all__ = ["description"]

VERSION: Final = "1"
Json = dict[str, Any]

_KEY: Final[Json] = {
    "name": "key",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
    "description": "Key of the wave 调查代码",
}
_ESTIMATE: Final[Json] = {
    "type": "object",
    "description": "An estimate with its 95 % interval; nulls and `hidden` where it is withheld or undefined.",
    "properties": {
        "value": {"type": ["number", "null"]},
        "low": {"type": ["number", "null"]},
        "high": {"type": ["number", "null"]},
        "n": {"type": ["integer", "null"]},
        "hidden": {"type": "string"},
    },
}
_PROBLEM: Final[Json] = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence that says what to do."},
        "request_id": {"type": "string"},
        "problems": {"type": "object", "additionalProperties": {"type": "string"}},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}


def description(public_url: str) -> Json:
    """The document; `public_url` is where this installation is reached."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Liusheng 留声",
            "version": VERSION,
            "description": "Shares are 0–1; estimates carry interval and n; what a role may not see is null.",
        },
        "servers": [{"url": f"{public_url}/api/v1"}],
        "security": [{"token": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": " · ".join(
                        f"{scope}: {translate(label)}" for scope, label in SCOPES.items()
                    ),
                }
            },
            "schemas": {"Estimate": _ESTIMATE, "Problem": _PROBLEM},
        },
    }


def _paths() -> Json:
    reports = {
        f"/waves/{{key}}/reports/{name}": {
            "get": _operation(
                f"{name}_report",
                translate(report.title),
                "reports:read",
                [_KEY, *_segment_filters()],
            )
        }
        for name, report in WAVE_REPORTS.items()
    }
    return {
        "/waves": {"get": _operation("waves", "Waves that were opened 已开始的调查", "reports:read")},
        **reports,
        "/reports/reasons": {
            "get": _operation(
                "reasons_report",
                "Reasons for leaving 流失原因",
                "reports:read",
                [_query(name) for name in ("year", "class", "region", "kind")],
            )
        },
        "/charts": {"get": _operation("charts", "Charts by name 有哪些图", "reports:read")},
        **_charts(),
        "/waves/{key}/responses": {
            "get": _operation(
                "export_responses", "Responses as CSV 导出答卷", "responses:read", [_KEY], answer="text/csv"
            ),
            "post": {
                **_operation(
                    "import_responses",
                    "Response file, all or nothing 导入答卷",
                    "responses:write",
                    [_KEY, _query("dry_run", "1 only checks")],
                ),
                "requestBody": {
                    "required": True,
                    "content": {
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "required": ["file"],
                                "properties": {"file": {"type": "string", "format": "binary"}},
                            }
                        }
                    },
                },
            },
        },
    }


def _charts() -> Json:
    """Each chart as its own path: each has filters of its own."""
    return {
        f"/charts/{name}": {
            "get": _operation(
                f"{name}_chart",
                translate(title),
                "reports:read",
                [
                    {**_query("wave", _KEY["description"]), "required": name in NEEDS_WAVE},
                    *(_query(one) for one in PICTURES[name].filters),
                ],
            )
        }
        for name, title in CHARTS.items()
    }


def _operation(
    name: str, summary: str, scope: str, parameters: Iterable[Json] = (), *, answer: str = "application/json"
) -> Json:
    kind = "string" if answer.startswith("text/") else "object"
    refusals: Mapping[str, str] = {
        "400": "A parameter is wrong",
        "401": "No token, or one that is not in force",
        "403": f"The token lacks {scope}",
        "404": "Nothing has that name",
    }
    return {
        "operationId": name,
        "summary": summary,
        "security": [{"token": []}],
        "description": f"Scope: {scope}",
        "parameters": list(parameters),
        "responses": {
            "200": {"description": "OK", "content": {answer: {"schema": {"type": kind}}}},
            **{status: _refusal(text) for status, text in refusals.items()},
        },
    }


def _refusal(text: str) -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": text, "content": {"application/problem+json": {"schema": schema}}}


def _segment_filters() -> list[Json]:
    months = [_query("from", "First month, 2026-03"), _query("to", "Last month, 2026-08")]
    return [*(_query(name) for name in SEGMENTS), *months]


def _query(name: str, text: str = "") -> Json:
    return {"name": name, "in": "query", "schema": {"type": "string"}, "description": text or name}
