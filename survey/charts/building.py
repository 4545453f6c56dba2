"""Charts of estimates: gaps, quadrants, shares, trends, differences; the words of a chart go through `translate`."""

from __future__ import annotations

from collections.abc import Sequence

from survey.charts.lettering import NOTHING, figure, percent, signed
from survey.charts.specification import (
    DifferenceBars,
    DifferenceRow,
    GapBars,
    GapRow,
    QuadrantChart,
    QuadrantMark,
    ShareBar,
    ShareBars,
    Trend,
    TrendPoint,
)
from survey.charts.wording import Translate, as_is, as_many, listed
from survey.language import Message, m
from survey.stats import Estimate, Gap, Quadrant, Quadrants

__all__ = ["difference_bars", "gap_bars", "quadrant_chart", "share_bars", "trend"]

_FIELDS = (Quadrant.CONCENTRATE, Quadrant.KEEP_UP, Quadrant.LOW_PRIORITY, Quadrant.OVERKILL)
_AXES = {
    "mean": m("各项平均值"),
    "median": m("各项中位数"),
    "middle": m("评分等级的中点"),
}


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
    as_many(labels, gaps)
    expectation = bool(gaps) and gaps[0].sign == "perception-expectation"
    reference = m("期望") if expectation else m("重要程度")
    performance = m("实际感受") if expectation else m("满意程度")
    rows = tuple(
        GapRow(label, each.reference, each.performance, each.gap, notes[i] if i < len(notes) else "")
        for i, (label, each) in enumerate(zip(labels, gaps, strict=True))
    )
    return GapBars(
        title=title,
        description=listed(
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
    as_many(labels, quadrants.points)
    marks = tuple(
        QuadrantMark(label, point.importance, point.performance, point.undecided)
        for label, point in zip(labels, quadrants.points, strict=True)
    )
    return QuadrantChart(
        title=title,
        description=listed(translate, _fields_of(labels, quadrants, translate)),
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
    as_percent: bool = True,
    line: float | None = None,
    line_label: Message | None = None,
    translate: Translate = as_is,
) -> ShareBars:
    """Shares in the order given; labels and notes are already in the reader's language.

    Coefficients where not `as_percent`; `line` is a figure to hold them against, `line_label` says which.
    """
    write = percent if as_percent else lambda value: figure(value, 2)
    return ShareBars(
        title=title,
        description=listed(translate, [(row.label, write(row.share.value)) for row in rows]),
        rows=tuple(rows),
        share_label=share_label.render(translate),
        unsure_label=unsure_label.render(translate) if unsure_label else "",
        note_label=note_label.render(translate) if note_label else "",
        as_percent=as_percent,
        line=line,
        line_label=line_label.render(translate) if line_label else "",
    )


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
    unit: str = "",
    translate: Translate = as_is,
) -> Trend:
    """A figure over periods; `breaks` are the places of points that do not continue the one before.

    `targets` gives each period its own target in place of one for all; `hollow` are the places of totals
    that were entered without answers; `unit` stands behind every figure (%).
    """
    aim = f"{target:g}{unit}" if target is not None else NOTHING
    words = m("目标 ≤%(target)s", target=aim) if at_most else m("目标 ≥%(target)s", target=aim)
    if any(each is not None for each in targets):
        words = m("各期目标值")
    return Trend(
        title=title,
        description=listed(translate, [(label, figure(each.value, digits) + unit) for label, each in points]),
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
        unit=unit,
    )


def difference_bars(
    title: str,
    rows: Sequence[tuple[str, Estimate, bool]],
    *,
    digits: int = 2,
    axis_digits: int = 1,
    corrected: bool = True,
    translate: Translate = as_is,
) -> DifferenceBars:
    """Differences in the order given: label, difference, and whether it is sure.

    `corrected` says what sure means: that it stands after correction for many comparisons, else that its
    interval leaves 0 out.
    """
    sure = m("实心：校正后能肯定有差异") if corrected else m("实心：95% 区间不含 0")
    return DifferenceBars(
        title=title,
        description=listed(translate, [(label, signed(each.value, digits)) for label, each, _ in rows]),
        rows=tuple(DifferenceRow(*row) for row in rows),
        sure_label=sure.render(translate),
        unsure_label=m("空心：还不能肯定；横线为 95% 区间").render(translate),
        digits=digits,
        axis_digits=axis_digits,
    )
