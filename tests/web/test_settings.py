"""The settings pages: who sees what, and words for all that is in the trail."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from survey.actions.states import FROM
from survey.web.settings.action_names import NAMES
from tests.accounts.test_files import PNG
from tests.web.site import Site, csrf

PACKAGE = Path(__file__).resolve().parents[2] / "survey"


def recorded_actions() -> set[str]:
    """The actions that are written out in calls of `audit.record`."""
    found = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record" and len(node.args) > 2:
                found |= {
                    part.value
                    for part in ast.walk(node.args[2])
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }
    steps = {f"action.{step}" for step in (*FROM, "review", "approve")}  # written as f"action.{step}"
    return found - {"action."} | steps


def test_every_recorded_action_has_words() -> None:
    actions = recorded_actions()
    assert len(actions) > 15
    assert actions - set(NAMES) == set()


def test_quality_sees_the_company_but_does_not_change_it(site: Site) -> None:
    client = site.client("quality")
    page = client.get("/settings/company").text
    assert "示例机械有限公司" in page
    assert "disabled" in page
    assert client.post("/settings/company", data={"csrf_token": csrf(client, "/password")}).status_code == 403


def test_a_refused_form_keeps_what_was_typed_and_marks_the_field(site: Site) -> None:
    client = site.client("admin")
    data = {
        "csrf_token": csrf(client, "/settings/company"),
        "name": "新名称公司",
        "time_zone": "Asia/Shanghai",
        "record_pattern": "QR-without-number",
    }
    page = client.post("/settings/company", data=data).text
    assert "新名称公司" in page
    assert "QR-without-number" in page
    assert re.search(r'id="record_pattern-error"', page)


def test_a_logo_is_shown_by_its_own_address_only(site: Site) -> None:
    client = site.client("admin")
    import io

    token = csrf(client, "/settings/company")
    data = {"csrf_token": token, "logo": (io.BytesIO(PNG), "logo.png")}
    assert client.post("/settings/company/logo", data=data).status_code == 302
    address = re.search(r'src="(/settings/logo/[^"]+)"', client.get("/settings/company").text)
    assert address
    reply = site.client().get(address.group(1))
    assert (reply.status_code, reply.mimetype, reply.data) == (200, "image/png", PNG)
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    assert site.client().get("/settings/logo/other").status_code == 404
    bad = {"csrf_token": token, "logo": (io.BytesIO(b"<svg/>"), "logo.png")}
    assert client.post("/settings/company/logo", data=bad).status_code == 400
    assert client.post("/settings/company/logo", data={"csrf_token": token}).status_code == 400


def test_users_are_added_changed_and_disabled_in_the_browser(site: Site) -> None:
    client = site.client("admin")
    form = {"csrf_token": csrf(client, "/settings/users/add"), "name": "李工", "role": "sales"}
    assert "/reset/" in client.post("/settings/users/add", data={**form, "email": "li@example.com"}).text
    again = client.post("/settings/users/add", data={**form, "email": "LI@example.com"}).text
    assert again.count("这个邮箱已经有用户了。") == 2, "in the summary and at the field"
    listed = client.get("/settings/users").text
    ref = re.search(r"/settings/users/([^\"]+)\"><bdi>李工", listed)
    assert ref
    path = f"/settings/users/{ref.group(1)}"
    assert client.post(path, data={**form, "role": "quality"}).status_code == 302
    assert client.post(f"{path}/active/0", data=form).status_code == 302
    assert "已停用" in client.get(path).text
    assert client.post(f"{path}/active/1", data=form).status_code == 302


def test_hostile_names_are_shown_as_they_are_and_run_nowhere(site: Site) -> None:
    client = site.client("admin")
    name = "<img src=x onerror=alert(1)>{{7*7}}"
    form = {"csrf_token": csrf(client, "/settings/users/add"), "name": name, "role": "sales"}
    client.post("/settings/users/add", data={**form, "email": "x@example.com"})
    for path in ("/settings/users", "/settings/audit"):
        page = client.get(path).text
        assert "<img src=x" not in page
        assert "{{7*7}}" in page or path == "/settings/audit"
