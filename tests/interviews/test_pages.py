"""The interviewer's screens in the browser: nothing typed is lost, nothing typed runs, owners wait."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from markupsafe import escape
from werkzeug.test import TestResponse

from survey.accounts.actor import Actor
from survey.config import Settings
from survey.customers.models import Customer, Loss
from survey.db import Database
from survey.interviews import service
from survey.interviews.models import Case, Interview, StaffAttribution
from tests.web.conftest import _quick_hashes  # noqa: F401  (a fixture: hashes that cost little)
from tests.web.site import Site, build_site

PAYLOADS = (
    "<script>alert(1)</script>",
    '" autofocus onfocus="alert(1)',
    "</textarea><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}",
    "javascript:alert(1)",
)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@pytest.fixture
def site(settings: Settings, database: Database) -> Site:
    return build_site(settings, database)


@pytest.fixture
def case(site: Site) -> str:
    """A case of a customer owned by the salesperson, given to the interviewer."""
    quality = Actor(name="质量", role="quality")
    with site.database.unit_of_work() as session:
        customer = Customer(
            code="K1", name="离开的客户", class_key="A", owner_id=site.staff["sales"].id, created_at=site.now
        )
        session.add(customer)
        session.flush()
        loss = Loss(customer_id=customer.id, kind="complete", recognised_on=site.now.date())
        session.add(loss)
        session.flush()
        (made,) = service.open_cases(session, [loss.ref], actor=quality, now=site.now)
        service.assign(session, made, site.staff["interviewer"].id, actor=quality, now=site.now)
        return made.ref


def form_of(client: FlaskClient, path: str) -> dict[str, str]:
    """The hidden fields of the page's record form, as a browser would send them back."""
    page = client.get(path)
    assert page.status_code == 200, page.text
    form = page.text[page.text.index("data-autosave") :]
    return {name: html.unescape(value) for name, value in HIDDEN.findall(form)}


def fill(client: FlaskClient, path: str, hidden: dict[str, str] | None = None, **typed: Any) -> TestResponse:
    named = {name.replace("note_", "note:"): value for name, value in typed.items()}
    return client.post(path, data={**(hidden or form_of(client, path)), **named})


def press(client: FlaskClient, case: str, action: str, **data: str) -> TestResponse:
    page = client.get(f"/interviews/{case}/").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return client.post(f"/interviews/{case}/{action}", data={"csrf_token": found[1], **data})


def test_the_whole_story_through_the_pages(site: Site, case: str) -> None:
    sales, caller, quality = site.client("sales"), site.client("interviewer"), site.client("quality")
    assert press(sales, case, "attribution", code="B8.1", text="低价").status_code == 302
    assert (
        press(caller, case, "attempt", outcome="appointed", appointed_at="2026-10-21T14:00").status_code
        == 302
    )
    screening = f"/interviews/{case}/fill/screening"
    assert fill(caller, screening, **{"note:s_status": "partial", "next": "1"}).location.endswith(
        "/fill/talk"
    )
    talk = f"/interviews/{case}/fill/talk"
    page = caller.get(talk).text
    assert page.count("data-question") == 15
    assert "当时还比较过哪几家" in page
    assert "五问阶梯" in page
    assert (
        fill(
            caller, talk, held_on="2026-10-20", consent_notes="yes", note_main_reason="还是价格", rating="6"
        ).status_code
        == 302
    )
    assert "还是价格" in caller.get(f"/interviews/{case}/fill/record").text
    record = f"/interviews/{case}/fill/record"
    assert press(caller, case, "finish").status_code == 422
    answer = fill(
        caller,
        record,
        stated_text="还是价格",
        stated_code="B5.1",
        destination="competitor",
        destination_name="某某同行",
        confidence="high",
        contributing_code=["B2.2", "B5.1", ""],
        contributing_weight=["", "", ""],
        next="1",
    )
    assert answer.location.endswith("/coding")
    assert "某某同行" not in caller.get(record).text
    assert "某某同行" in quality.get(record).text
    assert press(caller, case, "coding/first", code="B2.2").status_code == 302
    assert "B2.2" not in re.sub(
        r"<select.*?</select>", "", quality.get(f"/interviews/{case}/coding").text, flags=re.S
    )
    assert press(quality, case, "coding/second", code="B2.1").status_code == 302
    assert press(quality, case, "coding/adjudicate", code="B2.1").status_code == 302
    assert press(caller, case, "finish").location.endswith("/result")
    with site.database.reading() as session:
        interview = session.scalars(sa.select(Interview)).one()
        assert interview.contributing == [["B2.2", 60.0], ["B5.1", 40.0]]
        assert interview.finished_at is not None
        assert session.scalars(sa.select(Case.state)).one() == "done"
    for role in ("quality", "manager", "viewer", "sales", "interviewer", "admin"):
        result = site.client(role).get(f"/interviews/{case}/result")
        assert result.status_code == 200, role
        assert ("某某同行" in result.text) == (role in {"quality", "manager", "admin"}), role


