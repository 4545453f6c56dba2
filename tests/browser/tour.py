"""Every kind of page of the demonstration that links lead to, walked through once at one width."""

from __future__ import annotations

import re

from tests.browser.conftest import Newcomer
from tests.support.instance import demo_entrance
from tests.support.server import Server

REF = re.compile(r"(?<=/)[A-Za-z0-9_-]{12}(?=/|$)")
NOT_PAGES = re.compile(
    r"/documents/charts/|\.(xlsx|csv|tsv|svg|png|json)$|/export(/|$)|/scan$|/logo/|^/r/|/static/"
)
NAMES = re.compile(
    r"/(items|sections|reports|customers/import)/(?!reasons|trend|period|earlier|leaving)[^/]+"
)
MOST = 120


def walk(demo_server: Server, newcomer: Newcomer, viewport: dict[str, int]) -> None:
    """Looks at every kind of page; the person who walks notes what is wrong."""
    reader = newcomer(demo_server, "tour", viewport)
    reader.open(demo_entrance(demo_server.instance)).get_by_role("button", name="登录").click()
    seen: set[str] = set()
    waiting = [
        "/",
        "/questionnaires/",
        "/waves/",
        "/responses/",
        "/customers/",
        "/interviews/",
        "/comments/",
        "/reports/",
        "/actions/",
        "/actions/complaints/",
        "/actions/sources/",
        "/actions/audit",
    ]
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        if kind_of(path) in seen:
            continue
        seen.add(kind_of(path))
        answer = reader.page.goto(path)
        assert answer is not None
        if answer.status != 200:
            reader.faults.append(f"{path}: {answer.status}")
            continue
        reader.look(kind_of(path).strip("/").replace("/", "_") or "overview")
        hrefs = reader.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        paths = [href.removeprefix(demo_server.url).partition("#")[0].partition("?")[0] for href in hrefs]
        waiting += [one for one in paths if one.startswith("/") and not NOT_PAGES.search(one)]
    assert len(seen) > 25


def kind_of(path: str) -> str:
    """The page's address with what names a single thing taken out: one customer stands for all."""
    return NAMES.sub(r"/\1/ONE", REF.sub("REF", path))
