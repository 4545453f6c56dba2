"""Respondents: each opens the page, reads its hidden fields and cookie, answers, checks the result, repeats."""

from __future__ import annotations

import gzip
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

__all__ = ["Window", "cycle", "run"]

ACTION = re.compile(r"<form[^>]*\baction=\"([^\"]+)\"")
HIDDEN = re.compile(r"<input[^>]*type=\"hidden\"[^>]*>")
ATTRIBUTE = re.compile(r"\b(name|value)=\"([^\"]*)\"")
MARKUP = re.compile(r"<[^>]+>|\s+")
HEADERS = {"Accept-Encoding": "gzip", "Accept-Language": "zh-CN", "Connection": "keep-alive"}


@dataclass(frozen=True, slots=True)
class Window:
    """What one window of load gave."""

    cycles: int
    seconds: float
    latencies: tuple[float, ...]

    @property
    def rate(self) -> float:
        return self.cycles / self.seconds

    @property
    def p95(self) -> float:
        ordered = sorted(self.latencies)
        return ordered[int(0.95 * (len(ordered) - 1))] if ordered else 0.0


def run(port: int, path: str, answers: Mapping[str, str], *, respondents: int, seconds: float) -> Window:
    """Lets `respondents` answer at once for `seconds`; raises when any of them meets a refusal."""
    latencies: list[float] = []
    failures: list[BaseException] = []
    stop = time.monotonic() + seconds

    def respond() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            while time.monotonic() < stop and not failures:
                started = time.monotonic()
                cycle(connection, path, answers)
                latencies.append(time.monotonic() - started)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    started = time.monotonic()
    threads = [threading.Thread(target=respond) for _ in range(respondents)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return Window(len(latencies), time.monotonic() - started, tuple(latencies))


def cycle(connection: HTTPConnection, path: str, answers: Mapping[str, str]) -> None:
    """One respondent from the first page to the acknowledged submit."""
    connection.request("GET", path, headers=HEADERS)
    answer = connection.getresponse()
    page = _text(answer)
    _require(answer.status == 200, "GET", answer.status, page)
    cookie = "; ".join(each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie") or [])
    fields = {**_hidden(page), **{f"q.{key}": value for key, value in answers.items()}}
    headers = {**HEADERS, "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    action = ACTION.search(page)
    connection.request("POST", action[1] if action else path, body=urlencode(fields), headers=headers)
    answer = connection.getresponse()
    page = _text(answer)
    _require(answer.status == 303, "POST", answer.status, page)


def _hidden(page: str) -> dict[str, str]:
    found = (dict(ATTRIBUTE.findall(tag)) for tag in HIDDEN.findall(page))
    return {each["name"]: each.get("value", "") for each in found if "name" in each}


def _text(answer: HTTPResponse) -> str:
    body = answer.read()
    return (gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body).decode()


def _require(holds: bool, method: str, status: int, page: str) -> None:
    if not holds:
        raise RuntimeError(f"{method} gave {status}: {MARKUP.sub(' ', page)[:400]}")
