from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey import charts, stats
from survey.charts.lettering import clean, figure, lines_of, signed, text_width
from survey.charts.palette import contrast_text, scale_colours
from survey.charts.specification import Caption
from survey.errors import InvalidInput
from survey.stats import Estimate
from tests.charts.samples import ESTIMATE, HOSTILE, every_chart, gap_of

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ET.Element:
    """The drawing as XML, checked for all that must hold of any drawing."""
    root = ET.fromstring(svg)
    assert root.tag == SVG + "svg"
    assert root.get("role") == "img"
    assert root[0].tag == SVG + "title"
    assert root[1].tag == SVG + "desc"
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"
    names = ("svg", "title", "desc", "g", "rect", "line", "polyline", "circle", "text")
    allowed = {SVG + name for name in names}
    for element in root.iter():
        assert element.tag in allowed
        for name, value in element.attrib.items():
            assert name != "style"
            assert not name.startswith("on")
            assert "nan" not in value.lower()
            assert "inf" not in value.lower()
    return root


@pytest.mark.parametrize("width", [charts.DESK, charts.PHONE])
def test_hostile_labels_stay_text(width: float) -> None:
    for chart in every_chart(HOSTILE):
        svg = charts.render(chart, width)
        root = parsed(svg)
        assert "<script" not in svg
        shown = "".join(root.itertext())
        assert "<script>alert(1)</script>" in shown
        assert "\u202e" not in shown


@pytest.mark.parametrize("width", [charts.DESK, charts.PHONE])
def test_a_long_label_is_cut_and_kept_whole_in_its_title(width: float) -> None:
    long = "新产品配合开发能力以及样品提供速度含试制阶段的现场支持与检测报告出具时间及文件齐全程度还有包装标识运输方式等各项要求满足情况"
    assert len(long) >= 60
    for chart in every_chart([long, "交货"]):
        root = parsed(charts.render(chart, width))
        titles = [title.text or "" for text in root.iter(SVG + "text") for title in text.iter(SVG + "title")]
        assert any(long in title for title in titles)


@pytest.mark.parametrize("width", [charts.DESK, charts.PHONE])
def test_no_mark_stands_outside_the_sheet(width: float) -> None:
    for chart in every_chart(["产品质量", "交货及时性", "价格", "服务"]):
        root = parsed(charts.render(chart, width))
        _, _, w, h = (float(part) for part in (root.get("viewBox") or "").split())
        for element in root.iter():
            for x, y in (("x", "y"), ("cx", "cy"), ("x1", "y1"), ("x2", "y2")):
                if element.get(x) is not None:
                    assert -1 <= float(element.get(x) or 0) <= w + 1
                    assert -1 <= float(element.get(y) or 0) <= h + 1


def classed(root: ET.Element, name: str) -> list[ET.Element]:
    return [element for element in root.iter() if element.get("class") == name]


def test_gap_bars_have_two_dots_a_bar_and_a_whisker_for_each_item() -> None:
    gaps = [stats.gap([5, 4, 5, 4], [3, 3, 4, 2]), stats.gap([], [])]
    root = parsed(charts.render(charts.gap_bars("差距", ["交货", "没有评价"], gaps)))
    assert (
        len(classed(root, "reference")) == len(classed(root, "performance")) == len(classed(root, "gap")) == 1
    )
    assert len(classed(root, "interval")) == 3
    texts = [text.text for text in root.iter(SVG + "text")]
    assert "重要程度" in texts
    assert "—" in texts
    assert any(text and text.startswith("−1.5 (") for text in texts)
    expectation = stats.gap([5, 4], [3, 4], sign="perception-expectation")
    assert charts.gap_bars("差距", ["交货"], [expectation]).reference_label == "期望"


def test_points_that_cannot_be_placed_for_sure_are_hollow() -> None:
    importance = [Estimate(4.5, 4.4, 4.6, 40), Estimate(3.0, 2.9, 3.1, 40)]
    performance = [Estimate(3.0, 2.8, 3.2, 40), Estimate(4.0, 3.8, 4.2, 40)]
    chart = charts.quadrant_chart("四象限", ["甲", "乙"], stats.ipa_quadrants(importance, performance))
    root = parsed(charts.render(chart))
    assert len(classed(root, "decided")) == len(classed(root, "undecided")) == 1
    assert len(classed(root, "axis")) == 2
    assert "优先改进" in chart.description
    assert "4.00" in chart.axes_note


