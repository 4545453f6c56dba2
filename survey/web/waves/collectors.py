"""发放: open links with their QR codes, and what was given out to single customers."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.fieldwork import collectors as service
from survey.fieldwork import queries
from survey.fieldwork.definitions import definition_of
from survey.instrument.minutes import minutes
from survey.web.access import allow
from survey.web.context import actor, database, now, settings
from survey.web.waves.blueprint import bp
from survey.web.waves.codes import picture, svg
from survey.web.waves.forms import CollectorForm
from survey.web.waves.wordings import address, invitation_text

__all__ = ["collectors"]


@bp.route("/<ref>/collectors", methods=["GET", "POST"])
@allow("quality")
def collectors(ref: str) -> ResponseReturnValue:
    """The ways responses come in; a form for a further open link."""
    form = CollectorForm()
    if form.validate_on_submit():
        with database().unit_of_work() as session:
            made = service.add_collector(
                session,
                queries.wave(session, ref),
                form.name.data or "",
                kind=form.kind.data,
                secret=settings().secret_key,
                actor=actor(),
                now=now(),
            )
        flash(_("链接已建立。"))
        return redirect(url_for(".collector", ref=ref, collector_ref=made.ref))
    with database().reading() as session:
        wave = queries.wave(session, ref)
        found = queries.collectors(session, wave)
        given = queries.invitations(session, wave)
        size = len(queries.frame(session, wave))
    return render_template(
        "waves/collectors.html",
        wave=wave,
        form=form,
        collectors=found,
        links={one.ref: address(one) for one in found},
        given=given,
        size=size,
        waiting=size - len({one.customer_id for one in given}),
        now=now(),
    )


@bp.get("/<ref>/collectors/<collector_ref>")
@allow("quality")
def collector(ref: str, collector_ref: str) -> ResponseReturnValue:
    """One open link: address, QR code, wording to send."""
    with database().reading() as session:
        wave = queries.wave(session, ref)
        found = queries.collector(session, wave, collector_ref)
        definition = definition_of(session, wave.version_id)
    link = address(found)
    return render_template(
        "waves/collector.html",
        wave=wave,
        collector=found,
        link=link,
        qr=svg(link) if link else "",
        invite=invitation_text("invitation", wave, found, minutes(definition), actor().name),
        now=now(),
    )


@bp.get("/<ref>/collectors/<collector_ref>/qr.<ending>")
@allow("quality")
def collector_code(ref: str, collector_ref: str, ending: str) -> ResponseReturnValue:
    """The QR code of an open link, to save."""
    with database().reading() as session:
        wave = queries.wave(session, ref)
        found = queries.collector(session, wave, collector_ref)
    return picture(address(found), ending, f"{wave.name} {found.name}", save=True)


@bp.post("/<ref>/collectors/<collector_ref>/close")
@allow("quality")
def close_collector(ref: str, collector_ref: str) -> ResponseReturnValue:
    """Pauses one link."""
    with database().unit_of_work() as session:
        wave = queries.wave(session, ref)
        found = queries.collector(session, wave, collector_ref)
        service.close_collector(session, wave, found, actor=actor(), now=now())
    flash(_("链接已停用，打开它的人会看到“本期调查暂停”。需要时可以恢复。"))
    return redirect(url_for(".collector", ref=ref, collector_ref=collector_ref))


@bp.post("/<ref>/collectors/<collector_ref>/reopen")
@allow("quality")
def reopen_collector(ref: str, collector_ref: str) -> ResponseReturnValue:
    """Lets answers in through a paused link again."""
    with database().unit_of_work() as session:
        wave = queries.wave(session, ref)
        found = queries.collector(session, wave, collector_ref)
        service.reopen_collector(session, wave, found, actor=actor(), now=now())
    flash(_("链接已恢复。"))
    return redirect(url_for(".collector", ref=ref, collector_ref=collector_ref))
