"""What the comparing pages of the demonstration show is what the command line says as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa

from survey.accounts.models import User
from survey.app import create_app
from survey.demo.load import load
from tests.support.command import Command
from tests.web.conftest import open_store, plain_settings
from tests.web.site import Site

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
WAVE = "2026-h2"
ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
HEAD = re.compile(r"<th[^>]*scope=\"row\"[^>]*>(.*?)</th>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Command]]:
    """The demonstration as pages and as a command, over one store."""
    settings = plain_settings(tmp_path_factory.mktemp("journey"))
    store = open_store(settings)
    with store.unit_of_work() as session:
        load(session, secrets=(settings.secret_key,), now=NOW)
    site = Site(app=create_app(settings, store), database=store, now=NOW)
    site.app.config.update(TESTING=True, CLOCK=lambda: site.now)
    with store.reading() as session:
        site.staff = {user.role: user for user in session.scalars(sa.select(User).order_by(User.id.desc()))}
    command = Command(
        settings.instance,
        LIUSHENG_DATABASE_URL=settings.database_url,
        LIUSHENG_SECRET_KEY=settings.secret_key,
    )
    yield site, command
    store.dispose()


def rows(site: Site, path: str) -> list[tuple[str, str]]:
    """The head and the words of every row of the page's tables."""
    answer = site.client("quality").get(path)
    assert answer.status_code == 200
    return [(words(head[1]), words(row)) for row in ROW.findall(answer.text) if (head := HEAD.search(row))]


def words(html: str) -> str:
    return " ".join(unescape(TAG.sub(" ", html)).split())


def shown(value: float, *, digits: int, percent: bool = False, sign: bool = False) -> str:
    """A figure as a page writes it."""
    text = f"{100 * value if percent else value:.{digits}f}".replace("-", "−")
    if sign and value > 0:
        text = f"+{text}"
    return f"{text}%" if percent and not sign else text


def style(key: str) -> dict[str, Any]:
    return {"digits": 1 if key in ("degree", "nps", "rate") or key.startswith("dimension") else 2}


def test_two_waves_on_the_page_are_those_of_the_command(demo: tuple[Site, Command]) -> None:
    site, command = demo
    said = command("report", "compare", "--wave", WAVE, "--json").json()
    table = rows(site, f"/reports/{WAVE}/compare")
    assert said["second"]["wave"] == "2026-h1"
    assert said["in_both"] > 30
    for row in said["rows"]:
        found = next(text for head, text in table if head == row["label"] and text.count("n =") >= 2)
        rate = row["key"] == "rate"
        for side in ("first", "second"):
            assert shown(row[side]["value"], percent=rate, **style(row["key"])) in found
            assert f"n = {row[side]['n']}" in found
        change = row["paired"]["value"]
        assert shown(100 * change if rate else change, sign=True, **style(row["key"])) in found
        p = row["paired"]["p_adjusted"]
        assert ("< 0.001" if p < 0.001 else f"{p:.3f}") in found


def test_two_groups_on_the_page_are_those_of_the_command(demo: tuple[Site, Command]) -> None:
    site, command = demo
    said = command(
        "report", "compare", "--wave", WAVE, "--by", "class", "--first", "B", "--second", "C", "--json"
    ).json()
    table = rows(site, f"/reports/{WAVE}/compare?by=class&first=B&second=C")
    for row in said["rows"]:
        found = next(text for head, text in table if head == row["label"] and text.count("n =") >= 2)
        if row["difference"]["value"] is not None and row["key"] != "rate":
            assert shown(row["difference"]["value"], sign=True, **style(row["key"])) in found
            assert shown(row["difference"]["low"], sign=True, **style(row["key"])) in found


def test_the_trend_on_the_page_is_that_of_the_command(demo: tuple[Site, Command]) -> None:
    site, command = demo
    said = command("report", "trend", "--json").json()
    table = dict(rows(site, "/reports/trend"))
    assert [point["entered"] for point in said["points"]] == [True, True, False, False]
    for point in said["points"]:
        found = table[point["label"]]
        assert shown(point["value"], digits=1) in found
        assert point["target"] is None or shown(point["target"], digits=1) in found
    last = said["points"][-1]["change_paired"]
    assert shown(last["value"], digits=1, sign=True) in table[said["points"][-1]["label"]]


def test_what_to_do_first_on_the_page_is_the_order_of_the_command(demo: tuple[Site, Command]) -> None:
    site, command = demo
    said = command("report", "first", "--wave", WAVE, "--json").json()
    table = rows(site, f"/reports/{WAVE}/first")
    assert said["rule"]["weighted_by_sales"]
    assert len(table) == len(said["items"])
    for item, (head, text) in zip(said["items"], table, strict=True):
        assert head.startswith(item["label"])
        assert shown(item["index"]["value"], digits=2) in text
        assert f"{item['affected_sales'] / 10000:,.0f}" in text
    overview = site.client("quality").get("/").text
    assert all(item["label"] in words(overview) for item in said["items"] if item["tier"] == 1)


def test_periods_and_leaving_on_the_pages_are_those_of_the_command(demo: tuple[Site, Command]) -> None:
    site, command = demo
    periods = command("report", "period", "--grain", "quarter", "--json").json()
    table = rows(site, "/reports/period?grain=quarter")
    for row in periods["rows"]:
        found = next(text for head, text in table if head == row["label"])
        for value in row["values"]:
            if value["value"] is not None:
                assert shown(value["value"], percent=row["key"] == "rate", **style(row["key"])) in found
    leaving = command("report", "leaving", "--where", "year=2026", "--json").json()
    shares = rows(site, "/reports/leaving?year=2026")
    for line in leaving["reasons"]:
        found = next(text for head, text in shares if line["code"] in head.split())
        assert shown(line["share"]["value"], digits=0, percent=True) in found
