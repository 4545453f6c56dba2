"""Hostile and broken forms: nothing stored, nothing crashed, the item named (rows B13–B30 and E of the bar)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from itsdangerous import URLSafeSerializer

from survey.db import Database
from survey.fieldwork.models import Draft, Wave
from survey.responses.models import Response, Verbatim
from tests.builders import fieldwork as make
from tests.respond.conftest import CONSENT, Respondent, wave_on


@pytest.fixture
def respondent(app: Flask, database: Database) -> Respondent:
    with wave_on(database) as (session, wave):
        link = make.add_link(session, wave)
    made = Respondent(app, make.token(link))
    made.open()
    made.send(CONSENT)
    return made


def _answers(database: Database) -> dict[str, Any]:
    with database.reading() as session:
        return session.scalars(sa.select(Draft.answers)).one()


@pytest.mark.parametrize(
    "value", ["1e9", "-1", "3.7", "nan", "１２", "1_0", "11", " 1 0", "0x1", "true", "٣"]
)
def test_only_the_figures_offered_are_taken(respondent: Respondent, database: Database, value: str) -> None:
    respondent.open(f"/r/{respondent.token}/loyalty")
    answer = respondent.send({"nps": value})
    assert answer.status_code == 422
    assert 'href="#q-nps"' in answer.text
    assert _answers(database).get("nps") is None


def test_an_unknown_item_or_part_is_refused_and_named(respondent: Respondent, database: Database) -> None:
    form = respondent.form
    for name in (
        "q.nonsense",
        "q.worst",
        "q.product_consistency.nonsense",
        "q.__proto__",
        "q.",
        "q.product_consistency",
    ):
        answer = respondent.client.post(form.action, data=form.fields | {name: "1"})
        assert answer.status_code == 422, name
        assert "本页没有的题目" in answer.text
    assert not set(_answers(database)) - {"consent"}


def test_a_choice_not_offered_and_two_for_one_are_refused(respondent: Respondent) -> None:
    respondent.open(f"/r/{respondent.token}/complaint")
    assert respondent.send({"complained": "perhaps"}).status_code == 422
    assert respondent.send({"complained": ["no", "silent"]}).status_code == 422


def test_answers_to_items_that_logic_hides_are_dropped(respondent: Respondent, database: Database) -> None:
    respondent.open(f"/r/{respondent.token}/complaint")
    respondent.send({"complained": "reported"})
    respondent.send({"complained": "no", "handling": "1"})
    respondent.send({"worst": "没有"})
    with database.reading() as session:
        stored = session.scalars(sa.select(Response)).one()
    assert stored.answers["complained"] == "no"
    assert "handling" not in stored.answers


def test_fields_that_are_nobodys_business_change_nothing(respondent: Respondent, database: Database) -> None:
    respondent.open(f"/r/{respondent.token}/opinions")
    form = respondent.form
    names = "is_admin customer_id submitted_at scores wave_id class_key receipt_no mode ref invitation_id"
    respondent.client.post(
        form.action, data=form.fields | dict.fromkeys(names.split(), "999") | {"go": "next"}
    )
    with database.reading() as session:
        stored = session.scalars(sa.select(Response)).one()
    assert (stored.customer_id, stored.invitation_id) == (None, None)
    assert (stored.class_key, stored.mode) == ("", "link")
    assert stored.submitted_at == make.NOW


def test_a_body_that_is_not_utf8_is_refused_not_guessed(respondent: Respondent, database: Database) -> None:
    respondent.open(f"/r/{respondent.token}/opinions")
    form = respondent.form
    signed = b"go=next&t=" + form.fields["t"][0].encode()
    for body in (b"%C1%F7%CA%A7", b"%FF%FE", b"%C0%80"):
        answer = respondent.client.post(
            form.action, data=signed + b"&q.worst=" + body, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == 400
        assert "UTF-8" in answer.text
    with database.reading() as session:
        assert session.scalars(sa.select(Response)).all() == []


def test_a_nul_is_refused(respondent: Respondent) -> None:
    respondent.open(f"/r/{respondent.token}/opinions")
    assert respondent.send({"worst": "a\x00b"}).status_code == 400


SCRIPTS = (
    "👨‍👩‍👧‍👦🇨🇳",
    "𠮷野家",
    "e\u0301 vs é",
    "\u202eabc\u2066",
    "a\u2028b",
    "Tiếng Việt ไทย عربى",
    "=1+1",
    "%s %(x)s {0}",
)


def test_every_script_comes_back_byte_for_byte(respondent: Respondent, database: Database) -> None:
    for text in SCRIPTS:
        respondent.open(f"/r/{respondent.token}?new=1")
        respondent.send(CONSENT)
        respondent.open(f"/r/{respondent.token}/opinions")
        respondent.send({"worst": text})
    with database.reading() as session:
        assert set(session.scalars(sa.select(Verbatim.text))) == set(SCRIPTS)
        assert {one.answers["worst"] for one in session.scalars(sa.select(Response))} == set(SCRIPTS)


def test_a_long_comment_is_refused_with_its_text_kept(respondent: Respondent) -> None:
    respondent.open(f"/r/{respondent.token}/opinions")
    text = "意" * 2001
    answer = respondent.send({"worst": text})
    assert answer.status_code == 422
    assert "2001" in answer.text
    assert respondent.form.fields["q.worst"] == [text]
    assert respondent.send({"worst": "😀" * 2000}).status_code == 303


def test_a_huge_body_and_too_many_fields_are_refused(respondent: Respondent, database: Database) -> None:
    form = respondent.form
    huge = respondent.client.post(form.action, data=form.fields | {"q.worst": "x" * 2_000_000})
    assert huge.status_code == 413
    many = respondent.client.post(form.action, data={f"q.{n}": "1" for n in range(4000)})
    assert many.status_code == 413
    assert set(_answers(database)) == {"consent"}


def test_other_kinds_of_bodies_are_refused(respondent: Respondent) -> None:
    for kind in ("application/json", "text/plain", "application/xml"):
        answer = respondent.client.post(respondent.form.action, data=b'{"t": 1}', content_type=kind)
        assert answer.status_code in (400, 415), kind


def test_a_form_that_is_not_ours_is_refused(app: Flask, respondent: Respondent, database: Database) -> None:
    form = respondent.form
    token = form.fields["t"][0]
    elsewhere = URLSafeSerializer(app.config["SECRET_KEY"], salt="elsewhere")
    for changed in (token[:-1], "x" + token[1:], "", str(elsewhere.dumps([1, 2, 3, 4]))):
        fields = form.fields | {"t": [changed], "q.product_consistency.importance": ["5"]}
        assert respondent.client.post(form.action, data=fields).status_code == 400
    without = {name: texts for name, texts in form.fields.items() if name != "t"}
    assert respondent.client.post(form.action, data=without).status_code == 400
    assert set(_answers(database)) == {"consent"}


@pytest.mark.parametrize("state", ["closed", "expired", "not yet", "draft"])
def test_a_wave_that_takes_no_answers_stores_nothing(
    app: Flask, respondent: Respondent, database: Database, state: str
) -> None:
    respondent.open(f"/r/{respondent.token}/opinions")
    with database.unit_of_work() as session:
        wave = session.scalars(sa.select(Wave)).one()
        if state in ("closed", "draft"):
            wave.state = state
    days = {"expired": 15, "not yet": -8}.get(state, 0)
    app.config["CLOCK"] = lambda: make.NOW + timedelta(days=days)
    answer = respondent.send({"worst": "太慢"})
    assert answer.status_code == 410
    with database.reading() as session:
        assert session.scalars(sa.select(Response)).all() == []


def test_other_methods_are_refused(respondent: Respondent) -> None:
    for method in ("TRACE", "PUT", "DELETE", "PATCH"):
        assert respondent.client.open(f"/r/{respondent.token}", method=method).status_code == 405
    overridden = respondent.client.post(f"/r/{respondent.token}", headers={"X-HTTP-Method-Override": "GET"})
    assert overridden.status_code == 405


def test_the_last_of_two_equal_parameters_of_the_address_is_not_taken(respondent: Respondent) -> None:
    text = respondent.open(f"/r/{respondent.token}?lang=zh&lang=en").text
    assert 'lang="zh-Hans"' in text


def test_an_unknown_page_is_a_404(respondent: Respondent) -> None:
    assert respondent.open(f"/r/{respondent.token}/nowhere").status_code == 404
    assert respondent.open(f"/r/{respondent.token}/opinions/../x").status_code == 404
