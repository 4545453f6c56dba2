"""Requests nobody sends in good faith: refused in Chinese, nothing stored, no traceback."""

from __future__ import annotations

import io
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import create_environ, run_wsgi_app

from survey.accounts import company
from survey.accounts.models import Company
from survey.web.access import allow
from tests.web.conftest import open_store, plain_settings
from tests.web.site import Site, build_site, csrf

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = plain_settings(tmp_path_factory.mktemp("badinput"))
    store = open_store(settings)
    yield build_site(settings, store)
    store.dispose()


@pytest.fixture
def admin(site: Site) -> FlaskClient:
    return site.client("admin")


def fields(client: FlaskClient, **more: str) -> dict[str, str]:
    """A form that would be accepted as it is."""
    return {
        "csrf_token": csrf(client, "/settings/company"),
        "name": "示例机械有限公司",
        "time_zone": "Asia/Shanghai",
        "record_pattern": "QR-{year}-{serial:3}",
        **more,
    }


def name_now(site: Site) -> str:
    with site.database.reading() as session:
        return session.scalars(sa.select(Company.name)).one()


def encoded(client: FlaskClient, name: bytes) -> bytes:
    token = csrf(client, "/settings/company").encode()
    return b"csrf_token=" + token + b"&time_zone=UTC&record_pattern=%7Bserial%7D&name=" + name


@pytest.mark.parametrize(
    "name",
    [
        "质量".encode("gbk"),
        b"%D6%CA%C1%BF",
        b"\xc0\x80",
        b"%C0%80",
        b"\xff",
        b"%FF%FE",
        b"%ED%A0%80",
        b"%F5%80%80%80",
    ],
    ids=["raw GBK", "GBK", "raw overlong", "overlong", "raw FF", "UTF-16 mark", "surrogate", "too high"],
)
def test_a_form_that_is_not_utf8_is_refused_not_guessed(site: Site, admin: FlaskClient, name: bytes) -> None:
    before = name_now(site)
    reply = admin.post("/settings/company", data=encoded(admin, name), content_type=FORM)
    assert reply.status_code == 400
    assert "编码不是 UTF-8" in reply.text
    assert name_now(site) == before


def test_a_multipart_form_that_is_not_utf8_is_refused(site: Site, admin: FlaskClient) -> None:
    token = csrf(admin, "/settings/company")
    body = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % pair
        for pair in ((b"csrf_token", token.encode()), (b"name", "质量".encode("gbk")))
    )
    reply = admin.post(
        "/settings/company", data=body + b"--x--\r\n", content_type="multipart/form-data; boundary=x"
    )
    assert reply.status_code == 400
    assert "编码不是 UTF-8" in reply.text


@pytest.mark.parametrize("name", ["甲\x00乙", "\x00"])
def test_nul_is_refused(site: Site, admin: FlaskClient, name: str) -> None:
    before = name_now(site)
    assert admin.post("/settings/company", data=fields(admin, name=name)).status_code == 400
    multipart = {**fields(admin, name=name), "file": (io.BytesIO(b""), "x")}
    assert admin.post("/settings/company", data=multipart).status_code == 400
    assert name_now(site) == before


@pytest.mark.parametrize(
    "name",
    [
        "👨‍👩‍👧‍👦🇨🇳𠮷野家",
        "e\u0301 ≠ é",
        "\u202egnp.exe\u202c",
        "a\u200bb\u2066c\u2069",
        "Đỗ Thị ضوء ไทย １２３",
        "<script>alert(1)</script>",
        "{{7*7}} ${7*7} {0.__class__} %(x)s %s",
        "'; DROP TABLE company; --",
        '=HYPERLINK("http://evil.example")',
        "line\u2028separator",
    ],
)
def test_what_people_really_type_comes_back_exactly(site: Site, admin: FlaskClient, name: str) -> None:
    assert admin.post("/settings/company", data=fields(admin, name=name)).status_code == 302
    assert name_now(site) == name
    for path in ("/settings/company", "/settings/audit", "/sign-in"):
        page = (admin if path != "/sign-in" else site.client()).get(path).text
        assert "<script>alert(1)" not in page
    with site.database.unit_of_work() as session:
        kept = company.details(session)
    assert kept.name == name


def test_a_body_over_the_limit_is_refused_before_it_is_read(admin: FlaskClient) -> None:
    huge = b"name=" + b"x" * (10 * 1024 * 1024)
    tracemalloc.start()
    reply = admin.post("/settings/company", data=huge, content_type=FORM)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reply.status_code == 413
    assert "太大" in reply.text
    assert peak < 40 * 1024 * 1024


def status(site: Site, environ: dict[str, Any]) -> int:
    """The status for a request that a well-behaved client would not send."""
    _, line, _ = run_wsgi_app(site.app, environ, buffered=True)
    return int(line.split()[0])


class Endless(io.RawIOBase):
    """A body that never ends; counts how much of it was wanted."""

    def __init__(self) -> None:
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self.given += len(buffer)
        buffer[:] = b"x" * len(buffer)
        return len(buffer)


@pytest.mark.parametrize("length", ["1073741824", None])
@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=x", "application/json"])
def test_a_body_announced_as_huge_or_endless_is_not_read(site: Site, kind: str, length: str | None) -> None:
    body = Endless()
    environ = create_environ("/sign-in", method="POST", content_type=kind, base_url="http://127.0.0.1:8000")
    environ.update({"wsgi.input": body, "wsgi.input_terminated": length is None})
    environ.update({"CONTENT_LENGTH": length} if length else {"HTTP_TRANSFER_ENCODING": "chunked"})
    assert status(site, environ) in ({413} if kind == FORM else {400, 413})
    assert body.given < 4 * 1024 * 1024


