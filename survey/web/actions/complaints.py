"""顾客投诉台账: the register with its figures, one complaint, import and export."""

from __future__ import annotations

from functools import partial
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.actions import complaint_list, complaints, queries, words
from survey.actions.access import may_manage
from survey.actions.complaint_import import HEADERS, read_complaints, rows_of, store_complaints
from survey.actions.complaint_list import ComplaintFilter
from survey.errors import Conflict, Forbidden, InvalidInput
from survey.fieldwork.queries import target_for
from survey.language import m
from survey.sheets import Sheet, write_xlsx
from survey.web import table_import
from survey.web.access import allow
from survey.web.actions.blueprint import bp
from survey.web.actions.complaint_forms import ComplaintForm, limits_form
from survey.web.context import actor, database, now
from survey.web.downloads import attachment
from survey.web.forms import form_page, show_problems
from survey.web.i18n import translate
from survey.web.listing import list_link
from survey.web.table_import import XLSX, Importer, today

__all__ = ["IMPORTER"]

READERS: Final = ("quality", "interviewer", "manager", "sales")
EDITORS: Final = ("quality", "interviewer")
VIEWS: Final = ("all", "waiting", "unsolved", "late", "withdrawn")

IMPORTER: Final = Importer(
    title=m("导入顾客投诉"),
    read=read_complaints,
    store=store_complaints,
    headers=HEADERS,
    hints=(
        m("投诉日期和投诉内容必填；客户编号或客户名称至少填一项。名称与台账一致时归到那家客户。"),
        m(
            "类型写：产品质量、交付、价格与结算、业务服务、售后与技术支持、承诺没有兑现、其他；空白按“其他”记。"
        ),
        m(
            "渠道写：电话、微信、邮件、来函、传真、走访、来访、满意度调查、流失客户访谈、经销商转达、其他；空白按“其他”记。"
        ),
        m("同一客户、同一天、同样内容的投诉视为同一条，再次导入时更新，不重复登记。编号由系统按年给出。"),
    ),
    back="actions.complaint_register",
    template="actions/complaint_import.html",
    upload="actions.import_complaints",
    confirm="actions.import_complaints_confirm",
    download="actions.complaint_template",
)


@bp.get("/complaints/")
@allow(*READERS)
def complaint_register() -> ResponseReturnValue:
    """The register, the late first, with the figures of the year."""
    wanted = _wanted()
    with database().reading() as session:
        page = complaint_list.page(session, wanted, actor(), today(), request.args.get("page", 1, type=int))
        years = complaint_list.years(session)
        year = wanted.year or (years[0] if years else today().year)
        figures = complaint_list.figures(session, actor(), today(), year)
        target = target_for(session, year, "complaint_reply")
    return render_template(
        "actions/complaints.html",
        page=page,
        wanted=wanted,
        years=years,
        year=year,
        figures=figures,
        target=target.value if target else None,
        words=words,
        today=today(),
        is_late=complaint_list.is_late,
        link=partial(list_link, "actions.complaint_register"),
        may_register=complaints.may_register(actor()),
        may_edit=complaints.may_edit(actor()),
        may_set=actor().may("quality"),
    )


@bp.get("/complaints/export.xlsx")
@allow(*EDITORS, "manager")
def complaint_export() -> ResponseReturnValue:
    """The register under the same filter as a workbook that can be imported again."""
    with database().reading() as session:
        rows = rows_of(complaint_list.all_for(session, _wanted(), actor(), today()))
    book = write_xlsx([Sheet(_("顾客投诉台账"), ["编号", *HEADERS], rows)])
    return attachment(book, name=_("顾客投诉台账.xlsx"), media_type=XLSX)


@bp.route("/complaints/new", methods=["GET", "POST"])
@allow(*EDITORS, "sales")
def new_complaint() -> ResponseReturnValue:
    """Registers a complaint."""
    form = ComplaintForm()
    with database().reading() as session:
        customers = complaints.customers_for(session, actor())
    if form.validate_on_submit():
        try:
            with database().unit_of_work() as session:
                made = complaints.register(
                    session, form.details(customers.ids), actor=actor(), now=now(), today=today()
                )
        except InvalidInput as refusal:
            show_problems(form, refusal)
        except Forbidden as refusal:
            form.customer_id.errors = [translate(refusal.message)]
        else:
            flash(_("投诉已登记，编号 %(no)s。", no=made.record_no))
            return redirect(url_for(".complaint", ref=made.ref))
    elif not form.is_submitted():
        form.received_on.data = today()
        form.customer_id.data = request.args.get("customer", "")[:120]
    return form_page("actions/complaint_form.html", form, complaint=None, customers=customers.names)


@bp.get("/complaints/<ref>/")
@allow(*READERS)
def complaint(ref: str) -> ResponseReturnValue:
    """One complaint: what came in, what was done, how long it took."""
    return _show(ref)


