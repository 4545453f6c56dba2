"""What was typed outlives the sign-in and the page's token."""

from __future__ import annotations

import html
import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey.customers.models import Customer
from tests.web.site import PASSWORD, Site, csrf, sign_in

OURS = {"Origin": "http://localhost"}
TYPED = {
    "code": "K-77",
    "name": "会话过期测试有限公司",
    "owner_id": "0",
    "class_key": "",
    "note": '第一行\r\n第二行 <b>&"引号"',
}
FIELD = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


def kept(reply: TestResponse) -> dict[str, str]:
    """The fields of the page's form, as a browser would send them."""
    form = reply.text.split("<main", 1)[1]
    return {name: html.unescape(text) for name, text in FIELD.findall(form)}


def post(client: FlaskClient, data: dict[str, str], **headers: str) -> TestResponse:
    return client.post("/customers/new", data=data, headers={**OURS, **headers})


def test_a_form_sent_after_the_sign_in_has_ended_can_be_sent_again(site: Site) -> None:
    client = site.client("quality")
    stale = {**TYPED, "csrf_token": csrf(client, "/customers/new")}
    client.delete_cookie("liusheng", domain="localhost")

    refused = post(client, stale)
    assert refused.status_code == 400
    assert "登录已过期" in refused.text
    assert {name: kept(refused)[name] for name in TYPED} == TYPED

    sign_in(client, "quality")
    again = post(client, kept(refused))  # the page's token is that of the time before signing in
    if again.status_code == 400:
        again = post(client, kept(again))
    assert again.status_code == 302
    with site.database.reading() as session:
        assert session.scalars(sa.select(Customer.name).filter_by(code="K-77")).one() == TYPED["name"]


def test_a_form_with_an_outdated_token_can_be_sent_again_by_who_is_signed_in(site: Site) -> None:
    client = site.client("quality")
    refused = post(client, {**TYPED, "csrf_token": "outdated"})
    assert refused.status_code == 400
    assert "安全校验已过期" in refused.text
    assert post(client, kept(refused)).status_code == 302


@pytest.mark.parametrize("origin", ["", "null", "http://evil.example", "http://localhost.evil.example"])
def test_words_that_another_site_sends_are_never_shown_to_be_sent_again(site: Site, origin: str) -> None:
    refused = post(site.client("quality"), {**TYPED, "csrf_token": "wrong"}, Origin=origin)
    assert refused.status_code == 400
    assert TYPED["code"] not in refused.text


def test_passwords_are_never_shown_to_be_sent_again(site: Site) -> None:
    data = {"email": "admin@example.com", "password": PASSWORD, "csrf_token": "wrong"}
    for path in ("/sign-in", "/password"):
        refused = site.client().post(path, data=data, headers=OURS)
        assert refused.status_code == 400
        assert PASSWORD not in refused.text
