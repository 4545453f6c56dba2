"""Waves on pages: created, listed, checked against the promise, opened, closed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from survey.fieldwork.models import FrameEntry, Invitation, Wave
from survey.questionnaires.models import Version
from tests.web_waves.conftest import Field

NEW = {
    "name": "2027 年上半年顾客满意度调查",
    "key": "2027-h1",
    "period": "2027 年上半年",
    "opens_at": "2026-10-19T08:00",
    "closes_at": "2026-11-30T18:00",
    "privacy": "named",
    "unit": "customer",
}


def wave_of(field: Field, key: str) -> Wave:
    with field.database.reading() as session:
        return session.scalars(sa.select(Wave).where(Wave.key == key)).one()


def create(field: Field, **changes: str) -> Wave:
    with field.database.reading() as session:
        version = session.scalars(sa.select(Version)).one().ref
    reply = field.post("quality", "/waves/new", **NEW | {"version": version} | changes)
    assert reply.status_code == 200, reply.text
    return wave_of(field, changes.get("key", "2027-h1"))


def test_a_wave_is_created_filled_and_opened(field: Field) -> None:
    wave = create(field)
    assert wave.state == "draft"
    assert wave.opens_at.hour == 0  # 08:00 in Shanghai
    field.post("quality", f"/waves/{wave.ref}/customers/choose", how="all")
    field.post("quality", f"/waves/{wave.ref}/invitations", who="all", mode="paper")
    page = field.post("quality", f"/waves/{wave.ref}/open", notice_confirmed="y", method_confirmed="y").text
    assert "进行中" in page
    with field.database.reading() as session:
        sent = session.scalars(sa.select(Invitation).where(Invitation.wave_id == wave.id)).all()
    assert len(sent) == 6
    assert all(one.mode == "paper" for one in sent)


def test_what_was_typed_stays_when_the_key_is_taken(field: Field) -> None:
    with field.database.reading() as session:
        version = session.scalars(sa.select(Version)).one().ref
    data = NEW | {"version": version, "key": "Not A Key"}
    page = field.post("quality", "/waves/new", **data).text
    assert 'value="2027 年上半年顾客满意度调查"' in page
    assert "field-error" in page


def test_a_wave_does_not_open_without_both_ticks(field: Field) -> None:
    wave = create(field)
    reply = field.post("quality", f"/waves/{wave.ref}/open", method_confirmed="y")
    assert reply.status_code == 422
    assert "还没有确认" in reply.text
    assert wave_of(field, wave.key).state == "draft"


@pytest.mark.parametrize(
    ("privacy", "promise", "right"),
    [
        ("named", "实名调查", "看到每份答卷和客户名称"),
        ("confidential", "保密调查", "看到每份答卷、客户名称和填写人"),
        ("anonymous", "匿名调查", "看不到来自哪家客户"),
    ],
)
def test_promise_and_rights_stand_side_by_side(
    make_field: Callable[..., Field], privacy: str, promise: str, right: str
) -> None:
    field = make_field(opened=False, privacy=privacy)
    page = field.get("quality", f"/waves/{field.wave.ref}/notice").text
    assert promise in page
    assert right in page


def test_closing_asks_first_and_says_what_happens(field: Field) -> None:
    asked = field.get("quality", f"/waves/{field.wave.ref}/close").text
    assert "还有 6 家应调查客户没有交回" in asked
    assert wave_of(field, field.wave.key).state == "open"
    field.post("quality", f"/waves/{field.wave.ref}/close")
    assert wave_of(field, field.wave.key).state == "closed"


def test_an_extension_into_the_past_is_refused_at_its_field(field: Field) -> None:
    reply = field.post("quality", f"/waves/{field.wave.ref}/extend", closes_at="2026-10-01T18:00")
    assert "截止时间要在现在之后" in reply.text or "field-error" in reply.text
    field.post("quality", f"/waves/{field.wave.ref}/extend", closes_at="2026-12-01T18:00")
    assert wave_of(field, field.wave.key).closes_at.month == 12


def test_a_ticked_list_keeps_customers_that_were_not_shown(field: Field) -> None:
    wave = create(field)
    path = f"/waves/{wave.ref}/customers/choose"
    first, second, third = (one.ref for one in field.customers[:3])
    field.post("quality", path, how="ticked", listed=[first, second], customer=[first, second])
    field.post("quality", path, how="ticked", listed=[second, third], customer=[third])
    with field.database.reading() as session:
        chosen = set(session.scalars(sa.select(FrameEntry.customer_id).where(FrameEntry.wave_id == wave.id)))
    assert chosen == {field.customers[0].id, field.customers[2].id}


def test_a_link_can_be_paused_renewed_and_saved_as_a_picture(field: Field) -> None:
    base = f"/waves/{field.wave.ref}"
    page = field.post("quality", f"{base}/collectors", name="六月展会", kind="qr")
    assert "/r/" in page.text
    ref = page.request.path.rsplit("/", 1)[1]
    assert field.get("quality", f"{base}/collectors/{ref}/qr.png").data.startswith(b"\x89PNG")
    assert b"<svg" in field.get("quality", f"{base}/collectors/{ref}/qr.svg").data
    assert field.get("quality", f"{base}/collectors/{ref}/qr.gif").status_code == 404
    assert "已停用" in field.post("quality", f"{base}/collectors/{ref}/close").text
    old = field.get("quality", f"{base}/invitations/{field.invitation.ref}").text
    new = field.post("quality", f"{base}/invitations/{field.invitation.ref}/renew").text
    link = old.split('id="link" value="')[1].split('"')[0]
    assert link not in new


def test_each_role_sees_its_part_only(field: Field) -> None:
    base = f"/waves/{field.wave.ref}"
    name = field.customers[0].name
    assert name not in field.get("viewer", f"{base}/").text
    assert field.get("viewer", f"{base}/customers").status_code == 403
    assert name in field.get("manager", f"{base}/customers").text
    assert field.get("manager", f"{base}/collectors").status_code == 403
    assert field.get("sales", f"{base}/").status_code == 403
    mine = field.get("sales", "/waves/mine").text
    assert field.customers[1].name in mine
    assert name not in mine


def test_a_plan_is_approved_and_a_line_opens_its_wave(field: Field) -> None:
    page = field.post("quality", "/waves/plans/new", year="2026", document_no="QP-9.1.2-02", revision="A/0")
    ref = page.request.path.rsplit("/", 1)[1]
    line = {
        "period": "2026 年下半年",
        "object": "全部在册客户",
        "starts_on": "2026-10-10",
        "ends_on": "2026-11-30",
    }
    field.post("quality", f"/waves/plans/{ref}/lines/new", **line)
    refused = field.post("quality", f"/waves/plans/{ref}/approve", approved_by="")
    assert refused.status_code == 422
    approved = field.post("quality", f"/waves/plans/{ref}/approve", approved_by="李经理").text
    prefilled = approved.split('href="/waves/new?')[1].split('"')[0].replace("&amp;", "&")
    form = field.get("quality", f"/waves/new?{prefilled}").text
    assert 'value="全部在册客户"' in form
    assert 'value="2026-10-10T08:00"' in form
    with field.database.reading() as session:
        version = session.scalars(sa.select(Version)).one().ref
    field.post("quality", f"/waves/new?{prefilled}", **NEW | {"version": version})
    assert NEW["name"] in field.get("manager", f"/waves/plans/{ref}").text
    assert "QP-9.1.2-02" in field.get("manager", f"/waves/plans/{ref}/print").text


def test_targets_are_typed_in_percent_and_kept_as_shares(field: Field) -> None:
    target = {"year": "2026", "measure": "response_rate", "scope": "company", "scope_key": "", "value": "60"}
    assert "≥ 60.0%" in field.post("quality", "/waves/targets", **target).text
    refused = field.post("quality", "/waves/targets", **target | {"value": "160"}).text
    assert "目标值没有保存" in refused or "0% 到 100%" in refused
    assert field.post("manager", "/waves/targets", **target | {"value": "1"}).text.count("60.0%") == 1


def test_the_paper_form_has_record_number_code_scales_and_seal(field: Field) -> None:
    path = f"/waves/{field.wave.ref}/paper"
    one = field.get("quality", f"{path}?invitation={field.invitation.ref}").text
    assert field.invitation.record_no in one
    assert "<svg" in one
    assert "单位（盖章）" in one
    assert "style=" not in one.replace("stylesheet", "")
    assert "链接即可继续" not in one
    blank = field.get("quality", path).text
    assert "<svg" not in blank
    field.post("quality", f"/waves/{field.wave.ref}/invitations", who="all", mode="paper")
    assert field.get("quality", f"{path}?who=all").text.count('<article class="sheet"') == 6


def test_a_published_version_leads_to_a_new_survey_with_it(field: Field) -> None:
    with field.database.reading() as session:
        version = session.scalars(sa.select(Version)).one().ref
    address = f"/waves/new?version={version}"
    assert f'href="{address}"' in field.get("quality", f"/questionnaires/versions/{version}").text
    assert address not in field.get("viewer", f"/questionnaires/versions/{version}").text
    assert f'<option selected value="{version}">' in field.get("quality", address).text
    assert field.get("quality", "/waves/new?version=nosuch").status_code == 200


def test_a_survey_with_answers_leads_to_its_report_for_those_who_may_read_it(field: Field) -> None:
    report = f'href="/reports/{field.wave.key}/gap"'
    assert report not in field.get("quality", f"/waves/{field.wave.ref}/").text
    field.post("quality", f"/waves/{field.wave.ref}/enter", **field.entry())
    field.post("quality", f"/waves/{field.wave.ref}/close")
    for role in ("quality", "manager", "viewer"):
        assert report in field.get(role, f"/waves/{field.wave.ref}/").text
    assert report not in field.get("interviewer", f"/waves/{field.wave.ref}/").text
