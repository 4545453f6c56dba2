"""Which program is asking: its token, what the token allows, whose rights it has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import current_app, g, request

from survey.accounts import api_tokens, throttle
from survey.accounts.actor import Actor
from survey.accounts.models import ApiToken
from survey.errors import Forbidden, NotIdentified
from survey.language import m
from survey.web.access import BY_TOKEN
from survey.web.context import database, now, zone
from survey.web.security import network

__all__ = ["identify", "needs", "program"]

View = TypeVar("View", bound=Callable[..., Any])

SCHEME: Final = "Bearer "
WRONG_TRIES: Final = 30
WRONG_WINDOW: Final = 600
"""Seconds. Only tokens that are wrong are counted."""


def needs(scope: str) -> Callable[[View], View]:
    """The view is for programs whose token has `scope`."""

    def declare(view: View) -> View:
        view.access, view.scope = BY_TOKEN, scope  # type: ignore[attr-defined]
        return view

    return declare


def program() -> Actor:
    """The program that is asking; only called behind `needs`."""
    found: Actor = g.program
    return found


def identify() -> None:
    """Before each request of a program, and before its body is read: what its token allows."""
    if request.blueprint != "api":
        return
    scope = getattr(current_app.view_functions[request.endpoint or ""], "scope", None)
    if scope is None:
        return
    token = _token()
    if scope not in token.scopes:
        raise Forbidden(m("这个令牌没有所需的权限（%(scope)s）。", scope=scope))
    g.program = api_tokens.actor_of(token)


def _token() -> ApiToken:
    given = request.headers.get("Authorization", "")
    if not given.startswith(SCHEME):
        raise NotIdentified(m("请在 Authorization 头中写明 Bearer 和接口令牌。"))
    try:
        with database().reading() as session:
            token = api_tokens.identify(session, given.removeprefix(SCHEME).strip(), now=now())
    except NotIdentified:
        _count_wrong()
        raise
    today = now().astimezone(zone()).date()
    if token.used_on != today:
        with database().unit_of_work() as session:
            session.merge(token).used_on = today
    return token


def _count_wrong() -> None:
    with database().unit_of_work() as session:
        throttle.hit(
            session,
            f"api:{network()}",
            limit=WRONG_TRIES,
            window_seconds=WRONG_WINDOW,
            now=now(),
        )
