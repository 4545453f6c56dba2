"""The pages of documents: asking, waiting, taking; writing, signing and freezing a report."""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from survey.accounts.models import AuditEntry, StoredFile
from survey.config import Settings
from survey.db import Database
from survey.reports.documents import requests
from survey.reports.documents.working import work_off
from survey.reports.models import ControlledReport, DocumentRequest
from survey.responses.models import Response
from tests.builders.rated_wave import Given, rated_wave
from tests.web.site import Site, csrf

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

ROOT = Path(__file__).resolve().parents[2]
GIVEN = [Given(number, [(5, 3), (4, 4), (5, 2)], overall=4) for number in range(1, 9)]
SIGNED = {
    "document_no": "QR-9.1.3-01-2026",
    "revision": "A/0",
    "conclusion": "交货准时程度没有达到要求。\n\n由生产部在年底前改进。",
    "prepared_by": "甲",
    "prepared_on": "2026-10-20",
    "approved_by": "乙",
    "approved_on": "2026-10-21",
    "effective_on": "2026-11-01",
    "kept_for": "6 年",
    "kept_by": "质量部",
}


@pytest.fixture
def wave(site: Site) -> str:
    """A wave of eight customers, its key."""
    with site.database.unit_of_work() as session:
        return rated_wave(session, GIVEN, frame=range(1, 11)).wave.key


def ask(client: FlaskClient, **form: str) -> str:
    """Asks for a document on the page; where it is shown."""
    given = {"kind": "gap", "wave": "w1", "format": "pdf", "language": "zh", **form}
    answer = client.post("/documents/", data={**given, "csrf_token": csrf(client, "/documents/")})
    assert answer.status_code == 302, answer.text
    return answer.location


