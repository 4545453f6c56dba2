"""The page on which another system's questionnaire becomes a draft, and its command."""

from __future__ import annotations

import io
import json

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey.accounts.actor import COMMAND_LINE
from survey.accounts.models import ROLES
from survey.instrument import formats
from survey.instrument.formats import base
from survey.instrument.library import template
from survey.questionnaires import publishing, queries, service
from tests.conftest import NOW
from tests.questionnaires.conftest import control
from tests.support.payloads import PAYLOADS
from tests.web.site import Site, csrf

PATH = "/questionnaires/import"
TEXT = "回访\n\n1. 您的岗位 [单选题] *\n采购\n质量\n\n2. 意见 [简答题]\n"
LEFT_OUT = f"{TEXT}\n3. 照片 [文件上传]\n"


def post(client: FlaskClient, text: str = "", file: tuple[bytes, str] | None = None) -> TestResponse:
    data: dict[str, object] = {"text": text, "csrf_token": csrf(client, PATH)}
    if file is not None:
        data["file"] = (io.BytesIO(file[0]), file[1])
    return client.post(PATH, data=data, content_type="multipart/form-data")


def drafts(site: Site) -> list[str]:
    with site.database.reading() as session:
        return [row.questionnaire.key for row in queries.listing(session, retired=True)]


def test_only_those_who_make_questionnaires_may_import_them(site: Site) -> None:
    for role in ROLES:
        allowed = role in {"admin", "quality"}
        assert site.client(role).get(PATH).status_code == (200 if allowed else 403), role
    site.app.config["WTF_CSRF_ENABLED"] = False
    assert site.client("viewer").post(PATH, data={"text": TEXT}).status_code == 403
    assert drafts(site) == []


def test_pasted_text_becomes_a_draft_that_opens(site: Site, client: FlaskClient) -> None:
    answer = post(client, TEXT)
    assert answer.status_code == 302
    page = client.get(answer.location).text
    assert "没有遗漏" in page
    assert "您的岗位" in page
    assert drafts(site) == ["imported"]


def test_what_was_left_out_is_listed_with_a_way_to_the_draft(site: Site, client: FlaskClient) -> None:
    answer = post(client, LEFT_OUT)
    assert answer.status_code == 200
    assert "没有照原样导入的内容（1 处）" in answer.text
    assert "3. 照片" in answer.text
    assert "/edit" in answer.text
    assert len(drafts(site)) == 1


def test_a_file_goes_before_the_text_and_a_taken_key_is_numbered(site: Site, client: FlaskClient) -> None:
    survey = {
        "title": "年度调查",
        "pages": [{"elements": [{"type": "comment", "name": "a", "title": "意见"}]}],
    }
    file = json.dumps(survey).encode(), "annual-2027.json"
    for _time in range(2):
        assert post(client, "不看这里", file).status_code == 302
    assert sorted(drafts(site)) == ["annual_2027", "annual_2027_2"]


@pytest.mark.parametrize("text", ["没有题目的文字", '{"pages": [', '{"sections": [{"key": 5}]}'])
def test_a_refusal_says_why_and_keeps_what_was_pasted(site: Site, client: FlaskClient, text: str) -> None:
    answer = post(client, text)
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text
    assert text.replace('"', "&#34;") in answer.text
    assert drafts(site) == []


def test_faults_of_our_own_format_are_listed_with_their_places(client: FlaskClient) -> None:
    answer = post(
        client, '{"key": "a", "title": "调查", "sections": [{"key": "s", "title": "一", "itemz": []}]}'
    )
    assert "sections[0].itemz" in answer.text


def test_nothing_sent_and_broken_files_are_refused(
    site: Site, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "MOST_BYTES", 9_000)
    assert post(client).status_code == 422
    for file in (
        (b"", "a.json"),
        (b"\x89PNG\r\n\x1a\n\x00", "a.xlsx"),
        (b"x" * 9_001, "a.txt"),
        (b"PK", "a.lsa"),
    ):
        assert post(client, "", file).status_code == 422, file[1]
    assert drafts(site) == []


def test_hostile_texts_are_shown_harmlessly(client: FlaskClient) -> None:
    for payload in PAYLOADS:
        line = " ".join(payload.split())
        for page in (post(client, f"1. {line} [文件上传]\n2. 意见 [简答题]").text, post(client, line).text):
            assert "<script>alert" not in page
            assert "onerror=" not in page or "&lt;" in page


# --- the way back ----------------------------------------------------------------------------


def test_drafts_and_versions_leave_in_three_formats(site: Site, client: FlaskClient) -> None:
    with site.database.unit_of_work() as session:
        made = service.create_from_template(session, "pulse", "pulse", "", COMMAND_LINE, NOW)
        version = publishing.publish(session, made.ref, control(), COMMAND_LINE, NOW)
    for path, name in ((f"{made.ref}/export", "pulse"), (f"versions/{version.ref}/export", "pulse-1")):
        page = client.get(f"/questionnaires/{path.removesuffix('/export')}").text
        for format, suffix in (("surveyjs", "surveyjs.json"), ("text", "txt")):
            assert f"{path}?format={format}" in page
            answer = site.client("quality").get(f"/questionnaires/{path}?format={format}")
            assert f"{name}.{suffix}" in answer.headers["Content-Disposition"]
            assert "sandbox" in answer.headers["Content-Security-Policy"]
            asked = len(list(formats.read(answer.data).definition.items()))
            assert asked == len(list(template("pulse").items()))
        assert client.get(f"/questionnaires/{path}?format=word").status_code == 400
