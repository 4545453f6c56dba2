"""Headers, cookies, hosts, CSRF and redirects, on every route there is."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from survey.app import create_app
from survey.errors import Misconfigured
from survey.paths import STATIC
from survey.web.access import BY_TOKEN, EVERYONE, rule_of
from survey.web.redirects import own_path
from tests.web.conftest import open_store, plain_settings
from tests.web.site import PASSWORD, Site, csrf, sign_in
from tests.web.test_access import address, method, rules

SAFE = {"GET", "HEAD", "OPTIONS"}
EXPRESSION = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)  # a keyword in it is no attribute


def policy(header: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in header.split(";"))}


def test_every_route_sends_the_protective_headers(shared_site: Site) -> None:
    for role in (None, "admin", "viewer"):
        client = shared_site.client(role)
        paths = [address(rule) for rule in rules(shared_site)]
        for path in [*paths, "/no-such-page", "/static/staff.css", "/static/no-such-file"]:
            reply = client.get(path)
            reply.close()
            headers = reply.headers
            found = policy(headers["Content-Security-Policy"])
            assert found["default-src"] == ["'none'"], path
            assert found["frame-ancestors"] == ["'none'"], path
            for directive in ("script-src", "style-src"):
                assert "'unsafe-inline'" not in found.get(directive, []), path
                assert "'unsafe-eval'" not in found.get(directive, []), path
            assert headers["X-Content-Type-Options"] == "nosniff", path
            assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, path
            assert headers["Permissions-Policy"], path
            assert headers["X-Frame-Options"] == "DENY", path
            assert "Strict-Transport-Security" not in headers, "plain http has no HSTS"
            if not path.startswith("/static/"):
                assert headers["Cache-Control"] == "no-store", path


def test_each_response_has_a_nonce_of_its_own(shared_site: Site) -> None:
    client = shared_site.client()
    nonces = {
        re.search(r"'nonce-([^']+)'", client.get("/sign-in").headers["Content-Security-Policy"]).group(1)  # type: ignore[union-attr]
        for _ in range(20)
    }
    assert len(nonces) == 20


def test_tls_brings_hsts_and_host_bound_cookies(https_site: Site) -> None:
    client = https_site.client()
    reply = client.get("/sign-in", base_url="https://survey.example.com")
    assert reply.headers["Strict-Transport-Security"].startswith("max-age=")
    cookie = reply.headers["Set-Cookie"]
    assert cookie.startswith("__Host-liusheng=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_loopback_over_http_has_a_plain_cookie_that_scripts_cannot_read(shared_site: Site) -> None:
    cookie = shared_site.client().get("/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("liusheng=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_no_state_changing_route_works_without_a_csrf_token(shared_site: Site) -> None:
    client = shared_site.client("admin")
    other = csrf(shared_site.client())
    tried = 0
    for rule in rules(shared_site):
        if rule.endpoint.startswith("respond."):
            continue  # respondents' forms carry a signed token of their own, tested with their pages
        if rule_of(shared_site.app, rule.endpoint) == BY_TOKEN:
            continue  # no browser sends a program's token by itself
        for verb in (rule.methods or set()) - SAFE:
            for data in ({}, {"csrf_token": ""}, {"csrf_token": "wrong"}, {"csrf_token": other}):
                reply = client.open(address(rule), method=verb, data=data)
                assert reply.status_code == 400, (rule, verb, data)
                assert "安全校验已过期" in reply.text, (rule, verb)
                tried += 1
            text = client.open(address(rule), method=verb, data="{}", content_type="text/plain")
            assert text.status_code == 415, (rule, verb)
    assert tried > 20


def test_signing_in_needs_a_csrf_token_too(site: Site) -> None:
    client = site.client()
    data = {"email": "admin@example.com", "password": PASSWORD}
    assert client.post("/sign-in", data=data).status_code == 400
    stolen = csrf(site.client())
    assert client.post("/sign-in", data={**data, "csrf_token": stolen}).status_code == 400


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "a b", "127.0.0.1@evil.example"],
)
def test_a_host_that_is_not_ours_is_refused(shared_site: Site, host: str) -> None:
    reply = shared_site.client().get("/sign-in", headers={"Host": host})
    assert reply.status_code == 400
    assert "evil" not in reply.text


def test_a_forwarded_host_changes_nothing(shared_site: Site) -> None:
    client = shared_site.client("admin")
    reply = client.get("/waves/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"})
    assert reply.status_code == 200
    assert "evil" not in reply.text
    anonymous = shared_site.client().get("/waves/", headers={"X-Forwarded-Host": "evil.example"})
    assert anonymous.location == "/sign-in?next=/waves/"


ELSEWHERE = [
    "//evil.example",
    "///evil.example/a",
    "\\\\evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "/%2f%2fevil.example/%2e%2e",
    "/%5cevil.example",
    "%2f%2fevil.example",
    "@evil.example",
    "/\r\nLocation: https://evil.example",
    "/%0d%0aSet-Cookie: a=b",
    "/\t/evil.example",
    "/%09/evil.example",
    "waves/",
    "/" + "a" * 3000,
    "",
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_after_signing_in_nobody_is_sent_elsewhere(site: Site, wanted: str) -> None:
    assert own_path(wanted) is None
    reply = sign_in(site.client(), next=wanted)
    assert (reply.status_code, reply.location) == (302, "/")


@pytest.mark.parametrize(
    "wanted", ["/waves/", "/reports/gap?wave=2026&by=class", "/customers/?q=%E4%B8%AD%E6%96%87"]
)
def test_after_signing_in_one_is_where_one_wanted_to_go(site: Site, wanted: str) -> None:
    assert sign_in(site.client(), next=wanted).location == wanted


def test_the_language_link_leads_back_to_our_own_page_only(site: Site) -> None:
    client = site.client("viewer")
    data = {"csrf_token": csrf(client, "/"), "next": "https://evil.example/"}
    reply = client.post("/language/en", data=data)
    assert reply.location == "/"
    assert client.get("/").text.count('lang="en"') >= 1
    assert client.post("/language/xx", data=data).status_code == 404


def test_debug_mode_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = plain_settings(tmp_path)
    store = open_store(settings)
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(Misconfigured):
        create_app(settings, store)
    store.dispose()


def test_an_address_of_a_proxy_is_believed_only_when_announced(tmp_path: Path) -> None:
    settings = plain_settings(tmp_path)
    store = open_store(settings)
    seen = {}
    for hops in (0, 1):
        app = create_app(replace(settings, trusted_proxies=hops), store)
        seen[hops] = {_network(app, f"198.51.100.{n}") for n in range(20)}
    assert len(seen[0]) == 1
    assert len(seen[1]) == 20
    store.dispose()


def _network(app: Flask, forwarded: str) -> str:
    from survey.web.security import network

    with app.test_request_context("/", headers={"X-Forwarded-For": forwarded}) as context:
        environ = dict(context.request.environ, REMOTE_ADDR="192.0.2.1")
        seen: list[str] = []

        def answer(environ: dict[str, object], start: object) -> list[bytes]:
            with app.request_context(environ):
                seen.append(network())
            return []

        middleware = app.wsgi_app
        if type(middleware).__name__ == "ProxyFix":
            middleware.app = answer  # type: ignore[attr-defined]
            middleware(environ, lambda *_: None)
        else:
            answer(environ, None)
    return seen[0]


def test_the_vendored_files_are_the_ones_we_looked_at() -> None:
    vendor = STATIC / "vendor"
    listed = {}
    for line in (vendor / "SHA256SUMS").read_text().splitlines():
        digest, _, name = line.partition("  ")
        listed[name.lstrip("*./")] = digest
    files = {
        path.relative_to(vendor).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and path.name not in {"SHA256SUMS", "README.md"}
    }
    assert {name: digest for name, digest in files.items() if name in listed} == listed
    assert {name for name in files if name.endswith((".js", ".css"))} <= set(listed)


def test_no_template_has_inline_styles_or_handlers() -> None:
    from survey.paths import TEMPLATES

    pattern = re.compile(r"""<[^>]+\s(?:on[a-z]+|style)\s*=\s*["']""", re.IGNORECASE)
    # A script needs the nonce, or to be a file of ours on a page whose policy says 'self'.
    bare = re.compile(r"""<(script|style)(?![^>]*(?:nonce=|src="/static/))[^>]*>""", re.IGNORECASE)
    remote = re.compile(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", re.IGNORECASE)
    for template in TEMPLATES.rglob("*.html"):
        text = EXPRESSION.sub("", template.read_text())
        for wrong in (pattern, bare, remote):
            assert not wrong.search(text), (template, wrong.search(text))


def test_staff_pages_reach_everyone_signed_in(shared_site: Site) -> None:
    for rule in rules(shared_site):
        rule_is = rule_of(shared_site.app, rule.endpoint)
        if rule_is in (EVERYONE, BY_TOKEN) or rule.arguments or method(rule) != "GET":
            continue
        assert shared_site.client("admin").get(address(rule)).status_code in {200, 302, 303}, rule
