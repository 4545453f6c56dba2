"""Who may open what: every view declares its rule, one place enforces it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey.accounts.models import ROLES
from survey.errors import Forbidden
from survey.language import m
from survey.web.resending import offer

__all__ = ["BY_TOKEN", "EVERYONE", "STAFF", "allow", "anyone", "check_rules", "enforce", "rule_of"]

View = TypeVar("View", bound=Callable[..., Any])

EVERYONE = frozenset({"anyone"})
BY_TOKEN = frozenset({"token"})
"""For programs: `web.api.identity` asks for the token and its scope."""
STAFF = frozenset(ROLES)


def allow(*roles: str) -> Callable[[View], View]:
    """The view is for signed-in staff of these roles (none named: all); administrators always may."""
    unknown = set(roles) - STAFF
    if unknown:
        raise ValueError(f"unknown roles: {sorted(unknown)}")
    access = frozenset(roles) | {"admin"} if roles else STAFF

    def declare(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return declare


def anyone(view: View) -> View:
    """The view is public: no sign-in asked."""
    view.access = EVERYONE  # type: ignore[attr-defined]
    return view


def rule_of(app: Flask, endpoint: str) -> frozenset[str] | None:
    """The roles that may open `endpoint`, None when it declares no rule."""
    return getattr(app.view_functions[endpoint], "access", None)


def check_rules(app: Flask) -> None:
    """Refuses to start an application that has a route without a rule."""
    bare = [rule.endpoint for rule in app.url_map.iter_rules() if rule_of(app, rule.endpoint) is None]
    if bare:
        raise RuntimeError(f"routes without an access rule: {sorted(set(bare))}")


def enforce() -> ResponseReturnValue | None:
    """Before each request: lets it pass, asks to sign in, or refuses."""
    if request.endpoint is None:
        return None
    access = rule_of(current_app, request.endpoint)
    if access is None:
        abort(500)
    if access in (EVERYONE, BY_TOKEN):
        return None
    if not current_user.is_authenticated:
        if request.method in {"GET", "HEAD"}:
            return redirect(url_for("auth.sign_in", next=request.full_path.rstrip("?")))
        kept = offer(403)
        if kept is None:
            raise Forbidden(m("您还没有登录，或登录已过期，内容没有保存。请登录后再试。"))
        return kept
    if current_user.role not in access:
        raise Forbidden(m("您的角色不能打开这一页。需要时请联系管理员。"))
    return None
