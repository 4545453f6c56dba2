"""满意度 reckoned in other ways from the same responses: how far the figure hangs on the way of counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.fieldwork import definitions, queries
from survey.fieldwork.models import Wave
from survey.language import Message, m
from survey.reports.counting.by_customer import CustomerSample
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.disclosure import Disclosure, for_reader
from survey.reports.counting.figures import Floats
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import weights_of
from survey.reports.counting.sales import sales_of, sales_weights
from survey.reports.counting.sample import sample
from survey.reports.gaps.gap import invited_whole
from survey.reports.returns import answer_quality
from survey.reports.returns.answer_quality import QualityReport, Results
from survey.stats import Estimate, hidden, post_stratify, weighted_mean

__all__ = ["Recount", "recounts"]

TITLES: Final = {
    "equal_customers": m("每家客户一样重（报告用的数字）"),
    "equal_responses": m("每份答卷一样重（报告用的数字）"),
    "by_sales": m("按客户年销售额加权"),
    "by_class": m("按应调查名单的客户类别校正"),
    "without_flagged": m("不计需要核对的答卷"),
    "without_by_owner": m("不计业务员代交的答卷"),
}


@dataclass(frozen=True, slots=True)
class Recount:
    """满意度 (0–100) by one way of counting; `effective_n` is how many equally heavy customers tell as much."""

    key: str
    degree: Estimate
    effective_n: float | None = None
    note: Message | None = None

    @property
    def title(self) -> Message:
        """The way of counting in words."""
        return TITLES[self.key]

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "title": str(self.title),
            "degree": self.degree.to_json(),
            "effective_n": None if self.degree.hidden else self.effective_n,
            "note": None if self.note is None else str(self.note),
        }


def recounts(
    session: Session, store: ColumnStore, wave: Wave, *, actor: Actor, wanted: Filter | None = None
) -> tuple[Recount, ...]:
    """The report's own 满意度 first, then by sales, by class, without flagged and without handed-in responses.

    By sales and by class where customers are the unit; by class for the whole wave only, since the frame is
    that of the whole. () where the figures are withheld from `actor`, or nothing is rated.
    """
    wanted = wanted or Filter()
    columns = store.of(session, wave)
    definition = definitions.definition_of(session, wave.version_id)
    quality = answer_quality.build(session, store, wave, actor=actor, wanted=wanted)
    if quality.withheld or quality.everything.degree.value is None:
        return ()
    drawn = sample(columns, definition, wanted, unit=wave.unit)
    found = [
        Recount(f"equal_{'customers' if wave.unit == 'customer' else 'responses'}", quality.everything.degree)
    ]
    if isinstance(drawn, CustomerSample):
        disclosure = for_reader(wave, actor)
        degrees = drawn.degrees(weights_of(definition))
        found += _by_sales(sales_of(session, wave, drawn), degrees, disclosure)
        if not wanted:
            found += _by_class(session, wave, drawn.customers.tolist(), degrees, disclosure)
    return (*found, *_without(quality))


def _by_sales(sales: Floats | None, degrees: Floats, disclosure: Disclosure) -> Iterator[Recount]:
    """Withheld where so few customers carry the sales that the figure would be theirs."""
    heavy = sales_weights(sales)
    if heavy is None:
        return
    found = weighted_mean(degrees, heavy)
    carried = found.effective_n or 0.0
    note = m("有销售额的 %(n)d 家，相当于 %(m).1f 家同样大小的客户", n=found.mean.n, m=carried)
    if disclosure.k and carried < disclosure.k:
        yield Recount("by_sales", hidden(disclosure.too_few))
    else:
        yield Recount("by_sales", found.mean.within(0, 100), found.effective_n, note)


def _by_class(
    session: Session, wave: Wave, customers: list[int], degrees: Floats, disclosure: Disclosure
) -> Iterator[Recount]:
    """Withheld where a class is so small that it would follow from this figure and the plain one."""
    classes = {entry.customer_id: entry.class_key for entry in queries.frame(session, wave)}
    sizes = Counter(classes.values())
    known = [place for place, customer in enumerate(customers) if customer in classes]
    strata = [classes[customers[place]] for place in known]
    if len(set(strata)) < 2:
        return
    values = degrees[known]
    answered = Counter(label for label, each in zip(strata, values, strict=True) if not np.isnan(each))
    if disclosure.k and any(n < disclosure.k for n in answered.values()):
        yield Recount("by_class", hidden(disclosure.too_few))
        return
    found = post_stratify(values, strata, sizes, finite=invited_whole(session, wave) is not None)
    note = found.mean.reason or m("各类按在名单中的家数计：%(sizes)d 家", sizes=sizes.total())
    yield Recount("by_class", found.mean.within(0, 100), found.effective_n, note)


def _without(quality: QualityReport) -> Iterator[Recount]:
    left_out: tuple[tuple[str, Results, int], ...] = (
        ("without_flagged", quality.without_flagged, quality.n_flagged),
        ("without_by_owner", quality.without_by_owner, quality.flags.get("by_owner", 0)),
    )
    for key, results, count in left_out:
        note = m("不计 %(n)d 份", n=count) if count else m("没有这样的答卷")
        yield Recount(key, results.degree, note=None if results.degree.hidden else note)
