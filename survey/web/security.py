"""Headers, limits and encodings that hold for every request."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, current_app, g, request

from survey.config import Settings
from survey.errors import InvalidInput, TooLarge
from survey.language import m

__all__ = ["csp_nonce", "network", "secure"]

BODY_LIMIT = 1024 * 1024
UPLOAD_LIMIT = 12 * 1024 * 1024
FIELD_LIMIT = 3000


def secure(app: Flask, settings: Settings) -> None:
    """Applies cookies, limits, trusted hosts and response headers to `app`."""
    prefix = "__Host-" if settings.secure else ""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks) or None,
        SESSION_COOKIE_NAME=f"{prefix}liusheng",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=UPLOAD_LIMIT,
        MAX_FORM_MEMORY_SIZE=BODY_LIMIT,
        MAX_FORM_PARTS=FIELD_LIMIT,
        TRUSTED_HOSTS=settings.trusted_hosts,
        WTF_CSRF_TIME_LIMIT=None,
        PREFERRED_URL_SCHEME="https" if settings.secure else "http",
    )
    app.before_request(_refuse_bad_bodies)
    app.after_request(_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """This response's nonce for scripts and styles."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def network() -> str:
    """The asker's network (an IPv4 address, an IPv6 /64) under a keyed hash: it can be counted, not read."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        name = "unknown"
    else:
        width = 32 if address.version == 4 else 64
        name = str(ipaddress.ip_network((address, width), strict=False))
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"network:{name}".encode(), hashlib.sha256).hexdigest()[:32]


def _refuse_bad_bodies() -> None:
    """Refuses bodies that are too large, have too many fields, or are not UTF-8: nothing is guessed."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = BODY_LIMIT
        body = request.get_data(cache=True, parse_form_data=False)
        if body.count(b"&") >= FIELD_LIMIT:
            raise TooLarge(m("提交的项目太多,没有保存。"))
        _require_utf8(unquote_to_bytes(body.replace(b"+", b" ")))
    elif request.mimetype == "multipart/form-data":
        names = [file.filename or "" for file in request.files.values()]
        texts = [text for name, values in request.form.lists() for text in (name, *values)]
        if any("\ufffd" in text for text in (*names, *texts)):
            raise _not_utf8()
    for name, values in request.form.lists():
        if any("\x00" in text for text in (name, *values)):
            raise InvalidInput(m("提交的内容里有无法保存的控制字符,请删去后再提交。"))


def _require_utf8(body: bytes) -> None:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        raise _not_utf8() from None


def _not_utf8() -> InvalidInput:
    return InvalidInput(m("提交内容的编码不是 UTF-8,没有保存。请换用常见的浏览器再试。"))


def _headers(response: Response) -> Response:
    headers = response.headers
    nonce = csp_nonce()
    headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
    )
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
