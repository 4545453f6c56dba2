"""Each of our errors as a page and a status; the one place where they meet HTTP."""

from __future__ import annotations

import logging
from typing import Final

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, SecurityError

from survey import errors
from survey.accounts import audit
from survey.language import Message, m
from survey.web.api.problems import problem
from survey.web.context import actor, database, now
from survey.web.resending import offer
from survey.web.security import request_id

__all__ = ["StaffApp", "install"]

log = logging.getLogger("survey.web")

STATUS: Final[dict[type[errors.SurveyError], int]] = {
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.NotIdentified: 401,
    errors.Forbidden: 403,
    errors.Closed: 410,
    errors.TooLarge: 413,
    errors.TooMany: 429,
    errors.Unavailable: 503,
    errors.InvalidAnswer: 422,
    errors.InvalidInput: 400,
    errors.InvalidDefinition: 422,
    errors.ImportRefused: 422,
}

HTTP_SENTENCES: Final[dict[int, Message]] = {
    400: m("这个请求有问题，没有处理。请返回上一页再试。"),
    403: m("您不能打开这一页。"),
    404: m("没有找到这一页。可能链接不完整，或内容已经移走。"),
    405: m("这个地址不能这样打开。请从页面上的按钮操作。"),
    413: m("提交的内容太大，没有保存。"),
    415: m("不支持这种提交方式。"),
    429: m("操作太频繁，请稍后再试。"),
}
CRASHED: Final = m("系统出了一个错误，已经记录下来。您可以返回上一页再试；如果仍然不行，请联系管理员。")
EXPIRED: Final = m("页面停留太久，安全校验已过期。请刷新本页后再提交一次。")
BUSY_SECONDS: Final = 5


class StaffApp(Flask):
    """Flask whose log names the route, never the path: paths carry tokens."""

    def log_exception(self, exc_info: object) -> None:
        log.error(
            "request %s failed at %s [%s]",
            request_id(),
            request.endpoint,
            request.method,
            exc_info=exc_info,  # type: ignore[arg-type]
        )


def install(app: Flask) -> None:
    """Registers the error pages on `app`."""
    app.register_error_handler(errors.SurveyError, _ours)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _crash)


def status_of(error: errors.SurveyError) -> int:
    """The status for `error`: that of the closest class listed."""
    return next((STATUS[cls] for cls in type(error).__mro__ if cls in STATUS), 400)


def _page(message: Message, status: int, error: errors.SurveyError | None = None) -> ResponseReturnValue:
    if request.path.startswith("/api/"):
        return problem(message, status, error, request_id()), status
    template = "errors/respondent.html" if request.blueprint == "respond" else "errors/error.html"
    try:
        page = render_template(template, message=message, status=status, error=error, request_id=request_id())
    except (errors.Unavailable, SQLAlchemyError):
        page = _bare_page(message)  # the layout asks the store for the company's name, and it is away
    return page, status


def _bare_page(message: Message) -> str:
    return (
        f'<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>{escape(message)}</title>'
        f'<meta name="viewport" content="width=device-width"><h1>{escape(message)}</h1></html>'
    )


def _ours(error: errors.SurveyError) -> ResponseReturnValue:
    status = status_of(error)
    if isinstance(error, errors.Forbidden):
        _record_refusal()
    page = _page(error.message, status, error)
    if isinstance(error, errors.TooMany):
        return (*page, {"Retry-After": str(error.retry_after)})  # type: ignore[misc]
    if isinstance(error, errors.Unavailable):
        return (*page, {"Retry-After": str(BUSY_SECONDS)})  # type: ignore[misc]
    return page


def _record_refusal() -> None:
    """Keeps that a signed-in person was refused, in a unit of work of its own."""
    if not current_user.is_authenticated:
        return
    try:
        with database().unit_of_work() as session:
            audit.record(session, actor(), "access.refused", request.endpoint or "", now=now())
    except errors.Unavailable:
        log.warning("request %s: a refusal could not be recorded", request_id())


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    return offer(400) or _page(EXPIRED, 400)


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    if isinstance(error, SecurityError):  # a host that is not ours: no page of ours has an address there
        return _bare_page(HTTP_SENTENCES[400]), 400
    return _page(HTTP_SENTENCES.get(code, HTTP_SENTENCES[400] if code < 500 else CRASHED), code)


def _crash(_error: Exception) -> ResponseReturnValue:
    return _page(CRASHED, 500)
