"""The three faces of every question type render, escape what they show and need no script."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from survey.questions import Item, Option, get, text_in
from tests.questions.samples import BY_KEY, ITEMS, SCALES

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
ATTACK = "<script>alert(1)</script>\"'>{{7*7}}"
VOID = {"input", "br", "img", "hr", "meta", "link"}


def _gettext(text: str, **values: Any) -> str:
    return text % values


def make_pages() -> Environment:
    """Jinja as the web sets it up, with untranslated texts."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.globals["_"] = _gettext
    return environment


@pytest.fixture(scope="module")
def pages() -> Environment:
    return make_pages()


def render(pages: Environment, item: Item, face: str, **values: Any) -> str:
    kind = get(item.type)
    context: dict[str, Any] = {
        "item": item,
        "type": kind,
        "scales": SCALES,
        "language": "zh",
        "t": lambda text: text_in(text, "zh"),
        "raw": {},
        "error": None,
        "number": 3,
        "prefix": "q",
        "columns": [
            {
                "column": column,
                "counts": [(text_in(label), 2, 0.5) for label in column.labels.values()],
                "n": 4,
                "na": 1,
                "not_answered": 0,
                "not_asked": 0,
            }
            for column in kind.columns(item, SCALES)
        ],
    }
    return pages.get_template(f"question_types/{item.type}/{face}.html").render(context | values)


class Page(HTMLParser):
    """Reads mark-up: that tags nest, which ids, names and label targets there are, the checked values."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def values(self, attribute: str, *tags: str) -> list[str]:
        return [a[attribute] or "" for tag, a in self.tags if attribute in a and (not tags or tag in tags)]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
@pytest.mark.parametrize("face", ["answer", "paper", "summary"])
def test_every_face_renders_well_formed_without_style_script_or_handler(
    pages: Environment, item: Item, face: str
) -> None:
    html = render(pages, item, face)
    page = Page(html)
    assert "{{" not in html
    for tag, attributes in page.tags:
        assert tag not in ("script", "style")
        assert not [name for name in attributes if name == "style" or name.startswith("on")]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
def test_an_answer_card_offers_exactly_the_fields_that_are_read(pages: Environment, item: Item) -> None:
    page = Page(render(pages, item, "answer"))
    kind = get(item.type)
    allowed = {f"q.{item.key}.{part}" if part else f"q.{item.key}" for part in kind.form_parts(item)}
    names = set(page.values("name"))
    assert names <= allowed
    assert names or not kind.asks
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    fields = [a for tag, a in page.tags if tag in ("input", "select", "textarea")]
    assert {a["id"] for a in fields} == set(page.values("for", "label"))
    assert not [a for a in fields if "checked" in a]
    assert "table" not in {tag for tag, _ in page.tags}


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        ("fit", {"importance": ["5"], "performance": ["NA"]}),
        ("overall", {"": ["4"]}),
        ("nps", {"": ["10"]}),
        ("job", {"": ["other"], "other": ["仓库"]}),
        ("role", {"": ["purchasing", "other"], "other": ["仓库"]}),
        ("compare", {"quality": ["NA"]}),
        ("agree", {"": ["2"]}),
    ],
)
def test_what_was_chosen_is_chosen_again(pages: Environment, key: str, raw: dict[str, list[str]]) -> None:
    item = BY_KEY[key]
    page = Page(render(pages, item, "answer", raw=raw))
    chosen: dict[str, list[str]] = {}
    for tag, attributes in page.tags:
        part = (attributes.get("name") or "").removeprefix(f"q.{key}").removeprefix(".")
        if "checked" in attributes or (tag == "input" and attributes.get("type") == "text"):
            chosen.setdefault(part, []).append(attributes["value"] or "")
    assert {part: texts for part, texts in chosen.items() if texts != [""]} == raw


def test_a_ranking_is_chosen_again_from_places_or_from_a_list(pages: Environment) -> None:
    for raw in ({"1": ["quality"], "2": ["purchasing"]}, {"": ["quality", "purchasing"]}):
        page = Page(render(pages, BY_KEY["top"], "answer", raw=raw))
        assert [a["value"] for _, a in page.tags if "selected" in a] == ["quality", "purchasing"]


def test_a_comment_that_begins_with_a_newline_keeps_it(pages: Environment) -> None:
    html = render(pages, BY_KEY["worst"], "answer", raw={"": ["\n第一行空着"]})
    shown = re.search(r"<textarea[^>]*>(.*)</textarea>", html, re.DOTALL)
    assert shown is not None
    assert shown[1] == "\n\n第一行空着"


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
@pytest.mark.parametrize("face", ["answer", "paper", "summary"])
def test_texts_of_the_questionnaire_and_of_the_respondent_are_inert(
    pages: Environment, item: Item, face: str
) -> None:
    attacked = item.model_copy(
        update={
            "text": {"zh": ATTACK},
            "help": {"zh": ATTACK},
            "options": tuple(
                Option(key=o.key, label=ATTACK, other=o.other, exclusive=o.exclusive) for o in item.options
            ),
        }
    )
    raw = {part: [ATTACK] for part in ("", "why", "other", "name", "phone", "1")}
    html = render(pages, attacked, face, raw=raw, error=ATTACK, show_why=True)
    assert "<script" not in html
    Page(html)


def test_an_error_is_linked_to_its_field(pages: Environment) -> None:
    for item in ITEMS:
        if get(item.type).asks:
            page = Page(render(pages, item, "answer", error="这一项还没有填写。"))
            described = " ".join(page.values("aria-describedby")).split()
            assert f"q-{item.key}-error" in described, item.key
            assert set(described) <= set(page.values("id"))


def test_rated_items_print_one_row_with_both_scales(pages: Environment) -> None:
    for item in ITEMS:
        html = render(pages, item, "paper").strip()
        assert html.startswith("<tr") == get(item.type).paper_row, item.key
        if get(item.type).paper_row:
            assert html.count("<td") == 4


def test_the_short_reason_stands_under_the_scale_of_performance_only(pages: Environment) -> None:
    html = render(pages, BY_KEY["fit"], "answer")
    assert html.count('class="why"') == 1
    assert 'data-low="2"' in html
    assert html.count('class="low"') == 2
    assert 'class="why open"' in render(pages, BY_KEY["fit"], "answer", show_why=True)
