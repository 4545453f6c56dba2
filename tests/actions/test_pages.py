"""Action forms in the browser: steps, refusals that keep what was typed, files that never run."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey.actions.models import Action
from survey.config import Settings
from survey.db import Database
from tests.actions.builders import in_work, opened, to_verify
from tests.web.conftest import _quick_hashes  # noqa: F401  (a fixture: hashes that cost little)
from tests.web.site import Site, build_site, csrf

HOSTILE = '"><script>alert(1)</script>{{ 7 * 7 }}'
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def site(settings: Settings, database: Database) -> Site:
    return build_site(settings, database)


def post(client: FlaskClient, path: str, **fields: object) -> TestResponse:
    data = {"csrf_token": csrf(client, "/actions/"), **fields}
    return client.post(path, data=data, content_type="multipart/form-data")


def form_of(site: Site, make: object = opened, **changes: object) -> str:
    """The ref of a form made by one of the builders, owned by the salesperson."""
    with site.database.unit_of_work() as session:
        ref: str = make(session, site.staff["sales"], **changes).ref  # type: ignore[operator]
        return ref


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_form_is_opened_with_what_was_typed(site: Site) -> None:
    quality = site.client("quality")
    answer = post(quality, "/actions/new", title=HOSTILE, problem=HOSTILE, owner_id=site.staff["sales"].id)
    assert answer.status_code == 302
    page = quality.get(answer.location).text
    assert "<script>alert(1)" not in page
    assert "{{ 7 * 7 }}" in page
    assert "QR-10.2-01-2026-001" in page


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nothing_typed_is_lost_when_it_cannot_be_kept(site: Site) -> None:
    ref = form_of(site)
    quality = site.client("quality")
    answer = post(quality, f"/actions/{ref}/work", stamp="99", cause="写了很久的原因", measures="很多措施")
    assert answer.status_code == 409
    assert "写了很久的原因" in answer.text
    assert "别人改过" in answer.text
    answer = post(quality, "/actions/new", title="", problem="写了很久的问题")
    assert answer.status_code == 422
    assert "写了很久的问题" in answer.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_refused_step_says_everything_that_is_missing(site: Site) -> None:
    ref = form_of(site, due_on=None)
    answer = post(site.client("sales"), f"/actions/{ref}/start")
    assert answer.status_code == 422
    for sentence in ("还没有定完成期限。", "还没有填写原因分析。", "还没有填写纠正措施。"):
        assert sentence in answer.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_evidence_leaves_as_a_download_in_a_sandbox(site: Site) -> None:
    ref = form_of(site, in_work)
    owner = site.client("sales")
    answer = post(owner, f"/actions/{ref}/evidence", file=(io.BytesIO(PDF), "记录.pdf"), note="记录")
    assert answer.status_code == 302
    with site.database.reading() as session:
        piece = session.scalars(sa.select(Action).where(Action.ref == ref)).one().evidence[0].ref
    file = owner.get(f"/actions/{ref}/evidence/{piece}")
    assert file.data == PDF
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert site.client("viewer").get(f"/actions/{ref}/evidence/{piece}").status_code == 403


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_page_as_evidence_is_refused(site: Site) -> None:
    ref = form_of(site, in_work)
    hostile = io.BytesIO(b"<script>alert(1)</script>")
    answer = post(site.client("sales"), f"/actions/{ref}/evidence", file=(hostile, "x.html"), note="留住")
    assert answer.status_code == 422
    assert "不能接受这种文件" in answer.text
    assert "留住" in answer.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_form_without_signatures_is_not_closed_and_says_why(site: Site) -> None:
    ref = form_of(site, to_verify)
    quality = site.client("quality")
    typed = {"method": "复查记录三个月", "result": "effective", "by": "温工", "on": "2026-10-20"}
    answer = post(quality, f"/actions/{ref}/check", **typed)
    assert answer.status_code == 422
    assert "还没有批准。请先由批准人签署。" in answer.text
    assert "复查记录三个月" in answer.text
    for part in ("review", "approve"):
        post(quality, f"/actions/{ref}/sign/{part}", name="季总")
    assert post(quality, f"/actions/{ref}/check", **typed).status_code == 302
    assert "已关闭" in quality.get(f"/actions/{ref}/").text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_others_do_not_find_the_form(site: Site) -> None:
    with site.database.unit_of_work() as session:
        ref = opened(session).ref
    assert site.client("sales").get(f"/actions/{ref}/").status_code == 404
    assert site.client("sales").get(f"/actions/{ref}/print").status_code == 404


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_list_is_a_workbook_too(site: Site) -> None:
    form_of(site)
    answer = site.client("quality").get("/actions/export.xlsx?view=all")
    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_paper_carries_number_grid_and_signature_boxes(site: Site) -> None:
    ref = form_of(site)
    paper = site.client("quality").get(f"/actions/{ref}/print").text
    for words in ("QR-10.2-01-2026-001", "编制", "审核", "批准", "有效性验证", "原因分析"):
        assert words in paper
