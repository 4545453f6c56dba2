"""Signing in, out, being throttled, and sessions that end when they should."""

from __future__ import annotations

from dataclasses import replace

from flask.testing import FlaskClient

from survey.accounts import users
from survey.accounts.actor import COMMAND_LINE
from survey.app import create_app
from tests.conftest import NOW
from tests.web.sessions import is_in, settings_of
from tests.web.site import PASSWORD, Site, csrf, sign_in


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("liusheng")
    assert cookie is not None
    return cookie.value


def with_cookie(site: Site, value: str) -> FlaskClient:
    client = site.app.test_client()
    client.set_cookie("liusheng", value)
    return client


def test_a_right_password_opens_a_wrong_one_does_not(site: Site) -> None:
    client = site.client()
    refused = sign_in(client, password="wrong password")
    assert refused.status_code == 200
    assert refused.text.count("邮箱或密码不对。") == 1
    assert not is_in(client)
    assert sign_in(client).location == "/"
    assert is_in(client)


def test_the_password_is_never_sent_back(site: Site) -> None:
    reply = sign_in(site.client(), password="wrong-but-secret")
    assert "wrong-but-secret" not in reply.text


def test_a_session_from_before_signing_in_is_worth_nothing_after(site: Site) -> None:
    client = site.client()
    csrf(client)
    planted = cookie_of(client)
    sign_in(client)
    assert cookie_of(client) != planted
    assert not is_in(with_cookie(site, planted))


def test_a_copied_cookie_ends_with_signing_out(site: Site) -> None:
    client = site.client()
    sign_in(client)
    copied = cookie_of(client)
    client.post("/sign-out", data={"csrf_token": csrf(client, "/password")})
    assert not is_in(with_cookie(site, copied))


def test_a_get_does_not_sign_out(site: Site) -> None:
    client = site.client("admin")
    assert client.get("/sign-out").status_code == 405
    assert is_in(client)


def test_sessions_end_with_a_new_password_elsewhere_but_not_here(site: Site) -> None:
    here, elsewhere = site.client(), site.client()
    sign_in(here)
    sign_in(elsewhere)
    new = "四只松鼠-渡河-8"
    data = {"current": PASSWORD, "password": new, "again": new, "csrf_token": csrf(here, "/password")}
    assert here.post("/password", data=data).status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)
    assert sign_in(site.client(), password=new).status_code == 302


def test_sessions_end_with_a_new_role_and_with_disabling(site: Site) -> None:
    for change in ("role", "active"):
        client = site.client()
        sign_in(client, "quality")
        assert is_in(client)
        with site.database.unit_of_work() as session:
            user = users.by_ref(session, site.staff["quality"].ref)
            if change == "role":
                users.change(
                    session, user, name="甲", role="viewer", department="", actor=COMMAND_LINE, now=NOW
                )
            else:
                users.set_active(session, user, False, actor=COMMAND_LINE, now=NOW)
        assert not is_in(client), change
    assert sign_in(site.client(), "quality").status_code == 200, "a disabled user cannot sign in"


def test_a_session_ends_after_a_week(site: Site) -> None:
    client = site.client()
    sign_in(client)
    site.wait(days=6, hours=23)
    assert is_in(client)
    site.wait(hours=2)
    assert not is_in(client)


def test_a_forged_or_old_style_cookie_is_no_session(site: Site) -> None:
    user = site.staff["admin"]
    forger = create_app(
        replace(settings_of(site), secret_key="another-key-" + "1" * 40), site.database
    ).test_client()
    with forger.session_transaction() as cookie:
        cookie["_user_id"] = f"{user.ref}.{user.session_key}"
        cookie["signed_in_at"] = int(site.now.timestamp())
    assert not is_in(with_cookie(site, cookie_of(forger)))
