"""Comments are read and corrected without touching the mouse, and without a script too."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from survey import jobs
from survey.app import open_database
from survey.config import Settings
from tests.browser.conftest import Newcomer
from tests.support.browser import PHONE, Person
from tests.support.instance import demo_entrance
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIST = "/comments/?wave=all"


def enter(server: Server, newcomer: Newcomer, story: str, **more: object) -> Person:
    person = newcomer(server, story, **more)
    person.open(demo_entrance(server.instance)).get_by_role("button", name="登录").click()
    return person


def warm(server: Server) -> None:
    """Lets the worker load its dictionaries, which takes longer than a page waits."""
    database = open_database(Settings.from_env({}, instance=server.instance))
    jobs.ask(database, "coding.try_out", "预热", timeout=60.0)
    database.dispose()


def current(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.closest('[data-comment]')?.id || ''")
    return found


def test_the_keyboard_reads_corrects_and_undoes(demo_server: Server, newcomer: Newcomer) -> None:
    person = enter(demo_server, newcomer, "comment-keys")
    page = person.open(LIST)
    refs: list[str] = page.eval_on_selector_all("[data-comment]", "all => all.map(one => one.id)")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert current(page) == refs[1]
    page.keyboard.press("k")
    assert current(page) == refs[0]

    first = page.locator(f"#{refs[0]}")
    page.keyboard.press("3")
    expect(first.locator(".tone").first).to_have_text("有褒有贬")
    expect(page.locator("[data-said]")).to_contain_text("按 u 撤销")
    assert current(page) == refs[0]
    page.keyboard.press("2")
    expect(first.locator(".tone").first).to_have_text("负面")
    page.keyboard.press("u")
    expect(first.locator(".tone").first).to_have_text("有褒有贬")
    page.keyboard.press("u")
    expect(first.locator(".correct-tones [aria-pressed=true]")).to_have_count(0)

    page.keyboard.press("d")
    boxes = first.get_by_role("checkbox")
    expect(boxes.first).to_be_focused()
    was = boxes.first.is_checked()
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-said]")).to_contain_text("维度已保存")
    page.keyboard.press("d")
    assert boxes.first.is_checked() is not was
    page.keyboard.press("Escape")
    assert current(page) == refs[0]

    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    person.look("keys")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_label("包含文字")).to_be_focused()
    page.keyboard.type("1")  # typing a word corrects nothing
    page.locator(f"#{refs[0]}").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{demo_server.url}/comments/{refs[0].removeprefix('c-')}/")
    person.look("comment")
    page.go_back()
    expect(page.locator(f"#{refs[0]}")).to_be_focused()


def test_without_a_script_buttons_do_the_same(demo_server: Server, newcomer: Newcomer) -> None:
    person = enter(demo_server, newcomer, "comment-buttons", viewport=PHONE, scripts=False)
    page = person.open(LIST)
    ref: str = page.locator("[data-comment]").nth(2).get_attribute("id") or ""
    page.locator(f"#{ref}").get_by_role("button", name="中性").click()
    page.get_by_role("button", name="撤销", exact=True).click()
    expect(page.get_by_text("已撤销。")).to_be_visible()
    expect(page.locator(f"#{ref} .correct-tones [aria-pressed=true]")).to_have_count(0)


def test_a_sentence_is_tried_out_by_a_worker(demo_server: Server, newcomer: Newcomer) -> None:
    warm(demo_server)
    person = enter(demo_server, newcomer, "dictionary")
    page = person.open("/comments/dictionary")
    page.get_by_label("写一句客户可能说的话").fill("减速机部件有异响,但是售后来得很快")
    page.get_by_role("button", name="看看怎么读").click()
    expect(page.get_by_text("减速机部件", exact=True).first).to_be_visible()
    expect(page.get_by_role("heading", name="切词")).to_be_visible()
    person.look("tried")


def test_a_suggested_code_fills_the_field_when_clicked(demo_server: Server, newcomer: Newcomer) -> None:
    warm(demo_server)
    person = enter(demo_server, newcomer, "suggested")
    page = person.open("/interviews/?state=done")
    page.locator("table a[href*='/interviews/']").first.click()
    page.goto(page.url.rstrip("/") + "/fill/record")
    field = page.locator("#stated_code")
    field.select_option("")
    page.get_by_role("link", name="看程序建议的编码").click()
    fill = page.locator("[data-suggest-list] button").first
    expect(fill).to_be_visible()
    expect(field).to_have_value("")
    fill.click()
    expect(field).not_to_have_value("")
    person.look("suggested")
