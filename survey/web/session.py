"""Flask's signed session cookie, looked at only where there is one."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

__all__ = ["LazySessions"]


class LazySessions(SecureCookieSessionInterface):
    """Makes no signer for requests without a session cookie: respondents never have one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) in request.cookies:
            return super().open_session(app, request)
        return self.session_class()
