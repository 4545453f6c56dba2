"""What a respondent sees, page by page, without JavaScript."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from survey.accounts import users
from survey.accounts.models import Company, Throttle
from survey.db import Database
from survey.fieldwork import collectors, waves
from survey.fieldwork.models import Draft
from survey.instrument.definition import Definition
from survey.instrument.library import template
from survey.responses.models import Response
from tests.builders import fieldwork as make
from tests.respond.conftest import ANSWERS, CONSENT, Respondent, wave_on


@pytest.fixture
def invited(app: Flask, database: Database) -> Respondent:
    """Somebody with an invitation of their own."""
    with wave_on(database) as (session, wave):
        invitation = make.invite(session, wave, make.add_customers(session, 1)[0])
    return Respondent(app, make.token(invitation))


def _later(app: Flask, **kwargs: float) -> None:
    app.config["CLOCK"] = lambda: make.NOW + timedelta(**kwargs)


def test_the_first_page_says_who_asks_how_long_it_takes_and_who_can_see_it(invited: Respondent) -> None:
    text = invited.open().text
    assert "江南轴承有限公司" in text
    assert "请您抽出约 3 分钟" in text
    assert "本次是实名调查" in text
    assert "看不到填写人姓名。</p>" in text, "the sentence ends once"
    assert "{" not in text, "no placeholder is left"
    assert "记录编号 QR-9.1.2-01-2026-001" in text
    assert "第 1 页" in text


def test_a_page_cannot_be_left_without_consent_and_says_so_in_a_summary_with_focus(
    invited: Respondent,
) -> None:
    invited.open()
    answer = invited.send({})
    assert answer.status_code == 422
    assert 'id="problems" autofocus' in answer.text
    assert 'href="#q-consent"' in answer.text
    assert "请阅读说明并勾选同意" in answer.text


def test_answers_are_kept_when_a_page_comes_back_with_problems(app: Flask, database: Database) -> None:
    definition = template("iso_b2b_short").to_json()
    required = definition["sections"][1]["items"][0]
    required["required"] = True
    with wave_on(database, definition=Definition.model_validate(definition)) as (session, wave):
        link = make.add_link(session, wave)
    respondent = Respondent(app, make.token(link))
    respondent.open()
    respondent.send(CONSENT)
    other = "product_reliability.importance"
    answer = respondent.send({"product_consistency.importance": "5", other: "2"})
    assert answer.status_code == 422
    assert respondent.form.fields[f"q.{other}"] == ["2"]
    assert respondent.form.fields["q.product_consistency.importance"] == ["5"]


def test_the_same_link_goes_on_where_one_stopped_on_another_device(app: Flask, invited: Respondent) -> None:
    invited.open()
    invited.send(CONSENT)
    invited.send({"product_consistency.importance": "5", "product_consistency.performance": "2"}, js=True)
    elsewhere = Respondent(app, invited.token)
    assert "供货周期</h2>" in elsewhere.open().text
    elsewhere.send({}, go="back")
    assert elsewhere.form.fields["q.product_consistency.performance"] == ["2"]


def test_going_back_keeps_what_was_typed(invited: Respondent) -> None:
    invited.open()
    invited.send(CONSENT)
    invited.send({})
    invited.send({"delivery_on_time.importance": "4"}, go="back")
    assert "产品质量</h2>" in invited.response.text
    invited.send({})
    assert invited.form.fields["q.delivery_on_time.importance"] == ["4"]


def test_without_a_script_a_low_rating_asks_why_once_and_lets_pass_the_second_time(
    invited: Respondent,
) -> None:
    invited.open()
    invited.send(CONSENT, js=False)
    low = {"product_consistency.importance": "5", "product_consistency.performance": "1"}
    asked = invited.send(low, js=False)
    assert asked.status_code == 200
    assert 'class="why open"' in asked.text
    assert "可不填" in asked.text
    assert invited.form.fields["q.product_consistency.performance"] == ["1"]
    passed = invited.send({}, js=False)
    assert passed.status_code == 303
    assert "供货周期</h2>" in invited.response.text


def test_with_a_script_or_with_a_word_of_why_nobody_is_sent_back(invited: Respondent) -> None:
    invited.open()
    invited.send(CONSENT)
    low = {"product_consistency.importance": "5", "product_consistency.performance": "1"}
    assert invited.send(low, js=True).status_code == 303
    invited.send({}, go="back")
    with_words = low | {"product_consistency.why": "两批颜色不一样"}
    assert invited.send(with_words, js=False).status_code == 303


def test_an_answer_that_brings_up_items_of_the_same_page_shows_them(invited: Respondent) -> None:
    invited.open()
    invited.send(CONSENT)
    while "问题与投诉</h2>" not in invited.response.text:
        invited.send({})
    assert "q.first_reply" not in invited.form.names
    sent = invited.send({"complained": "reported"})
    assert sent.location.endswith("/complaint#q-first_reply")
    assert "q.first_reply" in invited.form.names
    assert invited.send({"first_reply": "same_day"}).status_code in (303, 422)


def test_the_page_is_offered_in_english_and_in_large_type_and_keeps_both(invited: Respondent) -> None:
    text = invited.open(f"/r/{invited.token}?lang=en&size=large").text
    assert "Customer Satisfaction Questionnaire" in text
    assert '<body class="respond large">' in text
    assert "您" not in text
    sent = invited.send(CONSENT)
    assert "lang=en" in sent.location
    assert "size=large" in sent.location
    assert "Product quality" in invited.response.text


def test_looking_changes_nothing_for_people_and_for_mail_scanners(
    app: Flask, database: Database, invited: Respondent
) -> None:
    for method in ("GET", "HEAD", "GET"):
        answer = app.test_client().open(f"/r/{invited.token}", method=method)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Draft)) == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(Response)) == 0


def test_an_unknown_link_is_a_friendly_404_and_is_throttled_while_a_valid_one_is_not(
    app: Flask, database: Database, invited: Respondent
) -> None:
    client = app.test_client()
    wrong = "A" * 27
    assert client.get(f"/r/{wrong}").status_code == 404
    assert "请检查链接是否完整" in client.get(f"/r/{wrong}").text
    codes = [client.get(f"/r/{wrong[:-2]}{n:02d}").status_code for n in range(40)]
    assert codes[-1] == 429
    assert client.get(f"/r/{invited.token}").status_code == 200
    with database.reading() as session:
        assert all(wrong not in key for key in session.scalars(sa.select(Throttle.key)))


@pytest.mark.parametrize("path", ["short", "A" * 28, "..%2f..%2fetc", "%00", "x" * 2000])
def test_a_malformed_link_is_refused_without_a_crash(app: Flask, invited: Respondent, path: str) -> None:
    assert app.test_client().get(f"/r/{path}").status_code in (400, 404)


def test_a_wave_not_yet_open_closed_or_paused_says_which(app: Flask, database: Database) -> None:
    with wave_on(database) as (session, wave):
        invitation = make.invite(session, wave, make.add_customers(session, 1)[0])
        link = make.add_link(session, wave)
    respondent = Respondent(app, make.token(invitation))
    _later(app, days=-30)
    assert (respondent.open().status_code, "还没有开始" in respondent.response.text) == (410, True)
    _later(app, days=30)
    assert (respondent.open().status_code, "已经截止" in respondent.response.text) == (410, True)
    _later(app, days=0)
    with database.unit_of_work() as session:
        collectors.close_collector(
            session, session.merge(wave), session.merge(link), actor=make.QUALITY, now=make.NOW
        )
    paused = Respondent(app, make.token(link))
    assert (paused.open().status_code, "已经停用" in paused.response.text) == (410, True)


def test_a_signed_in_member_of_staff_sees_a_preview_and_cannot_submit(
    app: Flask, database: Database, invited: Respondent
) -> None:
    with database.unit_of_work() as session:
        user = users.add(
            session,
            email="w@example.com",
            name="王工",
            role="quality",
            password="a-long-enough-passphrase-7",
            actor=make.QUALITY,
            now=make.NOW,
        )
    form = invited.open() and invited.form
    with invited.client.session_transaction() as staff:
        staff["_user_id"] = f"{user.ref}.{user.session_key}"
        staff["signed_in_at"] = int(make.NOW.timestamp())
    assert "这是预览" in invited.open().text
    refused = invited.client.post(form.action, data=form.fields | {"q.consent": "1", "go": "next"})
    assert refused.status_code == 403
    assert "员工登录" in refused.text


def test_a_page_that_stood_open_all_night_is_accepted(app: Flask, invited: Respondent) -> None:
    invited.open()
    _later(app, hours=14)
    assert invited.send(CONSENT).status_code == 303


def test_what_is_typed_is_saved_on_the_way_and_found_again(database: Database, invited: Respondent) -> None:
    invited.open()
    invited.send(CONSENT)
    form = invited.form
    typed = form.fields | {"q.product_consistency.importance": "3", "q.product_reliability.importance": "9"}
    saved = invited.client.post(form.action + "/save", data=typed)
    assert (saved.status_code, saved.data) == (204, b"")
    invited.open(form.action)
    assert invited.form.fields["q.product_consistency.importance"] == ["3"]
    assert "q.product_reliability.importance" not in invited.form.fields, "what is not offered is not kept"


def test_a_skipped_required_item_brings_its_page_back_at_the_end(invited: Respondent) -> None:
    last = invited.open() and f"/r/{invited.token}/opinions"
    invited.open(last)
    answer = invited.send({"worst": "没有"})
    assert answer.status_code == 422
    assert "填写说明</h2>" in answer.text


def test_two_links_in_one_browser_do_not_mix(app: Flask, database: Database) -> None:
    with wave_on(database) as (session, wave):
        one, two = make.add_link(session, wave), make.add_link(session, wave)
    first = Respondent(app, make.token(one))
    second = Respondent(app, make.token(two))
    second.client = first.client
    for respondent in (first, second):
        respondent.open()
    first.send(CONSENT)
    assert "填写说明</h2>" in second.open().text
    crossed = first.client.post(second.form.action, data={"t": first.form.fields["t"], "go": "next"})
    assert crossed.status_code == 400


def test_pages_carry_their_headers_and_no_outside_address(app: Flask, invited: Respondent) -> None:
    answer = invited.open()
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http://" not in answer.text
    assert "https://" not in answer.text
    assert "style=" not in answer.text
    assert "onclick" not in answer.text


def test_a_change_of_the_company_record_shows_at_once(database: Database, invited: Respondent) -> None:
    invited.open()
    with database.unit_of_work() as session:
        session.get_one(Company, 1).name = "江北轴承有限公司"
    assert "江北轴承有限公司" in invited.open().text


def test_closing_the_wave_between_two_pages_stores_nothing(
    app: Flask, database: Database, invited: Respondent
) -> None:
    invited.open()
    with database.unit_of_work() as session:
        wave = session.scalars(sa.select(waves.Wave)).one()
        waves.close_wave(session, wave, actor=make.QUALITY, now=make.NOW)
    assert invited.send(CONSENT).status_code == 410
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Draft)) == 0


def test_markup_in_texts_and_answers_is_shown_as_text(app: Flask, database: Database) -> None:
    payload = "</textarea><script>alert(1)</script>{{7*7}}"
    definition = template("iso_b2b_short").to_json()
    definition["sections"][-1]["items"][0]["text"] = {"zh": payload}
    definition["title"] = {"zh": payload}
    with wave_on(database, definition=Definition.model_validate(definition)) as (session, wave):
        link = make.add_link(session, wave)
    respondent = Respondent(app, make.token(link))
    respondent.open()
    respondent.send(CONSENT)
    respondent.open(f"/r/{respondent.token}/opinions")
    respondent.send({"worst": payload}, go="back")
    text = respondent.open(f"/r/{respondent.token}/opinions").text
    assert "<script>alert" not in text
    assert "{{7*7}}" in text
    assert ANSWERS["worst"] not in text
