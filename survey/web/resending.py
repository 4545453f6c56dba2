"""A form that came after its sign-in or its token had ended: shown again with all that was typed, to be sent once more."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from flask import render_template, request
from flask_login import current_user

from survey.language import m
from survey.web.security import FILES, FORM

__all__ = ["offer"]

SIGNED_OUT: Final = m("登录已过期，内容还没有保存。您填写的都保留在本页：请在新窗口登录，再回到这里提交。")
EXPIRED: Final = m("页面停留太久，安全校验已过期，内容还没有保存。您填写的都保留在本页，请再提交一次。")


def offer(status: int) -> tuple[str, int] | None:
    """A page that holds what was typed, beside `status`; None where there is nothing to keep or it is not safe.

    Only a form that the browser says came from our own pages is kept: another site could otherwise put its
    words before a person who is signed in. What is typed while signing in holds passwords and is never shown.
    """
    if not _from_our_pages() or request.blueprint == "auth":
        return None
    fields = [(name, text) for name, text in request.form.items(multi=True) if name != "csrf_token"]
    if not any(text.strip() for _name, text in fields):
        return None
    signed_in = current_user.is_authenticated
    page = render_template(
        "errors/resend.html",
        message=EXPIRED if signed_in else SIGNED_OUT,
        signed_in=signed_in,
        address=request.full_path.rstrip("?"),
        fields=fields,
        files=any(file.filename for file in request.files.values()),
    )
    return page, status


def _from_our_pages() -> bool:
    """Whether a form was sent from a page of this host; browsers name the page's origin, and no page can change it."""
    sent = request.method == "POST" and request.mimetype in {FORM, FILES}
    return sent and urlsplit(request.headers.get("Origin", "")).netloc == request.host
