"""Questionnaires given out to single customers: issuing, one's link and QR code, renewing, taking back."""

from __future__ import annotations

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey.customers.models import Contact, Customer
from survey.fieldwork import invitations as service
from survey.fieldwork import queries
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Wave
from survey.instrument.minutes import minutes
from survey.web.access import allow
from survey.web.context import actor, database, now, settings
from survey.web.waves.blueprint import bp
from survey.web.waves.codes import picture, svg
from survey.web.waves.wordings import address, invitation_text, secrets

__all__ = ["issue"]


@bp.post("/<ref>/invitations")
@allow("quality")
def issue(ref: str) -> ResponseReturnValue:
    """Gives questionnaires out to all customers that have none yet, or to the ticked ones."""
    with database().unit_of_work() as session:
        wave = queries.wave(session, ref)
        made = service.issue_many(
            session,
            wave,
            _asked_for(session, wave),
            secret=settings().secret_key,
            actor=actor(),
            now=now(),
            mode=request.form.get("mode", "link"),
        )
    flash(_("已发放 %(n)d 份，每份都有自己的链接和记录编号。", n=len(made)))
    return redirect(url_for(".collectors", ref=ref, _anchor="given"))


@bp.post("/<ref>/customers/<customer_ref>/invitations")
@allow("quality")
def issue_one(ref: str, customer_ref: str) -> ResponseReturnValue:
    """Gives one (further) questionnaire out to a customer, to a contact when one is named."""
    with database().unit_of_work() as session:
        wave = queries.wave(session, ref)
        customer = session.scalars(sa.select(Customer).where(Customer.ref == customer_ref)).one_or_none()
        contact = session.scalars(
            sa.select(Contact).where(Contact.ref == request.form.get("contact", ""))
        ).one_or_none()
        made = service.issue(
            session,
            wave,
            customer.id if customer else 0,
            secret=settings().secret_key,
            actor=actor(),
            now=now(),
            contact_id=contact.id if contact else None,
            mode=request.form.get("mode", "link"),
        )
    flash(_("已发放，记录编号 %(number)s。", number=made.record_no))
    return redirect(url_for(".invitation", ref=ref, invitation_ref=made.ref))


@bp.get("/<ref>/invitations/<invitation_ref>")
@allow("quality")
def invitation(ref: str, invitation_ref: str) -> ResponseReturnValue:
    """One questionnaire given out: link, QR code, wordings, paper."""
    with database().reading() as session:
        wave = queries.wave(session, ref)
        found = queries.invitation(session, wave, invitation_ref)
        definition = definition_of(session, wave.version_id)
    link, length = address(found), minutes(definition)
    return render_template(
        "waves/invitation.html",
        wave=wave,
        invitation=found,
        link=link,
        qr=svg(link) if link else "",
        invite=invitation_text("invitation", wave, found, length, actor().name),
        remind=invitation_text("reminder", wave, found, length, actor().name),
    )


@bp.get("/<ref>/invitations/<invitation_ref>/qr.<ending>")
@allow("quality")
def invitation_code(ref: str, invitation_ref: str, ending: str) -> ResponseReturnValue:
    """The QR code of one questionnaire, to save."""
    with database().reading() as session:
        found = queries.invitation(session, queries.wave(session, ref), invitation_ref)
    return picture(address(found), ending, found.record_no, save=True)


@bp.post("/<ref>/invitations/<invitation_ref>/renew")
@allow("quality")
def renew(ref: str, invitation_ref: str) -> ResponseReturnValue:
    """A new link in place of one that went to the wrong person or was lost."""
    with database().unit_of_work() as session:
        wave = queries.wave(session, ref)
        found = queries.invitation(session, wave, invitation_ref)
        service.renew_link(session, wave, found, secrets=secrets(), actor=actor(), now=now())
    flash(_("新链接已生成，旧链接从现在起打不开。请把新链接发给对方。"))
    return redirect(url_for(".invitation", ref=ref, invitation_ref=invitation_ref))


@bp.post("/<ref>/invitations/<invitation_ref>/withdraw")
@allow("quality")
def withdraw(ref: str, invitation_ref: str) -> ResponseReturnValue:
    """Takes back a questionnaire given out by mistake."""
    with database().unit_of_work() as session:
        wave = queries.wave(session, ref)
        found = queries.invitation(session, wave, invitation_ref)
        service.withdraw(session, wave, found, actor=actor(), now=now())
    flash(_("已撤销这份发放。"))
    return redirect(url_for(".collectors", ref=ref, _anchor="given"))


def _asked_for(session: Session, wave: Wave) -> list[int]:
    """The customers of the list that the form names, all of them when it says so."""
    frame = queries.frame(session, wave)
    if request.form.get("who") == "all":
        return [entry.customer_id for entry in frame]
    ticked = set(request.form.getlist("customer"))
    return [entry.customer_id for entry in frame if entry.customer.ref in ticked]
