"""What `liusheng text benchmark` prints: each figure beside its goal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from survey.cli.words import shown
from survey.language import Message, m
from survey.text.benchmark import BusinessFigures, ReviewFigures, business_figures, review_figures
from survey.text.labels import independent_comments
from survey.text.reader import reader

__all__ = ["as_json", "lines"]

_STOCK: Final = "snownlp"
_GOALS: Final[dict[str, tuple[Message, str]]] = {
    "exact_polarity": (m("倾向（五类）一致"), ""),
    "positive_or_negative": (m("正负判断正确"), "≥ .90"),
    "calibration_error": (m("校准误差"), "≤ .06"),
    "dimension_precision": (m("维度精确率"), ""),
    "dimension_recall": (m("维度召回率"), ""),
    "dimension_f1": (m("维度 F1"), "≥ .85"),
    "reason_first": (m("首选原因（一级）正确"), "≥ .70"),
    "reason_among_three": (m("前三原因（一级）中有正确的"), "≥ .90"),
    "leaf_first": (m("首选原因（末级）正确"), ""),
    "leaf_among_three": (m("前三原因（末级）中有正确的"), ""),
    "non_answer_precision": (m("无实际内容：精确率"), "≥ .97"),
    "non_answer_recall": (m("无实际内容：召回率"), "≥ .97"),
    "per_second": (m("每秒处理器时间阅读条数"), "≥ 1200"),
}
_MEAN_GOAL: Final = "≥ .83"


def as_json(folder: Path, engine: str, stock_rows: int) -> str:
    """All figures as JSON."""
    ours, stock, business, independent = _measured(folder, engine, stock_rows)
    content: dict[str, Any] = {
        "engine": reader(engine).engine_id,
        "stock_rows": stock_rows,
        "reviews": [asdict(one) for one in ours],
        "stock": [asdict(one) for one in stock],
        "business": asdict(business),
        "independent": asdict(independent),
        "goals": {name: goal for name, (_, goal) in _GOALS.items() if goal} | {"mean": _MEAN_GOAL},
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def lines(folder: Path, engine: str, stock_rows: int) -> Iterator[str]:
    """All figures as a table for people."""
    ours, stock, business, independent = _measured(folder, engine, stock_rows)
    yield shown(m("评论文件：正确率（校准误差，每秒条数）；SnowNLP 原版每个文件抽 %(n)d 条。", n=stock_rows))
    for one, other in zip(ours, stock, strict=True):
        yield f"  {one.name:<22}{one.rows:>6}  {_short(one)}   SnowNLP {_short(other)}"
    if ours:
        yield f"  {shown(m('平均'))}  {_mean(ours):.3f} ({_MEAN_GOAL})   SnowNLP {_mean(stock):.3f}"
    yield shown(
        m(
            "自有检验集（%(n)d 条，从未用于训练）；独立检验集（%(others)d 条，另行编写和标注）：",
            n=business.comments,
            others=independent.comments,
        )
    )
    for name, (label, goal) in _GOALS.items():
        values = [_figure(getattr(one, name)) for one in (business, independent)]
        yield f"  {shown(label)}  {values[0]}  {values[1]}  {goal}".rstrip()


def _figure(value: float) -> str:
    return f"{value:.0f}" if value > 1 else f"{value:.3f}"


def _measured(
    folder: Path, engine: str, stock_rows: int
) -> tuple[list[ReviewFigures], list[ReviewFigures], BusinessFigures, BusinessFigures]:
    reads = reader(engine)
    return (
        review_figures(reads, folder),
        review_figures(reader(_STOCK), folder, stock_rows),
        business_figures(reads),
        business_figures(reads, independent_comments()),
    )


def _short(one: ReviewFigures) -> str:
    return f"{one.accuracy:.3f} ({one.calibration_error:.3f}, {one.per_second:.0f}/s)"


def _mean(figures: list[ReviewFigures]) -> float:
    return sum(one.accuracy for one in figures) / len(figures)
