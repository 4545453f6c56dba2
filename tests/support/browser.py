"""A person at a real Chromium, watched: whatever the page does that it should not is noted."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    expect,
    sync_playwright,
)

__all__ = ["DESKTOP", "PHONE", "Person", "launch"]

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000
SCREENSHOTS = Path(__file__).resolve().parents[2] / "test-results" / "screenshots"
GRAVE = {"serious", "critical"}
NOTE_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', event =>
  console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + (event.sample || '')));
"""


@contextmanager
def launch() -> Iterator[Browser]:
    """The machine's Chromium; skips where there is none."""
    chromium = os.environ.get("LIUSHENG_TEST_CHROMIUM", "/usr/bin/chromium")
    if not Path(chromium).exists():
        pytest.skip(f"no Chromium at {chromium} (LIUSHENG_TEST_CHROMIUM)")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


class Person:
    """One person with a browser context of their own."""

    def __init__(
        self,
        browser: Browser,
        url: str,
        *,
        story: str,
        viewport: dict[str, int] = DESKTOP,
        scripts: bool = True,
    ) -> None:
        self.url, self.story = url, story
        self.width = viewport["width"]
        self.faults: list[str] = []
        self.expected: list[str] = []
        """Patterns of console messages that the story brings about on purpose."""
        self._shots = 0
        self.context: BrowserContext = browser.new_context(
            viewport=viewport,  # type: ignore[arg-type]
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=scripts,
            base_url=url,
        )
        self.context.set_default_timeout(PATIENCE)
        if scripts:
            self.context.add_init_script(NOTE_VIOLATIONS)
        self.context.on("request", self._requested)
        self.context.on("console", self._said)
        self.context.on("weberror", lambda error: self.faults.append(f"error: {error.error}"))
        self.context.on("dialog", self._asked)
        self.page: Page = self.context.new_page()

    def open(self, address: str) -> Page:
        """Goes to a path of the instance, or to a whole address."""
        self.page.goto(address)
        return self.page

    def sign_in(self, email: str, password: str) -> None:
        """Through the sign-in page."""
        self.open("/sign-in")
        self.page.get_by_label("邮箱").fill(email)
        self.page.get_by_label(re.compile("^密码")).fill(password)
        self.page.get_by_role("button", name="登录", exact=True).click()
        self.page.wait_for_url(lambda address: "/sign-in" not in address)

    def look(self, name: str) -> None:
        """Keeps a picture of the page, and asks axe about it: nothing serious, nothing wider than the screen."""
        self._shots += 1
        folder = SCREENSHOTS / self.story
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{self._shots:02d}-{name}-{self.width}.png", full_page=True)
        for violation in Axe().run(self.page, options={"preload": False}).response["violations"]:
            if violation["impact"] in GRAVE:
                self.faults.append(f"{name} at {self.width}: {_told(violation)}")
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 0:
            self.faults.append(f"{name} at {self.width}: {wide} px wider than the screen")

    def no_faults(self) -> None:
        """Nothing happened on any page so far that should not."""
        assert not self.faults, "\n" + "\n".join(self.faults)

    def close(self) -> None:
        self.context.close()

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:", "blob:")):
            self.faults.append(f"request to {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(
            re.search(one, message.text) for one in self.expected
        ):
            self.faults.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _asked(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()


def _told(violation: dict[str, Any]) -> str:
    nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
    return f"axe {violation['impact']} {violation['id']} ({len(violation['nodes'])}): {nodes}"