def test_an_owner_sees_nothing_before_writing_a_judgement(site: Site, case: str) -> None:
    fill(site.client("interviewer"), f"/interviews/{case}/fill/talk", note_main_reason="你们的业务员不接电话")
    sales = site.client("sales")
    assert sales.get(f"/interviews/{case}/result").status_code == 403
    assert "不接电话" not in sales.get(f"/interviews/{case}/").text
    assert press(sales, case, "attribution", code="", text="先写着").status_code == 422
    assert press(sales, case, "attribution", code="B8.1", text="被低价撬走").status_code == 302
    assert "不接电话" in sales.get(f"/interviews/{case}/result").text
    assert press(sales, case, "attribution", code="B3.1", text="改口").status_code == 409
    with site.database.reading() as session:
        assert session.scalars(sa.select(StaffAttribution.code)).one() == "B8.1"


def test_other_interviewers_and_salespeople_do_not_know_of_the_case(site: Site, case: str) -> None:
    with site.database.unit_of_work() as session:
        session.scalars(sa.select(Case)).one().interviewer_id = site.staff["quality"].id
        session.scalars(sa.select(Customer)).one().owner_id = site.staff["manager"].id
    for role in ("interviewer", "sales"):
        client = site.client(role)
        assert client.get(f"/interviews/{case}/").status_code == 404
        assert "离开的客户" not in client.get("/interviews/").text
    for role in ("manager", "viewer", "sales"):
        assert site.client(role).get(f"/interviews/{case}/fill/talk").status_code == 403


def test_notes_never_run(site: Site, case: str) -> None:
    payload = " ".join(PAYLOADS)
    caller = site.client("interviewer")
    talk, record = f"/interviews/{case}/fill/talk", f"/interviews/{case}/fill/record"
    fill(caller, talk, note_main_reason=payload, restricted_note=payload, consent_notes="yes")
    fill(caller, record, stated_text=payload, controllable_why=payload, destination_name=payload)
    press(caller, case, "attempt", outcome="no_answer", note=payload)
    press(site.client("sales"), case, "attribution", code="D", text=payload)
    pages = [talk, record, f"/interviews/{case}/", f"/interviews/{case}/coding", f"/interviews/{case}/result"]
    for role in ("interviewer", "quality"):
        for path in pages:
            text = site.client(role).get(path).text
            assert "<script>alert" not in text, path
            assert "<img src=x" not in text, path
            assert '" autofocus onfocus="alert' not in text, path
    assert str(escape(payload)) in site.client("quality").get(talk).text


