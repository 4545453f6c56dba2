"""The web application put together from its parts."""

from __future__ import annotations

import importlib

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from survey.config import Settings
from survey.db import Database
from survey.paths import STATIC, TEMPLATES
from survey.reports.counting.columns import ColumnStore
from survey.web import access, errors, i18n, navigation, security
from survey.web.api.identity import identify
from survey.web.auth import login
from survey.web.context import Services
from survey.web.session import LazySessions

__all__ = ["build"]

BLUEPRINTS = (
    "auth",
    "overview",
    "questionnaires",
    "waves",
    "responses",
    "customers",
    "interviews",
    "comments",
    "reports",
    "documents",
    "actions",
    "settings",
    "api",
    "respond",
)


def build(settings: Settings, database: Database) -> Flask:
    """A Flask application over `database`; raises RuntimeError when a route declares no access rule."""
    app = errors.StaffApp("survey", static_folder=str(STATIC), template_folder=str(TEMPLATES))
    app.extensions["liusheng"] = Services(
        settings=settings, database=database, columns=ColumnStore(settings.cache)
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(identify)  # before a body is read: only a known program may send a large one
    security.secure(app, settings)
    app.session_interface = LazySessions()
    i18n.install(app)
    login.install(app)
    csrf = CSRFProtect(app)
    for name in BLUEPRINTS:
        app.register_blueprint(importlib.import_module(f"survey.web.{name}").bp)
    csrf.exempt(app.blueprints["respond"])  # its forms carry a signed token of their own
    csrf.exempt(app.blueprints["api"])  # programs bring a token that no browser sends by itself
    access.anyone(app.view_functions["static"])
    access.check_rules(app)
    app.before_request(access.enforce)
    errors.install(app)
    navigation.install(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    return app
