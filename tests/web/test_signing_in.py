"""Signing in, out, being throttled, and sessions that end when they should."""

from __future__ import annotations

import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from survey.accounts import audit, tokens, users
from survey.accounts.actor import COMMAND_LINE
from survey.accounts.models import AuditEntry, SetupToken, User
from survey.app import create_app
from survey.config import Settings
from survey.db import Database
from tests.conftest import NOW
from tests.web.site import PASSWORD, Site, csrf, sign_in


def is_in(client: FlaskClient) -> bool:
    return client.get("/settings/").status_code == 200


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
        replace(_settings(site), secret_key="another-key-" + "1" * 40), site.database
    ).test_client()
    with forger.session_transaction() as cookie:
        cookie["_user_id"] = f"{user.ref}.{user.session_key}"
        cookie["signed_in_at"] = int(site.now.timestamp())
    assert not is_in(with_cookie(site, cookie_of(forger)))


def _settings(site: Site) -> Settings:
    found: Settings = site.app.extensions["liusheng"].settings
    return found


def test_the_eleventh_try_within_a_quarter_of_an_hour_is_refused(site: Site) -> None:
    client = site.client()
    assert [sign_in(client, password=f"guess {n}").status_code for n in range(10)] == [200] * 10
    refused = sign_in(client)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    assert sign_in(site.client(), "quality").status_code == 302, "other accounts are not kept out"


def test_a_lockout_survives_a_restart_and_is_shared_by_workers(site: Site) -> None:
    workers = [site.app, create_app(_settings(site), site.database)]
    for app in workers:
        app.config.update(CLOCK=lambda: site.now)
    for n in range(10):
        sign_in(workers[n % 2].test_client(), password=f"guess {n}")
    restarted = create_app(_settings(site), site.database)
    restarted.config.update(CLOCK=lambda: site.now)
    assert sign_in(restarted.test_client()).status_code == 429


def test_the_owner_is_let_in_a_quarter_of_an_hour_later(site: Site) -> None:
    for n in range(14):
        sign_in(site.client(), password=f"guess {n}")
        site.wait(seconds=30)
    assert sign_in(site.client()).status_code == 429
    site.wait(minutes=15 - 7, seconds=1)
    assert sign_in(site.client()).status_code == 302


def test_spraying_many_accounts_is_stopped_by_the_network_limit(site: Site) -> None:
    client = site.client()
    token = csrf(client)
    data = {"password": "Spring2026!", "csrf_token": token}
    codes = [
        client.post("/sign-in", data={**data, "email": f"someone{n}@example.com"}).status_code
        for n in range(101)
    ]
    assert codes[:100] == [200] * 100
    assert codes[100] == 429


def test_refused_tries_are_in_the_trail_without_the_password(site: Site) -> None:
    for n in range(12):
        sign_in(site.client(), password=f"secret-guess-{n}")
    with site.database.reading() as session:
        lines = session.scalars(sa.select(AuditEntry)).all()
        assert audit.verify(session) is None
    actions = [line.action for line in lines]
    assert actions.count("sign_in.refused") == 10
    assert actions.count("sign_in.throttled") == 2
    assert all("secret-guess" not in str(line.detail) + line.subject for line in lines)


def test_a_refused_page_is_in_the_trail(site: Site) -> None:
    assert site.client("viewer").get("/settings/users").status_code == 403
    with site.database.reading() as session:
        line = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert line is not None
    assert (line.action, line.subject) == ("access.refused", "settings.user_list")
    assert "viewer@example.com" in line.actor


def test_an_unknown_account_answers_like_a_known_one(site: Site) -> None:
    client = site.client()
    known = sign_in(client, "admin", password="wrong wrong")
    unknown = sign_in(client, "nobody", password="wrong wrong")
    assert known.status_code == unknown.status_code

    def plain(text: str) -> str:
        return re.sub(r'value="[^"]*"|nonce-[^\']*', "", text)

    assert plain(known.text) == plain(unknown.text)


@pytest.mark.full_cost
def test_an_unknown_account_takes_as_long_as_a_known_one(site: Site) -> None:
    def seconds(role: str) -> float:
        client = site.client()
        data = {"email": f"{role}@example.com", "password": "wrong", "csrf_token": csrf(client)}
        start = time.perf_counter()
        client.post("/sign-in", data=data)
        return time.perf_counter() - start

    seconds("nobody0")
    known = [seconds("admin") for _ in range(8)]
    unknown = [seconds("nobody1") for _ in range(8)]
    # An account without the decoy hash would answer in a few milliseconds instead of tens of them.
    assert statistics.median(unknown) > 0.5 * statistics.median(known)


def setup_link(database: Database) -> str | None:
    with database.unit_of_work() as session:
        return users.setup_token(session, now=NOW)


def empty_site(settings: Settings, database: Database) -> Site:
    site = Site(app=create_app(settings, database), database=database)
    site.app.config.update(TESTING=True, CLOCK=lambda: site.now)
    return site


SETUP = {
    "company_name": "示例机械有限公司",
    "name": "管理员",
    "email": "first@example.com",
    "password": PASSWORD,
    "again": PASSWORD,
}


