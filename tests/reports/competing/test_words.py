"""The sentence on competitors claims what stands after correction and nothing more."""

from __future__ import annotations

import pytest

from survey.reports.competing.comparison import Comparison, Standing
from survey.reports.competing.words import sentence
from survey.stats import Estimate, hidden, too_few


def item(name: str, standing: Standing, n: int = 20) -> Comparison:
    figure = Estimate(0.5, 0.1, 0.9, n)
    label = {"zh": name, "en": name.upper()}
    return Comparison(name, label, figure, figure, figure, 0.01, standing)


def test_clear_items_are_named_and_the_others_counted() -> None:
    items = [
        item("price", Standing.LOWER),
        item("quality", Standing.HIGHER),
        item("fit", Standing.SAME, 18),
        item("papers", Standing.UNKNOWN),
    ]
    assert sentence(items, "customer") == (
        "与客户同时评价的其他供应商相比（各项 18–20 家客户，同一客户内配对，Holm 校正）："
        "明显低于对方的有“price”；明显高于对方的有“quality”；1 项没有明显差别；1 项不作判断。"
    )
    assert 'clearly lower in "PRICE"; clearly higher in "QUALITY"' in sentence(items, "response", "en")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_a_clear_item_none_is_named(language: str) -> None:
    said = sentence([item("price", Standing.SAME), item("fit", Standing.SAME)], "customer", language)
    assert "price" not in said.lower()
    assert "clearly" not in said
    assert "明显高于" not in said


def test_what_is_withheld_is_not_counted() -> None:
    nothing = hidden(too_few(5))
    shut = Comparison("price", {"zh": "price"}, nothing, nothing, nothing, None, Standing.UNKNOWN)
    assert sentence([shut], "customer") == ""
    assert "1 项" in sentence([shut, item("fit", Standing.SAME)], "customer")
    assert "不作判断" not in sentence([shut, item("fit", Standing.SAME)], "customer")
