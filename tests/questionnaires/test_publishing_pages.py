"""The pages of publishing, versions, export and preview."""

from __future__ import annotations

from flask.testing import FlaskClient

from survey.config import Settings
from survey.db import Database
from survey.instrument.definition import Definition
from survey.instrument.library import template
from survey.questionnaires import editing, queries
from tests.questionnaires.drafts import changed, draft, made, published
from tests.questionnaires.forms import form_to, forms, send
from tests.web.site import Site, build_site


def test_the_journey_from_gallery_to_a_second_revision(settings: Settings, database: Database) -> None:
    site = build_site(settings, database)
    client = site.client("quality")
    chosen = [f for f in forms(client.get("/questionnaires/new").text) if f.values("template") == ["pulse"]]
    ref = send(client, chosen[0]).location.split("/")[2]
    publish = f"/questionnaires/{ref}/publish"
    form = form_to(client, publish, "/publish")
    assert form.values("effective_on") == ["2026-10-20"]
    first = send(client, form.with_(document_no="QR-9.1.2-02", approved_by="总经理"), publish)
    assert first.status_code == 302, first.text
    page = client.get(first.location).text
    assert "QR-9.1.2-02" in page
    assert "A/0" in page
    changed(
        site,
        ref,
        lambda d: (
            editing.remove_item(d, "one_thing")
            if "one_thing" in d.item_by_key
            else editing.update(d, title={"zh": "改"})
        ),
    )
    second = form_to(client, publish, "/publish")
    assert second.values("revision") == ["A/1"]
    assert send(client, second.with_(revision="A/0"), publish).status_code == 422
    assert send(client, second, publish).status_code == 302
    back = form_to(client, first.location, "/draft")
    assert send(client, back).status_code == 302
    assert draft(site, ref) == editing.update(template("pulse"), key="pulse")


def test_publishing_shows_findings_first_and_keeps_what_was_typed(site: Site, client: FlaskClient) -> None:
    ref = made(site)
    changed(site, ref, lambda d: editing.remove_item(d, "consent"))
    page = f"/questionnaires/{ref}/publish"
    form = form_to(client, page, "/publish")
    refused = send(
        client, form.with_(document_no="QR-1", approved_by="总经理", change_note="写好的说明"), page
    )
    assert refused.status_code == 422
    assert "填写说明与同意" in refused.text
    assert "写好的说明" in refused.text
    with site.database.reading() as session:
        assert queries.versions_of(session, queries.by_ref(session, ref)) == []


def test_unpublished_changes_are_not_thrown_away_by_a_click(site: Site, client: FlaskClient) -> None:
    ref = made(site)
    version = published(site, ref)
    changed(site, ref, lambda d: editing.update(d, title={"zh": "尚未发布"}))
    form = form_to(client, f"/questionnaires/versions/{version}", "/draft")
    assert send(client, form).status_code == 409
    assert draft(site, ref).title["zh"] == "尚未发布"
    assert send(client, form.with_(discard="y")).status_code == 302
    assert draft(site, ref).title["zh"] != "尚未发布"


def test_an_export_is_an_attachment_in_a_sandbox(site: Site, client: FlaskClient) -> None:
    version = published(site, made(site))
    answer = client.get(f"/questionnaires/versions/{version}/export")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert Definition.model_validate_json(answer.data).key == "annual"


def test_a_preview_pages_through_every_section_in_both_languages(site: Site, client: FlaskClient) -> None:
    ref = made(site)
    for number, section in enumerate(draft(site, ref).sections):
        page = client.get(f"/questionnaires/{ref}/preview?page={number}").text
        assert section.title["zh"] in page
        english = client.get(f"/questionnaires/{ref}/preview?page={number}&lang=en").text
        assert section.title["en"].replace("'", "&#39;") in english
    assert "示例机械有限公司" in client.get(f"/questionnaires/{ref}/preview").text
    assert client.get(f"/questionnaires/{ref}/preview?page=999").status_code == 200
    assert client.get(f"/questionnaires/{ref}/preview?page=x").status_code == 200
