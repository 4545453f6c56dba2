"""The pages of analyses as readers see them: figures, refusals, what is kept back, the workbook."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.builders.rated_wave import Given, rated_wave
from tests.reports.test_importance import answers
from tests.web.site import Site

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PAGES = ("importance", "loyalty", "reliability", "quality", "kano")


def opened(site: Site, given: list[Given], **how: object) -> None:
    with site.database.unit_of_work() as session:
        rated_wave(session, given, **how)  # type: ignore[arg-type]


@pytest.mark.parametrize("page", PAGES)
def test_every_analysis_opens_for_readers_and_for_nobody_else(site: Site, page: str) -> None:
    opened(site, answers(60))
    for role in ("quality", "manager", "viewer"):
        assert site.client(role).get(f"/reports/w1/{page}?level=dimension&class=A").status_code == 200
    for role in ("sales", "interviewer"):
        assert site.client(role).get(f"/reports/w1/{page}").status_code == 403
    assert site.client().get(f"/reports/w1/{page}").status_code == 302


def test_derived_importance_is_shown_or_refused_in_words(site: Site) -> None:
    opened(site, answers(60))
    page = site.client("quality").get("/reports/w1/importance?level=item&by=derived&axes=median").text
    assert "LMG（Shapley）分解" in page
    assert "有影响" in page
    few = site.client("quality").get("/reports/w1/importance?class=A").text
    assert "至少需要 50 家客户的完整评价，现有 30 家" in few


@pytest.mark.parametrize("page", PAGES)
def test_a_group_that_is_too_small_shows_no_figure(site: Site, page: str) -> None:
    opened(site, answers(8)[:4], privacy="confidential")
    text = site.client("viewer").get(f"/reports/w1/{page}?class=A").text
    assert "这一组的数字不显示" in text
    assert "<svg" not in text


def test_single_responses_are_listed_to_those_who_may_see_them_only(site: Site) -> None:
    alike = [Given(i, [(5, 4), (4, 4), (4, 4)]) for i in range(6)]
    opened(site, alike)
    assert "逐份核对" not in site.client("viewer").get("/reports/w1/quality").text
    assert "按这期调查的隐私约定，不列出单份答卷" in site.client("viewer").get("/reports/w1/quality").text


def test_the_workbook_has_a_sheet_for_each_analysis(site: Site) -> None:
    opened(site, answers(60))
    answer = site.client("quality").get("/reports/w1/analysis.xlsx?class=A&wave_key=x")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        workbook = book.read("xl/workbook.xml").decode()
    for name in ("影响程度分析", "忠诚", "问卷信度", "答卷质量", "包含与不包含"):
        assert name in workbook
    assert "Kano" not in workbook


def test_how_figures_are_reckoned_is_open_to_all_staff(site: Site) -> None:
    page = site.client("interviewer").get("/reports/method").text
    assert 'id="drivers"' in page
    assert "Lindeman" in page
