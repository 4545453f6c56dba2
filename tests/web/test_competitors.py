"""The comparison with competitors on pages, in files and for programs: the same figures, names by right."""

from __future__ import annotations

import io
import re

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from survey.customers.models import Customer
from tests.builders.competitor_wave import Said, competitor_wave, many
from tests.builders.rated_wave import Given, rated_wave
from tests.reports.competing.test_building import EIGHT
from tests.web.site import Site
from tests.web.test_api import ask, token

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PAGE = "/reports/w1/competitors"


def opened(site: Site, given: list[Said] | None = None, **how: object) -> None:
    with site.database.unit_of_work() as session:
        competitor_wave(session, given or many(EIGHT), key="w1", **how)


def words(text: str) -> str:
    """What a page says, without its mark-up."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_readers_see_the_page_and_only_those_with_the_right_see_names(site: Site) -> None:
    opened(site)
    seen = {role: site.client(role).get(PAGE) for role in ("quality", "manager", "viewer")}
    assert {role: page.status_code for role, page in seen.items()} == dict.fromkeys(seen, 200)
    assert {role: "甲厂" in page.text for role, page in seen.items()} == {
        "quality": True,
        "manager": True,
        "viewer": False,
    }
    assert "竞争者 A" in seen["viewer"].text
    assert "客户1厂" not in seen["viewer"].text
    for role in ("sales", "interviewer"):
        assert site.client(role).get(PAGE).status_code == 403


def test_the_page_says_what_stands_and_draws_it(site: Site) -> None:
    opened(site)
    page = site.client("quality").get(PAGE).text
    assert "明显低于对方的有“项目on_time”；明显高于对方的有“项目quality”；1 项没有明显差别" in page
    assert "<svg" in page
    assert "各客户的采购标准" in page


def test_the_gap_page_has_the_competitors_beside_each_item(site: Site) -> None:
    opened(site)
    text = words(site.client("viewer").get("/reports/w1/gap").text)
    assert "与客户评价的最强竞争者逐项比较" in text
    assert "项目on_time 2.8 (2.2~3.3) 4.5 (4.1~4.9)" in text
    assert 'href="/reports/w1/competitors"' in site.client("viewer").get("/reports/w1/gap").text


def test_a_wave_that_did_not_ask_has_no_tab_and_says_how_to_ask(site: Site) -> None:
    with site.database.unit_of_work() as session:
        rated_wave(session, [Given(number, [(5, 3), (4, 4), (5, 2)]) for number in range(1, 8)])
    gap = site.client("quality").get("/reports/w1/gap").text
    assert "/reports/w1/competitors" not in gap
    assert "最强竞争者" not in gap
    assert "没有问到竞争者" in site.client("quality").get(PAGE).text


def test_a_withheld_group_shows_nothing(site: Site) -> None:
    opened(site, many(EIGHT[:3]), privacy="confidential", k_min=5)
    page = site.client("viewer").get(PAGE).text
    assert "这一组的数字不显示" in page
    assert "<svg" not in page


def test_page_workbook_and_program_tell_the_same_numbers(site: Site) -> None:
    opened(site)
    told = ask(site, "/waves/w1/reports/competitors", token(site, "reports:read", role="viewer")).json
    assert told["competitors"][0]["name"] is None
    page = words(site.client("quality").get(PAGE).text)
    book = CalamineWorkbook.from_filelike(io.BytesIO(site.client("viewer").get("/reports/w1/gap.xlsx").data))
    rows = book.get_sheet_by_name("与竞争者比较").to_python()[1:]
    for item, row in zip(told["items"], rows, strict=False):
        difference = item["difference"]
        assert f"{difference['value']:+.2f}".replace("-", "−") in page
        assert row[1] == item["label"]
        assert row[8:11] == pytest.approx([difference[end] for end in ("value", "low", "high")])
        assert row[13] == difference["n"]
    assert {row[0] for row in rows} == {"最强竞争者", "竞争者 A"}
    named = CalamineWorkbook.from_filelike(
        io.BytesIO(site.client("manager").get("/reports/w1/gap.xlsx").data)
    )
    assert "竞争者 A（甲厂）" in {row[0] for row in named.get_sheet_by_name("与竞争者比较").to_python()}


@pytest.mark.parametrize(("role", "seen"), [("quality", True), ("manager", True), ("viewer", False)])
def test_the_customers_page_has_its_criteria(site: Site, role: str, seen: bool) -> None:
    opened(site)
    with site.database.reading() as session:
        ref = session.scalars(sa.select(Customer.ref).where(Customer.code == "C001")).one()
    page = site.client(role).get(f"/customers/{ref}/")
    assert page.status_code == 200
    assert ("采购标准" in page.text) == seen
    assert ("预警" in page.text) == seen
