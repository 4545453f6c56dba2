"""The register: the list with its filters, one customer with everything that hangs on it, the export."""

from __future__ import annotations

from functools import partial

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.accounts.company import class_labels
from survey.actions import complaint_list, complaints
from survey.actions.words import KINDS
from survey.customers import listing, service, year_sales
from survey.customers.export import register_workbook
from survey.customers.listing import SORTS, CustomerFilter
from survey.customers.words import CONTACT_ROLES, LOSS_KINDS, LOST_STEPS, SHARE_SOURCES
from survey.instrument.library import reason_tree
from survey.interviews import roster
from survey.interviews.access import shown_code
from survey.interviews.words import STATES
from survey.reports.competing.accounts import latest_of
from survey.web.access import allow
from survey.web.context import actor, columns, company, database, now
from survey.web.customers.blueprint import bp
from survey.web.customers.forms import SalesForm
from survey.web.downloads import attachment
from survey.web.listing import list_link
from survey.web.table_import import XLSX, today

__all__ = ["index", "show"]


@bp.get("/")
@allow()
def index() -> ResponseReturnValue:
    """The customers that the address describes."""
    wanted = _wanted()
    with database().reading() as session:
        page = listing.customers(session, wanted, actor(), request.args.get("page", 1, type=int))
        choices = listing.choices(session, actor())
        concentration = None if actor().role == "sales" else year_sales.concentration(session)
    return render_template(
        "customers/index.html",
        page=page,
        choices=choices,
        wanted=wanted,
        concentration=concentration,
        classes=class_labels(company()),
        kinds=LOSS_KINDS,
        link=partial(list_link, "customers.index"),
        may_edit=actor().may("quality"),
    )


@bp.get("/<ref>/")
@allow()
def show(ref: str) -> ResponseReturnValue:
    """One customer: contacts, sales and share, surveys answered, losses and lost orders."""
    with database().reading() as session:
        customer = service.by_ref(session, ref, actor())
        return render_template(
            "customers/show.html",
            customer=customer,
            contacts=listing.contacts_of(session, customer),
            years=year_sales.sales_of(session, customer),
            losses=listing.losses_of(session, customer),
            cases={case.loss_id: case for case in roster.cases_of_customer(session, customer.id, actor())},
            lost_orders=listing.lost_orders(session, actor(), customer=customer),
            complaints=complaint_list.of_customer(session, customer) if complaints.may_see(actor()) else (),
            complaint_kinds=KINDS,
            is_late=complaint_list.is_late,
            may_complain=complaints.may_register(actor()),
            answers=roster.answers_given(session, customer.id, actor()),
            competing=latest_of(session, columns(), customer, actor()),
            classes=class_labels(company()),
            kinds=LOSS_KINDS,
            steps=LOST_STEPS,
            sources=SHARE_SOURCES,
            states=STATES,
            contact_roles=CONTACT_ROLES,
            sales_form=SalesForm(),
            may_edit=actor().may("quality"),
            may_keep_contacts=actor().may("quality", "sales"),
            may_add_order=actor().may("quality", "sales"),
            sees_contacts=actor().role != "viewer",
            sees_answers=actor().role != "sales",
            sees_competitors=listing.sees_competitors(actor()),
            reason_label=lambda code: reason_tree().by_code(shown_code(actor(), code)).label,
            today=today(),
        )


@bp.post("/export")
@allow("quality")
def export() -> ResponseReturnValue:
    """The register as a workbook that can be imported again; the download is on the trail."""
    with database().unit_of_work() as session:
        content = register_workbook(session, actor=actor(), now=now())
    return attachment(content, name=_("客户台账-%(day)s.xlsx", day=f"{today():%Y%m%d}"), media_type=XLSX)


def _wanted() -> CustomerFilter:
    args = request.args
    sort = args.get("sort", "code")
    return CustomerFilter(
        text=args.get("q", "").strip()[:100],
        class_key=args.get("class", ""),
        region=args.get("region", ""),
        owner=args.get("owner", ""),
        lost=args.get("lost", ""),
        sort=sort if sort in SORTS else "code",
    )
