"""What every Vega-Lite document of ours has: schema, title, source, look, and our own specification beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from math import isfinite
from typing import Any, Final

from survey.charts.palette import BRAND, FONTS, INK, LINE, MUTED
from survey.charts.specification import Caption, Chart
from survey.charts.wording import Translate
from survey.language import Message, m
from survey.stats import Estimate

__all__ = [
    "SCHEMA",
    "Json",
    "Sayer",
    "as_data",
    "document",
    "figures",
    "in_order",
    "number",
    "quantity",
    "rule_at",
    "tooltip",
]  # fmt: skip

Json = dict[str, Any]
SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v5.json"
LABELS: Final = 260
"""The room for the label of a row, in pixels."""
CONFIG: Final[Json] = {
    "font": FONTS,
    "background": "#FFFFFF",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": MUTED,
        "gridColor": LINE,
        "labelLimit": LABELS,
        "labelFontSize": 13,
        "titleFontSize": 12.5,
    },
    "legend": {"labelColor": INK, "labelFontSize": 12.5, "labelLimit": 480, "orient": "top", "title": None},
    "title": {
        "anchor": "start",
        "color": INK,
        "fontSize": 16,
        "subtitleColor": MUTED,
        "subtitleFontSize": 12.5,
    },
    "text": {"color": INK, "fontSize": 12.5},
    "bar": {"color": BRAND},
    "rule": {"color": INK},
}


class Sayer:
    """Says the few words that a document needs beside the chart's own."""

    def __init__(self, translate: Translate) -> None:
        self._translate = translate

    def __call__(self, message: Message) -> str:
        return message.render(self._translate)

    @property
    def interval(self) -> list[Json]:
        """Tooltips of the ends of an interval and of n."""
        return tooltip({"low": self(m("95% 区间下限")), "high": self(m("95% 区间上限")), "n": "n"})


def document(chart: Chart, caption: Caption, view: Mapping[str, Any]) -> Json:
    """The whole document: `view` with the chart's title, and our specification under `usermeta`."""
    under = [line for line in (caption.base, caption.source) if line]
    return {
        "$schema": SCHEMA,
        "usermeta": {
            "liusheng": {
                "kind": type(chart).__name__,
                "specification": as_data(chart),
                "caption": as_data(caption),
            }
        },
        "title": {"text": chart.title, "subtitle": under} if under else {"text": chart.title},
        "description": chart.description,
        "width": 640,
        **view,
        "config": CONFIG,
    }


def as_data(value: Any) -> Any:
    """A specification as JSON takes it: estimates as reports write them, no NaN and no infinity."""
    if isinstance(value, Estimate):
        return {name: number(part) if name in _ENDS else part for name, part in value.to_json().items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: as_data(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple | list):
        return [as_data(each) for each in value]
    return number(value) if isinstance(value, float) else value


_ENDS: Final = frozenset({"value", "low", "high"})


def number(value: float | None) -> float | None:
    """The value, None for one that JSON cannot hold."""
    return value if value is not None and isfinite(value) else None


def figures(found: Estimate) -> Json:
    """An estimate as fields of a row: value, low, high, n; nulls where it is withheld."""
    shown = as_data(found)
    return {name: shown[name] for name in ("value", "low", "high", "n")}


def in_order(field: str, labels: Iterable[str], title: str | None = None, **axis: Any) -> Json:
    """A place for each label, in the order given, also for those without a figure."""
    return {
        "field": field,
        "type": "nominal",
        "sort": None,
        "scale": {"domain": list(dict.fromkeys(labels))},
        "title": title,
        "axis": {"labelLimit": LABELS, **axis},
    }


def quantity(field: str, title: str, **more: Any) -> Json:
    """A figure along an axis that is named."""
    return {"field": field, "type": "quantitative", "title": title, **more}


def tooltip(titles: Mapping[str, str]) -> list[Json]:
    """Field → what is shown for it on hovering."""
    return [{"field": name, "title": title} for name, title in titles.items()]


def rule_at(
    axis: str, value: float, title: str, colour: str, *, label: str = "", dash: Sequence[int] = (4, 3)
) -> Json:
    """A line across the whole plot at a value of an axis of that title; `label` says what it is on hovering."""
    mark: Json = {"type": "rule", "color": colour, "strokeDash": list(dash), "strokeWidth": 2}
    if label:
        mark["tooltip"] = label
    other = "y" if axis == "x" else "x"
    place = {"datum": value, "type": "quantitative", "title": title}
    return {"data": {"values": [{}]}, "mark": mark, "encoding": {axis: place, other: None}}
