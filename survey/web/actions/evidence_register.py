"""顾客满意信息来源台账 on pages and on paper."""

from __future__ import annotations

from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from survey.actions import evidence_register as service
from survey.actions import words
from survey.actions.evidence_register import Line, RecordDetails
from survey.actions.held_evidence import Entry
from survey.actions.rules import rules
from survey.errors import InvalidInput, NotFound
from survey.language import m
from survey.web.access import allow
from survey.web.actions.blueprint import bp
from survey.web.context import actor, database, now
from survey.web.forms import choices_of, show_problems, showing_problems, text
from survey.web.table_import import today

__all__ = ["sources"]

READERS: Final = ("quality", "manager", "viewer")
PAGES: Final = {
    "wave": "reports.gap_report",
    "complaints": "actions.complaint_register",
    "touchpoint_checks": "actions.touchpoint_checks",
    "interviews": "interviews.index",
    "lost_orders": "customers.lost_orders",
    "comments": "comments.index",
    "customers": "customers.index",
}
"""The page that holds a record of each kind."""


class SourceForm(FlaskForm):  # type: ignore[misc]
    """How the company draws on a source."""

    method = StringField(_l("获取方法"), [Length(max=300)])
    frequency = SelectField(_l("频次"))
    owner = StringField(_l("责任部门或责任人"), [Length(max=60)])
    needed = BooleanField(_l("本公司采用这个来源"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.frequency.choices = choices_of(words.FREQUENCIES)


class RecordForm(FlaskForm):  # type: ignore[misc]
    """A record that lies elsewhere."""

    held_on = DateField(_l("日期"), [Optional()])
    title = StringField(_l("记录名称"), [Length(max=200)])
    place = StringField(_l("存放处"), [Length(max=300)])
    conclusion = TextAreaField(_l("结论"), [Length(max=5000)], render_kw={"rows": 3})


@bp.get("/sources/")
@allow(*READERS)
def sources() -> ResponseReturnValue:
    """Every source of the standard's list, its records of the year, what is missing."""
    return _register("actions/sources.html")


@bp.get("/sources/print")
@allow(*READERS)
def print_sources() -> ResponseReturnValue:
    """The register on A4."""
    return _register("actions/sources_print.html")


@bp.route("/sources/<key>/", methods=["GET", "POST"])
@allow("quality")
def source(key: str) -> ResponseReturnValue:
    """How the company draws on a source, and its records."""
    form = SourceForm()
    line = _line(key)
    if form.validate_on_submit():
        with showing_problems(form), database().unit_of_work() as session:
            service.set_source(
                session,
                key,
                method=text(form.method),
                frequency=form.frequency.data or "",
                owner=text(form.owner),
                needed=bool(form.needed.data),
                actor=actor(),
                now=now(),
            )
        if not form.errors:
            flash(_("已保存。"))
            return redirect(url_for(".source", key=key))
    elif not form.is_submitted():
        form.process(obj=line)
    return _source_page(line, form, RecordForm(formdata=None))


@bp.post("/sources/<key>/records")
@allow("quality")
def add_record(key: str) -> ResponseReturnValue:
    """Enters a record that lies elsewhere."""
    form = RecordForm()
    line = _line(key)
    details = RecordDetails(key, form.held_on.data, text(form.title), text(form.place), text(form.conclusion))
    form.validate()
    try:
        with database().unit_of_work() as session:
            service.add_record(session, details, actor=actor(), now=now(), today=today())
    except InvalidInput as refusal:
        show_problems(form, refusal)
        return _source_page(line, SourceForm(formdata=None, obj=line), form)
    flash(_("记录已登记。"))
    return redirect(url_for(".source", key=key))


@bp.post("/sources/records/<ref>/remove")
@allow("quality")
def remove_record(ref: str) -> ResponseReturnValue:
    """Takes an entered record out again."""
    with database().unit_of_work() as session:
        service.remove_record(session, ref, actor=actor(), now=now())
    flash(_("记录已删除。"))
    return redirect(url_for(".sources"))


def _register(template: str) -> ResponseReturnValue:
    year = _year()
    with database().reading() as session:
        lines = service.register(session, year, today())
        standard = service.standard_of(session)
        held = rules(session)
    return render_template(
        template,
        lines=lines,
        standard=standard,
        rules=held,
        year=year,
        years=range(today().year, today().year - 4, -1),
        words=words,
        page_of=_page_of,
        may_edit=actor().may("quality"),
        today=today(),
    )


def _source_page(line: Line, form: SourceForm, record: RecordForm) -> ResponseReturnValue:
    page = render_template(
        "actions/source.html", line=line, form=form, record=record, words=words, page_of=_page_of
    )
    return page, 422 if form.errors or record.errors else 200


def _line(key: str) -> Line:
    with database().reading() as session:
        found = next((one for one in service.register(session, _year(), today()) if one.key == key), None)
    if found is None:
        raise NotFound(m("标准的清单里没有这个来源。"))
    return found


def _page_of(entry: Entry) -> str | None:
    """The address of the page that holds the record; None for what lies elsewhere."""
    if entry.kind not in PAGES:
        return None
    if entry.kind == "wave":
        return url_for(PAGES["wave"], wave_key=entry.link)
    return url_for(PAGES[entry.kind])


def _year() -> int:
    year = request.args.get("year", type=int)
    return year if year is not None and 2000 <= year <= 2100 else today().year
