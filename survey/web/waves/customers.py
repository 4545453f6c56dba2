"""客户名单: which customers are surveyed, how far each has come, and what sales see of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey.accounts.company import class_labels
from survey.customers.models import Customer
from survey.errors import NotFound
from survey.fieldwork import frames, queries
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Wave
from survey.instrument.minutes import minutes
from survey.language import m
from survey.paging import PAGE, pages_of
from survey.responses.returns import CustomerState, customer_states
from survey.web.access import allow
from survey.web.context import actor, company, database, now
from survey.web.waves.blueprint import READERS, bp
from survey.web.waves.wordings import invitation_text

__all__ = ["customers"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the list of customers to choose from is narrowed to."""

    class_key: str
    region: str
    text: str


@bp.get("/<ref>/customers")
@allow(*READERS)
def customers(ref: str) -> ResponseReturnValue:
    """The customers of the wave and how far each has come."""
    wanted = request.args.get("state", "")
    class_key = request.args.get("class", "")
    page = max(request.args.get("page", 1, type=int), 1)
    with database().reading() as session:
        wave = queries.wave(session, ref)
        states = customer_states(session, wave)
    counted = _counted(states)
    shown = [one for one in states if _fits(one, wanted, class_key)]
    return render_template(
        "waves/customers.html",
        wave=wave,
        states=shown[(page - 1) * PAGE : page * PAGE],
        total=len(shown),
        counted=counted,
        page=page,
        pages=pages_of(len(shown)),
        wanted=wanted,
        class_key=class_key,
        classes=class_labels(company()),
        may_edit=actor().may("quality"),
        may_phone=actor().may("quality", "interviewer"),
        now=now(),
    )


@bp.get("/<ref>/customers/choose")
@allow("quality")
def choose(ref: str) -> ResponseReturnValue:
    """The register with tick boxes; those already on the list are ticked."""
    wanted = Choice(
        request.args.get("class", ""), request.args.get("region", ""), request.args.get("q", "")[:100]
    )
    with database().reading() as session:
        wave = queries.wave(session, ref)
        fixed = {entry.customer_id for entry in queries.frame(session, wave)}
        found = _register(session, wanted)
        everybody = session.execute(sa.select(Customer.id, Customer.class_key)).all()
        regions = session.scalars(
            sa.select(Customer.region).where(Customer.region != "").distinct().order_by(Customer.region)
        ).all()
    return render_template(
        "waves/choose.html",
        wave=wave,
        customers=found,
        chosen=fixed,
        wanted=wanted,
        regions=regions,
        classes=class_labels(company()),
        sizes={key: sum(row.class_key == key for row in everybody) for key in class_labels(company())},
        total=len(everybody),
    )


@bp.post("/<ref>/customers/choose")
@allow("quality")
def fix(ref: str) -> ResponseReturnValue:
    """Fixes the list: everybody, whole classes, or the ticked ones (those not shown stay as they were)."""
    with database().unit_of_work() as session:
        wave = queries.wave(session, ref)
        n = frames.fix_frame(session, wave, _wanted_ids(session, wave), actor=actor(), now=now())
    flash(_("应调查名单已确定，共 %(n)d 家客户。", n=n))
    return redirect(url_for(".customers", ref=ref))


@bp.get("/<ref>/customers/<customer_ref>")
@allow(*READERS)
def customer(ref: str, customer_ref: str) -> ResponseReturnValue:
    """One customer of the wave: what was given out, the wording to send, what became of it."""
    with database().reading() as session:
        wave = queries.wave(session, ref)
        state = state_of(session, wave, customer_ref)
        definition = definition_of(session, wave.version_id)
    last = state.invitations[-1] if state.invitations else None
    return render_template(
        "waves/customer.html",
        wave=wave,
        state=state,
        invitation=last,
        invite=invitation_text("invitation", wave, last, minutes(definition), actor().name),
        remind=invitation_text("reminder", wave, last, minutes(definition), actor().name),
        may_edit=actor().may("quality"),
        may_phone=actor().may("quality", "interviewer"),
        classes=class_labels(company()),
    )


@bp.post("/<ref>/customers/<customer_ref>/disposition")
@allow("quality", "interviewer")
def disposition(ref: str, customer_ref: str) -> ResponseReturnValue:
    """Notes what became of a customer from which nothing came."""
    with database().unit_of_work() as session:
        wave = queries.wave(session, ref)
        state = state_of(session, wave, customer_ref)
        frames.set_disposition(
            session,
            wave,
            state.customer.id,
            request.form.get("disposition", ""),
            actor=actor(),
            now=now(),
        )
    flash(_("联系结果已记下。"))
    return redirect(url_for(".customer", ref=ref, customer_ref=customer_ref))


@bp.get("/mine")
@allow("sales")
def mine() -> ResponseReturnValue:
    """The salesperson's own customers in every open wave: asked, given out, come back; no scores."""
    with database().reading() as session:
        found = [
            (wave, customer_states(session, wave, owner_id=actor().user_id or -1))
            for wave in queries.waves(session, state="open")
        ]
    return render_template("waves/mine.html", found=[(wave, states) for wave, states in found if states])


def state_of(session: Session, wave: Wave, customer_ref: str) -> CustomerState:
    """The customer's state in the wave; a salesperson finds only their own. Raises NotFound."""
    own = actor().user_id or -1
    row = session.scalars(sa.select(Customer).where(Customer.ref == customer_ref)).one_or_none()
    found = [] if row is None else customer_states(session, wave, customer_id=row.id)
    if not found or (actor().role == "sales" and found[0].customer.owner_id != own):
        raise NotFound(m("这家客户不在本期应调查名单中。"))
    return found[0]


def _register(session: Session, wanted: Choice) -> Sequence[Customer]:
    chosen = sa.select(Customer).order_by(Customer.class_key, Customer.name, Customer.id)
    if wanted.class_key:
        chosen = chosen.where(Customer.class_key == wanted.class_key)
    if wanted.region:
        chosen = chosen.where(Customer.region == wanted.region)
    if wanted.text:
        chosen = chosen.where(
            Customer.name.icontains(wanted.text, autoescape=True)
            | Customer.code.icontains(wanted.text, autoescape=True)
        )
    return session.scalars(chosen.limit(1000)).all()


def _wanted_ids(session: Session, wave: Wave) -> list[int]:
    """The customers that the form asks for, as internal numbers."""
    form = request.form
    if form.get("how") == "all":
        return list(session.scalars(sa.select(Customer.id).order_by(Customer.id)))
    if form.get("how") == "classes":
        keys = form.getlist("classes")
        return list(
            session.scalars(sa.select(Customer.id).where(Customer.class_key.in_(keys)).order_by(Customer.id))
        )
    ticked, listed = set(form.getlist("customer")), set(form.getlist("listed"))
    known = {row.ref: row.id for row in session.execute(sa.select(Customer.ref, Customer.id))}
    unseen = [entry.customer_id for entry in queries.frame(session, wave) if entry.customer.ref not in listed]
    return unseen + [known[one] for one in known if one in ticked]


def _counted(states: Sequence[CustomerState]) -> dict[str, int]:
    counted = dict.fromkeys(("waiting", "issued", "returned", "refused", "unreachable", "postponed"), 0)
    for one in states:
        counted[one.state] += 1
    return counted


def _fits(one: CustomerState, wanted: str, class_key: str) -> bool:
    if class_key and one.entry.class_key != class_key:
        return False
    if wanted == "open":
        return not one.returned
    return not wanted or one.state == wanted
