"""The questionnaires' pages: who may open them, what they keep, what they show harmlessly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from survey.accounts.actor import COMMAND_LINE
from survey.accounts.models import ROLES
from survey.config import Settings
from survey.db import Database
from survey.instrument.definition import Definition
from survey.instrument.library import template, templates
from survey.questionnaires import editing, publishing, queries, service
from survey.questions import Item
from tests.conftest import NOW
from tests.questionnaires.conftest import control
from tests.questionnaires.forms import form_to, forms, send
from tests.support.payloads import PAYLOADS
from tests.web.conftest import open_store, plain_settings
from tests.web.site import Site, build_site

READERS = {"admin", "quality", "manager", "viewer"}
EDITORS = {"admin", "quality"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A site on SQLite: what the stores do differently is tested at the services."""
    store = open_store(plain_settings(tmp_path))
    yield build_site(plain_settings(tmp_path), store)
    store.dispose()


@pytest.fixture
def client(site: Site) -> FlaskClient:
    return site.client("quality")


def made(site: Site, template_key: str = "iso_b2b_short", key: str = "annual") -> str:
    with site.database.unit_of_work() as session:
        return service.create_from_template(session, template_key, key, "", COMMAND_LINE, NOW).ref


def published(site: Site, ref: str, revision: str = "A/0") -> str:
    with site.database.unit_of_work() as session:
        return publishing.publish(session, ref, control(revision), COMMAND_LINE, NOW).ref


def draft(site: Site, ref: str) -> Definition:
    with site.database.reading() as session:
        return queries.draft_of(queries.by_ref(session, ref))


def changed(site: Site, ref: str, change: service.Change) -> None:
    with site.database.unit_of_work() as session:
        stamp = queries.by_ref(session, ref).draft_stamp
        service.edit(session, ref, change, stamp, COMMAND_LINE, NOW)


def edit_page(ref: str, *rest: str) -> str:
    return "/".join(("/questionnaires", ref, "edit", *rest))


# --- who may open what ---------------------------------------------------------------------


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


# --- making --------------------------------------------------------------------------------


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


# --- items ---------------------------------------------------------------------------------


def unlike(definition: Definition) -> list[Item]:
    """One item of each make: what differs in type, settings, condition and kinds of options."""
    makes = {
        (
            item.type,
            *sorted(item.settings),
            item.show_if is None or sorted(item.show_if.model_dump(exclude_none=True)).__repr__(),
            *sorted({(option.other, option.exclusive) for option in item.options}),
        ): item
        for item in definition.items()
    }
    return list(makes.values())


@pytest.mark.parametrize("key", ["iso_b2b", "exit_self", "pulse", "servqual22"])
def test_saving_a_form_as_it_is_changes_nothing(site: Site, client: FlaskClient, key: str) -> None:
    ref = made(site, key)
    before = draft(site, ref)
    for item in unlike(before):
        form = form_to(client, edit_page(ref, "items", item.key), f"/items/{item.key}")
        assert send(client, form).status_code == 302, item.key
    for section in before.sections:
        form = form_to(client, edit_page(ref, "sections", section.key), f"/sections/{section.key}")
        assert send(client, form).status_code == 302, section.key
    for scale in before.scales:
        form = form_to(client, edit_page(ref, "scales"), f"/scales/{scale.key}")
        assert send(client, form).status_code == 302, scale.key
    for one in before.dimensions:
        form = form_to(client, edit_page(ref, "dimensions"), f"/dimensions/{one.key}")
        assert send(client, form).status_code == 302, one.key
    page = edit_page(ref, "heading")
    heading = next(form for form in forms(client.get(page).text) if form.values("title_zh"))
    assert send(client, heading, page).status_code == 302
    assert draft(site, ref).to_json() == before.to_json()


