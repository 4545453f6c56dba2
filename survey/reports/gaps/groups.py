"""Items taken together: by dimension, touchpoint and responsible department."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from survey.instrument.definition import Definition
from survey.reports.counting.by_customer import CustomerSample
from survey.reports.counting.disclosure import Disclosure
from survey.reports.counting.sample import Pair, Sample
from survey.reports.counting.targets import Targets
from survey.reports.counting.units import Units, gaps_by_unit
from survey.reports.gaps.gap_report import GapGroup
from survey.stats import Estimate
from survey.stats.satisfaction import row_means

__all__ = ["departments", "dimensions", "touchpoints"]


def dimensions(
    drawn: Sample,
    definition: Definition,
    weights: Mapping[str, float],
    disclosure: Disclosure,
    targets: Targets,
) -> tuple[GapGroup, ...]:
    """The dimensions with rated items, each with its 满意度 and target."""
    groups = [
        _group(
            drawn,
            disclosure,
            [pair for pair in drawn.pairs if pair.item.dimension == dimension.key],
            key=dimension.key,
            label=dimension.label,
            owner=dimension.department,
            degree=drawn.degree({dimension.key: 1.0}).within(0, 100),
            weight=weights.get(dimension.key, 0.0),
            target=targets.part("dimension", dimension.key, drawn.wanted),
        )
        for dimension in definition.dimensions
    ]
    return tuple(group for group in groups if group.items)


def touchpoints(drawn: Sample, definition: Definition, disclosure: Disclosure) -> tuple[GapGroup, ...]:
    """The touchpoints with rated items."""
    groups = [
        _group(
            drawn,
            disclosure,
            [pair for pair in drawn.pairs if pair.item.touchpoint == touchpoint.key],
            key=touchpoint.key,
            label=touchpoint.label,
            owner=touchpoint.owner,
        )
        for touchpoint in definition.touchpoints
    ]
    return tuple(group for group in groups if group.items)


def departments(drawn: Sample, disclosure: Disclosure, targets: Targets) -> tuple[GapGroup, ...]:
    """The departments responsible for rated items: 满意度 is the mean converted score of their items."""
    owned: dict[str, list[Pair]] = {}
    for pair in drawn.pairs:
        if pair.item.department:
            owned.setdefault(pair.item.department, []).append(pair)
    return tuple(
        _group(
            drawn,
            disclosure,
            pairs,
            key=name,
            label={"zh": name},
            owner=name,
            degree=drawn.mean_score(pairs).within(0, 100),
            target=targets.part("department", name, drawn.wanted),
        )
        for name, pairs in owned.items()
    )


def _group(
    drawn: Sample,
    disclosure: Disclosure,
    pairs: Sequence[Pair],
    *,
    key: str,
    label: Mapping[str, str],
    owner: str | None,
    degree: Estimate | None = None,
    weight: float = 0.0,
    target: float | None = None,
) -> GapGroup:
    """The pairs of one group taken together."""
    items = tuple(pair.item.key for pair in pairs)
    gap = disclosure.seen(drawn.mean_gap(pairs))
    values = _each_gap(drawn, pairs) if disclosure.prints_values(gap.n) else ()
    seen = None if degree is None else disclosure.seen(degree)
    return GapGroup(key, label, owner or "", gap, seen, weight, items, values, target)


def _each_gap(drawn: Sample, pairs: Sequence[Pair]) -> tuple[float, ...]:
    """The single units' gaps over `pairs`, worst first."""
    unit = "customer" if isinstance(drawn, CustomerSample) else "response"
    each = row_means(gaps_by_unit(Units(drawn.columns, drawn.wanted, unit=unit), pairs))
    return tuple(sorted(each[~np.isnan(each)].tolist()))
