"""Charts of counts: reasons, answers, comments, words; the words of a chart go through `translate`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from survey.charts.lettering import figure, percent
from survey.charts.specification_counts import (
    CloudWord,
    CrossTable,
    DistinctWord,
    DistributionRow,
    DistributionStack,
    ParetoBar,
    ParetoChart,
    PolarityBars,
    PolarityRow,
    WordBars,
    WordCloud,
)
from survey.charts.wording import Translate, as_is, as_many, listed
from survey.errors import InvalidInput
from survey.language import m
from survey.stats import Pareto

__all__ = [
    "cross_table",
    "distribution_stack",
    "pareto_chart",
    "polarity_bars",
    "word_bars",
    "word_cloud",
]


class Distinct(Protocol):
    """A word with its z and the comments of the group and of the rest that say it."""

    @property
    def word(self) -> str: ...
    @property
    def z(self) -> float: ...
    @property
    def n(self) -> int: ...
    @property
    def n_rest(self) -> int: ...


class Frequent(Protocol):
    """A word with the comments of the group that say it; positive and negative count among all comments."""

    @property
    def word(self) -> str: ...
    @property
    def n(self) -> int: ...
    @property
    def positive(self) -> int: ...
    @property
    def negative(self) -> int: ...


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
        description=listed(translate, [(bar.label, percent(bar.share)) for bar in bars]),
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
    return DistributionStack(title, listed(translate, described), tuple(points), drawn)


def polarity_bars(
    title: str, rows: Sequence[tuple[str, int, int, int]], *, translate: Translate = as_is
) -> PolarityBars:
    """Dimensions with their negative, neutral and positive comments, in the order given."""
    drawn = tuple(PolarityRow(*row) for row in rows)
    described = [(row.label, f"−{row.negative} / {row.neutral} / +{row.positive}") for row in drawn]
    return PolarityBars(
        title=title,
        description=listed(translate, described),
        rows=drawn,
        negative_label=m("不满").render(translate),
        neutral_label=m("中性").render(translate),
        positive_label=m("满意").render(translate),
        count_label=m("意见条数").render(translate),
    )


def cross_table(
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Sequence[Sequence[int]],
    *,
    row_label: str,
    column_label: str,
    same: Sequence[tuple[int, int]] = (),
    translate: Translate = as_is,
) -> CrossTable:
    """Counts by two groupings; `same` are the cells (row, column) in which both agree."""
    as_many(rows, counts)
    for line in counts:
        as_many(columns, line)
    described = [
        (f"{row} / {column}", str(count))
        for row, line in zip(rows, counts, strict=True)
        for column, count in zip(columns, line, strict=True)
        if count
    ]
    return CrossTable(
        title=title,
        description=listed(translate, described),
        rows=tuple(rows),
        columns=tuple(columns),
        counts=tuple(tuple(line) for line in counts),
        row_label=row_label,
        column_label=column_label,
        same=tuple(same),
        same_label=m("加框：两者一致").render(translate) if same else "",
        count_label=m("家数").render(translate),
    )


def word_bars(title: str, words: Sequence[Distinct], *, translate: Translate = as_is) -> WordBars:
    """Words by how distinctive they are, in the order given."""
    entries = [
        m(
            "%(word)s：z %(z).1f，n %(n)d，其他 n %(rest)d", word=one.word, z=one.z, n=one.n, rest=one.n_rest
        ).render(translate)
        for one in words
    ]
    return WordBars(
        title=title,
        description=m("；").render(translate).join(entries),
        words=tuple(DistinctWord(one.word, one.z, one.n, one.n_rest) for one in words),
        z_label=m("z（括号内：本组 n／其他 n）").render(translate),
    )


def word_cloud(title: str, words: Sequence[Frequent], *, translate: Translate = as_is) -> WordCloud:
    """Words by how often they are said, in the order given."""
    return WordCloud(
        title=title,
        description=listed(translate, [(one.word, str(one.n)) for one in words]),
        words=tuple(CloudWord(one.word, one.n, one.positive, one.negative) for one in words),
        count_label=m("意见条数").render(translate),
        leaning_labels=(
            m("多为负面").render(translate),
            m("两边都有").render(translate),
            m("多为正面").render(translate),
        ),
    )
