"""The questionnaires' pages: who may open them, making one, and what its items stand on."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from survey.accounts.models import ROLES
from survey.instrument.library import templates
from survey.questionnaires import queries
from tests.questionnaires.drafts import draft, edit_page, made, published
from tests.questionnaires.forms import form_to, forms, send
from tests.web.site import Site

READERS = {"admin", "quality", "manager", "viewer"}

EDITORS = {"admin", "quality"}


def test_pages_open_for_those_who_may_and_for_nobody_else(site: Site) -> None:
    ref = made(site)
    version = published(site, ref)
    to_read = ["", ref, f"{ref}/preview", f"{ref}/export"]
    to_read += [f"versions/{version}", f"versions/{version}/preview", f"versions/{version}/export"]
    to_edit = ["new", f"{ref}/copy", f"{ref}/publish", f"{ref}/edit", f"{ref}/edit/items/worst"]
    to_edit += [f"{ref}/edit/sections/notice", f"{ref}/edit/heading", f"{ref}/edit/scales"]
    to_edit += [f"{ref}/edit/dimensions"]
    for role in ROLES:
        client = site.client(role)
        for paths, allowed in ((to_read, READERS), (to_edit, EDITORS)):
            for path in paths:
                status = client.get(f"/questionnaires/{path}").status_code
                assert status == (200 if role in allowed else 403), (role, path)
    assert site.client().get(f"/questionnaires/{ref}").status_code == 302


@pytest.mark.parametrize("role", ["viewer", "manager", "sales", "interviewer"])
def test_nobody_else_can_change_anything(site: Site, role: str) -> None:
    ref = made(site)
    sent = form_to(site.client("quality"), edit_page(ref, "items", "worst"), "items/worst")
    site.app.config["WTF_CSRF_ENABLED"] = False
    client = site.client(role)
    before = draft(site, ref)
    for path in ("items/worst", "items/worst/remove", "items/worst/move", "sections/notice/remove", "scales"):
        assert client.post(edit_page(ref, path), data=dict(sent.fields)).status_code == 403
    for path in ("new/template", f"{ref}/publish", f"{ref}/retire", f"{ref}/copy"):
        assert client.post(f"/questionnaires/{path}").status_code == 403
    assert draft(site, ref) == before


def test_readers_are_offered_nothing_that_they_may_not_do(site: Site) -> None:
    ref = made(site)
    version = published(site, ref)
    client = site.client("viewer")
    for path in ("", ref, f"versions/{version}"):
        page = client.get(f"/questionnaires/{path}").text
        assert "/edit" not in page
        assert "/publish" not in page
        assert [form.action for form in forms(page) if "questionnaires" in form.action] == []


@pytest.mark.parametrize("path", ["nothing", "nothing/edit", "versions/nothing", "nothing/preview"])
def test_what_does_not_exist_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/questionnaires/{path}").status_code == 404


def test_a_missing_item_is_not_found(site: Site, client: FlaskClient) -> None:
    assert client.get(edit_page(made(site), "items", "gone")).status_code == 404


def test_one_click_in_the_gallery_makes_a_draft(site: Site, client: FlaskClient) -> None:
    page = client.get("/questionnaires/new").text
    chosen = [form for form in forms(page) if form.action.endswith("/new/template")]
    assert [form.values("template") for form in chosen] == [[one.key] for one in templates()]
    answer = send(client, chosen[0])
    assert answer.status_code == 302
    assert "顾客满意度调查表" in client.get(answer.location).text
    assert send(client, chosen[0]).status_code == 302
    with site.database.reading() as session:
        assert {row.questionnaire.key for row in queries.listing(session)} == {"iso_b2b", "iso_b2b_2"}


def test_a_blank_one_keeps_what_was_typed_when_it_is_refused(site: Site, client: FlaskClient) -> None:
    made(site)
    sent = form_to(client, "/questionnaires/new", "/new/blank")
    refused = send(client, sent.with_(title="我的问卷", key="annual"))
    assert refused.status_code == 422
    again = next(form for form in forms(refused.text) if form.action.endswith("/new/blank"))
    assert again.values("title") == ["我的问卷"]
    assert "annual" in refused.text
    assert send(client, again.with_(key="own")).status_code == 302


def test_a_scale_changes_its_words_and_scores(site: Site, client: FlaskClient) -> None:
    ref = made(site)
    form = form_to(client, edit_page(ref, "scales"), "/scales/satisfaction5")
    p = "satisfaction5-"
    changes: dict[str, str | None] = {
        f"{p}points-0-label_zh": "很不满意",
        f"{p}points-0-converted": "0",
        f"{p}low_to": "1",
        f"{p}na_zh": "",
    }
    assert send(client, form.change(changes)).status_code == 302
    scale = draft(site, ref).scale_by_key["satisfaction5"]
    assert (scale.points[0].label["zh"], scale.points[0].converted) == ("很不满意", 0)
    assert (scale.low_to, scale.na) == (1, None)
    refused = send(
        client,
        form_to(client, edit_page(ref, "scales"), "/scales/satisfaction5").change(
            {f"{p}points-1-converted": "250"}
        ),
    )
    assert refused.status_code == 422
    assert "0 到 100" in refused.text
    assert "250" in refused.text


def test_a_new_scale_is_made_and_removed_again(site: Site, client: FlaskClient) -> None:
    ref = made(site)
    form = form_to(client, edit_page(ref, "scales"), "/edit/scales")
    send(client, form.change({"new-key": "agree7", "new-points": "7"}))
    assert draft(site, ref).scale_by_key["agree7"].values == (1, 2, 3, 4, 5, 6, 7)
    send(client, form_to(client, edit_page(ref, "scales"), "/scales/agree7/remove"))
    assert "agree7" not in draft(site, ref).scale_by_key
    send(client, form_to(client, edit_page(ref, "scales"), "/scales/satisfaction5/remove"))
    assert "satisfaction5" in draft(site, ref).scale_by_key


def test_dimensions_and_touchpoints_are_kept_in_order(site: Site, client: FlaskClient) -> None:
    ref = made(site)
    form = form_to(client, edit_page(ref, "dimensions"), "/dimensions/product")
    send(client, form.change({"d-product-weight": "35.5", "d-product-label_zh": "产品"}))
    changed_one = draft(site, ref).dimension_by_key["product"]
    assert (changed_one.weight, changed_one.label["zh"]) == (35.5, "产品")
    send(client, form_to(client, edit_page(ref, "dimensions"), "/edit/dimensions").change({"name": "安全"}))
    assert draft(site, ref).dimensions[-1].label == {"zh": "安全"}
    send(client, form_to(client, edit_page(ref, "dimensions"), "/edit/touchpoints").change({"name": "展会"}))
    assert draft(site, ref).touchpoints[-1].label == {"zh": "展会"}
    send(client, form_to(client, edit_page(ref, "dimensions"), "/dimensions/product/remove"))
    assert "product" in draft(site, ref).dimension_by_key