@bp.route("/complaints/<ref>/edit", methods=["GET", "POST"])
@allow(*EDITORS)
def edit_complaint(ref: str) -> ResponseReturnValue:
    """The reply, the solution, whatever changed."""
    form, status = ComplaintForm(), 200
    with database().reading() as session:
        found = complaints.by_ref(session, ref, actor())
        customers = complaints.customers_for(session, actor())
    if form.validate_on_submit():
        try:
            with database().unit_of_work() as session:
                stamp = form.stamp.data or ""
                complaints.change(
                    session,
                    complaints.by_ref(session, ref, actor()),
                    form.details(customers.ids),
                    stamp=int(stamp) if stamp.isascii() and stamp.isdigit() else 0,
                    actor=actor(),
                    now=now(),
                    today=today(),
                )
        except InvalidInput as refusal:
            show_problems(form, refusal)
        except Conflict as refusal:
            form.form_errors.append(translate(refusal.message))
            status = 409
        else:
            flash(_("已保存。"))
            return redirect(url_for(".complaint", ref=ref))
    elif not form.is_submitted():
        form.show(found)
    page = render_template(
        "actions/complaint_form.html", form=form, complaint=found, customers=customers.names
    )
    return page, 422 if form.errors and status == 200 else status


@bp.post("/complaints/<ref>/withdraw")
@allow(*EDITORS)
def withdraw_complaint(ref: str) -> ResponseReturnValue:
    """Takes a complaint out of the figures, for a reason."""
    try:
        with database().unit_of_work() as session:
            found = complaints.by_ref(session, ref, actor())
            complaints.withdraw(session, found, request.form.get("reason", ""), actor=actor(), now=now())
    except InvalidInput as refusal:
        return _show(ref, refusal)
    flash(_("投诉已撤销，编号和理由留在台账里。"))
    return redirect(url_for(".complaint", ref=ref))


@bp.route("/complaints/limits", methods=["GET", "POST"])
@allow("quality")
def complaint_limits() -> ResponseReturnValue:
    """Within how many days each kind is answered and solved."""
    with database().reading() as session:
        in_force = complaints.limits(session)
    form = limits_form(in_force)
    if form.validate_on_submit():
        new = {
            kind: tuple(
                _whole(form[f"{kind}_{part}"].data, in_force[kind][place])
                for place, part in enumerate(("reply", "solve"))
            )
            for kind in words.KINDS
        }
        try:
            with database().unit_of_work() as session:
                complaints.set_limits(session, new, actor=actor(), now=now())  # type: ignore[arg-type]
        except InvalidInput as refusal:
            for kind, sentence in refusal.problems.items():
                form[f"{kind}_solve"].errors = [translate(sentence)]
        else:
            flash(_("时限已保存。已登记的投诉按登记时的时限算。"))
            return redirect(url_for(".complaint_register"))
    return form_page("actions/complaint_limits.html", form, kinds=words.KINDS)


@bp.get("/complaints/import")
@allow("quality")
def import_complaints_page() -> ResponseReturnValue:
    return table_import.show(IMPORTER)


@bp.post("/complaints/import")
@allow("quality")
def import_complaints() -> ResponseReturnValue:
    """What the uploaded table would change."""
    return table_import.preview(IMPORTER)


@bp.post("/complaints/import/confirm")
@allow("quality")
def import_complaints_confirm() -> ResponseReturnValue:
    """Stores the table that was previewed."""
    return table_import.store(IMPORTER)


@bp.get("/complaints/import/template.xlsx")
@allow("quality")
def complaint_template() -> ResponseReturnValue:
    return table_import.template_file(IMPORTER)


def _show(ref: str, refusal: InvalidInput | None = None) -> ResponseReturnValue:
    with database().reading() as session:
        found = complaints.by_ref(session, ref, actor())
        actions = queries.from_source(session, "complaint", ref, actor())
    page = render_template(
        "actions/complaint.html",
        complaint=found,
        actions=actions,
        words=words,
        late=complaint_list.is_late(found, today()),
        reply_late=complaint_list.reply_late(found, today()),
        may_edit=complaints.may_edit(actor()),
        may_open=may_manage(actor()),
        refusal=refusal,
    )
    return page, 422 if refusal else 200


def _whole(typed: int | None, otherwise: int) -> int:
    return otherwise if typed is None else typed


def _wanted() -> ComplaintFilter:
    args = request.args
    view, year, kind = args.get("view", "all"), args.get("year", type=int), args.get("kind", "")
    return ComplaintFilter(
        view=view if view in VIEWS else "all",
        year=year if year is not None and 1900 <= year <= 2100 else None,
        kind=kind if kind in words.KINDS else "",
        text=args.get("q", "").strip()[:100],
    )
