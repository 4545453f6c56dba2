"""Headers, limits and encodings that hold for every request."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from typing import Final
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, abort, current_app, g, request
from flask_login import current_user

from survey.config import Settings
from survey.errors import InvalidInput, Misconfigured, TooLarge
from survey.language import m

__all__ = ["csp_nonce", "network", "request_id", "secure"]

BODY_LIMIT: Final = 1024 * 1024
UPLOAD_LIMIT: Final = 12 * 1024 * 1024
"""Only signed-in staff and programs with a token may send this much at once (registers, answer files, scans)."""
FIELD_LIMIT: Final = 3000
FORM: Final = "application/x-www-form-urlencoded"
FILES: Final = "multipart/form-data"
JSON: Final = "application/json"

_FILE_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_PAGE_HEADERS: Final = {**_FILE_HEADERS, "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def secure(app: Flask, settings: Settings) -> None:
    """Applies cookies, limits, trusted hosts and response headers to `app`."""
    if app.debug:
        raise Misconfigured(m("不能在调试模式下启动。请去掉环境变量 FLASK_DEBUG。"))
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
    app.before_request(_refuse_bad_addresses)
    app.before_request(_refuse_bad_bodies)
    app.after_request(_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """This response's nonce for scripts and styles."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def request_id() -> str:
    """What this request is called in the log and on its error page."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(6)
    return str(g.request_id)


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


def _refuse_bad_addresses() -> None:
    """Refuses a path or query that is not UTF-8 or holds a NUL: it could name nothing of ours."""
    query = unquote_to_bytes(request.query_string) if request.query_string else b""
    if b"\x00" in query or "\x00" in request.path or "\ufffd" in request.path:
        abort(400)
    _require_utf8(query)


def _refuse_bad_bodies() -> None:
    """Refuses bodies that are too large, have too many fields, or are not UTF-8: nothing is guessed."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    _refuse_other_kinds()
    if request.mimetype == FORM:
        request.max_content_length = BODY_LIMIT
        body = request.get_data(cache=True, parse_form_data=False)
        if len(body) >= BODY_LIMIT:  # a chunked body is cut there in silence
            raise TooLarge(m("提交的内容太大，没有保存。"))
        if body.count(b"&") >= FIELD_LIMIT:
            raise TooLarge(m("提交的项目太多，没有保存。"))
        _refuse_bad_text(unquote_to_bytes(body))
        return
    elif request.mimetype == FILES:
        if "program" not in g and not current_user.is_authenticated:
            request.max_content_length = BODY_LIMIT
        names = [file.filename or "" for file in request.files.values()]
        if _holds("\ufffd") or any("\ufffd" in name for name in names):
            raise _not_utf8()
        if _holds("\x00"):
            raise _control_character()
    else:
        request.max_content_length = BODY_LIMIT


def _holds(character: str) -> bool:
    """Whether a name or a text of the form has that character."""
    return any(character in name or character in "".join(texts) for name, texts in request.form.lists())


def _refuse_other_kinds() -> None:
    """Takes forms, files and JSON only; anything else could be a way around the checks of a form."""
    has_body = bool(request.content_length) or "chunked" in request.headers.get("Transfer-Encoding", "")
    if has_body and request.mimetype not in {FORM, FILES, JSON}:
        abort(415)
    if request.mimetype == FILES and not request.mimetype_params.get("boundary"):
        abort(400)


def _refuse_bad_text(text: bytes) -> None:
    _require_utf8(text)
    if b"\x00" in text:
        raise _control_character()


def _control_character() -> InvalidInput:
    return InvalidInput(m("提交的内容里有无法保存的控制字符，请删去后再提交。"))


def _require_utf8(text: bytes) -> None:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        raise _not_utf8() from None


def _not_utf8() -> InvalidInput:
    return InvalidInput(m("提交内容的编码不是 UTF-8，没有保存。请换用常见的浏览器再试。"))


def _headers(response: Response) -> Response:
    present = {name for name, _ in response.headers}  # asked once: every look into Headers walks through all
    wanted = _FILE_HEADERS if request.endpoint == "static" else _PAGE_HEADERS
    response.headers.extend({name: value for name, value in wanted.items() if name not in present})
    if wanted is _PAGE_HEADERS and response.headers["Cache-Control"] == "no-cache":
        response.headers["Cache-Control"] = "no-store"  # send_file says the former; no export is to be kept
    if "Content-Security-Policy" not in present:
        response.headers["Content-Security-Policy"] = _content_security_policy(csp_nonce())
    if "Referrer-Policy" not in present:
        # Flask-WTF asks for a referrer over https; respondents' pages need none and their address is a secret.
        response.headers["Referrer-Policy"] = (
            "no-referrer" if request.blueprint == "respond" else "same-origin"
        )
    if current_app.config["SESSION_COOKIE_SECURE"] and "Strict-Transport-Security" not in present:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def _content_security_policy(nonce: str) -> str:
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    )
