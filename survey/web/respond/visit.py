"""One request of a respondent: the door opened, the key found, how the page is to look."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import current_app, request
from flask_login import current_user
from sqlalchemy.engine import Connection

from survey.accounts import throttle
from survey.errors import Conflict, Forbidden, InvalidInput, NotFound
from survey.fieldwork import tokens
from survey.fieldwork.door import Door, find_door, require_open
from survey.instrument.definition import Definition
from survey.language import m
from survey.questions import Answers
from survey.responses.anonymity import asked
from survey.responses.rows import receipt_number
from survey.responses.submission import Receipt, receipt_of
from survey.web.context import database, now, settings
from survey.web.respond import form_token
from survey.web.respond.form_token import FormToken
from survey.web.security import network

__all__ = ["Look", "Visit", "arrive", "come_back", "cookie_name"]

KEY: Final = re.compile(r"[A-Za-z0-9_-]{20,64}")
UNKNOWN_TRIES: Final = 30
UNKNOWN_WINDOW: Final = 600
"""Seconds. Only links that do not exist are counted: a valid link costs nothing, however many share an address."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the respondent wants the pages."""

    language: str
    large: bool
    default_language: str

    @property
    def query(self) -> str:
        """The part of an address that carries it on; '' for the usual look."""
        wanted = []
        if self.language != self.default_language:
            wanted.append(f"lang={self.language}")
        if self.large:
            wanted.append("size=large")
        return "?" + "&".join(wanted) if wanted else ""


@dataclass(frozen=True, slots=True)
class Visit:
    """A respondent at a door: all that the pages need to know."""

    token: str
    door: Door
    key: str
    look: Look
    started_at: datetime
    now: datetime
    receipt: Receipt | None = None
    """Set when this key was used to submit."""
    staff: bool = False
    """A member of staff is signed in in this browser: the page is a preview."""

    @property
    def definition(self) -> Definition:
        """What is asked here (anonymous waves leave personal items out)."""
        return asked(self.door.definition, self.door.sha256, self.door.privacy)

    @property
    def answers(self) -> Answers:
        """The answers saved so far."""
        return dict(self.door.draft.answers) if self.door.draft else {}

    @property
    def draft_id(self) -> str:
        """Names the browser's own copies; says nothing to anybody else."""
        return tokens.key_hash(f"copy|{self.key}")[:16]

    def form_token(self) -> str:
        """The signed token of this visit's form."""
        made = FormToken(self.door.ref, self.door.version_id, self.key, self.started_at)
        return form_token.write(made, _secrets())

    def address(self, section: str = "", anchor: str = "") -> str:
        """The address of a page of this questionnaire."""
        path = f"/r/{self.token}" + (f"/{section}" if section else "")
        return path + self.look.query + (f"#{anchor}" if anchor else "")


def arrive(token: str) -> Visit:
    """The visit of a GET: finds the door and what was saved or submitted, and changes nothing."""
    at = now()
    cookie = "" if request.args.get("new") == "1" else request.cookies.get(cookie_name(token), "")
    known = cookie if KEY.fullmatch(cookie) else ""
    with _counting_unknown(at), database().connection() as connection:
        door = find_door(connection, token, known or None, now=at)
        key = _key(door, token, known)
        used = None if door.draft else _receipt(connection, door, key, fresh=not known)
    if used is None:
        require_open(door)
    started = door.draft.started_at if door.draft else at
    return Visit(token, door, key, _look(door), started, at, used, staff_is_signed_in())


def come_back(token: str) -> Visit:
    """The visit of a POST: like `arrive`, under the key that the signed form carries."""
    at = now()
    signed = form_token.read(request.form.get(form_token.FIELD, ""), _secrets())
    with _counting_unknown(at), database().connection() as connection:
        door = find_door(connection, token, signed.key, now=at)
    _check(door, token, signed)
    receipt = Receipt(receipt_number(signed.key), repeated=True) if door.returned else None
    if receipt is None:
        require_open(door)
    if staff_is_signed_in():
        raise Forbidden(m("这个浏览器里有员工登录，不能提交答卷。请退出登录，或由受访人用自己的设备填写。"))
    started = door.draft.started_at if door.draft else signed.started_at
    return Visit(token, door, signed.key, _look(door), started, at, receipt)


def cookie_name(token: str) -> str:
    """The cookie that holds the key of an open link; each link has its own."""
    return f"rsp{tokens.hash_of(token)[:10]}"


def staff_is_signed_in() -> bool:
    """Whether a member of staff is signed in in this browser; asks the store only if a session is there."""
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies and current_user.is_authenticated


def _key(door: Door, token: str, key: str) -> str:
    return tokens.submission_key(token) if door.by_invitation else key or secrets.token_urlsafe(20)


def _receipt(connection: Connection, door: Door, key: str, *, fresh: bool) -> Receipt | None:
    """The receipt under the key, looked up only where the door itself cannot tell."""
    if door.returned:
        return Receipt(receipt_number(key), repeated=True)
    if door.knows_return or (door.collector_id is not None and fresh):
        return None
    return receipt_of(connection, key, tokens.key_hash(key))


def _check(door: Door, token: str, signed: FormToken) -> None:
    """Refuses a form that was made for another link, or before the questionnaire was exchanged."""
    own_key = not door.by_invitation or signed.key == tokens.submission_key(token)
    if signed.ref != door.ref or not own_key:
        raise InvalidInput(m("这一页已经失效，没有保存。请重新打开链接，已保存的内容还在。"))
    if signed.version_id != door.version_id:
        raise Conflict(m("问卷已经更换版本，请重新打开链接填写。"))


@contextmanager
def _counting_unknown(at: datetime) -> Iterator[None]:
    """Counts a link that does not exist against the network it was tried from."""
    try:
        yield
    except NotFound:
        with database().unit_of_work() as session:
            throttle.hit(
                session,
                f"respond:{network()}",
                limit=UNKNOWN_TRIES,
                window_seconds=UNKNOWN_WINDOW,
                now=at,
            )
        raise


def _look(door: Door) -> Look:
    offered = door.definition.languages
    usual = next(
        (one for one in (door.language, settings().language) if one in offered),
        offered[0],
    )
    asked_for = request.args.get("lang", usual)
    return Look(asked_for if asked_for in offered else usual, request.args.get("size") == "large", usual)


def _secrets() -> tuple[str, ...]:
    ours = settings()
    return (ours.secret_key, *ours.secret_key_fallbacks)
