"""The register in the browser: imports with preview, roles, hostile names."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey.accounts.models import AuditEntry
from survey.cli.customers import customers as command
from survey.cli.main import Context, Factories
from survey.config import Settings
from survey.customers.models import Contact, Customer, Loss, LostOrder
from survey.db import Database
from survey.errors import ImportRefused
from tests.web.conftest import _quick_hashes  # noqa: F401  (a fixture: hashes that cost little)
from tests.web.site import CSRF, Site, build_site

PAYLOAD = '"><script>alert(1)</script>{{7*7}}'


@pytest.fixture
def site(settings: Settings, database: Database) -> Site:
    return build_site(settings, database)


def token(client: FlaskClient, path: str) -> str:
    found = CSRF.search(client.get(path).text)
    assert found
    return found.group(1)


def post(client: FlaskClient, path: str, page: str | None = None, **data: object) -> TestResponse:
    return client.post(path, data={"csrf_token": token(client, page or path), **data})


def upload(
    client: FlaskClient, content: bytes, name: str = "台账.csv", kind: str = "customers"
) -> TestResponse:
    path = f"/customers/import/{kind}"
    return client.post(
        path,
        data={"csrf_token": token(client, path), "file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def made(site: Site, code: str = "K1", **values: object) -> str:
    with site.database.unit_of_work() as session:
        values = {"name": f"客户 {code}", "created_at": site.now, **values}
        customer = Customer(code=code, **values)
        session.add(customer)
        session.flush()
        return customer.ref


def test_a_file_is_previewed_and_stored_when_confirmed(site: Site) -> None:
    quality = site.client("quality")
    page = upload(quality, "客户编号,客户名称,地区\nK1,甲公司,华东\n".encode("gbk"))
    assert page.status_code == 200
    assert "新增 1" in page.text
    with site.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Customer.id))) == 0, "a preview stores nothing"
    kept = re.search(r'name="kept" value="([^"]+)"', page.text)
    assert kept
    manager = site.client("admin")
    stolen = post(manager, "/customers/import/customers/confirm", "/customers/import/customers", kept=kept[1])
    assert stolen.status_code == 404
    done = post(quality, "/customers/import/customers/confirm", "/customers/import/customers", kept=kept[1])
    assert done.status_code == 302
    assert "甲公司" in quality.get("/customers/").text
    again = post(quality, "/customers/import/customers/confirm", "/customers/import/customers", kept=kept[1])
    assert again.status_code == 404, "a file is stored once"


def test_a_wrong_file_shows_its_rows_and_cannot_be_confirmed(site: Site) -> None:
    quality = site.client("quality")
    page = upload(quality, "客户编号,客户名称,类别\n,甲,A\nK2,乙,钻石\n".encode())
    assert page.status_code == 422
    assert 'name="kept"' not in page.text
    assert re.findall(r'<td class="num">(\d+)</td>', page.text) == ["2", "3"]
    for name, content in (("x.xlsx", b"PK\x03\x04broken"), ("x.exe", b"MZ"), ("x.csv", b"")):
        assert upload(quality, content, name).status_code == 422


def test_names_and_notes_are_shown_as_text(site: Site) -> None:
    ref = made(site, name=PAYLOAD, note=PAYLOAD, region=PAYLOAD[:30], owner=PAYLOAD[:30])
    with site.database.unit_of_work() as session:
        customer = session.scalars(sa.select(Customer)).one()
        session.add(Contact(customer_id=customer.id, name=PAYLOAD[:50], department=PAYLOAD[:50]))
        session.add(
            LostOrder(customer_id=customer.id, decided_on=site.now.date(), product=PAYLOAD, winner=PAYLOAD)
        )
    quality = site.client("quality")
    for path in ("/customers/", f"/customers/{ref}/", f"/customers/{ref}/edit", "/customers/lost-orders"):
        page = quality.get(path).text
        assert "<script>alert(1)" not in page, path
        assert "alert(1)" in page, path
        assert "{{7*7}}" in page or "49" not in page, path


def test_every_page_opens_in_both_languages(site: Site) -> None:
    ref = made(site)
    quality = site.client("quality")
    paths = [
        "/customers/",
        "/customers/new",
        f"/customers/{ref}/",
        f"/customers/{ref}/edit",
        f"/customers/{ref}/contacts/new",
        f"/customers/{ref}/sales",
        f"/customers/{ref}/losses/new",
        f"/customers/{ref}/lost-orders/new",
        "/customers/lost-orders",
        "/customers/lost-orders?year=2026",
        *(f"/customers/import/{kind}" for kind in ("customers", "losses", "lost-orders")),
        "/interviews/",
        "/interviews/new",
        "/interviews/import",
    ]
    for language in ("zh", "en"):
        with quality.session_transaction() as cookie:
            cookie["language"] = language
        for path in paths:
            assert quality.get(path).status_code == 200, path
    for kind in ("customers", "losses", "lost-orders"):
        assert quality.get(f"/customers/import/{kind}/template.xlsx").data.startswith(b"PK")


def test_sales_staff_open_their_own_customers_only(site: Site) -> None:
    own = made(site, "K1", owner_id=site.staff["sales"].id)
    other = made(site, "K2")
    sales = site.client("sales")
    assert sales.get(f"/customers/{own}/").status_code == 200
    assert sales.get(f"/customers/{other}/").status_code == 404
    listed = sales.get("/customers/").text
    assert "客户 K1" in listed
    assert "客户 K2" not in listed
    assert sales.get(f"/customers/{own}/edit").status_code == 403
    assert sales.get(f"/customers/{other}/contacts/new").status_code == 404


def test_competitors_and_telephone_numbers_are_for_those_who_need_them(site: Site) -> None:
    ref = made(site, owner_id=site.staff["sales"].id)
    with site.database.unit_of_work() as session:
        customer = session.scalars(sa.select(Customer)).one()
        session.add(
            LostOrder(
                customer_id=customer.id, decided_on=site.now.date(), winner="某某同行", reason_code="B8.7"
            )
        )
        session.add(Contact(customer_id=customer.id, name="张工", phone="19900001111"))
    sees = {}
    for role in ("admin", "quality", "manager", "interviewer", "sales", "viewer"):
        client = site.client(role)
        pages = client.get(f"/customers/{ref}/").text + client.get("/customers/lost-orders").text
        sees[role] = ("某某同行" in pages, "19900001111" in pages, "疑似不正当竞争" in pages)
    assert sees == {
        "admin": (True, True, True),
        "quality": (True, True, True),
        "manager": (True, True, True),
        "interviewer": (False, True, True),
        "sales": (False, True, False),
        "viewer": (False, False, False),
    }


def test_a_customer_is_kept_through_forms_and_errors_keep_what_was_typed(site: Site) -> None:
    quality = site.client("quality")
    refused = post(
        quality, "/customers/new", code="K1", name="", note="已经写了很多", class_key="A", owner_id="0"
    )
    assert refused.status_code == 422
    assert "已经写了很多" in refused.text
    done = post(
        quality,
        "/customers/new",
        code="K1",
        name="甲",
        class_key="A",
        owner_id="0",
        product_lines="联轴器；轴承座",
    )
    assert done.status_code == 302
    with site.database.reading() as session:
        customer = session.scalars(sa.select(Customer)).one()
        assert customer.product_lines == ["联轴器", "轴承座"]
    loss = post(
        quality,
        f"/customers/{customer.ref}/losses/new",
        kind="complete",
        recognised_on="2026-09-01",
        lost_sales="5",
    )
    assert loss.status_code == 422, "a figure needs its source"
    loss = post(
        quality,
        f"/customers/{customer.ref}/losses/new",
        kind="complete",
        recognised_on="2026-09-01",
        lost_sales="5",
        lost_sales_source="finance",
    )
    assert loss.status_code == 302
    with site.database.reading() as session:
        assert session.scalars(sa.select(Loss.kind)).one() == "complete"


def test_the_exported_register_can_be_imported_again_and_is_on_the_trail(site: Site) -> None:
    made(site, name="=1+1", class_key="A", product_lines=["联轴器"])
    quality = site.client("quality")
    book = post(quality, "/customers/export", "/customers/")
    assert book.status_code == 200
    page = upload(quality, book.data, "台账.xlsx")
    assert "不变 1" in page.text
    with site.database.reading() as session:
        assert session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "customers.export")).one()
    assert site.client("viewer").post("/customers/export").status_code in {400, 403}


def test_the_command_imports_and_says_so_in_json(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    context = Context(factories=Factories(*[lambda *_: None] * 3))  # type: ignore[list-item]
    context._settings, context._database = settings, database
    file = tmp_path / "台账.csv"
    file.write_text("客户编号,客户名称\nK1,甲\n,乙\n", encoding="gbk")
    refused = CliRunner().invoke(command, ["import", str(file), "--json"], obj=context)
    assert isinstance(refused.exception, ImportRefused)
    told = json.loads(refused.stdout)
    assert (told["rows"], told["imported"]) == (2, 0)
    assert [(error["row"], error["column"]) for error in told["errors"]] == [(3, "客户编号")]
    file.write_text("客户编号,客户名称\nK1,甲\n", encoding="gbk")
    checked = CliRunner().invoke(command, ["import", str(file), "--json", "--dry-run"], obj=context)
    assert json.loads(checked.stdout)["imported"] == 0
    done = CliRunner().invoke(command, ["import", str(file), "--json"], obj=context)
    assert json.loads(done.stdout) == {"rows": 1, "imported": 1, "errors": [], "added": 1, "changed": 0}
