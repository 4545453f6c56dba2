"""Hostile words stay words on every page of the questionnaires."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from flask.testing import FlaskClient

from survey.accounts.actor import COMMAND_LINE
from survey.instrument.definition import Definition
from survey.questionnaires import editing, publishing
from tests.conftest import NOW
from tests.questionnaires.conftest import control
from tests.questionnaires.drafts import changed, draft, edit_page, made, published
from tests.questionnaires.forms import form_to, send
from tests.support.payloads import PAYLOADS
from tests.web.site import Site


def test_hostile_words_are_shown_as_words_on_every_page(site: Site, client: FlaskClient) -> None:
    hostile = "\n".join(PAYLOADS)

    def poison(definition: Definition) -> Definition:
        item = definition.item_by_key["complained"]
        options = tuple(editing.update(one, label={"zh": hostile, "en": hostile}) for one in item.options)
        item = editing.update(
            item, text={"zh": hostile}, help={"zh": hostile}, options=options, tags=("<b>",)
        )
        scales = tuple(editing.update(one, na={"zh": hostile}) for one in definition.scales)
        section = editing.update(definition.sections[0], title={"zh": hostile}, intro={"zh": hostile})
        dimension = editing.update(definition.dimensions[0], label={"zh": hostile}, department="<b>x</b>")
        poisoned = editing.put_section(editing.put_item(definition, item), section)
        poisoned = editing.put_dimension(editing.update(poisoned, scales=scales), dimension)
        touchpoint = editing.update(definition.touchpoints[0], label={"zh": hostile})
        words = {"opening": {"zh": hostile}, "thanks": {"zh": hostile}, "title": {"zh": PAYLOADS[0]}}
        return editing.update(editing.put_touchpoint(poisoned, touchpoint), **words)

    ref = made(site)
    first = published(site, ref)
    changed(site, ref, poison)
    with site.database.unit_of_work() as session:
        spiteful = control("A/1", prepared_by=PAYLOADS[9][:60], change_note=hostile[:2000])
        version = publishing.publish(session, ref, spiteful, COMMAND_LINE, NOW).ref
    sections = len(draft(site, ref).sections)
    paths = ["", ref, f"{ref}/publish", f"{ref}/copy", f"{ref}/edit", f"{ref}/edit/items/complained"]
    paths += [f"{ref}/edit/items/first_reply", f"{ref}/edit/sections/notice", f"{ref}/edit/heading"]
    paths += [f"{ref}/edit/scales", f"{ref}/edit/dimensions", f"versions/{version}", f"versions/{first}"]
    paths += [f"{ref}/preview?page={page}" for page in range(sections)]
    clean = {path: Tags(client.get(f"/questionnaires/{path}").text).found for path in paths}
    for path, tags in clean.items():
        assert not tags & {"iframe", "object", "embed", "base", "math", "video", "plaintext", "noscript"}, (
            path
        )
        page = client.get(f"/questionnaires/{path}").text
        for bad in ("<script>alert", "<img src=x", "<svg onload", "onerror=alert(1)>", "<b>x</b>"):
            assert bad not in page, (path, bad)
        assert "49" not in [word for word in page.split() if word == "49"], path


class Tags(HTMLParser):
    """Every tag of a page; fails on one that would run something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        given = {name: value or "" for name, value in attrs}
        assert [name for name in given if name.startswith("on")] == [], (tag, given)
        links = [given.get(name, "") for name in ("href", "src", "action", "formaction")]
        harmless = given.get("rel") == "icon"
        assert harmless or not any(link.startswith(("javascript:", "data:")) for link in links), (tag, given)
        assert tag != "script" or given.get("nonce")


def test_hostile_words_typed_into_a_form_come_back_as_words(site: Site, client: FlaskClient) -> None:
    ref = made(site)
    form = form_to(client, edit_page(ref, "items", "complained"), "/items/complained")
    hostile = "\n".join(PAYLOADS)
    changes: dict[str, str | None] = {
        "text_zh": hostile,
        "help_zh": PAYLOADS[5],
        "options-0-label_zh": PAYLOADS[25],
        "department": PAYLOADS[9],
        "tags": PAYLOADS[0],
        "condition_values": PAYLOADS[5],
        "condition": "when",
        "condition_item": "overall",
        "set.other_required.flag": PAYLOADS[2],
    }
    refused = send(client, form.change(changes))
    assert refused.status_code == 422
    Tags(refused.text)
    assert "<img src=x" not in refused.text


def test_no_text_between_the_forms_of_a_page_claims_an_id_twice(site: Site, client: FlaskClient) -> None:
    ref = made(site)
    published(site, ref)
    paths = [
        "",
        "new",
        ref,
        f"{ref}/publish",
        f"{ref}/edit",
        f"{ref}/edit/items/complained",
        f"{ref}/edit/items/consent",
    ]
    paths += [f"{ref}/edit/scales", f"{ref}/edit/dimensions", f"{ref}/edit/heading", f"{ref}/preview"]
    for path in paths:
        ids = re.findall(r'\bid="([^"]+)"', client.get(f"/questionnaires/{path}").text)
        assert sorted({one for one in ids if ids.count(one) > 1}) == [], path
