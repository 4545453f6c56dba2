"""Filling in a questionnaire page by page, as respondents do: by the words they read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page

from tests.support.browser import Person

__all__ = ["FINISHED", "Ratings", "answer_all", "pairs", "tick", "write"]

FINISHED = "已收到您的答卷"
Ratings = Mapping[str, tuple[int, int]]
"""A part of an item's text → (importance, satisfaction)."""
USUAL = (4, 5)
MOST_PAGES = 20


def answer_all(
    person: Person,
    address: str,
    *,
    ratings: Ratings | None = None,
    words: Mapping[str, str] | None = None,
    why: Mapping[str, str] | None = None,
    look: bool = False,
) -> int:
    """Opens the link, answers every page and submits; says how many pages there were.

    `words` goes by a part of a comment item's text, `why` by a part of the text of an item rated low.
    """
    page = person.open(address)
    for number in range(1, MOST_PAGES):
        if look:
            person.look(f"page-{number}")
        fill_page(page, ratings or {}, words or {}, why or {})
        page.get_by_role("button", name=re.compile("^(继续|提交)$")).click()
        page.wait_for_load_state()
        if page.get_by_role("heading", name=FINISHED).count():
            return number
        if page.get_by_text("方便时请简单说说").count():  # asked once for a reason, without a script
            fill_page(page, {}, {}, why or {})
            page.get_by_role("button", name=re.compile("^(继续|提交)$")).click()
            page.wait_for_load_state()
    raise AssertionError(f"not finished after {MOST_PAGES} pages: {page.url}")


def fill_page(page: Page, ratings: Ratings, words: Mapping[str, str], why: Mapping[str, str]) -> None:
    for box in page.get_by_role("checkbox", name=re.compile("我已阅读")).all():
        box.check(force=True)
    for card in pairs(page):
        item = card.locator("legend").first.inner_text()
        importance, satisfaction = _of(ratings, item) or USUAL
        tick(card.get_by_role("group", name="重要程度"), importance)
        tick(card.get_by_role("group", name="满意程度"), satisfaction)
        if reason := _of(why, item):
            card.get_by_role("textbox").fill(reason)
    for text, said in words.items():
        field = page.get_by_role("textbox", name=re.compile(re.escape(text)))
        if field.count():
            field.fill(said)


def pairs(page: Page) -> list[Locator]:
    """The cards that ask for importance and satisfaction."""
    return page.locator("fieldset.pair").all()


def tick(group: Locator, value: int) -> None:
    """Chooses a point by touching what is written on it."""
    group.locator("label", has_text=re.compile(f"^{value}(?!\\d)")).click()


def write(page: Page, item: str, text: str) -> None:
    page.get_by_role("textbox", name=re.compile(re.escape(item))).fill(text)


def _of(table: Mapping[str, object], item: str) -> object:
    return next((value for part, value in table.items() if part in item), None)
