"""The charts that can be asked for by name. Light: loaded where no report is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from survey.language import Message, m

__all__ = ["CHARTS", "CHART_FORMATS", "CHART_READERS", "NEEDS_WAVE"]

CHART_READERS: Final = ("quality", "manager", "viewer")

CHARTS: Final[Mapping[str, Message]] = {
    "bars": m("各项目的差距，从大到小"),
    "quadrants": m("重要程度与满意程度四象限图"),
    "distributions": m("评分的分布"),
    "drivers": m("对总体满意度的影响份额，与客户自述的名次"),
    "drivers_quadrants": m("四象限图：自述、推导或最看重的重要程度"),
    "loyalty": m("忠诚的几种表现"),
    "recommendation": m("推荐者、中立者与贬损者"),
    "kano": m("Better–Worse 系数图"),
    "reliability": m("各维度的 α 系数"),
    "comparison": m("各项目的差异"),
    "competitors": m("与最强竞争者的差异"),
    "trend": m("趋势"),
    "period": m("各报告期的变化"),
    "reasons_count": m("按流失客户家数"),
    "reasons_sales": m("按流失销售额（每年）"),
    "reasons_stated": m("客户怎么说，根本原因是什么"),
    "reasons_staff": m("业务员怎么看，根本原因是什么"),
    "comments": m("各维度的意见倾向"),
    "comments_change": m("各维度不满占比的变化"),
    "words": m("特征词"),
    "word_cloud": m("词云"),
}
"""Name → what is shown."""

NEEDS_WAVE: Final = frozenset(
    {
        "bars", "quadrants", "distributions", "drivers", "drivers_quadrants", "loyalty", "recommendation",
        "kano", "reliability", "comparison", "competitors",
    }
)  # fmt: skip
"""Those of one wave; the others look at several, or at none."""

CHART_FORMATS: Final[Mapping[str, Message]] = {
    "svg": m("SVG 图片"),
    "png": m("PNG 图片"),
    "vega.json": m("图的数据（Vega-Lite）"),
}
"""What a chart can be taken as."""
