"""Losses and lost orders of the register."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.customers import listing, losses, service
from survey.customers.words import LOST_STEPS
from survey.errors import Conflict
from survey.instrument.library import reason_tree
from survey.interviews.access import shown_code
from survey.web.access import allow
from survey.web.context import actor, database, now
from survey.web.customers.blueprint import bp
from survey.web.customers.forms import LossForm, LostOrderForm
from survey.web.forms import form_page, showing_problems
from survey.web.table_import import today

__all__ = ["add_loss", "lost_orders"]


@bp.route("/<ref>/losses/new", methods=["GET", "POST"])
@allow("quality")
def add_loss(ref: str) -> ResponseReturnValue:
    """Judges a customer lost."""
    form = LossForm()
    with database().reading() as session:
        customer = service.by_ref(session, ref, actor())
    if form.validate_on_submit():
        with showing_problems(form, Conflict), database().unit_of_work() as session:
            found = service.by_ref(session, ref, actor())
            losses.record_loss(session, found, form.details(), actor=actor(), now=now(), today=today())
        if not form.errors:
            flash(_("流失已登记。接下来可以建立访谈对象。"))
            return redirect(url_for(".show", ref=ref))
    elif not form.is_submitted():
        form.recognised_on.data = today()
    return form_page("customers/loss.html", form, customer=customer)


@bp.post("/losses/<ref>/withdraw")
@allow("quality")
def withdraw_loss(ref: str) -> ResponseReturnValue:
    """并未流失: takes the judgement back."""
    with database().unit_of_work() as session:
        loss = losses.loss_by_ref(session, ref, actor())
        losses.withdraw_loss(session, loss, request.form.get("reason", ""), actor=actor(), now=now())
        customer_ref = loss.customer.ref
    flash(_("流失判定已撤回。"))
    return redirect(url_for(".show", ref=customer_ref))


@bp.get("/lost-orders")
@allow()
def lost_orders() -> ResponseReturnValue:
    """Lost orders by number and amount, beside the lost customers."""
    year = request.args.get("year", type=int)
    year = year if year is not None and 1900 <= year <= 2100 else None
    with database().reading() as session:
        page = listing.lost_orders(session, actor(), year=year, number=request.args.get("page", 1, type=int))
    return render_template(
        "customers/lost_orders.html",
        page=page,
        year=year,
        this_year=today().year,
        steps=LOST_STEPS,
        sees_competitors=listing.sees_competitors(actor()),
        reason_label=lambda code: reason_tree().by_code(shown_code(actor(), code)).label,
        may_edit=actor().may("quality"),
    )


@bp.route("/<ref>/lost-orders/new", methods=["GET", "POST"])
@allow("quality", "sales")
def add_lost_order(ref: str) -> ResponseReturnValue:
    """Enters a lost order."""
    form = LostOrderForm()
    with database().reading() as session:
        customer = service.by_ref(session, ref, actor())
    if form.validate_on_submit():
        with showing_problems(form), database().unit_of_work() as session:
            found = service.by_ref(session, ref, actor())
            losses.add_lost_order(session, found, form.details(), actor=actor(), now=now(), today=today())
        if not form.errors:
            flash(_("丢单已登记。"))
            return redirect(url_for(".show", ref=ref))
    return form_page("customers/lost_order.html", form, customer=customer, tree=reason_tree())