def test_labels_of_near_points_do_not_cover_one_another() -> None:
    n = 10
    importance = [Estimate(4.2 + 0.02 * i, 4.1, 4.4, 40) for i in range(n)]
    performance = [Estimate(3.9 + 0.03 * (i % 4), 3.8, 4.1, 40) for i in range(n)]
    labels = [f"项目{i}名称" for i in range(n)]
    chart = charts.quadrant_chart("四象限", labels, stats.ipa_quadrants(importance, performance))
    marks = classed(parsed(charts.render(chart)), "mark")
    boxes = [(float(e.get("x") or 0), float(e.get("y") or 0), text_width(e.text or "", 12.5)) for e in marks]
    covered = sum(
        1
        for i, (x, y, w) in enumerate(boxes)
        for u, v, t in boxes[:i]
        if min(x + w, u + t) - max(x, u) > 2 and abs(y - v) < 10
    )
    assert len(boxes) == n
    assert covered == 0


def test_the_pareto_line_and_the_vital_few_are_drawn() -> None:
    pareto = stats.pareto({"A": 50, "B": 30, "C": 20})
    root = parsed(
        charts.render(
            charts.pareto_chart("原因", pareto, {"A": "价格", "B": "交期"}, amount=lambda n: f"{n:.0f} 家")
        )
    )
    bars = classed(root, "bar")
    assert [bar.get("fill") for bar in bars] == ["#0F766E", "#0F766E", "#7B8794"]
    assert len(classed(root, "target")) == 1
    assert "50 家 50%" in [text.text for text in root.iter(SVG + "text")]


def test_a_distribution_fills_its_row_and_says_when_nobody_answered() -> None:
    chart = charts.distribution_stack("分布", ["差", "中", "好"], [("交货", [1, 2, 1]), ("包装", [0, 0, 0])])
    segments = classed(parsed(charts.render(chart)), "segment")
    ends = [(float(s.get("x") or 0), float(s.get("width") or 0)) for s in segments]
    assert len(ends) == 3
    assert ends[0][0] + ends[0][1] == pytest.approx(ends[1][0], abs=0.02)
    assert ends[1][1] == pytest.approx(2 * ends[0][1], abs=0.05)
    with pytest.raises(InvalidInput):
        charts.distribution_stack("分布", ["差", "好"], [("交货", [1, 2, 3])])


def test_a_trend_is_not_joined_across_a_break_or_a_gap() -> None:
    none = stats.mean_interval([])
    points = [("1", ESTIMATE), ("2", ESTIMATE), ("3", none), ("4", ESTIMATE), ("5", ESTIMATE)]
    root = parsed(charts.render(charts.trend("满意度", points, target=4, breaks=[4])))
    assert len(classed(root, "trend")) == 1
    assert len(classed(root, "break")) == 1
    assert len(classed(root, "point")) == 4


def test_an_empty_chart_is_still_a_drawing() -> None:
    empty = stats.ipa_quadrants([], [])
    for chart in (
        charts.gap_bars("空", [], []),
        charts.quadrant_chart("空", [], empty),
        charts.pareto_chart("空", stats.pareto({}), {}),
        charts.distribution_stack("空", [], []),
        charts.trend("空", []),
        charts.polarity_bars("空", []),
    ):
        for width in (charts.DESK, charts.PHONE):
            parsed(charts.render(chart, width))


def test_a_chart_as_a_file_says_what_it_is_who_is_counted_and_where_it_comes_from() -> None:
    caption = Caption("42 家客户（60 份答卷）", "来源：衡岭精密，2026 年上半年满意度调查")
    for chart in every_chart(["产品质量", "交货及时性", "价格", "服务"]):
        root = parsed(charts.render_file(chart, caption))
        texts = [text.text for text in root.iter(SVG + "text")]
        assert texts[0] == chart.title
        assert texts[-2:] == [caption.base, caption.source]
        ground = root[2]
        assert (ground.get("fill"), ground.get("width")) == ("#FFFFFF", root.get("width"))
        assert "CJK" in (root.get("font-family") or "")


def test_a_long_title_of_a_file_is_broken_not_cut() -> None:
    title = "客户对交货及时性、包装标识、技术支持响应、投诉处理速度等各方面的重要程度与满意程度之间的差距"
    root = parsed(charts.render_file(charts.gap_bars(title, ["交货"], [gap_of(5, 3)]), Caption()))
    lines = [next(iter(text)).tail or "" for text in root.iter(SVG + "text") if text.get("font-size") == "18"]
    assert len(lines) == 2
    assert "".join(lines) == title


