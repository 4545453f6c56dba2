"""Every route has a rule, and the rule is what happens: all routes × all roles."""

from __future__ import annotations

import re

import pytest
from werkzeug.routing import Rule

from survey.accounts.models import ROLES
from survey.web.access import BY_TOKEN, EVERYONE, STAFF, allow, rule_of
from tests.web.site import Site

SIGN_IN = re.compile(r"/sign-in\?next=")


def rules(site: Site) -> list[Rule]:
    return [rule for rule in site.app.url_map.iter_rules() if rule.endpoint != "static"]


def address(rule: Rule) -> str:
    """The route's address with a value for each of its variables that names nothing."""
    with_values = {
        name: 1 if type(converter).__name__ in {"IntegerConverter", "FloatConverter"} else "nothing-here"
        for name, converter in rule._converters.items()
    }
    built = rule.build(with_values)
    assert built is not None, rule
    return built[1]


def method(rule: Rule) -> str:
    assert rule.methods
    return "GET" if "GET" in rule.methods else sorted(rule.methods - {"HEAD", "OPTIONS"})[0]


def test_every_route_declares_who_may_open_it(shared_site: Site) -> None:
    for rule in rules(shared_site):
        assert rule_of(shared_site.app, rule.endpoint), rule


def test_a_rule_names_only_roles_that_exist() -> None:
    with pytest.raises(ValueError):
        allow("boss")


def test_public_routes_are_these_and_no_others(shared_site: Site) -> None:
    public = {
        rule.endpoint for rule in rules(shared_site) if rule_of(shared_site.app, rule.endpoint) == EVERYONE
    }
    outside_respond = {endpoint for endpoint in public if not endpoint.startswith("respond.")}
    assert outside_respond == {
        "api.openapi",
        "auth.enter",
        "auth.language",
        "auth.reset",
        "auth.setup",
        "auth.sign_in",
        "auth.sign_out",
        "settings.logo",
    }


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_its_rule_says_and_nothing_else(shared_site: Site, role: str) -> None:
    shared_site.app.config["WTF_CSRF_ENABLED"] = False
    wrong = []
    try:
        for rule in rules(shared_site):
            access = rule_of(shared_site.app, rule.endpoint) or frozenset()
            if access in (EVERYONE, BY_TOKEN):
                continue
            status = shared_site.client(role).open(address(rule), method=method(rule)).status_code
            if role in access:
                # Values that name nothing may be refused for other reasons, but never as forbidden.
                fits = status in {200, 302, 303, 400, 404, 409, 410, 415, 422}
            else:
                fits = status == 403
            if not fits:
                wrong.append((rule.endpoint, role, status))
    finally:
        shared_site.app.config["WTF_CSRF_ENABLED"] = True
    assert wrong == []


def test_a_visitor_is_asked_to_sign_in_or_refused(shared_site: Site) -> None:
    client = shared_site.client()
    shared_site.app.config["WTF_CSRF_ENABLED"] = False
    try:
        for rule in rules(shared_site):
            if rule_of(shared_site.app, rule.endpoint) in (EVERYONE, BY_TOKEN):
                continue
            for verb in (rule.methods or set()) - {"OPTIONS"}:
                reply = client.open(address(rule), method=verb)
                if verb in {"GET", "HEAD"}:
                    assert reply.status_code == 302, rule
                    assert SIGN_IN.match(reply.location), rule
                else:
                    assert reply.status_code == 403, (rule, verb)
    finally:
        shared_site.app.config["WTF_CSRF_ENABLED"] = True


def test_administrators_may_open_everything_that_staff_may(shared_site: Site) -> None:
    for rule in rules(shared_site):
        access = rule_of(shared_site.app, rule.endpoint) or frozenset()
        assert access in (EVERYONE, BY_TOKEN) or ("admin" in access and access <= STAFF), rule


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.env",
        "/liusheng.db",
        "/instance/secret.key",
        "/console",
        "/static/../../pyproject.toml",
        "/static/%2e%2e/app.py",
        "//evil.example/",
        "/%2e%2e/etc/passwd",
    ],
)
def test_files_that_are_no_pages_are_not_found(shared_site: Site, path: str) -> None:
    assert shared_site.client("admin").get(path).status_code in {308, 400, 404}
