"""Submitting: once, whole, with the wave's promise kept, and cheaply."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from survey.db import Database
from survey.fieldwork.models import Draft, Invitation
from survey.responses.models import Response, SubmissionLedger, Verbatim
from survey.web.respond.visit import cookie_name
from tests.builders import fieldwork as make
from tests.respond.conftest import ANSWERS, CONSENT, Respondent, wave_on


@contextmanager
def asked(database: Database, **changes: Any) -> Iterator[str]:
    """The token of one invitation in a wave."""
    with wave_on(database, **changes) as (session, wave):
        customers = make.add_customers(session, 6)
        make.add_frame(session, wave, customers)
        invitation = make.invite(session, wave, customers[0])
    yield make.token(invitation)


def _count(database: Database, table: type[Any]) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _response(database: Database) -> Response:
    with database.reading() as session:
        return session.scalars(sa.select(Response)).one()


def test_a_named_response_is_stored_with_its_customer_segments_scores_and_words(
    app: Flask, database: Database
) -> None:
    with asked(database) as token:
        respondent = Respondent(app, token)
        sent = respondent.fill(ANSWERS)
    assert sent.status_code == 303
    assert "已收到您的答卷" in respondent.response.text
    stored = _response(database)
    assert stored.receipt_no
    assert stored.receipt_no in respondent.response.text
    assert (stored.class_key, stored.region, stored.industry, stored.product_line) == (
        "A",
        "华东",
        "机械",
        "轴承",
    )
    assert stored.answers["product_consistency"] == [5, 3]
    assert stored.answers["product_reliability"] == [4, "NA"]
    assert stored.answers["price_value"] is None, "asked, not answered"
    assert "first_reply" not in stored.answers, "not asked"
    assert stored.record_no == "QR-9.1.2-01-2026-001"
    assert stored.mode == "link"
    assert stored.submitted_at == make.NOW
    with database.reading() as session:
        words = {one.item_key: one for one in session.scalars(sa.select(Verbatim))}
        assert session.scalars(sa.select(Invitation.returned_on)).one() is not None
    assert words["delivery_on_time:why"].text == ANSWERS["delivery_on_time.why"]
    assert words["delivery_on_time:why"].dimension == "delivery"
    assert words["worst"].customer_id == stored.customer_id
    assert _count(database, Draft) == 0


def test_opening_the_link_again_and_submitting_again_shows_the_same_thank_you_page(
    app: Flask, database: Database
) -> None:
    with asked(database) as token:
        respondent = Respondent(app, token)
        respondent.open()
        first_form = respondent.form
        respondent.fill(ANSWERS)
    receipt = _response(database).receipt_no
    assert receipt in respondent.open().text
    assert receipt in respondent.open(f"/r/{token}/thanks").text
    again = respondent.client.post(
        first_form.action, data=first_form.fields | {"q.consent": "1", "go": "next"}
    )
    assert (again.status_code, again.location) == (303, f"/r/{token}/thanks")
    assert receipt in Respondent(app, token).open().text, "on another device too"
    assert _count(database, Response) == 1
    assert _count(database, Draft) == 0


def _last_form(app: Flask, token: str) -> tuple[Respondent, dict[str, Any]]:
    respondent = Respondent(app, token)
    respondent.open()
    respondent.send(CONSENT)
    respondent.open(f"/r/{token}/opinions")
    return respondent, dict(respondent.form.fields) | {"go": "next", "q.worst": "太慢"}


@pytest.mark.parametrize("privacy", ["named", "anonymous"])
@pytest.mark.parametrize("by", ["invitation", "link"])
def test_twenty_clicks_at_once_store_one_response(
    app: Flask, database: Database, privacy: str, by: str
) -> None:
    with wave_on(database, privacy=privacy) as (session, wave):
        customer = make.add_customers(session, 1)[0]
        holder = make.invite(session, wave, customer) if by == "invitation" else make.add_link(session, wave)
    respondent, fields = _last_form(app, make.token(holder))

    def click(_n: int) -> int:
        answer = app.test_client().post(f"/r/{respondent.token}/opinions", data=fields)
        assert answer.location.endswith("/thanks")
        return answer.status_code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(click, range(20)))
    assert set(codes) == {303}
    assert _count(database, Response) == 1
    assert _count(database, Verbatim) == 1
    assert _count(database, Draft) == 0
    assert "已收到您的答卷" in respondent.open().text


def test_the_same_key_with_another_body_keeps_the_first(app: Flask, database: Database) -> None:
    with wave_on(database) as (session, wave):
        link = make.add_link(session, wave)
    respondent, fields = _last_form(app, make.token(link))
    path = f"/r/{respondent.token}/opinions"
    respondent.client.post(path, data=fields)
    assert _count(database, Response) == 1
    other = respondent.client.post(path, data=fields | {"q.worst": "太贵", "q.consent": "1"})
    assert other.status_code in (303, 409, 422)
    assert _count(database, Response) == 1
    assert _response(database).answers["worst"] == "太慢"


def test_an_open_link_takes_many_responses_and_offers_another_form(app: Flask, database: Database) -> None:
    with wave_on(database) as (session, wave):
        link = make.add_link(session, wave)
    token = make.token(link)
    respondent = Respondent(app, token)
    respondent.fill(ANSWERS)
    assert "已收到您的答卷" in respondent.open().text
    respondent.open(f"/r/{token}?new=1")
    respondent.fill(ANSWERS)
    Respondent(app, token).fill(ANSWERS)
    assert _count(database, Response) == 3
    cookie = respondent.client.get_cookie(cookie_name(token), path=f"/r/{token}")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.path == f"/r/{token}"
    with database.reading() as session:
        assert {row.customer_id for row in session.scalars(sa.select(Response))} == {None}


def test_an_anonymous_response_leads_nowhere(app: Flask, database: Database) -> None:
    with asked(database, privacy="anonymous", segments=("class_key", "region")) as token:
        respondent = Respondent(app, token)
        assert "本次是匿名调查" in respondent.open().text
        assert "QR-9.1.2" not in respondent.response.text
        respondent.fill(ANSWERS)
    stored = _response(database)
    assert (stored.submitted_at, stored.invitation_id, stored.collector_id) == (None, None, None)
    assert (stored.customer_id, stored.contact_id) == (None, None)
    assert (stored.receipt_no, stored.record_no, stored.body_hash) == ("", "", "")
    assert stored.id >= 2**30
    assert (stored.class_key, stored.region) == ("A", "华东"), "six of the frame share both"
    assert (stored.industry, stored.product_line) == ("", ""), "not declared"
    with database.reading() as session:
        assert all(
            one.id >= 2**30 and one.customer_id is None for one in session.scalars(sa.select(Verbatim))
        )
        assert session.scalars(sa.select(Invitation.returned_on)).one() is None
        (used,) = session.scalars(sa.select(SubmissionLedger.key_hash)).all()
    assert used != stored.submission_key
    assert _count(database, Draft) == 0
    assert "已收到您的答卷" in respondent.open().text
    assert "已收到您的答卷" in Respondent(app, token).open().text
    assert _count(database, Response) == 1


def test_a_confidential_response_is_stored_with_its_customer(app: Flask, database: Database) -> None:
    with asked(database, privacy="confidential") as token:
        respondent = Respondent(app, token)
        assert "本次是保密调查" in respondent.open().text
        respondent.fill(ANSWERS)
    assert _response(database).customer_id is not None


@pytest.mark.parametrize(("privacy", "is_asked"), [("named", True), ("anonymous", False)])
def test_contact_details_are_asked_only_where_the_wave_is_not_anonymous(
    app: Flask, database: Database, privacy: str, is_asked: bool
) -> None:
    with wave_on(database, definition="iso_b2b", privacy=privacy) as (session, wave):
        link = make.add_link(session, wave)
    respondent = Respondent(app, make.token(link))
    respondent.open()
    names: set[str] = set()
    wishes = {"consent": "1", "follow_up": "yes", "contact_consent": "1"}
    for _page in range(60):
        here = respondent.form.names
        names |= here
        sent = respondent.send({key: value for key, value in wishes.items() if f"q.{key}" in here})
        if "thanks" in (sent.location or ""):
            break
        assert sent.status_code in (200, 303), sent.text
    assert any(name.endswith(".phone") for name in names) is is_asked
    assert _count(database, Response) == 1


def test_a_page_costs_at_most_three_statements_and_a_submit_six(
    app: Flask, database: Database, statements: list[str]
) -> None:
    for privacy in ("named", "confidential", "anonymous"):
        with database.unit_of_work() as session:
            if privacy == "named":
                make.add_company(session)
                wave = make.add_wave(session, privacy=privacy)
                customer = make.add_customers(session, 1)[0]
                version = wave.version
            else:
                form = make.wave_form(version, key=privacy, privacy=privacy)
                wave = make.waves.create(session, form, actor=make.QUALITY, now=make.NOW)
                make.open_wave(session, wave)
            holders = [make.invite(session, wave, customer), make.add_link(session, wave)]
        for holder in holders:
            respondent, fields = _last_form(app, make.token(holder))
            statements.clear()
            respondent.open()
            assert len(statements) <= 3, statements
            statements.clear()
            answer = respondent.client.post(f"/r/{respondent.token}/opinions", data=fields)
            assert answer.location.endswith("thanks")
            assert len(statements) <= 6, statements
            statements.clear()
            respondent.open(f"/r/{respondent.token}/thanks")
            assert len(statements) <= 3, statements


# A second writer locks a whole SQLite file; on PostgreSQL it would queue at a row.
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_busy_store_gives_the_form_back_whole(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with asked(database) as token:
        respondent, fields = _last_form(app, token)
    with sa.create_engine(database.url).connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        with database.connection() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=100")
        answer = respondent.client.post(f"/r/{token}/opinions", data=fields)
        other.rollback()
    with database.connection() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=10000")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    respondent.response = answer
    assert respondent.form.fields["q.worst"] == ["太慢"]
    assert respondent.form.action == f"/r/{token}/opinions"
    retried = respondent.client.post(respondent.form.action, data=respondent.form.fields)
    assert retried.location.endswith("thanks")
    assert _count(database, Response) == 1
