"""Tokens of other programs: made and ended by administrators."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.accounts import api_tokens, users
from survey.web.access import allow
from survey.web.context import actor, database, now, settings
from survey.web.forms import showing_problems
from survey.web.settings.blueprint import bp
from survey.web.settings.forms import TokenForm

__all__: list[str] = []


@bp.route("/tokens", methods=["GET", "POST"])
@allow("admin")
def tokens() -> ResponseReturnValue:
    """The tokens in force and ended; a new one is shown once."""
    form, text = TokenForm(), ""
    if form.validate_on_submit():
        with showing_problems(form), database().unit_of_work() as session:
            _token, text = api_tokens.issue(
                session,
                name=form.name.data or "",
                role=form.role.data,
                scopes=form.scopes.data or (),
                days=form.days.data,
                actor=actor(),
                now=now(),
            )
    with database().reading() as session:
        found = api_tokens.everything(session)
    return render_template(
        "settings/tokens.html",
        form=form,
        text=text,
        tokens=found,
        scopes=api_tokens.SCOPES,
        role_names=users.ROLE_NAMES,
        now=now(),
        address=f"{settings().public_url}/api/v1",
    )


@bp.post("/tokens/<ref>/revoke")
@allow("admin")
def revoke_token(ref: str) -> ResponseReturnValue:
    with database().unit_of_work() as session:
        api_tokens.revoke(session, ref, actor=actor(), now=now())
    flash(_("令牌已停用，用它的程序立即不能再连接。"))
    return redirect(url_for(".tokens"))