def test_two_hundred_thousand_fields_are_refused_quickly(admin: FlaskClient) -> None:
    start = time.perf_counter()
    body = b"&".join(b"a%d=" % n for n in range(200_000))[: 1024 * 1024 - 10]
    assert admin.post("/settings/company", data=body, content_type=FORM).status_code == 413
    parts = b"".join(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' for _ in range(5000))
    many = admin.post(
        "/settings/company", data=parts + b"--x--\r\n", content_type="multipart/form-data; boundary=x"
    )
    assert many.status_code == 413
    assert time.perf_counter() - start < 2


def test_visitors_may_not_upload_what_staff_may(site: Site) -> None:
    for role, size, expected in ((None, 2, 413), ("admin", 2, 400), ("admin", 13, 413)):
        head = b'--x\r\nContent-Disposition: form-data; name="logo"; filename="a.png"\r\n\r\n'
        body = head + b"x" * (size * 1024 * 1024) + b"\r\n--x--\r\n"
        reply = site.client(role).post(
            "/settings/company/logo", data=body, content_type="multipart/form-data; boundary=x"
        )
        assert reply.status_code == expected, (role, size)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("text/plain", 415),
        ("text/xml", 415),
        ("application/octet-stream", 415),
        ("", 415),
        ("multipart/form-data", 400),
        ("multipart/form-data; boundary=", 400),
        ("application/json", 400),
    ],
)
def test_other_kinds_of_bodies_are_refused(admin: FlaskClient, kind: str, status: int) -> None:
    body = b'{"name": "x", "csrf_token": "y"}'
    assert admin.post("/settings/company", data=body, content_type=kind).status_code == status


@pytest.mark.parametrize("raw", ["%00", "%FF", "%D6%CA", "%ED%A0%80"])
@pytest.mark.parametrize("place", ["path", "query"])
def test_an_address_that_is_no_text_is_refused(site: Site, raw: str, place: str) -> None:
    environ = create_environ("/settings/audit", base_url="http://127.0.0.1:8000")
    if place == "path":
        environ["PATH_INFO"] = "/settings/users/" + unquote_to_bytes(raw).decode("latin-1")
    else:
        environ["QUERY_STRING"] = f"action={raw}"
    assert status(site, environ) == 400


@pytest.mark.parametrize(
    "page", ["0", "-1", "1e9", "９", "99999999999999999999999", "nan", "1_0", "", "' OR 1=1"]
)
def test_a_page_number_is_a_number_or_the_first_page(admin: FlaskClient, page: str) -> None:
    assert admin.get("/settings/audit", query_string={"page": page}).status_code == 200


def test_what_a_form_does_not_offer_is_ignored(site: Site, admin: FlaskClient) -> None:
    more = {"id": "2", "logo_file_id": "1", "is_admin": "1", "class_labels": "A 甲", "unknown": "x"}
    assert admin.post("/settings/company", data=fields(admin, **more)).status_code == 302
    with site.database.reading() as session:
        only = session.scalars(sa.select(Company)).one()
        assert (only.id, only.logo_file_id, only.class_labels) == (1, None, {"A": "甲"})


def test_of_a_field_sent_twice_the_first_counts(site: Site, admin: FlaskClient) -> None:
    body = encoded(admin, b"first&name=second")
    assert admin.post("/settings/company", data=body, content_type=FORM).status_code == 302
    assert name_now(site) == "first"


def test_other_methods_are_refused(admin: FlaskClient) -> None:
    for method in ("TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "FOO"):
        assert admin.open("/settings/company", method=method).status_code in {400, 405}, method
    override = {"X-HTTP-Method-Override": "DELETE", "X-Method-Override": "POST"}
    assert admin.get("/settings/company", headers=override).status_code == 200


def test_ten_thousand_cookies_and_long_headers_do_no_harm(site: Site) -> None:
    cookies = "; ".join(f"c{n}=x" for n in range(10_000))
    assert site.client().get("/sign-in", headers={"Cookie": cookies}).status_code in {200, 400, 431}
    assert site.client().get("/sign-in", headers={"X-Long": "x" * 65_536}).status_code in {200, 400, 431}
    assert site.client().get("/sign-in", headers={"Cookie": "liusheng=" + "x" * 5000}).status_code == 200


def test_a_mistake_of_ours_shows_a_number_and_logs_no_path(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash() -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(site.app.view_functions, "settings.index", _open(crash))
    site.app.config["TESTING"] = False
    try:
        reply = site.client("admin").get("/settings/?token=a-secret-in-the-address")
    finally:
        site.app.config["TESTING"] = True
    assert reply.status_code == 500
    number = reply.text.partition("请求编号 ")[2][:12]
    assert number in caplog.text
    assert "a-secret" not in caplog.text
    assert "ZeroDivision" not in reply.text


def _open(view: object) -> object:
    return allow()(view)  # type: ignore[type-var]


@pytest.fixture
def store_away(site: Site) -> Iterator[None]:
    """The store's file is gone for the moment; something that is no database stands in its place."""
    file = Path(site.database.url.database or "")
    site.database.dispose()
    parts = [part for part in (file, *file.parent.glob(f"{file.name}-*")) if part.exists()]
    for part in parts:
        part.rename(part.with_name(f"away-{part.name}"))
    file.mkdir()
    yield
    site.database.dispose()
    file.rmdir()
    for part in parts:
        part.with_name(f"away-{part.name}").rename(part)


@pytest.mark.usefixtures("store_away")
def test_a_store_that_is_away_gives_a_page_that_says_so(site: Site) -> None:
    client = site.app.test_client()
    reply = client.get("/sign-in")
    assert reply.status_code == 503
    assert reply.headers["Retry-After"] == "5"
    assert "请稍等片刻" in reply.text
