"""Typing in paper and telephone answers."""

from __future__ import annotations

import io
from collections.abc import Callable

import sqlalchemy as sa

from survey.accounts.models import StoredFile
from survey.fieldwork.models import FrameEntry
from tests.web_waves.conftest import Field

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def scan(name: str = "signed.pdf", content: bytes = PDF) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def test_a_paper_form_is_typed_in_under_its_record_number(field: Field) -> None:
    path = f"/waves/{field.wave.ref}/enter?invitation={field.invitation.ref}"
    assert field.invitation.record_no in field.get("quality", path).text
    reply = field.post("quality", path, **field.entry(record_no=field.invitation.record_no))
    assert "答卷已保存" in reply.text
    (stored,) = field.responses()
    assert stored.mode == "paper"
    assert stored.record_no == field.invitation.record_no
    assert stored.answers["product_consistency"] == [5, 2]
    assert stored.respondent_name == "张工"
    assert str(stored.submitted_on) == "2026-10-19"


def test_the_same_record_number_twice_is_refused_with_a_link(field: Field) -> None:
    path, form = f"/waves/{field.wave.ref}/enter", field.entry(record_no=field.invitation.record_no)
    field.post("quality", path, **form)
    again = field.post("quality", path, **form | {"another": "y"})
    assert again.status_code == 422
    (stored,) = field.responses()
    assert f"/responses/{stored.ref}" in again.text
    assert 'value="张工"' in again.text
    assert "有两批表面有锈" in again.text


def test_a_second_form_of_a_customer_needs_a_tick(field: Field) -> None:
    path = f"/waves/{field.wave.ref}/enter"
    field.post("quality", path, **field.entry())
    assert field.post("quality", path, **field.entry(person="李工")).status_code == 422
    assert len(field.responses()) == 1
    field.post("quality", path, **field.entry(person="李工", another="y"))
    assert len(field.responses()) == 2


def test_a_record_number_of_another_customer_is_refused_at_its_field(field: Field) -> None:
    form = field.entry(record_no=field.invitation.record_no, customer=field.customers[2].ref)
    reply = field.post("quality", f"/waves/{field.wave.ref}/enter", **form)
    assert "请核对编号和客户" in reply.text
    assert field.responses() == []


def test_a_wrong_answer_keeps_everything_typed(field: Field) -> None:
    form = field.entry() | {"q.overall": "9"}
    reply = field.post("quality", f"/waves/{field.wave.ref}/enter", **form)
    assert reply.status_code == 422
    assert "有两批表面有锈" in reply.text
    assert field.responses() == []


def test_an_empty_form_is_not_an_answer(field: Field) -> None:
    form = {name: value for name, value in field.entry().items() if not name.startswith("q.")}
    assert "还没有填写任何一题" in field.post("quality", f"/waves/{field.wave.ref}/enter", **form).text
    assert field.responses() == []


def test_a_salesperson_enters_own_customers_with_the_signed_form_only(field: Field) -> None:
    path, own = f"/waves/{field.wave.ref}/enter", field.entry(customer=field.customers[1].ref)
    refused = field.post("sales", path, **own)
    assert refused.status_code == 422
    assert "请上传签字原件的扫描件" in refused.text
    field.post("sales", path, **own | {"scan": scan()})
    (stored,) = field.responses()
    assert stored.by_account_owner
    assert stored.scan_file_id is not None
    other = field.post("sales", path, **field.entry() | {"scan": scan()})
    assert other.status_code in {404, 422}
    assert len(field.responses()) == 1


def test_a_scan_survives_a_mistake_elsewhere_on_the_form(field: Field) -> None:
    path, form = f"/waves/{field.wave.ref}/enter", field.entry(received_on="2020-01-01")
    first = field.post("quality", path, **form | {"scan": scan()}).text
    kept = first.split('name="scan_ref" type="hidden" value="')[1].split('"')[0]
    assert kept
    field.post("quality", path, **field.entry(scan_ref=kept))
    (stored,) = field.responses()
    with field.database.reading() as session:
        file = session.scalars(sa.select(StoredFile)).one()
    assert stored.scan_file_id == file.id
    assert file.expires_at is None


def test_a_disguised_file_is_no_scan(field: Field) -> None:
    form = field.entry() | {"scan": scan("page.pdf", b"<html><script>alert(1)</script>")}
    reply = field.post("quality", f"/waves/{field.wave.ref}/enter", **form)
    assert reply.status_code == 422
    assert "没有保存" in reply.text
    assert field.responses() == []


def test_a_call_is_typed_in_while_it_is_made(field: Field) -> None:
    path = f"/waves/{field.wave.ref}/phone/{field.customers[2].ref}"
    script = field.get("interviewer", path).text
    assert "不是推销" in script
    assert "照念" in script
    form = {"received_on": "2026-10-20", "person": "赵工", "contact": "", "q.overall": "5"}
    field.post("interviewer", path, **form)
    (stored,) = field.responses()
    assert stored.mode == "phone"
    assert stored.customer_id == field.customers[2].id


def test_a_call_without_answers_is_noted_in_one_click(field: Field) -> None:
    customer = field.customers[3]
    for result, words in (("unreachable", "联系不上"), ("postponed", "改约"), ("refused", "拒访")):
        path = f"/waves/{field.wave.ref}/phone/{customer.ref}/result"
        assert words in field.post("interviewer", path, disposition=result).text
    with field.database.reading() as session:
        entry = session.scalars(sa.select(FrameEntry).where(FrameEntry.customer_id == customer.id)).one()
    assert entry.disposition == "refused"


def test_an_anonymous_answer_is_typed_in_without_a_name(make_field: Callable[..., Field]) -> None:
    field = make_field(privacy="anonymous")
    path = f"/waves/{field.wave.ref}/enter"
    assert field.customers[0].name not in field.get("quality", path).text
    refused = field.post("quality", path, **field.entry())
    assert refused.status_code == 422
    field.post("quality", path, **field.entry(customer="", person=""))
    (stored,) = field.responses()
    assert stored.customer_id is None
    assert stored.submitted_at is None
