"""Words as pictures: placed without overlap, the same each time, every text escaped."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from survey.charts import render_responsive, word_bars, word_cloud
from survey.coding.wording import CloudWord
from survey.text.keywords import DistinctiveWord

SVG = "{http://www.w3.org/2000/svg}"


def drawings(markup: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(part) for part in re.findall(r"<svg.*?</svg>", markup, re.S)]


def test_bars_are_as_long_as_z_and_carry_both_counts() -> None:
    words = [DistinctiveWord("延误", 2.0, 4.0, 20, 3), DistinctiveWord("慢", 1.0, 2.0, 9, 2)]
    for drawing in drawings(render_responsive(word_bars("词", words))):
        first, second = (float(one.get("width", 0)) for one in drawing.iter(f"{SVG}rect"))
        assert abs(first - 2 * second) < 0.1
        texts = ["".join(one.itertext()) for one in drawing.iter(f"{SVG}text")]
        assert "4.0 (20/3)" in texts
        assert "延误" in texts


def test_a_cloud_puts_the_commonest_word_largest_and_leaves_none_outside() -> None:
    words = [CloudWord(f"词语{number}", 60 - number, number % 3, 1) for number in range(60)]
    picture = render_responsive(word_cloud("云", words))
    assert picture == render_responsive(word_cloud("云", words))
    for drawing in drawings(picture):
        width, height = (float(one) for one in drawing.get("viewBox", "").split()[2:])
        placed = list(drawing.iter(f"{SVG}text"))
        sizes = {one.text: float(one.get("font-size", 0)) for one in placed}
        assert max(sizes, key=lambda text: sizes[text]) == "词语0"
        assert len(placed) > 35
        for one in placed:
            assert 0 < float(one.get("x", 0)) < width
            assert 0 < float(one.get("y", 0)) <= height


def test_a_hostile_word_is_only_a_word() -> None:
    words = [CloudWord("<script>alert(1)</script>", 3, 0, 3)]
    assert "<script" not in render_responsive(word_cloud("云", words))
