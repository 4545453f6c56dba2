"""The list of waves, and one wave from preparation to closing."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import chain, count
from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session, joinedload

from survey.errors import InvalidInput
from survey.fieldwork import plans, queries, waves
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.method import FIELDS
from survey.fieldwork.models import Wave
from survey.fieldwork.notices import default_who_can_see, notice
from survey.instrument.minutes import minutes
from survey.questionnaires.models import Version
from survey.questionnaires.queries import version_by_ref
from survey.reports.returns.accounting import valid_rows
from survey.responses.queries import counts_by_mode
from survey.responses.returns import returns
from survey.web.access import allow
from survey.web.context import actor, columns, company, database, now, zone
from survey.web.forms import SelectChoice, show_problems, showing_problems
from survey.web.i18n import language
from survey.web.rights import rights
from survey.web.waves.blueprint import READERS, bp
from survey.web.waves.forms import CloseForm, ExtendForm, OpenForm, WaveForm, instant, shown, values_of

__all__ = ["index"]

FIRST_DAYS = 14
"""How long a new wave is open unless one says otherwise."""


@bp.get("/")
@allow()
def index() -> ResponseReturnValue:
    """Every wave with its figures, the latest first."""
    state = request.args.get("state", "")
    with database().reading() as session:
        found = queries.waves(session, state=state)
        figures = returns(session, [wave.id for wave in found])
        valid = {wave.id: _valid(session, wave) for wave in found}
        published = _versions(session)
    return render_template(
        "waves/index.html",
        waves=found,
        figures=figures,
        valid=valid,
        state=state,
        published=published,
        may_edit=actor().may("quality"),
        own_customers=actor().role == "sales",
        now=now(),
    )


@bp.route("/new", methods=["GET", "POST"])
@allow("quality")
def create() -> ResponseReturnValue:
    """A new wave, from a line of the annual plan or of a version when the address names one."""
    with database().reading() as session:
        versions = _versions(session)
        line = _planned(session)
        taken = {wave.key for wave in queries.waves(session)}
    form = WaveForm(data=_proposal(versions, line, taken)) if request.method == "GET" else WaveForm()
    form.version.choices = _choices(versions)
    if form.validate_on_submit():
        try:
            with database().unit_of_work() as session:
                values = values_of(form, version_by_ref(session, form.version.data).id)
                if line is None:
                    wave = waves.create(session, values, actor=actor(), now=now())
                else:
                    plan = queries.plan(session, request.args["plan"])
                    planned = queries.plan_line(session, plan, request.args["line"])
                    wave = plans.open_from_line(session, plan, planned, values, actor=actor(), now=now())
        except InvalidInput as refusal:
            _show(form, refusal)
        else:
            flash(_("调查已建立，还没有开始。请接着确定客户名单，核对说明后开始。"))
            return redirect(url_for(".show", ref=wave.ref))
    return render_template("waves/form.html", form=form, wave=None, versions=versions, line=line)


@bp.route("/<ref>/edit", methods=["GET", "POST"])
@allow("quality")
def edit(ref: str) -> ResponseReturnValue:
    """A wave in preparation, changed."""
    with database().reading() as session:
        wave = queries.wave(session, ref)
        versions = _versions(session)
    form = WaveForm(data=shown(wave)) if request.method == "GET" else WaveForm()
    form.version.choices = _choices([wave.version, *(v for v in versions if v.id != wave.version_id)])
    if form.validate_on_submit():
        try:
            with database().unit_of_work() as session:
                values = values_of(form, version_by_ref(session, form.version.data).id)
                waves.revise(session, queries.wave(session, ref), values, actor=actor(), now=now())
        except InvalidInput as refusal:
            _show(form, refusal)
        else:
            flash(_("修改已保存。"))
            return redirect(url_for(".show", ref=ref))
    return render_template("waves/form.html", form=form, wave=wave, versions=versions, line=None)


@bp.get("/<ref>/")
@allow("quality", "manager", "viewer", "interviewer")
def show(ref: str) -> ResponseReturnValue:
    """One wave at a glance: where it stands, its figures, what to do next."""
    with database().reading() as session:
        wave = queries.wave(session, ref)
        figures = returns(session, [wave.id])[wave.id]
        definition = definition_of(session, wave.version_id)
        links = len(queries.collectors(session, wave))
        modes = counts_by_mode(session, wave)
        valid = _valid(session, wave)
    return render_template(
        "waves/show.html",
        wave=wave,
        figures=figures,
        minutes=minutes(definition),
        links=links,
        modes=modes,
        valid=valid,
        may_edit=actor().may("quality"),
        may_read=actor().may(*READERS),
        may_report=actor().may("quality", "manager", "viewer"),
        now=now(),
    )


@bp.get("/<ref>/notice")
@allow("quality", "manager", "viewer")
def notice_page(ref: str) -> ResponseReturnValue:
    """What respondents are promised beside what the access rules do, and the method record."""
    return _notice_page(ref, OpenForm())


@bp.post("/<ref>/open")
@allow("quality")
def open_wave(ref: str) -> ResponseReturnValue:
    """Opens the wave for answers."""
    form = OpenForm()
    try:
        with database().unit_of_work() as session:
            waves.open_wave(
                session,
                queries.wave(session, ref),
                notice_confirmed=bool(form.notice_confirmed.data),
                method_confirmed=bool(form.method_confirmed.data),
                actor=actor(),
                now=now(),
            )
    except InvalidInput as refusal:
        _show(form, refusal)
        return _notice_page(ref, form), 422
    flash(_("调查已开始。请到“发放”中发送链接或打印纸质问卷。"))
    return redirect(url_for(".show", ref=ref))


@bp.route("/<ref>/close", methods=["GET", "POST"])
@allow("quality")
def close(ref: str) -> ResponseReturnValue:
    """Asks, then closes: no more answers come in by link."""
    form = CloseForm()
    if form.validate_on_submit():
        with database().unit_of_work() as session:
            waves.close_wave(session, queries.wave(session, ref), actor=actor(), now=now())
        flash(_("本期调查已截止。"))
        return redirect(url_for(".show", ref=ref))
    with database().reading() as session:
        wave = queries.wave(session, ref)
        figures = returns(session, [wave.id])[wave.id]
    return render_template("waves/close.html", form=form, wave=wave, figures=figures)


@bp.route("/<ref>/extend", methods=["GET", "POST"])
@allow("quality")
def extend(ref: str) -> ResponseReturnValue:
    """Moves the closing of an open wave."""
    with database().reading() as session:
        wave = queries.wave(session, ref)
    form = ExtendForm()
    if form.validate_on_submit():
        assert form.closes_at.data is not None
        with showing_problems(form), database().unit_of_work() as session:
            waves.extend(
                session,
                queries.wave(session, ref),
                instant(form.closes_at.data),
                actor=actor(),
                now=now(),
            )
        if not form.errors:
            flash(_("截止时间已更改。"))
            return redirect(url_for(".show", ref=ref))
    elif request.method == "GET":
        form.closes_at.data = (wave.closes_at + timedelta(days=7)).astimezone(zone())
    return render_template("waves/extend.html", form=form, wave=wave)


def _notice_page(ref: str, form: OpenForm) -> str:
    with database().reading() as session:
        wave = queries.wave(session, ref)
        definition = definition_of(session, wave.version_id)
    return render_template(
        "waves/notice.html",
        wave=wave,
        form=form,
        notice=notice(wave, company(), definition, language()),
        rights=rights(wave.privacy, wave.k_min),
        unchanged=wave.who_can_see == default_who_can_see(company(), wave.privacy),
        method=[(label, wave.method.get(name, "")) for name, label in FIELDS.items()],
        may_edit=actor().may("quality"),
        now=now(),
    )


def _valid(session: Session, wave: Wave) -> int:
    """How many of the wave's responses are valid, by the rule that the report prints."""
    return int(valid_rows(columns().of(session, wave), definition_of(session, wave.version_id)).sum())


