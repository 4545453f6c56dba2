"""Settings: one's own account, the company, the staff, the trail, this installation."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.accounts import audit, company, users
from survey.web.access import allow, anyone
from survey.web.context import actor, database, link_to, now, settings
from survey.web.downloads import image
from survey.web.forms import showing_problems
from survey.web.settings.about import facts
from survey.web.settings.action_names import action_name
from survey.web.settings.blueprint import bp
from survey.web.settings.forms import AddUserForm, CompanyForm, LogoForm, UserForm

__all__: list[str] = []

LAST_PAGE = 1_000_000


@bp.get("/")
@allow()
def index() -> ResponseReturnValue:
    return render_template("settings/index.html", role_names=users.ROLE_NAMES)


@bp.get("/company")
@allow("quality")
def show_company() -> ResponseReturnValue:
    form = CompanyForm()
    with database().reading() as session:
        details, logo_ref = company.details(session), company.logo_ref(session)
    form.offer_zone(details.time_zone)
    form.show(details)
    return render_template("settings/company.html", form=form, logo_form=LogoForm(), logo_ref=logo_ref)


@bp.post("/company")
@allow("admin")
def change_company() -> ResponseReturnValue:
    form = CompanyForm()
    form.offer_zone(request.form.get("time_zone", "UTC"))
    if form.validate():
        with showing_problems(form), database().unit_of_work() as session:
            company.change(session, form.details(), actor=actor(), now=now())
        if not form.errors:
            flash(_("公司信息已保存。"))
            return redirect(url_for(".show_company"))
    return render_template("settings/company.html", form=form, logo_form=LogoForm())


@bp.post("/company/logo")
@allow("admin")
def change_logo() -> ResponseReturnValue:
    upload = LogoForm().logo.data
    name, content = (upload.filename or "", upload.read()) if upload else ("", b"")
    with database().unit_of_work() as session:
        company.set_logo(session, name=name, content=content, actor=actor(), now=now())
    flash(_("标志图片已保存。"))
    return redirect(url_for(".show_company"))


@bp.get("/logo/<ref>")
@anyone
def logo(ref: str) -> ResponseReturnValue:
    with database().reading() as session:
        return image(company.logo(session, ref))


@bp.get("/users")
@allow("admin")
def user_list() -> ResponseReturnValue:
    with database().reading() as session:
        people = users.everyone(session)
    return render_template("settings/users.html", people=people, role_names=users.ROLE_NAMES)


@bp.route("/users/add", methods=["GET", "POST"])
@allow("admin")
def add_user() -> ResponseReturnValue:
    form = AddUserForm()
    if form.validate_on_submit():
        with showing_problems(form), database().unit_of_work() as session:
            user, token = users.invite(
                session,
                email=form.email.data or "",
                name=form.name.data or "",
                role=form.role.data,
                department=form.department.data or "",
                actor=actor(),
                now=now(),
            )
        if not form.errors:
            return _show_link(user.name, token)
    return render_template("settings/user_add.html", form=form)


@bp.get("/users/<ref>")
@allow("admin")
def show_user(ref: str) -> ResponseReturnValue:
    with database().reading() as session:
        user = users.by_ref(session, ref)
    return render_template("settings/user.html", form=UserForm(obj=user), user=user)


@bp.post("/users/<ref>")
@allow("admin")
def change_user(ref: str) -> ResponseReturnValue:
    form = UserForm()
    with database().unit_of_work() as session:
        user = users.by_ref(session, ref)
        if form.validate():
            typed = {"name": form.name.data or "", "department": form.department.data or ""}
            users.change(session, user, role=form.role.data, **typed, actor=actor(), now=now())
            flash(_("用户信息已保存。"))
            return redirect(url_for(".user_list"))
    return render_template("settings/user.html", form=form, user=user)


@bp.post("/users/<ref>/active/<int:active>")
@allow("admin")
def set_active(ref: str, active: int) -> ResponseReturnValue:
    with database().unit_of_work() as session:
        user = users.by_ref(session, ref)
        users.set_active(session, user, bool(active), actor=actor(), now=now())
    flash(_("用户已启用。") if active else _("用户已停用，此人的登录已立即失效。"))
    return redirect(url_for(".show_user", ref=ref))


@bp.post("/users/<ref>/reset-link")
@allow("admin")
def reset_link(ref: str) -> ResponseReturnValue:
    with database().unit_of_work() as session:
        user = users.by_ref(session, ref)
        token = users.reset_link(session, user, actor=actor(), now=now())
    return _show_link(user.name, token)


@bp.get("/audit")
@allow("admin")
def trail() -> ResponseReturnValue:
    action = request.args.get("action", "")
    number = min(request.args.get("page", 1, type=int), LAST_PAGE)
    with database().reading() as session:
        page = audit.page(session, number=number, action=action)
        actions = audit.actions(session)
        checked = "check" in request.args
        broken = audit.verify(session) if checked else None
    return render_template(
        "settings/audit.html",
        page=page,
        actions=actions,
        action=action,
        checked=checked,
        broken=broken,
        action_name=action_name,
    )


@bp.get("/about")
@allow("admin")
def about() -> ResponseReturnValue:
    return render_template("settings/about.html", facts=facts(database(), settings()))


def _show_link(name: str, token: str) -> ResponseReturnValue:
    """The one page on which a one-time link is ever shown."""
    return render_template("settings/link.html", name=name, link=link_to("auth.reset", token=token))
