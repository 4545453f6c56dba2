"""Charts by name: each can be drawn, says whom it counts, and tells nobody more than its page."""

from __future__ import annotations

import json
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from survey.accounts.actor import Actor
from survey.db import Database
from survey.errors import Forbidden, InvalidInput, NotFound
from survey.reports.documents.kinds import format_of
from survey.reports.documents.making import make
from survey.reports.documents.requests import Wanted
from survey.reports.outputs.pictures.names import CHARTS, NEEDS_WAVE
from survey.reports.outputs.pictures.registry import PICTURES, as_svg, as_vega, draw, kept
from tests.builders.rated_wave import rated_wave
from tests.reports.outputs.conftest import ANSWERS, VIEWER, an_earlier_wave, hostile_wave

DRAWN = (
    "bars", "quadrants", "drivers_quadrants", "distributions", "comparison", "trend", "comments", "reliability",
)  # fmt: skip
"""What the small wave has figures for."""


def test_every_chart_has_a_name_and_a_way_to_be_drawn() -> None:
    assert set(PICTURES) == set(CHARTS) >= NEEDS_WAVE


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_drawn_or_refused_in_words(database: Database, bench_of: Callable, name: str) -> None:
    with database.unit_of_work() as session:
        an_earlier_wave(session, hostile_wave(session))
        bench = bench_of(session)
        wave = "w1" if name in NEEDS_WAVE or name.startswith(("comments", "words")) else ""
        if name not in DRAWN:
            with pytest.raises(InvalidInput, match="这张图现在没有可以画的数字"):
                draw(bench, name, wave, {}, "zh")
            return
        ready = draw(bench, name, wave, {}, "zh")
        root = ElementTree.fromstring(as_svg(ready))
        texts = ["".join(part.itertext()) for part in root.iter("{http://www.w3.org/2000/svg}text")]
        assert ready.chart.title.startswith(texts[0])
        assert "n = " in ready.caption.base or "n：" in ready.caption.base
        assert ready.caption.source.startswith("来源：")
        document = json.loads(as_vega(ready))
        assert document["title"]["text"] == ready.chart.title
        assert document["usermeta"]["liusheng"]["caption"]["base"] == ready.caption.base


def test_the_filter_is_said_and_names_that_are_no_filter_are_dropped(
    database: Database, bench_of: Callable
) -> None:
    with database.unit_of_work() as session:
        hostile_wave(session)
        ready = draw(bench_of(session), "bars", "w1", {"class": "B", "chart": "x"}, "zh")
        assert "4 家客户" in ready.caption.base
        assert "客户类别：" in ready.caption.source
        english = draw(bench_of(session), "bars", "w1", {"class": "B"}, "en")
        assert english.caption.source.startswith("Source: ")
    assert kept("bars", {"class": "B", "axes": "median", "region": ""}) == {"class": "B"}
    with pytest.raises(NotFound):
        kept("nothing", {})


def test_what_the_page_withholds_no_chart_tells(database: Database, bench_of: Callable) -> None:
    with database.unit_of_work() as session:
        rated_wave(session, ANSWERS[:2], privacy="confidential")
        for name in ("bars", "quadrants", "distributions", "reliability"):
            with pytest.raises(InvalidInput):
                draw(bench_of(session, VIEWER), name, "w1", {}, "zh")


def test_those_who_read_no_reports_get_no_chart(database: Database, bench_of: Callable) -> None:
    salesperson = Actor(name="业务员", role="sales", email="sales@example.com")
    with database.unit_of_work() as session:
        hostile_wave(session)
        for name in CHARTS:
            with pytest.raises(Forbidden):
                draw(bench_of(session, salesperson), name, "w1", {}, "zh")


@pytest.mark.parametrize(("form", "start"), [("svg", b"<svg "), ("vega.json", b"{\n"), ("png", b"\x89PNG")])
def test_a_chart_is_made_in_every_form(
    database: Database, bench_of: Callable, form: str, start: bytes
) -> None:
    with database.unit_of_work() as session:
        hostile_wave(session)
        made = make(bench_of(session), Wanted("chart", form, "zh", "w1", chart="bars"))
    assert made.content.startswith(start)
    assert made.name.endswith(f".{form}")


def test_the_form_is_taken_from_the_name_of_the_file() -> None:
    names = ("a.PNG", "各维度.svg", "a.vega.json", "报告.2026.pdf", "a.exe")
    assert [format_of(name) for name in names] == ["png", "svg", "vega.json", "pdf", "exe"]
