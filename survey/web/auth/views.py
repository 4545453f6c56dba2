"""Signing in and out, first setup, one-time links, own password, language."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from survey.accounts import signing_in, throttle, tokens, users
from survey.errors import NotFound
from survey.web.access import allow, anyone
from survey.web.auth.forms import EnterForm, NewPasswordForm, OwnPasswordForm, SetupForm, SignInForm
from survey.web.auth.login import let_in
from survey.web.context import database, now
from survey.web.forms import showing_problems
from survey.web.i18n import LOCALES
from survey.web.redirects import own_path
from survey.web.security import network

__all__ = ["bp"]

bp = Blueprint("auth", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@anyone
def sign_in() -> ResponseReturnValue:
    form = SignInForm(next=own_path(request.args.get("next")) or "")
    if current_user.is_authenticated:
        return redirect(_onward(form))
    if form.validate_on_submit():
        with showing_problems(form):
            user = signing_in.sign_in(
                database(),
                email=form.email.data or "",
                password=form.password.data or "",
                network=network(),
                now=now(),
            )
        if not form.errors:
            let_in(user)
            return redirect(_onward(form))
    with database().reading() as store:
        empty = not users.exist(store)
    return render_template("auth/sign_in.html", form=form, empty=empty)


@bp.post("/sign-out")
@anyone
def sign_out() -> ResponseReturnValue:
    if current_user.is_authenticated:
        with database().unit_of_work() as store:
            signing_in.sign_out(store, current_user.id, now=now())
    logout_user()
    session.clear()
    flash(_("已退出登录，您在其他设备上的登录也已结束。"))
    return redirect(url_for(".sign_in"))


@bp.route("/setup/<token>", methods=["GET", "POST"])
@anyone
def setup(token: str) -> ResponseReturnValue:
    form = SetupForm()
    _count("setup")
    _require_open("setup", token)
    if form.validate_on_submit():
        with showing_problems(form), database().unit_of_work() as store:
            user = users.set_up(
                store,
                token,
                company_name=form.company_name.data or "",
                email=form.email.data or "",
                name=form.name.data or "",
                password=form.password.data or "",
                now=now(),
            )
        if not form.errors:
            let_in(user)
            flash(_("初始化完成。请先核对公司信息，它们会印在调查表和报告上。"))
            return redirect(url_for("settings.show_company"))
    return render_template("auth/setup.html", form=form)


@bp.route("/enter/<token>", methods=["GET", "POST"])
@anyone
def enter(token: str) -> ResponseReturnValue:
    form = EnterForm()
    if form.validate_on_submit():
        let_in(signing_in.enter(database(), token, network=network(), now=now()))
        return redirect(url_for("overview.index"))
    return render_template("auth/enter.html", form=form)


@bp.route("/reset/<token>", methods=["GET", "POST"])
@anyone
def reset(token: str) -> ResponseReturnValue:
    form = NewPasswordForm()
    _count("reset")
    _require_open("reset", token)
    if form.validate_on_submit():
        with showing_problems(form), database().unit_of_work() as store:
            user = users.reset_password(store, token, form.password.data or "", now=now())
        if not form.errors:
            let_in(user)
            flash(_("新密码已保存。"))
            return redirect(url_for("overview.index"))
    return render_template("auth/reset.html", form=form)


@bp.route("/password", methods=["GET", "POST"])
@allow()
def password() -> ResponseReturnValue:
    form = OwnPasswordForm()
    if form.validate_on_submit():
        with showing_problems(form):
            user = signing_in.change_password(
                database(),
                current_user.id,
                current=form.current.data or "",
                new=form.password.data or "",
                now=now(),
            )
        if not form.errors:
            let_in(user)
            flash(_("新密码已保存，您在其他设备上的登录已结束。"))
            return redirect(url_for("overview.index"))
    return render_template("auth/password.html", form=form)


@bp.post("/language/<code>")
@anyone
def language(code: str) -> ResponseReturnValue:
    if code not in LOCALES:
        raise NotFound(users.NO_SUCH_LANGUAGE)
    session["language"] = code
    if current_user.is_authenticated:
        with database().unit_of_work() as store:
            users.set_language(store, current_user.id, code)
    return redirect(own_path(request.form.get("next")) or url_for("overview.index"))


def _onward(form: SignInForm) -> str:
    return own_path(form.next.data) or url_for("overview.index")


def _count(what: str) -> None:
    """Guessing one-time links is counted per network before the link is looked at."""
    with database().unit_of_work() as store:
        throttle.hit(store, f"{what}:{network()}", limit=100, window_seconds=900, now=now())


def _require_open(purpose: tokens.Purpose, token: str) -> None:
    with database().reading() as store:
        if not tokens.is_open(store, purpose, token, now=now()):
            raise NotFound(tokens.NO_LONGER)