def test_cells_where_both_agree_are_framed_and_the_fullest_is_darkest() -> None:
    chart = charts.cross_table(
        "原因",
        ["价格", "交货"],
        ["价格", "交货"],
        [[1, 4], [0, 2]],
        row_label="自述",
        column_label="根本原因",
        same=[(0, 0), (1, 1)],
    )
    root = parsed(charts.render(chart))
    cells = classed(root, "cell")
    assert len(cells) == 4
    assert cells[1].get("fill") == "#0F766E"
    assert cells[2].get("fill") == "#F5F7F9"
    frames = [one for one in root.iter(SVG + "rect") if one.get("fill") == "none"]
    assert len(frames) == 2 * 2 + 1, "two strokes to a cell and one in the legend"
    assert "价格 / 交货：4" in chart.description


def test_words_of_a_chart_go_through_the_translation() -> None:
    chart = charts.gap_bars("Gaps", ["Delivery"], [gap_of(5, 3)], translate=lambda text: f"[{text}]")
    assert chart.reference_label == "[重要程度]"
    assert chart.rows[0].label == "Delivery"


def test_both_layouts_have_names_of_their_own() -> None:
    both = charts.render_responsive(every_chart(["甲", "乙"])[0])
    ids = re.findall(r' id="([^"]+)"', both)
    assert len(ids) == len(set(ids)) == 4
    assert 'class="chart-svg chart-desk"' in both
    assert 'class="chart-svg chart-phone"' in both


@pytest.mark.parametrize("width", [charts.DESK, charts.PHONE])
def test_names_of_periods_stay_inside_and_apart(width: float) -> None:
    points = [(f"{2020 + i // 2} 年{'上下'[i % 2]}半年", ESTIMATE) for i in range(12)]
    root = parsed(charts.render(charts.trend("满意度", points), width))
    spans = []
    for text in root.iter(SVG + "text"):
        if text.text and "半年" in text.text:
            middle, half = float(text.get("x") or 0), text_width(text.text, 12.5) / 2
            spans.append((middle - half, middle + half))
    spans.sort()
    assert len(spans) >= 3
    assert spans[0][0] >= 0
    assert spans[-1][1] <= width
    assert all(left[1] < right[0] for left, right in pairwise(spans))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(max_size=30), *[st.one_of(st.none(), st.floats(-1e6, 1e6))] * 3),
        min_size=1,
        max_size=6,
    ),
    st.one_of(st.none(), st.floats(-1e6, 1e6)),
)
def test_any_figures_make_a_valid_trend(
    rows: list[tuple[str, float | None, float | None, float | None]], target: float | None
) -> None:
    points = [(label, Estimate(value, low, high, 3)) for label, value, low, high in rows]
    parsed(charts.render(charts.trend("任意", points, target=target), charts.PHONE))


@given(st.text(max_size=80), st.integers(20, 400))
def test_lines_fit_their_width(text: str, width: int) -> None:
    lines = lines_of(text, width, 14)
    assert 1 <= len(lines) <= 2
    assert all(text_width(line, 14) <= max(width, 14) + 1e-9 for line in lines)
    if "…" not in text and not any("…" in line for line in lines):
        assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "")


def test_figures_are_written_with_a_real_minus_and_never_as_minus_zero() -> None:
    assert (figure(-1.26), figure(-0.04), figure(None), figure(float("nan"))) == ("−1.3", "0.0", "—", "—")
    assert (signed(0.31), signed(-0.31), signed(0.0)) == ("+0.3", "−0.3", "0.0")


def test_five_points_can_be_told_apart_in_grey() -> None:
    def grey(colour: str) -> float:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    greys = sorted(grey(colour) for colour in scale_colours(5))
    assert min(b - a for a, b in pairwise(greys)) > 15


def test_colours_of_a_scale_are_distinct_and_carry_readable_text() -> None:
    for count in range(2, 12):
        colours = scale_colours(count)
        assert len(set(colours)) == count
        for colour in colours:
            assert contrast_text(colour) in ("#FFFFFF", "#1F2933")
    assert text_width("中文abc", 10) == pytest.approx(10 * (2 + 3 * 0.55))
