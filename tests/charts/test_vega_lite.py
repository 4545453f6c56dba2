"""Charts as data for other programs: whole documents, JSON through and through, nothing to guess."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from survey import charts, stats
from survey.charts.specification import Caption
from survey.coding.wording import CloudWord
from survey.stats import Estimate, hidden, too_few
from survey.text.keywords import DistinctiveWord
from tests.charts.samples import HOSTILE, every_chart, gap_of

Json = dict[str, Any]
LABELS = ["产品质量", "交货及时性", "价格", "服务"]
CAPTION = Caption("42 家客户", "来源：衡岭精密")
COLOUR_BLIND_SAFE = {
    "#0072B2", "#D55E00", "#B34700", "#0F766E", "#CFE8E5", "#1F2933", "#52606D", "#7B8794",
    "#5B9C96", "#D9E0E6", "#FFFFFF", "#6B2C00", "#F2B27F", "#63ADDC",
}  # fmt: skip
"""The palette of the drawings: blue against vermilion, and greys."""


def documents(labels: list[str]) -> list[Json]:
    cloud = charts.word_cloud(labels[0], [CloudWord(label, 9 - i, i, 2) for i, label in enumerate(labels)])
    return [charts.vega_lite(chart, CAPTION) for chart in [*every_chart(labels), cloud]]


def views(node: Any) -> Iterator[Json]:
    """The document and every layer in it."""
    yield node
    for layer in node.get("layer", []):
        yield from views(layer)


def colours(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from colours(value)
    elif isinstance(node, list):
        for value in node:
            yield from colours(value)
    elif isinstance(node, str) and node.startswith("#") and len(node) == 7:
        yield node


@pytest.mark.parametrize("document", documents(LABELS), ids=lambda one: one["usermeta"]["liusheng"]["kind"])
def test_a_document_is_whole(document: Json) -> None:
    assert document["$schema"] == "https://vega.github.io/schema/vega-lite/v5.json"
    assert document["title"] == {"text": "产品质量", "subtitle": [CAPTION.base, CAPTION.source]}
    assert document["description"]
    assert document["usermeta"]["liusheng"]["caption"] == {"base": CAPTION.base, "source": CAPTION.source}
    assert ("layer" in document) != ("mark" in document)
    assert json.loads(json.dumps(document, allow_nan=False)) == document


@pytest.mark.parametrize("document", documents(LABELS), ids=lambda one: one["usermeta"]["liusheng"]["kind"])
def test_data_are_inline_axes_are_named_and_marks_explain_themselves(document: Json) -> None:
    whole = list(views(document))
    assert "url" not in json.dumps(document.get("data", {}))
    assert all(isinstance(view["data"]["values"], list) for view in whole if "data" in view)
    assert document["data"]["values"]
    named: dict[str, set[str]] = {"x": set(), "y": set()}
    for view in whole:
        for axis in ("x", "y"):
            place = view.get("encoding", {}).get(axis) or {}
            if place.get("type") == "quantitative" and place.get("title"):
                named[axis].add(place["title"])
    assert named["x"] | named["y"] or document["usermeta"]["liusheng"]["kind"] == "CrossTable"
    assert any(view.get("encoding", {}).get("tooltip") for view in whole)


@pytest.mark.parametrize("document", documents(LABELS), ids=lambda one: one["usermeta"]["liusheng"]["kind"])
def test_fields_that_are_drawn_are_in_the_data(document: Json) -> None:
    def check(view: Json, inherited: list[Json]) -> None:
        rows = view["data"]["values"] if "data" in view else inherited
        for channel in view.get("encoding", {}).values():
            for place in channel if isinstance(channel, list) else [channel]:
                if place and "field" in place and "layer" not in view:
                    assert all(place["field"] in row for row in rows), place
        for layer in view.get("layer", []):
            check(layer, rows)

    check(document, [])


@pytest.mark.parametrize("document", documents(LABELS), ids=lambda one: one["usermeta"]["liusheng"]["kind"])
def test_colours_are_those_of_the_drawings(document: Json) -> None:
    assert set(colours(document)) <= COLOUR_BLIND_SAFE


def test_the_specification_goes_along_with_every_figure() -> None:
    chart = charts.gap_bars("差距", ["交货"], [stats.gap([5, 4, 5, 4], [3, 3, 4, 2])])
    kept = charts.vega_lite(chart)["usermeta"]["liusheng"]
    assert kept["kind"] == "GapBars"
    assert kept["specification"]["rows"][0]["gap"]["value"] == chart.rows[0].gap.value
    assert kept["specification"]["rows"][0]["gap"]["n"] == 4
    assert kept["specification"]["scale"] == [1.0, 5.0]


def test_what_is_withheld_stays_withheld() -> None:
    secret = hidden(too_few(5))
    chart = charts.difference_bars(
        "差异", [("交货", secret, False), ("价格", Estimate(0.2, 0.1, 0.3, 40), True)]
    )
    first, second = charts.vega_lite(chart)["data"]["values"]
    assert (first["value"], first["low"], first["high"], first["n"]) == (None, None, None, None)
    assert second["n"] == 40


def test_hostile_labels_and_figures_that_are_no_numbers_stay_data() -> None:
    for document in documents(HOSTILE):
        assert json.loads(json.dumps(document, allow_nan=False))
    broken = charts.trend("任意", [("1", Estimate(float("nan"), float("-inf"), None, 3))])
    assert charts.vega_lite(broken)["data"]["values"][0]["value"] is None


def test_a_break_ends_the_line_and_a_hollow_point_is_marked() -> None:
    points = [(str(year), Estimate(80.0 + year, 78.0, 90.0, 20)) for year in range(4)]
    rows = charts.vega_lite(charts.trend("满意度", points, breaks=[2], hollow=[0]))["data"]["values"]
    assert [row["run"] for row in rows] == [0, 0, 1, 1]
    assert [row["hollow"] for row in rows] == [True, False, False, False]
    assert rows[2]["note"] == "口径有变化"


def test_rows_keep_their_order_and_neutral_comments_stand_across_the_middle() -> None:
    document = charts.vega_lite(charts.polarity_bars("倾向", [("交货", 4, 2, 3), ("价格", 9, 0, 1)]))
    assert document["encoding"]["y"]["sort"] is None
    ends = [(row["start"], row["end"]) for row in document["data"]["values"][:3]]
    assert ends == [(-5.0, -1.0), (-1.0, 1.0), (1.0, 4.0)]


def test_words_of_a_document_go_through_the_translation() -> None:
    document = charts.vega_lite(
        charts.gap_bars("Gaps", ["Delivery"], [gap_of(5, 3)]), translate=lambda text: f"[{text}]"
    )
    assert "[95% 区间下限]" in json.dumps(document, ensure_ascii=False)
    bars = charts.vega_lite(charts.word_bars("词", [DistinctiveWord("慢", 1.0, 4.0, 9, 2)]))
    assert bars["data"]["values"] == [{"word": "慢", "z": 4.0, "n": 9, "n_rest": 2}]
