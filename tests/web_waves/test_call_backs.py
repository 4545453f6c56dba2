"""The pages of 抽查回访: drawing, calling, and what they tell whom."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from survey.customers.models import Contact
from survey.responses.models import CallBack
from tests.web_waves.conftest import Field
from tests.web_waves.test_entry import scan

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def hand_in(field: Field) -> str:
    """An entry by the salesperson of the second customer; the address of the calls."""
    form = field.entry(customer=field.customers[1].ref) | {"scan": scan()}
    field.post("sales", f"/waves/{field.wave.ref}/enter", **form)
    assert field.responses()[0].by_account_owner
    return f"/waves/{field.wave.ref}/call-backs"


def call(field: Field) -> CallBack:
    with field.database.reading() as session:
        return session.scalars(sa.select(CallBack)).one()


def test_a_wave_without_entries_says_that_nothing_is_to_be_called(field: Field) -> None:
    page = field.get("interviewer", f"/waves/{field.wave.ref}/call-backs").text
    assert "不需要抽查回访" in page


def test_quality_staff_draw_and_an_interviewer_calls_without_seeing_the_score(field: Field) -> None:
    with field.database.unit_of_work() as session:
        session.add(Contact(customer_id=field.customers[1].id, name="李工", phone="0571-88880000"))
    path = hand_in(field)
    assert "抽取 1 份" in field.get("quality", path).text
    assert field.post("interviewer", f"{path}/draw").status_code == 403
    assert "已记录" in field.post("quality", f"{path}/draw").text
    address = f"{path}/{call(field).ref}"
    page = field.get("interviewer", address).text
    assert "李工" in page
    assert "0571-88880000" in page
    assert "4 满意" not in field.get("interviewer", path).text
    wrong = field.post("interviewer", address, outcome="reached", confirmed="yes", note="前台接的")
    assert wrong.status_code == 422
    assert "前台接的" in wrong.text
    done = field.post("interviewer", address, outcome="reached", confirmed="yes", score="3", note="")
    assert "回访结果已保存" in done.text
    assert (call(field).score, call(field).entered) == (3, 4)
    seen = field.get("quality", path).text
    assert "100%" in seen
    assert "代交的总体评价" in seen
    assert "代交的总体评价" not in field.get("interviewer", path).text


def test_salespeople_have_no_business_there(field: Field) -> None:
    path = hand_in(field)
    assert field.get("sales", path).status_code == 403
    assert field.get("viewer", path).status_code == 403


def test_the_reports_tell_of_the_calls(field: Field) -> None:
    path = hand_in(field)
    before = field.get("quality", f"/reports/{field.wave.key}/quality").text
    assert "还要抽取 1 份" in before
    field.post("quality", f"{path}/draw")
    field.post("interviewer", f"{path}/{call(field).ref}", outcome="reached", confirmed="yes", score="4")
    quality = field.get("quality", f"/reports/{field.wave.key}/quality").text
    assert "总体评价相差不超过一级" in quality
    assert "还要抽取" not in quality
    assert (
        "业务员代交 1 份，抽查回访 1 份" in field.get("quality", f"/reports/{field.wave.key}/accounting").text
    )
