"""Tables of reasons: first level with its leaves, by class and by period, and what three people said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from survey.instrument.library import ReasonTree
from survey.interviews.queries import ReportRow
from survey.language import Message
from survey.reports.change.period import period_of
from survey.stats import Estimate, wilson

__all__ = ["GroupTable", "Line", "ThreeWay", "by_class", "by_period", "shares_of", "three_way", "two_levels"]

Code = Callable[[ReportRow], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One reason (or destination, or verdict): k customers of all, their share, their lost sales a year."""

    key: str
    k: int
    share: Estimate
    sales: float
    sales_share: float | None
    refs: tuple[str, ...]
    """The interviews behind it."""
    leaves: tuple[Line, ...] = ()

    def to_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "code": self.key,
            "k": self.k,
            "share": self.share.to_json(),
            "sales": self.sales,
            "sales_share": self.sales_share,
        }
        return shown | ({"leaves": [leaf.to_json() for leaf in self.leaves]} if self.leaves else {})


@dataclass(frozen=True, slots=True)
class GroupTable:
    """First-level reasons across, groups (classes, periods) down; each cell its k and Wilson share."""

    codes: tuple[str, ...]
    rows: tuple[tuple[str | Message, int, tuple[tuple[int, Estimate], ...]], ...]

    def to_json(self) -> list[dict[str, Any]]:
        return [
            {
                "group": str(group),
                "n": n,
                "reasons": {
                    code: {"k": k, "share": share.to_json()}
                    for code, (k, share) in zip(self.codes, cells, strict=True)
                },
            }
            for group, n, cells in self.rows
        ]


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """What the customer said, what staff had thought, what it was: first-level codes of the n with all three."""

    n: int
    rows: tuple[tuple[str, str, str, int], ...]
    """(stated, staff, root, k), the most frequent first."""
    stated_right: Estimate
    staff_right: Estimate
    all_agree: Estimate

    def to_json(self) -> dict[str, Any]:
        return {
            "n": self.n,
            "rows": [
                {"stated": stated, "staff": staff, "root": root, "k": k}
                for stated, staff, root, k in self.rows
            ],
            "stated_right": self.stated_right.to_json(),
            "staff_right": self.staff_right.to_json(),
            "all_agree": self.all_agree.to_json(),
        }


def two_levels(rows: Sequence[ReportRow], tree: ReasonTree, leaf: Code) -> tuple[Line, ...]:
    """The first-level reasons, the most frequent first, each with its leaves; `leaf` gives the code as it may
    be seen."""
    found = []
    for line in shares_of(rows, lambda row: tree.first_level(row.root_code)):
        own = [row for row in rows if row.interview_ref in line.refs]
        leaves = shares_of(own, leaf, of=len(rows), sales_of=_sales(rows))
        found.append(Line(line.key, line.k, line.share, line.sales, line.sales_share, line.refs, leaves))
    return tuple(found)


def shares_of(
    rows: Sequence[ReportRow], key: Code, *, of: int | None = None, sales_of: float | None = None
) -> tuple[Line, ...]:
    """The rows counted by `key` (those with '' left out), the most frequent first; shares of `of`, else of them."""
    groups: dict[str, list[ReportRow]] = {}
    for row in rows:
        if code := key(row):
            groups.setdefault(code, []).append(row)
    known = [row for own in groups.values() for row in own]
    n = len(known) if of is None else of
    whole = _sales(known) if sales_of is None else sales_of
    lines = [
        Line(
            code,
            len(own),
            wilson(len(own), n),
            _sales(own),
            _sales(own) / whole if whole else None,
            tuple(row.interview_ref for row in own),
        )
        for code, own in groups.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.k, -line.sales, line.key)))


def by_class(rows: Sequence[ReportRow], tree: ReasonTree) -> GroupTable:
    """Reasons by the customer's class."""
    return _grouped(rows, tree, lambda row: row.class_key, lambda key: key)


def by_period(rows: Sequence[ReportRow], tree: ReasonTree, grain: str = "half") -> GroupTable:
    """Reasons by the period in which the loss was recognised, oldest first."""
    labels = {}

    def group(row: ReportRow) -> str:
        period = period_of(f"{row.recognised_on:%Y-%m}", grain)
        labels[period.key] = period.label
        return period.key

    return _grouped(rows, tree, group, lambda key: labels[key])


def _grouped(
    rows: Sequence[ReportRow], tree: ReasonTree, group: Code, name: Callable[[str], str | Message]
) -> GroupTable:
    order = {code: place for place, code in enumerate(tree.codes)}
    cells = Counter((group(row), tree.first_level(row.root_code)) for row in rows)
    totals = Counter(group(row) for row in rows)
    codes = tuple(sorted({code for _, code in cells}, key=order.__getitem__))
    return GroupTable(
        codes,
        tuple(
            (
                name(key),
                totals[key],
                tuple((cells[key, code], wilson(cells[key, code], totals[key])) for code in codes),
            )
            for key in sorted(totals)
        ),
    )


def three_way(rows: Sequence[ReportRow], tree: ReasonTree) -> ThreeWay:
    """The customers of whom all three are coded, by what each said."""
    found = Counter(
        (tree.first_level(row.stated_code), tree.first_level(row.staff_code), tree.first_level(row.root_code))
        for row in rows
        if row.stated_code and row.staff_code
    )
    n = sum(found.values())

    def share(fits: Callable[[tuple[str, str, str]], bool]) -> Estimate:
        return wilson(sum(k for said, k in found.items() if fits(said)), n)

    return ThreeWay(
        n,
        tuple((*said, k) for said, k in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))),
        stated_right=share(lambda said: said[0] == said[2]),
        staff_right=share(lambda said: said[1] == said[2]),
        all_agree=share(lambda said: said[0] == said[1] == said[2]),
    )


def _sales(rows: Sequence[ReportRow]) -> float:
    return sum(row.lost_sales or 0.0 for row in rows)
