"""The list of responses and one response as people read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

import sqlalchemy as sa
from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from survey.accounts.company import class_labels
from survey.accounts.models import StoredFile
from survey.customers.models import Customer
from survey.errors import NotFound
from survey.fieldwork import queries as fieldwork
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import FrameEntry, Wave
from survey.instrument.answers import pack_scores
from survey.instrument.definition import Definition
from survey.language import m
from survey.questions import Answers
from survey.responses import queries
from survey.responses.queries import ResponseFilter
from survey.web.access import allow
from survey.web.context import actor, company, database, now
from survey.web.downloads import download
from survey.web.i18n import language
from survey.web.listing import list_link
from survey.web.responses.blueprint import READERS, bp, found

__all__ = ["index"]


@bp.get("/")
@allow(*READERS)
def index() -> ResponseReturnValue:
    """The responses of one wave; every filter stands in the URL."""
    with database().reading() as session:
        waves = [
            wave
            for wave in fieldwork.waves(session)
            if wave.state != "draft" and queries.may_list(actor(), wave.privacy)
        ]
        wave = _wanted_wave(session, waves)
        page = None
        names: Sequence[str] = ()
        if wave is not None:
            page = queries.listed(
                session, wave, actor(), _filter(session), number=request.args.get("page", 1, type=int)
            )
            names = _names(session, wave)
    return render_template(
        "responses/index.html",
        waves=waves,
        wave=wave,
        page=page,
        names=names,
        classes=class_labels(company()),
        link=partial(list_link, "responses.index"),
        joined=wave is not None and queries.may_join(actor(), wave.privacy),
        may_edit=actor().may("quality"),
        now=now(),
    )


@bp.get("/<ref>")
@allow(*READERS)
def show(ref: str) -> ResponseReturnValue:
    """One response: answers by section, low ratings marked, where it came from, its earlier versions."""
    with database().reading() as session:
        wave, response = found(session, ref)
        definition = definition_of(session, response.version_id)
        sections = queries.readable(session, response, actor(), language())
        chain = queries.revisions(session, response)
        joined = queries.may_join(actor(), wave.privacy)
        customer = session.get(Customer, response.customer_id) if joined and response.customer_id else None
    return render_template(
        "responses/show.html",
        wave=wave,
        response=response,
        sections=sections,
        low=low_items(definition, response.answers),
        chain=chain,
        customer=customer,
        people=queries.sees_people(actor()),
        may_edit=actor().may("quality"),
    )


@bp.get("/<ref>/scan")
@allow("quality")
def scan(ref: str) -> ResponseReturnValue:
    """The scan of the signed form, to save (it shows who signed: quality staff only)."""
    with database().reading() as session:
        _wave, response = found(session, ref)
        file = session.get(
            StoredFile, response.scan_file_id or 0, options=[sa.orm.undefer(StoredFile.content)]
        )
        if file is None:
            raise NotFound(m("这份答卷没有扫描件。"))
    return download(file)


def low_items(definition: Definition, answers: Answers) -> frozenset[str]:
    """The items rated so low that a reason was asked for."""
    codes = pack_scores(definition, answers)
    low = set()
    for column, code in zip(definition.columns, codes, strict=True):
        scale = definition.scale_by_key.get(column.scale or "")
        if scale is not None and scale.low_to is not None and code <= scale.low_to:
            low.add(column.item)
    return frozenset(low)


def _wanted_wave(session: Session, waves: Sequence[Wave]) -> Wave | None:
    asked = request.args.get("wave")
    if asked:
        return fieldwork.wave(session, asked)
    return waves[0] if waves else None


def _filter(session: Session) -> ResponseFilter:
    args = request.args
    return ResponseFilter(
        customer_id=_customer(session, args.get("customer", "").strip()),
        class_key=args.get("class", ""),
        region=args.get("region", ""),
        mode=args.get("mode", ""),
        since=_day(args.get("since", "")),
        until=_day(args.get("until", "")),
        deleted=args.get("deleted") == "1" and actor().may("quality"),
    )


def _customer(session: Session, text: str) -> int | None:
    """The customer meant by a ref, code or name; −1 (which nobody has) where there is none."""
    if not text:
        return None
    found_id = session.scalar(
        sa.select(Customer.id)
        .where(sa.or_(Customer.ref == text, Customer.code == text, Customer.name == text))
        .limit(1)
    )
    return -1 if found_id is None else found_id


def _names(session: Session, wave: Wave) -> Sequence[str]:
    """The customers to choose from, where answers may be joined to them."""
    if not queries.may_join(actor(), wave.privacy):
        return ()
    return session.scalars(
        sa.select(Customer.name)
        .join(FrameEntry, FrameEntry.customer_id == Customer.id)
        .where(FrameEntry.wave_id == wave.id)
        .order_by(Customer.name)
    ).all()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