def test_a_document_is_asked_for_made_and_taken(site: Site, settings: Settings, wave: str) -> None:
    client = site.client("quality")
    place = ask(client)
    waiting = client.get(place)
    assert "正在生成" in waiting.text
    assert waiting.headers["Refresh"] == "2"
    assert client.get(f"{place}/file").status_code == 404
    assert work_off(settings, site.database, lambda: site.now) == 1
    done = client.get(place)
    assert "可以下载" in done.text
    assert "Refresh" not in done.headers
    file = client.get(f"{place}/file")
    assert file.data.startswith(b"%PDF-")
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert "顾客满意度差距报告" in client.get("/documents/").text
    with site.database.reading() as session:
        actions = [line.action for line in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert actions[-2:] == ["document.request", "document.download"]


def test_what_does_not_go_together_is_said_at_its_field_and_nothing_typed_is_lost(
    site: Site, wave: str
) -> None:
    client = site.client("quality")
    token = csrf(client, "/documents/")
    answer = client.post(
        "/documents/",
        data={"kind": "responses", "wave": "w1", "format": "pdf", "language": "zh", "document_no": "X-1",
              "csrf_token": token},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "这种文件没有这个格式" in answer.text
    assert 'value="X-1"' in answer.text


def test_a_document_is_seen_only_by_who_may_see_what_is_in_it(
    site: Site, settings: Settings, wave: str
) -> None:
    of_quality = ask(site.client("quality"))
    of_viewer = ask(site.client("viewer"))
    work_off(settings, site.database, lambda: site.now)
    assert site.client("viewer").get(of_quality).status_code == 404
    assert site.client("manager").get(f"{of_viewer}/file").status_code == 404
    assert site.client("viewer").get(f"{of_viewer}/file").status_code == 200
    assert site.client("admin").get(f"{of_viewer}/file").status_code == 200
    assert "quality 同事" not in site.client("viewer").get("/documents/").text


def test_a_viewer_cannot_ask_for_single_responses(site: Site, wave: str) -> None:
    client = site.client("viewer")
    assert 'value="responses"' not in client.get("/documents/").text
    answer = client.post(
        "/documents/",
        data={"kind": "responses", "wave": "w1", "format": "sav", "language": "zh",
              "csrf_token": csrf(client, "/documents/")},
    )  # fmt: skip
    assert answer.status_code == 422


def test_a_document_that_cannot_be_made_says_why_and_can_be_tried_again(
    site: Site, settings: Settings, database: Database
) -> None:
    with database.unit_of_work() as session:
        rated_wave(session, [])
    client = site.client("quality")
    token = csrf(client, "/documents/")
    place = client.post("/documents/charts/bars?wave=w1", data={"csrf_token": token}).location
    assert work_off(settings, database, lambda: site.now) == 0
    page = client.get(place).text
    assert "这张图现在没有可以画的数字" in page
    client.post(f"{place}/again", data={"csrf_token": token})
    assert "正在生成" in client.get(place).text


def test_charts_are_given_as_svg_at_once(site: Site, wave: str) -> None:
    answer = site.client("viewer").get("/documents/charts/bars?wave=w1&format=svg")
    assert answer.data.startswith(b"<svg ")
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert site.client("viewer").get("/documents/charts/nothing?wave=w1").status_code == 404


def test_a_reports_own_filter_goes_along_and_nothing_else_of_its_address(site: Site, wave: str) -> None:
    client = site.client("quality")
    strange = "chart=x&endpoint=y&_external=1&values=z&wave=q"
    page = client.get(f"/reports/w1/gap?class=B&mode=link&from=2026-10&{strange}").text
    links = re.findall(r'href="(/documents/[^"]*)"', page)
    assert "/documents/?class=B&amp;mode=link&amp;from=2026-10&amp;wave=w1&amp;kind=gap&amp;loss=" in links
    chart = "/documents/charts/bars?class=B&amp;mode=link&amp;from=2026-10&amp;wave=w1&amp;format="
    assert {f"{chart}svg", f"{chart}vega.json"} <= set(links)
    form = client.get(links[0].replace("&amp;", "&")).text
    assert 'value="2026-10"' in form
    assert '<option selected value="link">' in form
    assert client.get("/reports/reasons?kind=partial&year=2026").status_code == 200


def test_a_killed_worker_leaves_its_document_to_the_next(
    site: Site, settings: Settings, database: Database, wave: str
) -> None:
    ask(site.client("quality"))
    with database.unit_of_work() as session:
        taken = requests.claim(session, now=site.now)
        assert taken is not None
        assert requests.claim(session, now=site.now) is None
    with database.unit_of_work() as session:
        assert requests.claim(session, now=site.now + requests.LEASE + timedelta(seconds=1)) == taken
    for turn in range(2, 4):
        with database.unit_of_work() as session:
            later = site.now + turn * (requests.LEASE + timedelta(seconds=1))
            found = requests.claim(session, now=later)
    assert found is None
    with database.reading() as session:
        made = session.get_one(DocumentRequest, taken)
        assert made.state == "failed"
        assert "3 次" in made.failed


def test_old_documents_are_deleted_with_their_files(site: Site, settings: Settings, wave: str) -> None:
    place = ask(site.client("quality"), format="xlsx")
    work_off(settings, site.database, lambda: site.now)
    with site.database.unit_of_work() as session:
        assert session.query(StoredFile).count() == 1
        far = session.query(DocumentRequest).one().expires_at
        assert far is not None
        assert requests.purge(session, now=far) == 1
        assert session.query(StoredFile).count() == 0
    assert site.client("quality").get(place).status_code == 404


def test_a_person_may_delete_a_document_before_its_time(site: Site, settings: Settings, wave: str) -> None:
    client = site.client("quality")
    place = ask(client, format="csv", kind="responses")
    work_off(settings, site.database, lambda: site.now)
    with site.database.reading() as session:
        assert session.query(AuditEntry).filter_by(action="responses.export").count() == 1
    answer = client.post(f"{place}/remove", data={"csrf_token": csrf(client, place)})
    assert answer.status_code == 302
    with site.database.reading() as session:
        assert session.query(StoredFile).count() == session.query(DocumentRequest).count() == 0


def begin(client: FlaskClient, kind: str = "analysis") -> str:
    given = {"kind": kind, "wave": "w1", "document_no": "QR-9.1.3-01-2026", "revision": "A/0"}
    page = "/documents/reports/new"
    answer = client.post(page, data={**given, "csrf_token": csrf(client, page)})
    assert answer.status_code == 302, answer.text
    return answer.location


def test_a_report_is_approved_only_when_it_is_complete_and_keeps_what_was_typed(
    site: Site, wave: str
) -> None:
    client = site.client("quality")
    place = begin(client)
    short = {"document_no": "QR-9.1.3-01-2026", "revision": "A/0", "conclusion": "先写一半 <b>"}
    answer = client.post(place, data={**short, "approve": "1", "csrf_token": csrf(client, place)})
    assert answer.status_code == 422
    assert "请填写这一项" in answer.text
    assert "先写一半 &lt;b&gt;" in answer.text
    same = client.post(
        place, data={**SIGNED, "approved_by": "甲", "approve": "1", "csrf_token": csrf(client, place)}
    )
    assert "批准人不能就是编制人" in same.text
    saved = client.post(place, data={**short, "csrf_token": csrf(client, place)})
    assert saved.status_code == 302
    assert "先写一半" in client.get(place).text


def test_an_approved_report_keeps_the_figures_of_its_day(
    site: Site, settings: Settings, database: Database, wave: str
) -> None:
    client = site.client("quality")
    place = begin(client)
    approved = client.post(place, data={**SIGNED, "approve": "1", "csrf_token": csrf(client, place)})
    assert approved.status_code == 302
    with database.unit_of_work() as session:
        content = session.query(ControlledReport).one().content
        assert content is not None
        for response in session.query(Response).limit(4):
            response.superseded = True
    token = csrf(client, place)
    made = client.post(f"{place}/make", data={"format": "docx", "language": "en", "csrf_token": token})
    work_off(settings, database, lambda: site.now)
    page = client.get(made.location).text
    assert "QR-9.1.3-01-2026 A_0" in page
    with database.reading() as session:
        after = session.query(ControlledReport).one()
        assert after.content == content
        kept = session.query(DocumentRequest).one()
        assert (kept.state, kept.expires_at) == ("done", None)
    assert re.search(r"8 家客户", str(content["zh"]))
    changed = client.post(place, data={**SIGNED, "conclusion": "改", "csrf_token": token})
    assert changed.status_code == 409
    assert client.post(f"{place}/discard", data={"csrf_token": token}).status_code == 409
    refused = client.post(f"{made.location}/remove", data={"csrf_token": token}, follow_redirects=True)
    assert "不能删除" in refused.text


def test_a_draft_can_be_made_and_discarded_with_its_files(
    site: Site, settings: Settings, database: Database, wave: str
) -> None:
    client = site.client("manager")
    place = begin(client, "review")
    token = csrf(client, place)
    client.post(f"{place}/make", data={"format": "pdf", "language": "zh", "csrf_token": token})
    assert work_off(settings, database, lambda: site.now) == 1
    client.post(f"{place}/discard", data={"csrf_token": token})
    with database.reading() as session:
        assert session.query(ControlledReport).count() == session.query(StoredFile).count() == 0


def test_the_same_number_and_revision_is_not_given_twice(site: Site, wave: str) -> None:
    client = site.client("quality")
    begin(client)
    page = "/documents/reports/new"
    given = {"kind": "review", "wave": "w1", "document_no": "QR-9.1.3-01-2026", "revision": "A/0"}
    answer = client.post(page, data={**given, "csrf_token": csrf(client, page)})
    assert answer.status_code == 422
    assert "已经有一份报告" in answer.text


def test_renderers_are_imported_in_one_module_each_and_never_by_the_web(database: Database) -> None:
    homes = {
        "typst": {"survey/reports/outputs/typesetting.py"},
        "docx": {"survey/reports/outputs/word.py", "survey/reports/outputs/word_marks.py"},
        "pyreadstat": {"survey/reports/outputs/spss.py"},
        "polars": {"survey/reports/outputs/spss.py"},
    }
    found: dict[str, set[str]] = {name: set() for name in homes}
    for file in (ROOT / "survey").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                if name.partition(".")[0] in homes:
                    found[name.partition(".")[0]].add(file.relative_to(ROOT).as_posix())
    assert found == homes
