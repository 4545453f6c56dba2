"""The list of action forms, one form, its paper, the list as a workbook."""

from __future__ import annotations

from functools import partial

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from survey.actions import access, queries, states, words
from survey.actions.evidence import ENDINGS
from survey.actions.models import Action
from survey.actions.outputs import HEADINGS, rows_of
from survey.actions.queries import ActionFilter
from survey.actions.rules import rules
from survey.actions.service import evidence_of_round, round_began
from survey.errors import InvalidInput
from survey.sheets import Sheet, write_xlsx
from survey.web.access import allow, rule_of
from survey.web.actions.blueprint import bp
from survey.web.context import actor, database
from survey.web.downloads import attachment
from survey.web.i18n import translate
from survey.web.listing import list_link
from survey.web.table_import import XLSX, today

__all__ = ["index", "show", "show_page"]

VIEWS = ("live", "mine", "overdue", "to_verify", "proposed", "closed", "dismissed", "all")
FOR_MANAGERS = ("proposed", "dismissed")
RECORDS = {
    "complaint": "actions.complaint",
    "touchpoint_check": "actions.touchpoint_check",
    "customer": "customers.show",
    "exit_interview": "interviews.show",
    "comment": "comments.show",
}
"""Source → the page that shows the record it came from."""


@bp.get("/")
@allow()
def index() -> ResponseReturnValue:
    """The forms that the person may see, the overdue first."""
    wanted = _wanted()
    with database().reading() as session:
        counts = queries.counts(session, actor(), today())
        page = queries.page(session, wanted, actor(), today(), request.args.get("page", 1, type=int))
        departments = queries.departments(session, actor())
    return render_template(
        "actions/index.html",
        page=page,
        counts=counts,
        wanted=wanted,
        departments=departments,
        words=words,
        today=today(),
        is_overdue=states.is_overdue,
        link=partial(list_link, "actions.index"),
        may_manage=access.may_manage(actor()),
        for_managers=FOR_MANAGERS,
        form=FlaskForm(),
    )


@bp.get("/export.xlsx")
@allow()
def export() -> ResponseReturnValue:
    """The list under the same filter as a workbook."""
    with database().reading() as session:
        found = queries.all_for(session, _wanted(), actor(), today())
        lines = rows_of(found, today())
    headings = [translate(heading) for heading in HEADINGS]
    body = [[translate(cell) if hasattr(cell, "render") else cell for cell in line] for line in lines]
    return attachment(
        write_xlsx([Sheet(_("改进措施单"), headings, body)]), name=_("改进措施单.xlsx"), media_type=XLSX
    )


@bp.get("/<ref>/")
@allow()
def show(ref: str) -> ResponseReturnValue:
    """One form: the finding, what is done about it, what is next."""
    return show_page(ref)


@bp.get("/<ref>/print")
@allow()
def print_form(ref: str) -> ResponseReturnValue:
    """The form on A4."""
    with database().reading() as session:
        action = queries.by_ref(session, ref, actor())
        found = queries.quotes(session, action)
        held = rules(session)
    return render_template(
        "actions/print.html",
        action=action,
        rules=held,
        words=words,
        quotes=found if access.sees_facts(actor(), action) else (),
        facts=action.facts if access.sees_facts(actor(), action) else "",
    )


def show_page(ref: str, refusal: InvalidInput | None = None) -> ResponseReturnValue:
    """The page of a form; after a refused step with what is wrong and what was typed."""
    with database().reading() as session:
        action = queries.by_ref(session, ref, actor())
        held = rules(session)
        lacks = _lacks(action, evidence_of_round(session, action))
        found = queries.quotes(session, action)
        began = round_began(session, action)
    sees = access.sees_facts(actor(), action)
    page = render_template(
        "actions/show.html",
        action=action,
        rules=held,
        words=words,
        quotes=found if sees else (),
        lost_quotes=len(action.quotes) - len(found) if sees else 0,
        sees_facts=sees,
        record=_record(action) if sees else None,
        lacks=lacks,
        round_began=began,
        overdue=states.is_overdue(action, today()),
        may_manage=access.may_manage(actor()),
        may_work=access.may_work(actor(), action),
        may_open_report=actor().may("quality", "manager", "viewer"),
        endings=ENDINGS,
        refusal=refusal,
        typed=request.form if refusal else {},
        form=FlaskForm(),
        today=today(),
    )
    return page, 422 if refusal else 200


def _record(action: Action) -> str | None:
    """The page of the record that the form came from; None where the person's role cannot open it."""
    endpoint = RECORDS.get(action.source)
    if endpoint is None or not action.source_ref:
        return None
    if actor().role not in (rule_of(current_app, endpoint) or ()):
        return None
    return url_for(endpoint, ref=action.source_ref)


def _lacks(action: Action, evidence: int) -> list[states.Lack]:
    """What the next step of the owner still needs."""
    if action.state == "open":
        return states.lacks_before(action, "start")
    if action.state in ("in_work", "reopened"):
        return states.lacks_before(action, "done", evidence=evidence)
    return []


def _wanted() -> ActionFilter:
    args = request.args
    view = args.get("view", "live")
    known = VIEWS if access.may_manage(actor()) else [one for one in VIEWS if one not in FOR_MANAGERS]
    source = args.get("source", "")
    return ActionFilter(
        view=view if view in known else "live",
        source=source if source in words.SOURCES else "",
        department=args.get("department", ""),
        text=args.get("q", "").strip()[:100],
    )
