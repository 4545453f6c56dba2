"""Keeping the register: customers, contacts and yearly sales."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.customers import listing, service
from survey.web.access import allow
from survey.web.context import actor, database, now
from survey.web.customers.blueprint import bp
from survey.web.customers.forms import ContactForm, CustomerForm, SalesForm
from survey.web.forms import form_page, showing_problems

__all__ = ["add", "add_contact", "edit", "edit_contact"]


@bp.route("/new", methods=["GET", "POST"])
@allow("quality")
def add() -> ResponseReturnValue:
    """A new customer."""
    form = CustomerForm()
    with database().reading() as session:
        form.offer(listing.owners(session))
        choices = listing.choices(session, actor())
    if form.validate_on_submit():
        with showing_problems(form), database().unit_of_work() as session:
            customer = service.add(session, form.details(), actor=actor(), now=now())
        if not form.errors:
            flash(_("已新增客户。"))
            return redirect(url_for(".show", ref=customer.ref))
    return form_page("customers/edit.html", form, customer=None, choices=choices)


@bp.route("/<ref>/edit", methods=["GET", "POST"])
@allow("quality")
def edit(ref: str) -> ResponseReturnValue:
    """Changes to a customer."""
    form = CustomerForm()
    with database().reading() as session:
        customer = service.by_ref(session, ref, actor())
        form.offer(listing.owners(session), customer.class_key)
        choices = listing.choices(session, actor())
    if form.validate_on_submit():
        with showing_problems(form), database().unit_of_work() as session:
            found = service.by_ref(session, ref, actor())
            service.change(session, found, form.details(), actor=actor(), now=now())
        if not form.errors:
            flash(_("客户信息已保存。"))
            return redirect(url_for(".show", ref=ref))
    elif not form.is_submitted():
        form.show(customer)
    return form_page("customers/edit.html", form, customer=customer, choices=choices)


@bp.route("/<ref>/contacts/new", methods=["GET", "POST"])
@allow("quality", "sales")
def add_contact(ref: str) -> ResponseReturnValue:
    """A new contact of a customer."""
    form = ContactForm()
    with database().reading() as session:
        customer = service.by_ref(session, ref, actor())
    if form.validate_on_submit():
        with showing_problems(form), database().unit_of_work() as session:
            found = service.by_ref(session, ref, actor())
            service.add_contact(session, found, form.details(), actor=actor(), now=now())
        if not form.errors:
            flash(_("联系人已保存。"))
            return redirect(url_for(".show", ref=ref))
    return form_page("customers/contact.html", form, customer=customer, contact=None)


@bp.route("/<ref>/contacts/<contact_ref>", methods=["GET", "POST"])
@allow("quality", "sales")
def edit_contact(ref: str, contact_ref: str) -> ResponseReturnValue:
    """Changes to a contact."""
    form = ContactForm()
    with database().reading() as session:
        customer = service.by_ref(session, ref, actor())
        contact = service.contact_by_ref(session, customer, contact_ref)
    if form.validate_on_submit():
        with showing_problems(form), database().unit_of_work() as session:
            found = service.by_ref(session, ref, actor())
            one = service.contact_by_ref(session, found, contact_ref)
            service.change_contact(session, found, one, form.details(), actor=actor(), now=now())
        if not form.errors:
            flash(_("联系人已保存。"))
            return redirect(url_for(".show", ref=ref))
    elif not form.is_submitted():
        form.show(contact)
    return form_page("customers/contact.html", form, customer=customer, contact=contact)


@bp.post("/<ref>/contacts/<contact_ref>/remove")
@allow("quality", "sales")
def remove_contact(ref: str, contact_ref: str) -> ResponseReturnValue:
    """Takes a contact off the register."""
    with database().unit_of_work() as session:
        customer = service.by_ref(session, ref, actor())
        contact = service.contact_by_ref(session, customer, contact_ref)
        service.remove_contact(session, customer, contact, actor=actor(), now=now())
    flash(_("联系人已删除。"))
    return redirect(url_for(".show", ref=ref))


@bp.route("/<ref>/sales", methods=["GET", "POST"])
@allow("quality")
def sales(ref: str) -> ResponseReturnValue:
    """A year or month of sales, entered or corrected."""
    form = SalesForm()
    with database().reading() as session:
        customer = service.by_ref(session, ref, actor())
    if form.validate_on_submit():
        with showing_problems(form), database().unit_of_work() as session:
            found = service.by_ref(session, ref, actor())
            service.set_sales(session, found, form.details(), actor=actor(), now=now())
        if not form.errors:
            flash(_("销售额已保存。"))
            return redirect(url_for(".show", ref=ref))
    return form_page("customers/sales.html", form, customer=customer)
