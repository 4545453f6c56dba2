"""The pages of items and sections: what they keep, and what was typed when they refuse."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from survey.instrument.definition import Definition
from survey.questionnaires import editing
from survey.questions import Item
from tests.questionnaires.drafts import changed, draft, edit_page, made, published
from tests.questionnaires.forms import form_to, forms, send
from tests.web.site import Site


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


def test_a_rating_is_made_one_of_a_competitor(site: Site) -> None:
    client = site.client("quality")
    ref = made(site)
    form = form_to(client, edit_page(ref, "items", "overall"), "/items/overall")
    changes: dict[str, str | None] = {"set.competitor_on.word": "price_value"}
    assert send(client, form.change(changes)).status_code == 302
    assert draft(site, ref).item_by_key["overall"].settings == {"competitor_on": "price_value"}
    assert 'value="price_value" selected' in client.get(edit_page(ref, "items", "overall")).text
