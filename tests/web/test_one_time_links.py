"""Links that work once: setup, signing in, a new password."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from survey.accounts import tokens, users
from survey.accounts.models import SetupToken, User
from survey.app import create_app
from survey.config import Settings
from survey.db import Database
from tests.conftest import NOW
from tests.web.sessions import is_in
from tests.web.site import PASSWORD, Site, csrf


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