def test_the_first_administrator_is_made_with_the_setup_link_once(
    settings: Settings, database: Database
) -> None:
    site = empty_site(settings, database)
    token = setup_link(database)
    client = site.client()
    reply = client.post(f"/setup/{token}", data={**SETUP, "csrf_token": csrf(client, f"/setup/{token}")})
    assert reply.status_code == 302
    assert is_in(client)
    assert site.client().get(f"/setup/{token}").status_code == 404
    assert setup_link(database) is None


def test_fifty_setups_at_once_make_one_administrator(settings: Settings, database: Database) -> None:
    site = empty_site(settings, database)
    token = setup_link(database)
    browsers = [site.client() for _ in range(50)]
    forms = [(browser, csrf(browser, f"/setup/{token}")) for browser in browsers]

    def post(number: int) -> int:
        browser, csrf_token = forms[number]
        data = {**SETUP, "email": f"first{number}@example.com", "csrf_token": csrf_token}
        return browser.post(f"/setup/{token}", data=data).status_code

    with ThreadPoolExecutor(10) as pool:
        codes = list(pool.map(post, range(50)))
    assert codes.count(302) == 1
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count(User.id))) == 1


def test_a_setup_link_ends_after_an_hour_and_with_the_next_one(
    settings: Settings, database: Database
) -> None:
    site = empty_site(settings, database)
    first, second = setup_link(database), setup_link(database)
    assert site.client().get(f"/setup/{first}").status_code == 404
    assert site.client().get(f"/setup/{second}").status_code == 200
    site.wait(hours=1, seconds=1)
    assert site.client().get(f"/setup/{second}").status_code == 404


def test_a_bad_password_does_not_use_the_setup_link_up(settings: Settings, database: Database) -> None:
    site = empty_site(settings, database)
    token = setup_link(database)
    client = site.client()
    weak = {**SETUP, "password": "woaini1314", "again": "woaini1314"}
    reply = client.post(f"/setup/{token}", data={**weak, "csrf_token": csrf(client, f"/setup/{token}")})
    assert reply.status_code == 200
    assert "太容易被猜到" in reply.text
    assert "示例机械有限公司" in reply.text, "what was typed is kept"
    assert client.get(f"/setup/{token}").status_code == 200


def test_looking_at_a_sign_in_link_does_not_use_it_up(site: Site) -> None:
    with site.database.unit_of_work() as session:
        token = tokens.issue(session, "enter", user_id=site.staff["admin"].id, now=NOW)
    scanner = site.client()
    for _ in range(3):
        assert scanner.get(f"/enter/{token}").status_code == 200
        assert scanner.head(f"/enter/{token}").status_code == 200
    client = site.client()
    reply = client.post(f"/enter/{token}", data={"csrf_token": csrf(client, f"/enter/{token}")})
    assert reply.location == "/"
    assert is_in(client)
    again = site.client()
    used = again.post(f"/enter/{token}", data={"csrf_token": csrf(again, f"/enter/{token}")})
    assert used.status_code == 404


def test_a_link_works_only_for_what_it_was_made_for(site: Site) -> None:
    with site.database.unit_of_work() as session:
        made = {
            purpose: tokens.issue(session, purpose, user_id=site.staff["admin"].id, now=NOW)
            for purpose in ("reset", "enter")
        }
    client = site.client()
    csrf_token = csrf(client)
    new = {"password": PASSWORD + "x", "again": PASSWORD + "x", "csrf_token": csrf_token}
    assert client.post(f"/reset/{made['enter']}", data=new).status_code == 404
    assert client.post(f"/enter/{made['reset']}", data=new).status_code == 404
    assert client.post(f"/setup/{made['enter']}", data={**SETUP, "csrf_token": csrf_token}).status_code == 404


def test_a_reset_link_works_once_and_dies_with_another_password_change(site: Site) -> None:
    admin = site.client("admin")
    path = f"/settings/users/{site.staff['quality'].ref}"
    token_of_page = csrf(admin, path)

    def link() -> str:
        page = admin.post(f"{path}/reset-link", data={"csrf_token": token_of_page}).text
        return re.search(r"http://127\.0\.0\.1:8000(/reset/[^\"]+)", page).group(1)  # type: ignore[union-attr]

    first, second = link(), link()
    assert site.client().get(first).status_code == 404, "a newer link ends the older"
    client = site.client()
    new = "五只松鼠-上树-9"
    data = {"password": new, "again": new}
    assert client.post(second, data={**data, "csrf_token": csrf(client, second)}).status_code == 302
    assert is_in(client)
    assert site.client().get(second).status_code == 404
    third = link()
    with site.database.unit_of_work() as session:
        users.change_password(session, site.staff["quality"].id, "六只松鼠-下树-1", now=NOW)
    assert site.client().get(third).status_code == 404


def test_only_the_hash_of_a_link_is_kept(site: Site) -> None:
    with site.database.unit_of_work() as session:
        token = tokens.issue(session, "enter", user_id=site.staff["admin"].id, now=NOW)
        kept = session.scalars(sa.select(SetupToken.token_hash)).all()
    assert token not in kept
    assert all(re.fullmatch(r"[0-9a-f]{64}", one) for one in kept)


def test_the_tenth_wrong_current_password_ends_the_guessing(site: Site) -> None:
    client = site.client("admin")
    data = {"password": PASSWORD + "x", "again": PASSWORD + "x", "csrf_token": csrf(client, "/password")}
    codes = [client.post("/password", data={**data, "current": f"guess {n}"}).status_code for n in range(11)]
    assert codes == [200] * 10 + [429]
