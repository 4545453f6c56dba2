"""Charts from the figures they show; the words that belong to a chart go through `translate`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from survey.charts.lettering import NOTHING, figure, percent, signed
from survey.charts.specification import (
    DifferenceBars,
    DifferenceRow,
    DistributionRow,
    DistributionStack,
    GapBars,
    GapRow,
    ParetoBar,
    ParetoChart,
    PolarityBars,
    PolarityRow,
    QuadrantChart,
    QuadrantMark,
    ShareBar,
    ShareBars,
    Trend,
    TrendPoint,
)
from survey.errors import InvalidInput
from survey.language import Message, m
from survey.stats import Estimate, Gap, Pareto, Quadrant, Quadrants

__all__ = [
    "distribution_stack", "gap_bars", "pareto_chart", "polarity_bars", "quadrant_chart", "share_bars", "trend",
]  # fmt: skip

Translate = Callable[[str], str]

_FIELDS = (Quadrant.CONCENTRATE, Quadrant.KEEP_UP, Quadrant.LOW_PRIORITY, Quadrant.OVERKILL)
_AXES = {
    "mean": m("各项平均值"),
    "median": m("各项中位数"),
    "middle": m("评分等级的中点"),
}


def as_is(text: str) -> str:
    """The text in the source language."""
    return text


def gap_bars(
    title: str,
    labels: Sequence[str],
    gaps: Sequence[Gap],
    *,
    notes: Sequence[str] = (),
    scale: tuple[float, float] = (1.0, 5.0),
    translate: Translate = as_is,
) -> GapBars:
    """The items' gaps in the order given; `labels` and `notes` are already in the reader's language."""
    _as_many(labels, gaps)
    expectation = bool(gaps) and gaps[0].sign == "perception-expectation"
    reference = m("期望") if expectation else m("重要程度")
    performance = m("实际感受") if expectation else m("满意程度")
    rows = tuple(
        GapRow(label, each.reference, each.performance, each.gap, notes[i] if i < len(notes) else "")
        for i, (label, each) in enumerate(zip(labels, gaps, strict=True))
    )
    return GapBars(
        title=title,
        description=_listed(
            translate, [(label, signed(each.gap.value)) for label, each in zip(labels, gaps, strict=True)]
        ),
        rows=rows,
        reference_label=reference.render(translate),
        performance_label=performance.render(translate),
        gap_label=m("差距（括号内为 95% 区间）").render(translate),
        scale=scale,
    )


def quadrant_chart(
    title: str,
    labels: Sequence[str],
    quadrants: Quadrants,
    *,
    scale: tuple[float, float] = (1.0, 5.0),
    importance: Message | None = None,
    importance_scale: tuple[float, float] | None = None,
    performance_line: Message | None = None,
    translate: Translate = as_is,
) -> QuadrantChart:
    """The importance–performance chart of `stats.ipa_quadrants`, with the choice of its axes printed.

    `importance` names another kind of importance than the stated one, a share where `importance_scale` is
    given; `performance_line` says what a figure set for the performance axis is （目标值）.
    """
    _as_many(labels, quadrants.points)
    marks = tuple(
        QuadrantMark(label, point.importance, point.performance, point.undecided)
        for label, point in zip(labels, quadrants.points, strict=True)
    )
    return QuadrantChart(
        title=title,
        description=_listed(translate, _fields_of(labels, quadrants, translate)),
        marks=marks,
        importance_axis=quadrants.importance_axis,
        performance_axis=quadrants.performance_axis,
        importance_label=(importance or m("重要程度")).render(translate),
        performance_label=m("满意程度").render(translate),
        fields=tuple(field.title.render(translate) for field in _FIELDS),  # type: ignore[arg-type]
        undecided_label=m("空心：区间跨过分界线，归属不能肯定").render(translate),
        equal_label=m("满意程度等于重要程度").render(translate),
        axes_note=_axes_note(quadrants, performance_line, share=importance_scale is not None).render(
            translate
        ),
        scale=scale,
        importance_scale=importance_scale,
    )


def _fields_of(labels: Sequence[str], quadrants: Quadrants, translate: Translate) -> list[tuple[str, str]]:
    return [
        (label, figure(None) if point.quadrant is None else point.quadrant.title.render(translate))
        for label, point in zip(labels, quadrants.points, strict=True)
    ]


def _axes_note(quadrants: Quadrants, performance_line: Message | None, *, share: bool) -> Message:
    importance, performance = quadrants.axes
    line = quadrants.importance_axis
    return m(
        "分界线：重要程度 %(i)s（%(i_how)s），满意程度 %(p)s（%(p_how)s）",
        i=percent(line) if share else figure(line, 2),
        i_how=_AXES[importance] if isinstance(importance, str) else m("设定值"),
        p=figure(quadrants.performance_axis, 2),
        p_how=_AXES[performance] if isinstance(performance, str) else performance_line or m("设定值"),
    )


def share_bars(
    title: str,
    rows: Sequence[ShareBar],
    *,
    share_label: Message,
    unsure_label: Message | None = None,
    note_label: Message | None = None,
    translate: Translate = as_is,
) -> ShareBars:
    """Shares in the order given; labels and notes are already in the reader's language."""
    return ShareBars(
        title=title,
        description=_listed(translate, [(row.label, percent(row.share.value)) for row in rows]),
        rows=tuple(rows),
        share_label=share_label.render(translate),
        unsure_label=unsure_label.render(translate) if unsure_label else "",
        note_label=note_label.render(translate) if note_label else "",
    )