def test_two_people_on_one_note_both_see_both_texts(site: Site, case: str) -> None:
    caller, quality = site.client("interviewer"), site.client("quality")
    talk = f"/interviews/{case}/fill/talk"
    early = form_of(caller, talk)
    fill(quality, talk, note_what_good="质量员写的")
    clash = fill(caller, talk, early, note_what_good="回访员写的", note_trigger="另一题")
    assert clash.status_code == 409
    assert "质量员写的" in clash.text
    assert "回访员写的" in clash.text
    shown = {name: html.unescape(value) for name, value in HIDDEN.findall(clash.text)}
    joined = fill(caller, talk, shown, note_what_good="质量员写的。回访员写的。")
    assert joined.status_code == 302
    with site.database.reading() as session:
        notes = session.scalars(sa.select(Interview)).one().notes
        assert notes == {"what_good": "质量员写的。回访员写的。", "trigger": "另一题"}


def test_the_script_saves_in_the_background_and_learns_the_new_stamp(site: Site, case: str) -> None:
    caller = site.client("interviewer")
    talk = f"/interviews/{case}/fill/talk"
    form = form_of(caller, talk)
    for text in ("第一句", "第一句第二句"):
        reply = caller.post(
            talk, data={**form, "note:what_good": text}, headers={"Accept": "application/json"}
        )
        assert reply.status_code == 200
        told = reply.get_json()
        assert told["clashes"] == []
        form["stamp"] = str(told["stamp"])
        form |= {f"seen:{name}": mark for name, mark in told["seen"].items()}
    wrong = caller.post(
        talk, data={**form, "rating": "11"}, headers={"Accept": "application/json"}
    ).get_json()
    assert list(wrong["problems"]) == ["rating"]
    assert fill(caller, talk, form, note_what_good="第一句第二句第三句").status_code == 302


def test_the_script_never_wipes_what_another_person_saved_meanwhile(site: Site, case: str) -> None:
    caller, quality = site.client("interviewer"), site.client("quality")
    talk = f"/interviews/{case}/fill/talk"
    form = form_of(caller, talk)
    fill(quality, talk, note_trigger="质量员写的")
    json = {"Accept": "application/json"}
    blank = {"note:trigger": "", "note:decision": "一"}
    told = caller.post(talk, data={**form, **blank}, headers=json).get_json()
    form["stamp"] = str(told["stamp"])
    form |= {f"seen:{name}": mark for name, mark in told["seen"].items()}
    told = caller.post(talk, data={**form, **blank, "note:decision": "一二"}, headers=json).get_json()
    assert told["clashes"] == []
    told = caller.post(talk, data={**form, "note:trigger": "回访员写的"}, headers=json).get_json()
    assert told["clashes"] == ["note:trigger"]
    with site.database.reading() as session:
        assert session.scalars(sa.select(Interview)).one().notes["trigger"] == "质量员写的"


def test_a_wrong_field_comes_back_with_everything_else_kept(site: Site, case: str) -> None:
    caller = site.client("interviewer")
    record = f"/interviews/{case}/fill/record"
    refused = fill(
        caller,
        record,
        stated_text="很长的原话",
        contributing_code=["B2.2", "B5.1", ""],
        contributing_weight=["70", "20", ""],
    )
    assert refused.status_code == 422
    assert "很长的原话" in refused.text
    assert 'value="70"' in refused.text
    assert "合计" in refused.text


def test_losses_become_cases_in_one_go_and_warn_about_owners(site: Site, case: str) -> None:
    with site.database.unit_of_work() as session:
        customer = Customer(code="K2", name="乙", owner_id=site.staff["interviewer"].id, created_at=site.now)
        session.add(customer)
        session.flush()
        loss = Loss(customer_id=customer.id, kind="partial", recognised_on=site.now.date())
        session.add(loss)
        session.flush()
        ref = loss.ref
    quality = site.client("quality")
    page = quality.get("/interviews/new").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    data = {"csrf_token": found[1], "loss": [ref], "interviewer": str(site.staff["interviewer"].id)}
    assert quality.post("/interviews/new", data=data).status_code == 302
    roster = quality.get("/interviews/").text
    assert "乙" in roster
    assert "是该客户的业务员" in roster
