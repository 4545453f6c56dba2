"""What may stand in one series: the measures of two versions of a questionnaire, and old answers under new tables."""

from __future__ import annotations

from dataclasses import dataclass, replace

from survey.instrument import diff
from survey.instrument.definition import Definition
from survey.language import Message, m
from survey.reports.counting.columns import Columns
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import Measure, weights_of
from survey.reports.counting.pairs import pairs_of
from survey.reports.counting.sample import Sample, sample

__all__ = ["Versions", "breaks_of", "measure_under", "recalculated", "sample_under"]

NEW_ITEM = m("另一期没有这道题。")
OTHER_ITEMS = m("所含题目有变化。")


@dataclass(frozen=True, slots=True)
class Versions:
    """Two versions and how they differ, found out once for all measures; `compared` is None for one version."""

    old: Definition
    new: Definition
    compared: diff.Diff | None

    @classmethod
    def of(cls, old: Definition, new: Definition) -> Versions:
        return cls(old, new, None if old is new else diff.compare(old, new))


def breaks_of(measure: Measure, versions: Versions) -> tuple[Message, ...]:
    """Why a measure of the new version does not continue the one of the old; () where it does."""
    old, new, compared = versions.old, versions.new, versions.compared
    if compared is None:
        return ()
    if measure.group == "dimension" or measure.kind == "degree":
        within = {measure.name} if measure.name else None
        items, before = _items(new, within), _items(old, within)
        return () if items == before and items <= set(compared.comparable) else (OTHER_ITEMS,)
    item = measure.name or _item_of(new, measure.column)
    if item in compared.comparable:
        return ()
    changed = next((change for change in compared.changed if change.key == item), None)
    return changed.reasons if changed is not None else (NEW_ITEM,)


def recalculated(old: Definition, new: Definition) -> tuple[Message, ...]:
    """What of `old` is reckoned anew under the tables of `new`, so that its degree differs from its own report."""
    if old is new:
        return ()
    found = []
    tables = {pair.item.key: pair.scale for pair in pairs_of(new)}
    for pair in pairs_of(old):
        scale = tables.get(pair.item.key)
        if (
            scale is not None
            and scale.values == pair.scale.values
            and scale.conversion() != pair.scale.conversion()
        ):
            found.append(m("折算表有变化，较早的一期已按新的折算表重新计算。"))
            break
    if weights_of(old) != weights_of(new):
        found.append(m("维度权重有变化，较早的一期已按新的权重重新计算。"))
    return tuple(found)


def sample_under(
    columns: Columns, own: Definition, wanted: Filter, *, unit: str, reference: Definition
) -> Sample:
    """The counted responses of a wave of version `own`, converted by the tables of `reference`.

    Without the finite population correction: it does not belong into comparisons.
    """
    drawn = sample(columns, own, wanted, unit=unit)
    if own is not reference:
        scales = {pair.item.key: pair.scale for pair in pairs_of(reference)}
        drawn.pairs = tuple(
            replace(pair, scale=scales[pair.item.key])
            if pair.item.key in scales and scales[pair.item.key].values == pair.scale.values
            else pair
            for pair in drawn.pairs
        )
    return drawn


def measure_under(measure: Measure, own: Measure) -> Measure:
    """A version's `own` measure with the weights and limits of the version it is compared under."""
    return replace(own, weights=measure.weights, reach=measure.reach)


def _items(definition: Definition, dimensions: set[str] | None) -> set[str]:
    return {
        pair.item.key
        for pair in pairs_of(definition)
        if dimensions is None or pair.item.dimension in dimensions
    }


def _item_of(definition: Definition, column: str) -> str:
    return next((one.item for one in definition.columns if one.key == column), "")