def test_every_field_of_an_item_can_be_changed(site: Site, client: FlaskClient) -> None:
    ref = made(site)
    form = form_to(client, edit_page(ref, "items", "first_reply"), "/items/first_reply")
    changes: dict[str, str | None] = {
        "text_zh": "多久得到答复？",
        "help_zh": "从反映那天算起",
        "required": "y",
        "department": "售后部",
        "dimension": "service",
        "options-0-label_zh": "",
        "options-2-place": "1",
        "options-2-other": "y",
        "more_options": "一个月以上\r\n不记得了",
        "condition": "when",
        "condition_comparison": "in",
        "condition_values": "有，向我们反映过\r\nsilent",
        "tags": "first_reply, 其他",
        "set.other_required.flag": "1",
    }
    assert send(client, form.change(changes)).status_code == 302
    item = draft(site, ref).item_by_key["first_reply"]
    assert (item.text["zh"], item.required, item.department, item.dimension) == (
        "多久得到答复？",
        True,
        "售后部",
        "service",
    )
    assert item.text["en"]
    assert item.help is not None
    assert item.help["zh"] == "从反映那天算起"
    labels = [option.label["zh"] for option in item.options]
    assert labels[-2:] == ["一个月以上", "不记得了"]
    assert "当天" not in labels
    assert sum(option.other for option in item.options) == 1
    assert item.settings == {"other_required": True}
    assert item.tags == ("first_reply", "其他")
    assert item.show_if is not None
    assert item.show_if.model_dump(by_alias=True, exclude_none=True) == {
        "item": "complained",
        "in": ("reported", "silent"),
    }


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text_zh": "  "}, "必须填写"),
        ({"condition": "when", "condition_item": "", "condition_values": "x"}, "之前的题目"),
        ({"condition": "when", "condition_item": "complained", "condition_values": "从未有过"}, "从未有过"),
        ({"key": "Bad Key"}, "小写字母"),
        ({"key": "complained"}, "已经用过"),
        ({"set.max.whole": "很多"}, "整数"),
        ({"stamp": "0"}, "改过这份问卷"),
        ({"stamp": ""}, "刷新"),
    ],
)
def test_a_refused_item_keeps_all_that_was_typed(
    site: Site, client: FlaskClient, changes: dict[str, str | None], said: str
) -> None:
    ref = made(site)
    before = draft(site, ref)
    form = form_to(client, edit_page(ref, "items", "worst"), "/items/worst")
    refused = send(client, form.change({"help_zh": "我刚写的帮助", "set.rows.whole": "7"} | changes))
    assert refused.status_code == 422
    assert said in refused.text
    again = next(one for one in forms(refused.text) if one.action.endswith("/items/worst"))
    assert again.values("help_zh") == ["我刚写的帮助"]
    assert again.values("set.rows.whole") == ["7"]
    assert draft(site, ref) == before


def test_a_second_saver_is_told_and_saves_knowingly(site: Site, client: FlaskClient) -> None:
    ref = made(site)
    form = form_to(client, edit_page(ref, "items", "worst"), "/items/worst")
    changed(site, ref, lambda d: editing.update(d, title={"zh": "另一人改的标题"}))
    refused = send(client, form.with_(text_zh="我改的题目"))
    assert refused.status_code == 422
    assert "命令行改过这份问卷" in refused.text
    again = next(one for one in forms(refused.text) if one.action.endswith("/items/worst"))
    assert again.values("text_zh") == ["我改的题目"]
    assert send(client, again).status_code == 302
    saved = draft(site, ref)
    assert saved.item_by_key["worst"].text["zh"] == "我改的题目"
    assert saved.title["zh"] == "另一人改的标题"


