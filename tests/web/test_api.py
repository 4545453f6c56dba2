"""Programs: tokens, scopes, the same figures as the reports, refusals as problem details."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from openapi_spec_validator import validate
from werkzeug.test import TestResponse

from survey.accounts import api_tokens
from survey.accounts.actor import COMMAND_LINE
from survey.fieldwork import queries
from survey.reports.catalogue import WAVE_REPORTS
from survey.reports.counting.columns import ColumnStore
from survey.reports.gaps import gap
from survey.web.access import BY_TOKEN, rule_of
from tests.builders.rated_wave import Given, rated_wave
from tests.conftest import NOW
from tests.web.site import Site, csrf

ALL = tuple(api_tokens.SCOPES)
GIVEN = [Given(number, [(5, 3), (4, 4), (5, 2)]) for number in range(1, 8)]


def token(site: Site, *scopes: str, role: str = "quality", days: int = 30) -> str:
    with site.database.unit_of_work() as session:
        _made, text = api_tokens.issue(
            session, name="看板", role=role, scopes=scopes or ALL, days=days, actor=COMMAND_LINE, now=NOW
        )
    return text


def ask(site: Site, path: str, text: str, **more: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {text}"}
    return site.app.test_client().open(f"/api/v1{path}", headers=headers, **more)


def add_wave(site: Site, **more: Any) -> None:
    with site.database.unit_of_work() as session:
        rated_wave(session, GIVEN, frame=range(1, 10), **more)


def test_the_figures_are_those_of_the_report(site: Site) -> None:
    add_wave(site)
    with site.database.reading() as session:
        store = ColumnStore(site.app.extensions["liusheng"].settings.cache)
        expected = gap.build(session, store, queries.wave(session, "w1"), actor=COMMAND_LINE).to_json()
    served = ask(site, "/waves/w1/reports/gap", token(site)).json
    for part in ("n", "n_customers", "sign", "items", "dimensions", "overall"):
        assert served[part] == json.loads(json.dumps(expected[part])), part


@pytest.mark.parametrize("name", WAVE_REPORTS)
def test_every_report_of_the_catalogue_is_served(site: Site, name: str) -> None:
    add_wave(site)
    reply = ask(site, f"/waves/w1/reports/{name}", token(site, "reports:read", role="viewer"))
    assert reply.status_code == 200, reply.text
    assert reply.json
    assert reply.json["wave"] == "w1"


def test_a_filter_narrows_and_an_unknown_one_is_refused(site: Site) -> None:
    add_wave(site)
    text = token(site)
    assert ask(site, "/waves/w1/reports/gap?class=B", text).json["n"] == len(GIVEN)
    refused = ask(site, "/waves/w1/reports/gap?clas=B", text)
    assert refused.status_code == 400
    assert "clas" in refused.json["detail"]


def test_a_viewers_token_is_told_no_more_than_a_viewer(site: Site) -> None:
    with site.database.unit_of_work() as session:
        rated_wave(session, GIVEN[:2], privacy="confidential")
    text = token(site, "reports:read", role="viewer")
    overall = ask(site, "/waves/w1/reports/gap", text).json["overall"]
    assert overall["gap"]["value"] is None
    assert overall["gap"]["hidden"]


def test_charts_are_listed_and_served_as_data(site: Site) -> None:
    add_wave(site)
    text = token(site, "reports:read", role="viewer")
    listed = {one["name"]: one for one in ask(site, "/charts", text).json["charts"]}
    assert listed["bars"]["needs_wave"]
    assert "class" in listed["bars"]["filters"]
    served = ask(site, "/charts/bars?wave=w1&class=B", text).json
    assert served["$schema"].endswith("/vega-lite/v5.json")
    assert served["usermeta"]["liusheng"]["kind"] == "GapBars"
    assert ask(site, "/charts/bars?wave=w1&clas=B", text).status_code == 400
    assert ask(site, "/charts/nothing", text).status_code == 404
    assert ask(site, "/charts/bars?wave=w1", token(site, "responses:read")).status_code == 403


def test_waves_are_listed(site: Site) -> None:
    add_wave(site)
    found = ask(site, "/waves", token(site)).json["waves"]
    assert [one["key"] for one in found] == ["w1"]
    assert found[0]["privacy"] == "named"


def test_the_reasons_report_is_served(site: Site) -> None:
    reply = ask(site, "/reports/reasons?class=A", token(site, "reports:read"))
    assert reply.status_code == 200
    assert reply.json["n"] == 0


def test_what_is_exported_can_be_imported_again(site: Site) -> None:
    add_wave(site)
    text = token(site)
    exported = ask(site, "/waves/w1/responses", text)
    assert exported.mimetype == "text/csv"
    sent = {"file": (io.BytesIO(exported.data), "答卷.csv")}
    reply = ask(site, "/waves/w1/responses?dry_run=1", text, method="POST", data=sent)
    assert reply.status_code == 200, reply.text
    assert reply.json["rows"] == len(GIVEN)


def test_a_file_with_a_wrong_row_is_refused_whole_with_its_row(site: Site) -> None:
    add_wave(site)
    sent = {"file": (io.BytesIO(b"customer,overall\nw1-001,4\nw1-002,9\n"), "a.csv")}
    reply = ask(site, "/waves/w1/responses", token(site), method="POST", data=sent)
    assert reply.status_code == 422
    assert reply.json["errors"][0]["row"] == 3
    assert reply.json["imported"] == 0


@pytest.mark.parametrize("given", ["", "Basic abc", "Bearer ", "Bearer ls_wrong", "Bearer " + "x" * 5000])
def test_without_a_right_token_nothing_is_told(site: Site, given: str) -> None:
    reply = site.app.test_client().get("/api/v1/waves", headers={"Authorization": given} if given else {})
    assert reply.status_code == 401
    assert reply.mimetype == "application/problem+json"
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_may_do_only_what_its_scopes_say(site: Site) -> None:
    add_wave(site)
    text = token(site, "reports:read")
    assert ask(site, "/waves/w1/responses", text).status_code == 403
    assert ask(site, "/waves/w1/responses", text, method="POST").status_code == 403


def test_a_token_ends_with_its_days_and_when_it_is_revoked(site: Site) -> None:
    text = token(site, days=30)
    with site.database.unit_of_work() as session:
        ref = api_tokens.everything(session)[0].ref
    assert ask(site, "/waves", text).status_code == 200
    site.now = NOW + timedelta(days=30)
    assert ask(site, "/waves", text).status_code == 401
    site.now = NOW
    with site.database.unit_of_work() as session:
        api_tokens.revoke(session, ref, actor=COMMAND_LINE, now=NOW)
    assert ask(site, "/waves", text).status_code == 401


def test_guessing_tokens_is_slowed_down(site: Site) -> None:
    replies = [ask(site, "/waves", f"ls_{number}").status_code for number in range(32)]
    assert replies[0] == 401
    assert replies[-1] == 429
    assert ask(site, "/waves", token(site)).status_code == 200


def test_a_large_file_is_read_for_known_programs_only(site: Site) -> None:
    add_wave(site)
    head = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    large = head + b"nonsense\n" + b"12345678\n" * 150_000 + b"\r\n--cut--\r\n"

    def send(text: str) -> int:
        kind = "multipart/form-data; boundary=cut"
        path = "/waves/w1/responses"
        return ask(site, path, text, method="POST", data=large, content_type=kind).status_code

    assert send("ls_wrong") == 401
    assert send(token(site)) == 422


def test_only_the_hash_of_a_token_is_kept(site: Site) -> None:
    text = token(site)
    with site.database.reading() as session:
        kept = api_tokens.everything(session)[0]
    assert text not in (kept.token_hash, kept.name)
    assert kept.used_on is None
    ask(site, "/waves", text)
    with site.database.reading() as session:
        assert api_tokens.everything(session)[0].used_on == NOW.date()


def test_an_administrator_makes_a_token_and_sees_it_once(site: Site) -> None:
    client = site.client("admin")
    data = {"name": "BI 看板", "role": "viewer", "scopes": ["reports:read"], "days": "90"}
    page = client.post("/settings/tokens", data={**data, "csrf_token": csrf(client, "/settings/tokens")}).text
    assert 'value="ls_' in page
    again = client.get("/settings/tokens").text
    assert 'value="ls_' not in again
    assert "BI 看板" in again


def test_a_token_beyond_its_role_is_refused_at_the_field(site: Site) -> None:
    client = site.client("admin")
    data = {"name": "送数", "role": "viewer", "scopes": ["responses:write"], "days": "90"}
    page = client.post("/settings/tokens", data={**data, "csrf_token": csrf(client, "/settings/tokens")}).text
    assert "这个角色不能有所选的权限" in page
    assert 'value="送数"' in page


def test_the_description_is_valid_openapi_and_covers_every_route(shared_site: Site) -> None:
    described = shared_site.app.test_client().get("/api/v1/openapi.json").json
    validate(described)
    offered = {
        (rule.rule.removeprefix("/api/v1").replace("<", "{").replace(">", "}"), verb)
        for rule in shared_site.app.url_map.iter_rules()
        if rule_of(shared_site.app, rule.endpoint) == BY_TOKEN
        for verb in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {
        (
            path.replace(name, "{name}") if path.startswith(("/waves/{key}/reports/", "/charts/")) else path,
            verb,
        )
        for path, verbs in described["paths"].items()
        for verb in map(str.upper, verbs)
        for name in [path.rpartition("/")[2]]
    }
    assert told == offered
