"""The respondent's script in a real browser: saving, restoring, sending once, opening reasons without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, Request, Route, sync_playwright

from survey.questions import get, text_in
from tests.questions.samples import BY_KEY, SCALES
from tests.questions.test_templates import make_pages

pytestmark = pytest.mark.browser
STATIC = Path(__file__).resolve().parents[2] / "survey" / "static"
CHROMIUM = "/usr/bin/chromium"
ORIGIN = "http://respond.test"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]


def document(*keys: str) -> str:
    cards = "".join(
        make_pages()
        .get_template(f"question_types/{BY_KEY[key].type}/answer.html")
        .render(
            item=BY_KEY[key],
            type=get(BY_KEY[key].type),
            scales=SCALES,
            language="zh",
            raw={},
            error=None,
            number=1,
            prefix="q",
            t=lambda text: text_in(text, "zh"),
        )
        for key in keys
    )
    return (
        '<!doctype html><html lang="zh"><link rel="stylesheet" href="/respond.css"><link rel="icon" href="data:,">'
        '<body><main><form method="post" action="/send" data-save="/save" data-draft="d1" data-section="s1">'
        f'{cards}<button name="go" value="next">继续</button><p data-offline hidden>没有网络</p></form><p data-saved hidden>已保存</p></main>'
        '<script src="/respond.js"></script></body></html>'
    )  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium at /usr/bin/chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


class Server:
    """Answers the page's requests inside the browser and remembers what was posted."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.saved: list[dict[str, list[str]]] = []
        self.sent: list[dict[str, list[str]]] = []
        self.broken = False

    def __call__(self, route: Route, request: Request) -> None:
        name = request.url.removeprefix(ORIGIN)
        if name in ("/respond.css", "/respond.js"):
            route.fulfill(path=STATIC / name.removeprefix("/"))
        elif self.broken and request.method == "POST":
            route.abort()
        elif name == "/save":
            self.saved.append(parse_qs(request.post_data or ""))
            route.fulfill(status=204)
        elif name == "/send":
            self.sent.append(parse_qs(request.post_data or ""))
            route.fulfill(
                body='<p data-done="d1">谢谢</p><script src="/respond.js"></script>', content_type="text/html"
            )
        else:
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")


def visit(browser: Browser, server: Server, *, script: bool = True) -> Page:
    page = browser.new_context(java_script_enabled=script, viewport={"width": 390, "height": 800}).new_page()
    page.route("**/*", server)
    page.clock.install()
    page.goto(ORIGIN + "/r/token")
    return page


def test_a_low_point_opens_the_reason_without_any_script(browser: Browser) -> None:
    page = visit(browser, Server(document("fit")), script=False)
    reason = page.locator("#q-fit-why")
    assert not reason.is_visible()
    page.click("label[for=q-fit-performance-2]")
    assert reason.is_visible()
    page.click("label[for=q-fit-performance-4]")
    assert not reason.is_visible()


def test_points_are_large_enough_for_a_thumb(browser: Browser) -> None:
    page = visit(browser, Server(document("fit", "nps", "job")))
    for label in page.locator("label.point, label.na, label.option").all():
        box = label.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 44


def test_changes_are_saved_after_ten_seconds(browser: Browser) -> None:
    server = Server(document("fit", "worst"))
    page = visit(browser, server)
    page.fill("#q-worst-field", "等待太久")
    page.clock.run_for(9000)
    assert server.saved == []
    with page.expect_response("**/save"):
        page.clock.run_for(2000)
    assert server.saved[0]["q.worst"] == ["等待太久"]
    page.locator("[data-saved]").wait_for(state="visible")
    assert page.locator(".counter").inner_text() == "4 / 100"


def test_without_network_the_page_stays_and_says_so(browser: Browser) -> None:
    server = Server(document("worst"))
    page = visit(browser, server)
    page.fill("#q-worst-field", "等待太久")
    page.context.set_offline(True)
    page.click("button")
    page.locator("[data-offline]").wait_for(state="visible")
    assert page.url == ORIGIN + "/r/token"
    assert page.input_value("#q-worst-field") == "等待太久"
    page.context.set_offline(False)
    page.click("button")
    page.locator("[data-done]").wait_for()
    assert server.sent[0]["q.worst"] == ["等待太久"]


def test_what_could_not_be_sent_is_there_again(browser: Browser) -> None:
    server = Server(document("fit", "worst", "role"))
    page = visit(browser, server)
    page.fill("#q-worst-field", "等待太久")
    page.click("label[for=q-fit-importance-5]")
    page.click("label[for=q-role--quality]")
    server.broken = True
    page.click("button")
    page.wait_for_url("chrome-error://**")  # the browser's own page for a lost connection
    page.goto(ORIGIN + "/r/token")
    assert page.input_value("#q-worst-field") == "等待太久"
    assert page.is_checked("#q-fit-importance-5")
    assert page.is_checked("#q-role--quality")
    server.broken = False
    page.click("button")
    page.locator("[data-done]").wait_for()
    assert page.evaluate("localStorage.length") == 0
    assert server.sent[0]["go"] == ["next"]


def test_a_double_click_sends_once(browser: Browser) -> None:
    server = Server(document("worst"))
    page = visit(browser, server)
    page.dblclick("button")
    page.locator("[data-done]").wait_for()
    assert len(server.sent) == 1


def test_none_of_these_and_the_others_exclude_each_other(browser: Browser) -> None:
    page = visit(browser, Server(document("role")))
    page.click("label[for=q-role--quality]")
    page.click("label[for=q-role--none]")
    assert not page.is_checked("#q-role--quality")
    page.click("label[for=q-role--finance]")
    assert not page.is_checked("#q-role--none")


def test_script_and_style_stay_small_and_old_fashioned() -> None:
    css = (STATIC / "respond.css").read_text(encoding="utf-8")
    js = (STATIC / "respond.js").read_text(encoding="utf-8")
    assert len(css.encode()) <= 8 * 1024
    assert len(js.encode()) <= 6 * 1024
    assert ":is(" not in css
    assert "gap:" not in css
    assert "?." not in js
