"""Pages as a reader meets them: every address that links lead to, and the words on a page."""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass
from html.parser import HTMLParser

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

HERE = "http://127.0.0.1:8000"
LINK = re.compile(r'(?:href|src)="([^"]+)"')
SPOKEN = ("title", "placeholder", "aria-label", "alt", "label")
WITHOUT_END = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass(frozen=True)
class Page:
    """One page: where it was found, what answers there, its HTML."""

    path: str
    endpoint: str
    html: str

    @property
    def texts(self) -> list[str]:
        reader = _Reader()
        reader.feed(self.html)
        return reader.texts


class _Reader(HTMLParser):
    """The words that are shown or read out, except those marked as Chinese."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        silent = tag in {"script", "style"} or (named.get("lang") or "").startswith("zh") and tag != "html"
        if not (silent or self._silent):
            self.texts += [named[name] or "" for name in SPOKEN if named.get(name)]
            if tag == "input" and named.get("type") in {"submit", "button"}:
                self.texts.append(named.get("value") or "")
        if tag not in WITHOUT_END:
            self._open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and not self._silent:
            self.texts.append(text)

    @property
    def _silent(self) -> bool:
        return any(silent for _, silent in self._open)


def walk(app: Flask, client: FlaskClient, *starts: str, most: int = 2) -> list[Page]:
    """The pages that links lead to from `starts`, at most `most` of each kind; each must be there."""
    addresses = app.url_map.bind(HERE.removeprefix("http://"))
    seen: Counter[str] = Counter()
    done: set[str] = set()
    waiting = deque(starts)
    found: list[Page] = []
    while waiting:
        path = waiting.popleft().split("#")[0].removeprefix(HERE).removeprefix("http://localhost")
        if path in done or not path.startswith("/"):
            continue
        done.add(path)
        try:
            endpoint, _ = addresses.match(path.split("?")[0], method="GET")
        except HTTPException:
            continue  # a button's address
        if endpoint == "static" or seen[endpoint] >= most:
            continue
        with client.get(path) as answer:  # as servers do, closed also where nobody reads the file it sends
            if answer.status_code in {301, 302, 303}:
                waiting.append(answer.headers["Location"])
                continue
            seen[endpoint] += 1
            assert answer.status_code == 200, (path, answer.status_code)
            page = Page(path, str(endpoint), answer.text if answer.mimetype == "text/html" else "")
        found.append(page)
        links = (link.replace("&amp;", "&") for link in LINK.findall(page.html))
        waiting += [path.split("?")[0] + link if link.startswith("?") else link for link in links]
    return found


def refused(client: FlaskClient, path: str) -> Page:
    """The page that says no."""
    answer = client.get(path)
    assert answer.status_code >= 400, path
    return Page(path, f"error {answer.status_code}", answer.text)
