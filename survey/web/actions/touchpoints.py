"""触点检查台账: the register with its figures, one check, the export."""

from __future__ import annotations

from functools import partial
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.actions import queries, touchpoint_check_list, touchpoint_words, words
from survey.actions import touchpoint_checks as service
from survey.actions.access import may_manage
from survey.actions.touchpoint_check_list import HEADERS, CheckFilter
from survey.errors import Conflict, InvalidInput
from survey.sheets import Sheet, write_xlsx
from survey.web.access import allow
from survey.web.actions.blueprint import bp
from survey.web.actions.touchpoint_forms import CheckForm
from survey.web.context import actor, database, now
from survey.web.downloads import attachment
from survey.web.forms import form_page, showing_problems
from survey.web.listing import list_link
from survey.web.table_import import XLSX, today

__all__ = ["touchpoint_checks"]

READERS: Final = ("quality", "interviewer", "manager")
EDITORS: Final = ("quality", "interviewer")
VIEWS: Final = ("all", "short", "withdrawn")


@bp.get("/touchpoints/")
@allow(*READERS)
def touchpoint_checks() -> ResponseReturnValue:
    """The register, the newest first, with the figures of the year."""
    wanted = _wanted()
    with database().reading() as session:
        page = touchpoint_check_list.page(session, wanted, request.args.get("page", 1, type=int))
        years = touchpoint_check_list.years(session)
        year = wanted.year or (years[0] if years else today().year)
        figures = touchpoint_check_list.figures(session, year)
    return render_template(
        "actions/touchpoints.html",
        page=page,
        wanted=wanted,
        years=years,
        year=year,
        figures=figures,
        words=touchpoint_words,
        link=partial(list_link, "actions.touchpoint_checks"),
        may_edit=service.may_edit(actor()),
    )


@bp.get("/touchpoints/export.xlsx")
@allow(*READERS)
def touchpoint_export() -> ResponseReturnValue:
    """The register under the same filter as a workbook."""
    with database().reading() as session:
        rows = touchpoint_check_list.rows_of(touchpoint_check_list.all_for(session, _wanted()))
    book = write_xlsx([Sheet(_("触点检查台账"), [str(one) for one in HEADERS], rows)])
    return attachment(book, name=_("触点检查台账.xlsx"), media_type=XLSX)


@bp.route("/touchpoints/new", methods=["GET", "POST"])
@allow(*EDITORS)
def new_touchpoint_check() -> ResponseReturnValue:
    """Registers a check."""
    form = CheckForm()
    if form.validate_on_submit():
        with showing_problems(form), database().unit_of_work() as session:
            made = service.register(session, form.details(), actor=actor(), now=now(), today=today())
        if not form.errors:
            flash(_("触点检查已登记，编号 %(no)s。", no=made.record_no))
            return redirect(url_for(".touchpoint_check", ref=made.ref))
    elif not form.is_submitted():
        form.checked_on.data = today()
        form.tester.data = actor().name[:60]
    return form_page("actions/touchpoint_form.html", form, check=None)


@bp.get("/touchpoints/<ref>/")
@allow(*READERS)
def touchpoint_check(ref: str) -> ResponseReturnValue:
    """One check: what was looked at, what was found, what came of it."""
    return _show(ref)


@bp.route("/touchpoints/<ref>/edit", methods=["GET", "POST"])
@allow(*EDITORS)
def edit_touchpoint_check(ref: str) -> ResponseReturnValue:
    """Corrects a check."""
    form = CheckForm()
    with database().reading() as session:
        found = service.by_ref(session, ref, actor())
    if form.validate_on_submit():
        stamp = form.stamp.data or ""
        with showing_problems(form, Conflict), database().unit_of_work() as session:
            service.change(
                session,
                service.by_ref(session, ref, actor()),
                form.details(),
                stamp=int(stamp) if stamp.isascii() and stamp.isdigit() else 0,
                actor=actor(),
                now=now(),
                today=today(),
            )
        if not form.errors:
            flash(_("已保存。"))
            return redirect(url_for(".touchpoint_check", ref=ref))
    elif not form.is_submitted():
        form.show(found)
    return form_page("actions/touchpoint_form.html", form, check=found)


@bp.post("/touchpoints/<ref>/withdraw")
@allow(*EDITORS)
def withdraw_touchpoint_check(ref: str) -> ResponseReturnValue:
    """Takes a check out of the figures, for a reason."""
    try:
        with database().unit_of_work() as session:
            found = service.by_ref(session, ref, actor())
            service.withdraw(session, found, request.form.get("reason", ""), actor=actor(), now=now())
    except InvalidInput as refusal:
        return _show(ref, refusal)
    flash(_("触点检查已撤销，编号和理由留在台账里。"))
    return redirect(url_for(".touchpoint_check", ref=ref))


def _show(ref: str, refusal: InvalidInput | None = None) -> ResponseReturnValue:
    with database().reading() as session:
        found = service.by_ref(session, ref, actor())
        actions = queries.from_source(session, "touchpoint_check", ref, actor())
    page = render_template(
        "actions/touchpoint.html",
        check=found,
        actions=actions,
        words=touchpoint_words,
        states=words,
        may_edit=service.may_edit(actor()),
        may_open=may_manage(actor()),
        refusal=refusal,
    )
    return page, 422 if refusal else 200


def _wanted() -> CheckFilter:
    args = request.args
    view, year, touchpoint = args.get("view", "all"), args.get("year", type=int), args.get("touchpoint", "")
    return CheckFilter(
        view=view if view in VIEWS else "all",
        year=year if year is not None and 1900 <= year <= 2100 else None,
        touchpoint=touchpoint if touchpoint in touchpoint_words.TOUCHPOINTS else "",
        text=args.get("q", "").strip()[:100],
    )
