"""The internal audit of 9.1.2 on one page and on paper."""

from __future__ import annotations

from typing import Any, Final

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey.reports.acting import internal_audit
from survey.reports.acting.internal_audit import Link
from survey.web.access import allow, rule_of
from survey.web.actions.blueprint import bp
from survey.web.context import actor, columns, database
from survey.web.table_import import today

__all__ = ["audit"]

READERS = ("quality", "manager", "viewer")
PAGES: Final = {
    "wave": ("waves.show", "ref"),
    "sources": ("actions.sources", "year"),
    "plan": ("waves.plan", "ref"),
    "targets": ("waves.targets", "year"),
    "questionnaire": ("questionnaires.show", "ref"),
    "accounting": ("reports.accounting_report", "wave_key"),
    "actions": ("actions.index", "view"),
    "reports": ("reports.index", ""),
    "company": ("settings.show_company", ""),
    "rules": ("actions.rules", ""),
}
"""The page of each kind of record, and what its address is told."""


@bp.get("/audit")
@allow(*READERS)
def audit() -> ResponseReturnValue:
    """The ten questions with what the records say."""
    return _page("actions/audit.html")


@bp.get("/audit/print")
@allow(*READERS)
def print_audit() -> ResponseReturnValue:
    """The same on A4, with room for the auditor's notes."""
    return _page("actions/audit_print.html")


def _page(template: str) -> ResponseReturnValue:
    asked = request.args.get("year", type=int)
    year = asked if asked is not None and 2000 <= asked <= 2100 else today().year
    with database().reading() as session:
        answers = internal_audit.audit(session, columns(), actor=actor(), year=year, today=today())
    return render_template(
        template,
        answers=answers,
        year=year,
        years=range(today().year, today().year - 4, -1),
        today=today(),
        address=_address,
    )


def _address(link: Link) -> str | None:
    """The page that holds the record; None where this person's role cannot open it."""
    endpoint, argument = PAGES[link.kind]
    if actor().role not in (rule_of(current_app, endpoint) or ()):
        return None
    values: dict[str, Any] = {argument: link.value} if argument else {}
    return url_for(endpoint, **values)
