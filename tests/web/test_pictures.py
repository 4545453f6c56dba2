"""Charts of pages: each can be taken in every form, under the page's filter, by those who see the page."""

from __future__ import annotations

import html
import json
import re

import pytest

from tests.builders.rated_wave import rated_wave
from tests.reports.test_importance import answers
from tests.web.site import Site, csrf

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PAGES = ("gap?class=A", "importance", "distributions?mode=link", "reliability", "compare?by=class")


@pytest.fixture
def site_with_wave(site: Site) -> Site:
    with site.database.unit_of_work() as session:
        rated_wave(session, answers(60))
    return site


def taken(page: str) -> list[str]:
    return [html.unescape(place) for place in re.findall(r'href="(/documents/charts/[^"]+)"', page)]


@pytest.mark.parametrize("page", PAGES)
def test_every_chart_of_a_page_can_be_taken(site_with_wave: Site, page: str) -> None:
    client = site_with_wave.client("viewer")
    text = client.get(f"/reports/w1/{page}").text
    places = taken(text)
    assert len(places) == 2 * text.count('<figure class="chart') > 0
    for place in places:
        assert "wave=w1" in place
        answer = client.get(place)
        assert answer.status_code == 200, place
        if "vega.json" in place:
            assert json.loads(answer.data)["$schema"].endswith("v5.json")
        else:
            assert answer.data.startswith(b"<svg ")
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_form_that_is_none_and_a_chart_that_is_none_are_not_found(site_with_wave: Site) -> None:
    client = site_with_wave.client("viewer")
    assert client.get("/documents/charts/bars?wave=w1&format=exe").status_code == 404
    assert client.get("/documents/charts/nothing?wave=w1").status_code == 404
    assert client.get("/documents/charts/bars").status_code in {400, 422}


def test_a_picture_is_asked_for_by_a_form_and_made_by_a_worker(site_with_wave: Site) -> None:
    client = site_with_wave.client("viewer")
    token = csrf(client, "/documents/")
    answer = client.post("/documents/charts/bars?wave=w1&class=A", data={"csrf_token": token})
    assert answer.status_code == 302
    assert "正在生成" in client.get(answer.location).text


def test_those_who_read_no_reports_take_no_chart(site_with_wave: Site) -> None:
    for role in ("sales", "interviewer"):
        assert site_with_wave.client(role).get("/documents/charts/bars?wave=w1").status_code == 403
    page = site_with_wave.client("interviewer").get("/comments/dimensions?wave=w1").text
    assert "/documents/charts/" not in page
