"""The list of responses, one response, corrections, deletions, files."""

from __future__ import annotations

import io
from collections.abc import Callable

from survey.sheets import read_table
from tests.web_waves.conftest import Field
from tests.web_waves.test_entry import scan


def entered(field: Field, **changes: str) -> str:
    field.post("quality", f"/waves/{field.wave.ref}/enter", **field.entry(**changes))
    return field.responses()[-1].ref


def test_a_named_response_is_read_with_its_low_ratings_marked(field: Field) -> None:
    ref = entered(field)
    page = field.get("manager", f"/responses/{ref}").text
    assert field.customers[0].name in page
    assert "low-rating" in page
    assert "有两批表面有锈" in page
    assert "张工" not in page
    assert "张工" in field.get("quality", f"/responses/{ref}").text


def test_what_was_promised_hides_responses(make_field: Callable[..., Field]) -> None:
    field = make_field(privacy="confidential")
    ref = entered(field)
    assert field.get("manager", f"/responses/{ref}").status_code == 404
    assert field.get("manager", f"/responses/?wave={field.wave.key}").status_code == 403
    assert field.get("manager", f"/responses/export/{field.wave.ref}.csv").status_code == 403
    assert field.get("viewer", "/responses/").status_code == 403
    assert field.customers[0].name in field.get("quality", f"/responses/?wave={field.wave.key}").text


def test_an_anonymous_list_names_nobody(make_field: Callable[..., Field]) -> None:
    field = make_field(privacy="anonymous")
    entered(field, customer="", person="")
    page = field.get("quality", f"/responses/?wave={field.wave.key}").text
    assert "共 1 份" in page
    assert all(one.name not in page for one in field.customers)
    ref = field.responses()[0].ref
    assert "/correct" not in field.get("quality", f"/responses/{ref}").text


def test_the_list_is_narrowed_by_customer_mode_and_day(field: Field) -> None:
    entered(field)
    entered(field, customer=field.customers[2].ref, mode="visit", received_on="2026-10-18")
    base = f"/responses/?wave={field.wave.key}"
    assert "共 2 份" in field.get("quality", base).text
    assert "共 1 份" in field.get("quality", f"{base}&mode=visit").text
    assert "共 1 份" in field.get("quality", f"{base}&customer={field.customers[0].name}").text
    assert "共 1 份" in field.get("quality", f"{base}&until=2026-10-18").text
    assert "没有符合条件的答卷" in field.get("quality", f"{base}&customer=nobody").text


def test_a_correction_stands_beside_the_first(field: Field) -> None:
    ref = entered(field)
    form = {"q.product_consistency.importance": "5", "q.product_consistency.performance": "4"}
    refused = field.post("quality", f"/responses/{ref}/correct", **form)
    assert refused.status_code == 422
    assert "请写明原因" in refused.text
    page = field.post("quality", f"/responses/{ref}/correct", reason="与原件核对", **form).text
    assert "第 2 次" in page
    first, second = field.responses()
    assert first.superseded
    assert second.answers["product_consistency"] == [5, 4]


def test_a_deleted_response_can_be_restored(field: Field) -> None:
    ref = entered(field)
    assert field.post("quality", f"/responses/{ref}/delete", reason="").status_code == 200
    assert field.responses()[0].deleted_at is None
    field.post("quality", f"/responses/{ref}/delete", reason="与另一份重复")
    assert "还没有收到答卷" in field.get("quality", f"/responses/?wave={field.wave.key}").text
    assert "与另一份重复" in field.get("quality", f"/responses/?wave={field.wave.key}&deleted=1").text
    field.post("quality", f"/responses/{ref}/restore")
    assert not field.responses()[0].superseded


def test_a_scan_is_only_ever_saved(field: Field) -> None:
    field.post("quality", f"/waves/{field.wave.ref}/enter", **field.entry() | {"scan": scan()})
    ref = field.responses()[0].ref
    reply = field.get("quality", f"/responses/{ref}/scan")
    assert reply.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    assert field.get("manager", f"/responses/{ref}/scan").status_code == 403


def upload(field: Field, text: str, name: str = "old.csv") -> str:
    return field.post(
        "quality",
        f"/responses/import/{field.wave.ref}",
        file=(io.BytesIO(text.encode()), name),
    ).request.path


def test_an_import_is_shown_first_and_confirmed_from_what_was_stored(field: Field) -> None:
    path = upload(field, "response_id,customer,overall\nr1,C002,4\nr2,C003,5\n")
    assert "确认导入 2 份" in field.get("quality", path).text
    assert field.responses() == []
    field.post("quality", path)
    assert len(field.responses()) == 2
    assert field.get("quality", path).status_code == 404


def test_an_import_with_a_mistake_stores_nothing_and_names_the_row(field: Field) -> None:
    path = upload(field, "customer,overall\nC002,4\nC999,9\n")
    page = field.post("quality", path).text
    assert "没有导入任何一行" in page
    assert "C999" in page
    assert field.responses() == []


def test_a_file_that_is_no_table_is_refused_where_it_was_chosen(field: Field) -> None:
    client, token = field.browser("quality")
    data = {"csrf_token": token, "file": (io.BytesIO(b"MZ\x90\x00binary"), "program.xlsx")}
    reply = client.post(f"/responses/import/{field.wave.ref}", data=data)
    assert reply.status_code == 422
    assert "field-error" in reply.text


def test_the_template_and_the_export_have_the_columns_of_an_import(field: Field) -> None:
    entered(field)
    base = f"/responses/template/{field.wave.ref}.xlsx"
    wanted = read_table(field.get("quality", base).data, "template.xlsx").headers
    table = read_table(field.get("quality", f"/responses/export/{field.wave.ref}.csv").data, "export.csv")
    assert table.headers == wanted
    assert table.rows[0].cells["product_consistency:performance"] == "2"
    book = field.get("manager", f"/responses/export/{field.wave.ref}.xlsx")
    assert read_table(book.data, "export.xlsx").headers == wanted
    assert field.get("quality", f"/responses/export/{field.wave.ref}.exe").status_code == 404
