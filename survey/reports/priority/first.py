"""What to do first: items ordered by gap × importance × the sales of those affected, as far as that can be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.fieldwork import definitions
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.instrument.library import reason_tree
from survey.interviews.queries import interviews_for_report
from survey.language import Message
from survey.reports.counting.by_customer import CustomerSample
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.disclosure import Disclosure, for_reader
from survey.reports.counting.figures import Floats, Sample
from survey.reports.counting.filters import Filter
from survey.reports.counting.pairs import Pair
from survey.reports.counting.sales import sales_of, sales_weights
from survey.reports.counting.sample import sample
from survey.reports.priority.first_scores import CustomerScores, ResponseScores, Scores
from survey.stats import Estimate, Gap, Tiers, effective_n, hidden, safe_difference, tiers_from
from survey.stats.tiers import Tier

__all__ = ["REASONS_OF", "FirstItem", "FirstReport", "build"]

REASONS_OF: Final[Mapping[str, str]] = {
    "product": "B1",
    "delivery": "B2",
    "service": "B3",
    "after_sales": "B3",
    "complaint": "B4",
    "price": "B5",
    "channel": "B6",
    "commitment": "B7",
    "competitor": "B8",
    "relationship": "B9",
    "policy": "B10",
}
"""The dimension of a comment → the first-level reason for leaving that it can grow into."""


@dataclass(frozen=True, slots=True)
class FirstItem:
    """One line of the order: why it stands there, and where the evidence is."""

    key: str
    label: Mapping[str, str]
    dimension: str
    reader_dimension: str
    """The dimension as comments know it, '' where it is mapped to none."""
    department: str
    index: Estimate
    """The priority index with its interval."""
    gap: Gap
    affected_sales: float | None
    """Yearly sales (yuan) of the customers whose performance is below importance; None where not known."""
    affected_share: float | None
    tier: int | None
    reason_code: str
    lost_customers: int
    """Lost customers whose root cause is of that first-level reason."""

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "label": self.label.get("zh", self.key),
            "dimension": self.dimension,
            "department": self.department,
            "tier": self.tier,
            "index": self.index.to_json(),
            **self.gap.to_json(),
            "affected_sales": self.affected_sales,
            "affected_share": self.affected_share,
            "reason": self.reason_code or None,
            "lost_customers": self.lost_customers,
        }


@dataclass(frozen=True, slots=True)
class FirstReport:
    """The whole order, first first, with the rule it follows."""

    wave: Wave
    definition: Definition
    wanted: Filter
    unit: str
    n_units: int
    items: tuple[FirstItem, ...]
    tiers: tuple[Tier, ...]
    tiers_reason: Message | None
    """Why there are no tiers; None where there are."""
    weighted: bool
    """Whether sales weigh."""
    n_with_sales: int
    effective_n: float | None
    withheld: Message | None

    @property
    def first(self) -> tuple[FirstItem, ...]:
        """What stands in the first tier, or the first item alone where there are no tiers."""
        leading = tuple(item for item in self.items if item.tier == 1)
        return leading or self.items[:1]

    def to_json(self) -> dict[str, Any]:
        """The order as `liusheng report first --json` prints it."""
        return {
            "wave": self.wave.key,
            "n": self.n_units,
            "unit": self.unit,
            "rule": {
                "index": "mean(weight * max(reference - performance, 0) * reference / top)",
                "weighted_by_sales": self.weighted,
                "n_with_sales": self.n_with_sales,
                "effective_n": self.effective_n,
                "tiers": "paired t, Holm, 0.05",
            },
            "hidden": None if self.withheld is None else str(self.withheld),
            "tiers_reason": None if self.tiers_reason is None else str(self.tiers_reason),
            "items": [item.to_json() for item in self.items],
        }


def build(
    session: Session, store: ColumnStore, wave: Wave, *, actor: Actor, wanted: Filter | None = None
) -> FirstReport:
    """The order of work from one wave, as `actor` may see it; without items where nothing is rated twice."""
    wanted = wanted or Filter()
    columns = store.of(session, wave)
    definition = definitions.definition_of(session, wave.version_id)
    disclosure = for_reader(wave, actor)
    drawn = sample(columns, definition, wanted, unit=wave.unit)
    refusal = disclosure.refusal(columns, wanted, drawn.n_units)
    sales = sales_of(session, wave, drawn)
    weights = sales_weights(sales)
    scores = _scores(drawn, weights, wanted)
    gaps = [drawn.gap(pair) for pair in drawn.pairs]
    # What may not be shown may not have a place in the order either: it stands at the end.
    means = [None if 0 < one.n < disclosure.k else scores.estimate(i).value for i, one in enumerate(gaps)]
    order = tiers_from(means, scores.n, scores.test)
    last = [i for i in range(len(gaps)) if i not in order.order]
    lost = Counter() if refusal else _lost(session)
    items = tuple(
        _item(drawn, i, gaps[i], scores, order, definition, disclosure, sales, lost)
        for i in (*order.order, *last)
    )
    return FirstReport(
        wave=wave,
        definition=definition,
        wanted=wanted,
        unit=wave.unit,
        n_units=0 if refusal else drawn.n_units,
        items=() if refusal else items,
        tiers=() if refusal else order.tiers,
        tiers_reason=order.reason,
        weighted=weights is not None,
        n_with_sales=0 if sales is None or refusal else int((~np.isnan(sales)).sum()),
        effective_n=None if weights is None else effective_n(weights),
        withheld=refusal,
    )


def _scores(drawn: Sample, weights: Floats | None, wanted: Filter) -> Scores:
    if isinstance(drawn, CustomerSample):
        return CustomerScores(drawn, drawn.pairs, weights)
    return ResponseScores(drawn, drawn.pairs, wanted.chosen(drawn.columns))


def _lost(session: Session) -> Counter[str]:
    """First-level reason → lost customers whose root cause it is."""
    tree = reason_tree()
    rows = interviews_for_report(session)
    return Counter(
        tree.first_level(row.root_code) for row in rows if row.root_code and row.kind != "ended_by_us"
    )


def _item(
    drawn: Sample,
    place: int,
    figures: Gap,
    scores: Scores,
    order: Tiers,
    definition: Definition,
    disclosure: Disclosure,
    sales: Floats | None,
    lost: Mapping[str, int],
) -> FirstItem:
    pair = drawn.pairs[place]
    too_small = 0 < figures.n < disclosure.k
    group = definition.dimension_by_key.get(pair.item.dimension or "")
    reader = (group.maps_to or group.key) if group else ""
    code = REASONS_OF.get(reader, "")
    affected = None if too_small else _affected(drawn, pair, figures, disclosure, sales)
    known = None if sales is None else float(np.nansum(sales))
    return FirstItem(
        key=pair.item.key,
        label=pair.item.text,
        dimension=pair.item.dimension or "",
        reader_dimension=reader,
        department=pair.item.department or (group.department if group else "") or "",
        index=hidden(disclosure.too_few) if too_small else scores.estimate(place).within(0.0, float("inf")),
        gap=_hidden_gap(figures, disclosure) if too_small else figures,
        affected_sales=affected,
        affected_share=affected / known if affected is not None and known else None,
        tier=order.tier_of(place),
        reason_code=code,
        lost_customers=lost.get(code, 0),
    )


def _affected(
    drawn: Sample, pair: Pair, figures: Gap, disclosure: Disclosure, sales: Floats | None
) -> float | None:
    """The sales of those who get less than they want; not where they, or the others, could be told apart."""
    if sales is None or np.isnan(sales).all() or not isinstance(drawn, CustomerSample):
        return None
    k, count = disclosure.k, figures.unmet_count
    if k and (0 < count < k or not safe_difference(figures.n, count, k)):
        return None
    wanted, got = drawn.both(pair)
    short = np.nan_to_num(wanted - got) > 1e-9
    return float(np.nansum(sales[short]))


def _hidden_gap(figures: Gap, disclosure: Disclosure) -> Gap:
    none = hidden(disclosure.too_few)
    return Gap(none, none, none, none, 0, figures.sign)
