"""One chart of every kind under the labels given, and labels that mean harm."""

from __future__ import annotations

from survey import charts, stats
from survey.charts.specification import ShareBar
from survey.language import m
from survey.stats import Estimate
from survey.text.keywords import DistinctiveWord

HOSTILE = [
    "<script>alert(1)</script>",
    '" onload="alert(1)',
    "' onmouseover='x",
    "]]><svg onload=alert(1)>",
    "&lt;img src=x&gt; &amp;",
    "</text></svg><script>1</script>",
    "零\x00宽\x1b字符\u202e反向\ud800",
    "%(label)s %s {0} {{7*7}}",
    "供货周期" * 15,
    "",
]
ESTIMATE = Estimate(3.4, 3.1, 3.7, 42)


def gap_of(reference: float, performance: float) -> stats.Gap:
    return stats.gap([reference] * 3, [performance] * 3)


def every_chart(labels: list[str]) -> list[charts.Chart]:
    n = len(labels)
    quadrants = stats.ipa_quadrants([ESTIMATE] * n, [Estimate(4.2, 4.1, 4.3, 42)] * n)
    pareto = stats.pareto({str(i): n - i for i in range(n)})
    title = labels[0]
    return [
        charts.gap_bars(title, labels, [gap_of(5, 3)] * n, notes=labels),
        charts.quadrant_chart(title, labels, quadrants),
        charts.pareto_chart(title, pareto, {str(i): label for i, label in enumerate(labels)}),
        charts.distribution_stack(title, labels, [(label, [1] * n) for label in labels], notes=labels),
        charts.trend(title, [(label, ESTIMATE) for label in labels], target=85, breaks=[1]),
        charts.polarity_bars(title, [(label, 3, 1, 9) for label in labels]),
        charts.share_bars(
            title,
            [
                ShareBar(label, Estimate(0.3, 0.2, 0.45, 60), i % 2 == 0, label)
                for i, label in enumerate(labels)
            ],
            share_label=m("占比"),
            unsure_label=m("不能肯定"),
        ),
        charts.difference_bars(
            title, [(label, Estimate(0.4, -0.1, 0.9, 30), i % 2 == 0) for i, label in enumerate(labels)]
        ),
        charts.cross_table(
            title,
            labels,
            labels,
            [[i + j for j in range(n)] for i in range(n)],
            row_label="自述",
            column_label="根本原因",
            same=[(i, i) for i in range(n)],
        ),
        charts.word_bars(
            title, [DistinctiveWord(label, 1.0, 4.0 - i / 4, 20, 3) for i, label in enumerate(labels)]
        ),
    ]