def pareto_chart(
    title: str,
    pareto: Pareto,
    labels: Mapping[str, str],
    *,
    amount: Callable[[float], str] = lambda value: figure(value, 0),
    translate: Translate = as_is,
) -> ParetoChart:
    """The reasons of `stats.pareto` under their labels; `amount` writes an amount with its unit ("12 家")."""
    bars = tuple(
        ParetoBar(labels.get(row.key, row.key), amount(row.amount), row.share, row.cumulative, row.vital)
        for row in pareto.rows
    )
    return ParetoChart(
        title=title,
        description=_listed(translate, [(bar.label, percent(bar.share)) for bar in bars]),
        bars=bars,
        line=pareto.line,
        share_label=m("占比").render(translate),
        cumulative_label=m("累计占比").render(translate),
        line_label=m("%(line)s 线", line=percent(pareto.line)).render(translate),
    )


def distribution_stack(
    title: str,
    points: Sequence[str],
    rows: Sequence[tuple[str, Sequence[int]]],
    *,
    notes: Sequence[str] = (),
    translate: Translate = as_is,
) -> DistributionStack:
    """Items with their counts from the worst point to the best; InvalidInput when a row has other points."""
    if any(len(counts) != len(points) or min(counts, default=0) < 0 for _, counts in rows):
        raise InvalidInput(m("各项的频数应与评分等级一一对应，且不为负"))
    drawn = tuple(
        DistributionRow(label, tuple(counts), notes[i] if i < len(notes) else "")
        for i, (label, counts) in enumerate(rows)
    )
    described = [(row.label, " / ".join(str(count) for count in row.counts)) for row in drawn]
    return DistributionStack(title, _listed(translate, described), tuple(points), drawn)


def trend(
    title: str,
    points: Sequence[tuple[str, Estimate]],
    *,
    target: float | None = None,
    breaks: Sequence[int] = (),
    digits: int = 1,
    at_most: bool = False,
    axis: tuple[float, float] | None = None,
    targets: Sequence[float | None] = (),
    hollow: Sequence[int] = (),
    translate: Translate = as_is,
) -> Trend:
    """A figure over periods; `breaks` are the places of points that do not continue the one before.

    `targets` gives each period its own target in place of one for all; `hollow` are the places of totals
    that were entered without answers.
    """
    aim = f"{target:g}" if target is not None else NOTHING
    words = m("目标 ≤%(target)s", target=aim) if at_most else m("目标 ≥%(target)s", target=aim)
    if any(each is not None for each in targets):
        words = m("各期目标值")
    return Trend(
        title=title,
        description=_listed(translate, [(label, figure(each.value, digits)) for label, each in points]),
        points=tuple(
            TrendPoint(label, each, i in breaks, targets[i] if i < len(targets) else None, i in hollow)
            for i, (label, each) in enumerate(points)
        ),
        target=target,
        target_label=words.render(translate),
        break_label=m("口径有变化").render(translate),
        digits=digits,
        range=axis,
        hollow_label=m("空心：录入的往年汇总数，没有原始答卷").render(translate) if hollow else "",
    )


def difference_bars(
    title: str,
    rows: Sequence[tuple[str, Estimate, bool]],
    *,
    digits: int = 2,
    axis_digits: int = 1,
    translate: Translate = as_is,
) -> DifferenceBars:
    """Differences in the order given: label, difference, and whether it stands after correction."""
    return DifferenceBars(
        title=title,
        description=_listed(translate, [(label, signed(each.value, digits)) for label, each, _ in rows]),
        rows=tuple(DifferenceRow(*row) for row in rows),
        sure_label=m("实心：校正后能肯定有差异").render(translate),
        unsure_label=m("空心：还不能肯定；横线为 95% 区间").render(translate),
        digits=digits,
        axis_digits=axis_digits,
    )


def polarity_bars(
    title: str, rows: Sequence[tuple[str, int, int, int]], *, translate: Translate = as_is
) -> PolarityBars:
    """Dimensions with their negative, neutral and positive comments, in the order given."""
    drawn = tuple(PolarityRow(*row) for row in rows)
    described = [(row.label, f"−{row.negative} / {row.neutral} / +{row.positive}") for row in drawn]
    return PolarityBars(
        title=title,
        description=_listed(translate, described),
        rows=drawn,
        negative_label=m("不满").render(translate),
        neutral_label=m("中性").render(translate),
        positive_label=m("满意").render(translate),
    )


def _listed(translate: Translate, pairs: Sequence[tuple[str, str]]) -> str:
    """The figures in words for those who cannot see the chart: one entry per item."""
    entries = [
        m("%(label)s：%(value)s", label=label, value=value).render(translate) for label, value in pairs
    ]
    return m("；").render(translate).join(entries)


def _as_many(labels: Sequence[str], figures: Sequence[object]) -> None:
    if len(labels) != len(figures):
        raise InvalidInput(m("图中的名称与数值个数不一致：%(a)d 与 %(b)d", a=len(labels), b=len(figures)))
