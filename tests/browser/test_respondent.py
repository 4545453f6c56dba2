"""Respondents as they are: without JavaScript, with a keyboard only, changing the device half-way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Newcomer
from tests.builders import fieldwork as make
from tests.support.browser import PHONE
from tests.support.instance import make_instance
from tests.support.respondent import FINISHED, answer_all, fill_page
from tests.support.server import Server

pytestmark = pytest.mark.browser

STORY = "respondent"
MOST_STEPS = 40


@pytest.fixture(scope="module")
def links() -> list[str]:
    """Filled by `server`: links that nobody has used yet."""
    return []


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, links: list[str]) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("respondent") / "instance"
    database = make_instance(folder)
    now = make.datetime.now(make.UTC)
    with database.unit_of_work() as session:
        wave = make.add_wave(session, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=9))
        links += [
            f"/r/{make.token(make.invite(session, wave, one))}" for one in make.add_customers(session, 4)
        ]
    database.dispose()
    with Server(folder, worker=False, LIUSHENG_SECRET_KEY=make.SECRET) as running:
        yield running


def test_everything_can_be_answered_without_javascript(
    server: Server, links: list[str], newcomer: Newcomer
) -> None:
    person = newcomer(server, STORY, PHONE, scripts=False)
    pages = answer_all(
        person,
        links.pop(),
        ratings={"准时程度": (5, 1)},
        why={"准时程度": "连续三次晚到。"},
        words={"最不满意": "交期。"},
    )
    assert pages > 3
    expect(person.page.get_by_role("heading", name=FINISHED)).to_be_visible()


def test_a_page_can_be_answered_with_the_keyboard_only(
    server: Server, links: list[str], newcomer: Newcomer
) -> None:
    person = newcomer(server, STORY, PHONE)
    page = person.open(links.pop())
    tab_to(page, "#q-consent-field")
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox")).to_be_checked()
    tab_to(page, "button.primary")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    first = page.locator("fieldset.pair").first
    item = first.get_attribute("id")
    tab_to(page, f"#{item} input[type=radio]")
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(first.get_by_role("group", name="重要程度").get_by_role("radio").nth(3)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(first.get_by_role("group", name="满意程度").get_by_role("radio", checked=True)).to_have_count(1)
    outline = page.evaluate(
        "(() => { const label = document.activeElement.nextElementSibling;"
        " return getComputedStyle(label).outlineStyle; })()"
    )
    assert outline == "solid"
    person.look("keyboard")


def test_another_device_goes_on_where_the_first_stopped(
    server: Server, links: list[str], newcomer: Newcomer
) -> None:
    link = links.pop()
    phone = newcomer(server, STORY, PHONE)
    page = phone.open(link)
    fill_page(page, {}, {}, {})
    page.get_by_role("button", name="继续").click()
    page.wait_for_load_state()
    fill_page(page, {"稳定程度": (5, 3)}, {}, {})
    expect(page.locator("[data-saved]")).to_be_visible()  # saved while filling in, not sent yet
    phone.close()

    desk = newcomer(server, STORY)
    page = desk.open(link)
    card = page.locator("fieldset.pair").filter(has_text="稳定程度")
    expect(card.get_by_role("group", name="满意程度").get_by_role("radio").nth(2)).to_be_checked()
    answer_all(desk, link)


def test_a_used_link_shows_the_receipt_and_asks_nothing_again(
    server: Server, links: list[str], newcomer: Newcomer
) -> None:
    link = links.pop()
    person = newcomer(server, STORY, PHONE)
    answer_all(person, link)
    again = newcomer(server, STORY, PHONE)
    page = again.open(link)
    expect(page.get_by_role("heading", name=FINISHED)).to_be_visible()
    again.look("receipt")


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until that element has the focus."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("one => document.activeElement.matches(one)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the Tab key")