def _versions(session: Session) -> list[Version]:
    """The published versions that a wave can take, newest first."""
    return list(
        session.scalars(
            sa.select(Version)
            .where(Version.retired_at.is_(None))
            .options(joinedload(Version.questionnaire))
            .order_by(Version.published_at.desc(), Version.id.desc())
        )
    )


def _choices(versions: list[Version]) -> list[SelectChoice]:
    return [
        SelectChoice(
            version.ref,
            _(
                "%(title)s（%(document)s 版本 %(revision)s）",
                title=version.questionnaire.title,
                document=version.document_no,
                revision=version.revision,
            ),
        )
        for version in versions
    ]


def _planned(session: Session) -> Any:
    """The line of the annual plan that the address names, or None."""
    plan, line = request.args.get("plan"), request.args.get("line")
    if not plan or not line:
        return None
    return queries.plan_line(session, queries.plan(session, plan), line)


def _proposal(versions: list[Version], line: Any, taken: set[str]) -> dict[str, Any]:
    """What a new wave's form is filled with."""
    today = now().astimezone(zone()).date()
    first = line.starts_on if line is not None and line.starts_on else today
    last = line.ends_on if line is not None and line.ends_on else first + timedelta(days=FIRST_DAYS)
    half = (
        _("%(year)d 年上半年", year=first.year)
        if first.month <= 6
        else _("%(year)d 年下半年", year=first.year)
    )
    period = line.period if line is not None else half
    proposal = {
        "version": request.args.get("version") or (versions[0].ref if versions else ""),
        "name": _("%(period)s顾客满意度调查", period=period),
        "key": _free_key(f"{first.year}-{'h1' if first.month <= 6 else 'h2'}", taken),
        "period": period,
        "opens_at": datetime.combine(first, time(8, 0)),
        "closes_at": datetime.combine(last, time(18, 0)),
        "privacy": "named",
        "unit": "customer",
    }
    if line is not None:
        proposal |= {
            "method_population": line.object,
            "method_frame": line.frame,
            "method_sampling": line.sample,
            "method_mode": line.method,
            "method_owner": line.responsible,
        }
    return proposal


def _free_key(wished: str, taken: set[str]) -> str:
    """`wished`, with a number behind it where another wave has it already."""
    numbered = (f"{wished}-{number}" for number in count(2))
    return next(key for key in chain([wished], numbered) if key not in taken)


def _show(form: Any, refusal: InvalidInput) -> None:
    """The refusal at its fields; lines of the method record have fields of their own names."""
    refusal.problems = {
        f"method_{name}" if f"method_{name}" in form else name: sentence
        for name, sentence in refusal.problems.items()
    }
    show_problems(form, refusal)
