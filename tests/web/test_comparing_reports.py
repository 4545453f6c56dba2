"""Pages that compare: who opens them, what a wrong address is told, earlier years typed in and imported."""

from __future__ import annotations

import io
import re

import pytest

from survey.fieldwork import earlier
from tests.builders.rated_wave import Given, rated_wave
from tests.builders.two_waves import next_wave
from tests.web.site import CSRF, Site

PAGES = (
    "/reports/w2/compare",
    "/reports/w2/compare?by=region&first=华东&second=华南",
    "/reports/w2/first",
    "/reports/w2/crosstab?by=region",
    "/reports/trend",
    "/reports/period?grain=month",
    "/reports/leaving?year=2026",
    "/reports/earlier",
)


@pytest.fixture
def fielded(site: Site) -> Site:
    """The site with two waves of one questionnaire."""
    given = [
        Given(n, [(5, 3 + n % 3), (4, 4), (5, 2 + n % 2)], overall=4, region="华东" if n % 2 else "华南")
        for n in range(1, 17)
    ]
    with site.database.unit_of_work() as session:
        next_wave(session, rated_wave(session, given), given)
    return site


@pytest.mark.parametrize("page", PAGES)
def test_those_who_read_reports_open_the_page_and_salespeople_do_not(fielded: Site, page: str) -> None:
    assert fielded.client("quality").get(page).status_code == 200
    assert fielded.client("manager").get(page).status_code == 200
    assert fielded.client("sales").get(page).status_code == 403
    if "earlier" not in page:
        assert fielded.client("viewer").get(page).status_code == 200


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "page",
    [
        "/reports/w2/compare?by=weather",
        "/reports/w2/compare?by=region&first=火星",
        "/reports/w2/compare?with=w2",
        "/reports/w2/compare?figure=mood",
        "/reports/w2/crosstab?by=weather",
        "/reports/trend?measure=item:weather",
        "/reports/trend?figure=mood",
        "/reports/period?grain=week",
        "/reports/period?combine=best",
        "/reports/leaving?grain=week",
        "/reports/leaving?year=MMXXVI",
    ],
)
def test_a_wrong_address_is_told_what_is_wrong(fielded: Site, page: str) -> None:
    answer = fielded.client("quality").get(page)
    assert answer.status_code in (400, 422)
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "page", ["/reports/none/compare", "/reports/none/first", "/reports/trend?questionnaire=none"]
)
def test_what_is_not_there_is_not_found(fielded: Site, page: str) -> None:
    assert fielded.client("quality").get(page).status_code == 404


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("page", ["/reports/trend", "/reports/period"])
def test_without_a_survey_the_page_says_so(site: Site, page: str) -> None:
    answer = site.client("quality").get(page, follow_redirects=True)
    assert answer.status_code == 200
    assert "还没有开展调查" in answer.text


def test_an_earlier_year_is_typed_in_shown_in_the_trend_and_taken_back(fielded: Site) -> None:
    client = fielded.client("quality")
    token = CSRF.search(client.get("/reports/earlier").text)
    assert token is not None
    form = {
        "csrf_token": token[1],
        "year": "2024",
        "part": "0",
        "measure": "rate",
        "value": "91.5",
        "n": "",
        "source": "2024 年分析报告",
    }
    wrong = client.post("/reports/earlier", data=form | {"value": "191.5"})
    assert wrong.status_code == 200
    assert "191.5" in wrong.text
    assert "应在 0 和 1 之间" in wrong.text or "请改正" in wrong.text
    assert client.post("/reports/earlier", data=form).status_code == 302
    with fielded.database.reading() as session:
        (total,) = earlier.earlier_totals(session)
        assert total.value == pytest.approx(0.915)
        ref = total.ref
    trend = client.get("/reports/trend?measure=rate").text
    assert "2024 年" in trend
    assert "91.5%" in trend
    assert client.post(f"/reports/earlier/{ref}/remove").status_code == 400
    assert client.post(f"/reports/earlier/{ref}/remove", data={"csrf_token": token[1]}).status_code == 302
    assert "91.5%" not in client.get("/reports/trend?measure=rate").text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_manager_sees_earlier_years_and_cannot_change_them(fielded: Site) -> None:
    client = fielded.client("manager")
    page = client.get("/reports/earlier").text
    assert "保存往年数值" not in page
    assert client.get("/reports/earlier/import").status_code == 403


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_earlier_years_are_imported_after_a_preview(fielded: Site) -> None:
    client = fielded.client("quality")
    token = CSRF.search(client.get("/reports/earlier/import").text)
    assert token is not None
    table = "年度,指标,数值,来源\n2023,满意度,78.4,2023 年报告\n".encode()
    upload = {"csrf_token": token[1], "file": (io.BytesIO(table), "往年.csv")}
    preview = client.post("/reports/earlier/import", data=upload, content_type="multipart/form-data")
    kept = re.search(r'name="kept" value="([^"]+)"', preview.text)
    assert kept is not None
    stored = client.post("/reports/earlier/import/confirm", data={"csrf_token": token[1], "kept": kept[1]})
    assert stored.status_code == 302
    assert "78.4" in client.get("/reports/trend").text