def test_items_are_added_moved_copied_and_removed_without_a_script(site: Site, client: FlaskClient) -> None:
    ref = made(site)
    section = draft(site, ref).sections[-1].key
    form = form_to(client, edit_page(ref), "/edit/items")
    added = send(client, form.change({"new-type": "rating", "new-text": "包装", "new-section": section}))
    assert added.location.partition("#")[0].endswith("/items/q1")
    item = draft(site, ref).item_by_key["q1"]
    assert (item.type, item.text, item.scales) == ("rating", {"zh": "包装"}, {"score": "satisfaction5"})

    up = form_to(client, edit_page(ref, "items", "q1"), "/items/q1/move")
    assert send(client, up.with_(direction="up")).status_code == 302
    last = draft(site, ref).sections[-1]
    assert [one.key for one in last.items][-2] == "q1"

    dragged = form_to(client, edit_page(ref, "items", "q1"), "/items/q1/move")
    target = {"section": draft(site, ref).sections[1].key, "position": "0", "direction": None}
    send(client, dragged.change(target))
    assert draft(site, ref).sections[1].items[0].key == "q1"

    send(client, form_to(client, edit_page(ref, "items", "q1"), "/items/q1/duplicate"))
    assert [one.key for one in draft(site, ref).sections[1].items[:2]] == ["q1", "q2"]
    send(client, form_to(client, edit_page(ref, "items", "q1"), "/items/q1/remove"))
    assert "q1" not in draft(site, ref).item_by_key


def test_spare_items_come_with_one_form(site: Site, client: FlaskClient) -> None:
    ref = made(site)
    form = form_to(client, edit_page(ref), "/edit/spare")
    section = draft(site, ref).sections[1].key
    form.fields += [("spare-items", "product_packaging"), ("spare-items", "product_safety")]
    assert send(client, form.change({"spare-section": section})).status_code == 302
    assert {"product_packaging", "product_safety"} <= set(draft(site, ref).item_by_key)
    assert "product_packaging" not in [
        value for one in forms(client.get(edit_page(ref)).text) for value in one.values("spare-items")
    ]


def test_a_published_key_is_neither_changed_nor_given_again(site: Site, client: FlaskClient) -> None:
    ref = made(site)
    published(site, ref)
    form = form_to(client, edit_page(ref, "items", "worst"), "/items/worst")
    refused = send(client, form.with_(key="worst_of_all"))
    assert refused.status_code == 422
    assert "worst_of_all" not in draft(site, ref).item_by_key
    changed(site, ref, lambda d: editing.remove_item(d, "worst"))
    new = form_to(client, edit_page(ref), "/edit/items")
    again = send(client, new.change({"new-type": "number", "new-text": "次数", "new-key": "worst"}))
    assert again.status_code == 422
    assert "次数" in again.text


def test_a_button_on_an_old_page_changes_nothing_and_says_so(site: Site, client: FlaskClient) -> None:
    ref = made(site)
    remove = form_to(client, edit_page(ref, "items", "worst"), "/items/worst/remove")
    changed(site, ref, lambda d: editing.update(d, title={"zh": "别人改的"}))
    answer = send(client, remove)
    assert "改过这份问卷" in client.get(answer.location).text
    assert "worst" in draft(site, ref).item_by_key


def test_sections_are_added_moved_and_removed(site: Site, client: FlaskClient) -> None:
    ref = made(site)
    send(client, form_to(client, edit_page(ref), "/edit/sections").change({"name": "新板块"}))
    assert draft(site, ref).sections[-1].title == {"zh": "新板块"}
    key = draft(site, ref).sections[-1].key
    send(client, form_to(client, edit_page(ref), f"/sections/{key}/move"))
    assert draft(site, ref).sections[-2].key == key
    send(client, form_to(client, edit_page(ref, "sections", key), f"/sections/{key}/remove"))
    assert draft(site, ref).section(key) is None


# --- what items stand on -------------------------------------------------------------------


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


# --- publishing ----------------------------------------------------------------------------


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


# --- hostile words -------------------------------------------------------------------------


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


def test_a_rating_is_made_one_of_a_competitor(site: Site) -> None:
    client = site.client("quality")
    ref = made(site)
    form = form_to(client, edit_page(ref, "items", "overall"), "/items/overall")
    changes: dict[str, str | None] = {"set.competitor_on.word": "price_value"}
    assert send(client, form.change(changes)).status_code == 302
    assert draft(site, ref).item_by_key["overall"].settings == {"competitor_on": "price_value"}
    assert 'value="price_value" selected' in client.get(edit_page(ref, "items", "overall")).text
