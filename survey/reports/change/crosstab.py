"""Measures against the values of a segment: one wave's items by class, region or product line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.errors import InvalidInput
from survey.fieldwork import definitions
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.language import Message, m
from survey.reports.change.comparison import label_of
from survey.reports.change.period_report import Cell
from survey.reports.change.periods import departments_of, of_department
from survey.reports.counting.columns import SEGMENTS, ColumnStore
from survey.reports.counting.disclosure import Disclosure, for_reader, suppressed
from survey.reports.counting.figures import Sample
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import Figure, Measure, measures_of
from survey.reports.counting.sample import sample
from survey.reports.counting.shown import shown, single_values
from survey.reports.counting.targets import Targets, targets_of

__all__ = ["CrossTab", "build"]


@dataclass(frozen=True, slots=True)
class Group:
    """One value of the segment: how many it counts; 0 and `withheld` where that may not be seen."""

    value: str
    n_units: int
    n_responses: int
    withheld: Message | None


@dataclass(frozen=True, slots=True)
class CrossTab:
    """Everything the page and the JSON of a cross table show."""

    wave: Wave
    definition: Definition
    by: str
    figure: Figure
    wanted: Filter
    department: str
    departments: tuple[str, ...]
    groups: tuple[Group, ...]
    rows: tuple[tuple[Measure, Cell, tuple[Cell, ...]], ...]
    """Measure, all together, each group."""
    n_units: int
    segments: Mapping[str, tuple[str, ...]]
    withheld: Message | None

    def to_json(self) -> dict[str, Any]:
        """The table as `liusheng report crosstab --json` prints it."""
        return {
            "wave": self.wave.key,
            "by": self.by,
            "figure": self.figure,
            "department": self.department or None,
            "n": self.n_units,
            "hidden": None if self.withheld is None else str(self.withheld),
            "groups": [
                {
                    "value": group.value,
                    "n": group.n_units,
                    "hidden": None if group.withheld is None else str(group.withheld),
                }
                for group in self.groups
            ],
            "rows": [
                {
                    "key": measure.key,
                    "label": label_of(measure),
                    "all": _cell_json(whole),
                    "values": [_cell_json(each) for each in cells],
                }
                for measure, whole, cells in self.rows
            ],
        }


def _cell_json(cell: Cell) -> dict[str, Any]:
    outcome = None if cell.verdict is None else cell.verdict.outcome.value
    return {**cell.estimate.to_json(), "target": cell.target, "verdict": outcome}


def build(
    session: Session,
    store: ColumnStore,
    wave: Wave,
    *,
    actor: Actor,
    by: str = "class",
    figure: Figure = "performance",
    wanted: Filter | None = None,
    department: str = "",
) -> CrossTab:
    """Measures by the values of `by`, as `actor` may see them; one department's rows only when asked.

    A group that is too small is withheld, and with it the next smallest, so that the column of all gives
    nothing away. Raises InvalidInput for a segment that is none.
    """
    if by not in SEGMENTS:
        raise InvalidInput(m("不能按“%(by)s”分组。", by=by))
    wanted = wanted or Filter()
    columns = store.of(session, wave)
    definition = definitions.definition_of(session, wave.version_id)
    disclosure = for_reader(wave, actor)
    whole = sample(columns, definition, wanted, unit=wave.unit)
    refusal = disclosure.refusal(columns, wanted, whole.n_units)
    drawn = [
        (value, sample(columns, definition, wanted.narrowed(by, value), unit=wave.unit))
        for value in columns.values_of(by)
    ]
    drawn = [(value, one) for value, one in drawn if one.n_responses]
    targets = targets_of(session, wave)
    shut = suppressed({value: one.n_units for value, one in drawn}, disclosure.k) if disclosure.k else {}
    reasons = [refusal or (disclosure.too_few if shut.get(value) else None) for value, _ in drawn]
    return CrossTab(
        wave=wave,
        definition=definition,
        by=by,
        figure=figure,
        wanted=wanted,
        department=department,
        departments=departments_of(definition),
        groups=tuple(
            Group(value, 0 if why else one.n_units, 0 if why else one.n_responses, why)
            for (value, one), why in zip(drawn, reasons, strict=True)
        ),
        rows=tuple(
            (
                measure,
                _cell(whole, measure, disclosure, refusal, targets),
                _cells(drawn, measure, disclosure, reasons, targets),
            )
            for measure in of_department(measures_of(definition, figure), definition, department)
        ),
        n_units=0 if refusal else whole.n_units,
        segments={name: columns.values_of(name) for name in SEGMENTS},
        withheld=refusal,
    )


def _cells(
    drawn: Sequence[tuple[str, Sample]],
    measure: Measure,
    disclosure: Disclosure,
    reasons: Sequence[Message | None],
    targets: Targets,
) -> tuple[Cell, ...]:
    """One row. Where fewer than k gave the figure in one group, it is withheld in another too: the column of
    all would give it away."""
    counts = {value: one.spread(measure).moments.n for value, one in drawn}
    few = suppressed(counts, disclosure.k) if disclosure.k else {}
    return tuple(
        _cell(one, measure, disclosure, why or (disclosure.too_few if few.get(value) else None), targets)
        for (value, one), why in zip(drawn, reasons, strict=True)
    )


def _cell(
    drawn: Sample, measure: Measure, disclosure: Disclosure, why: Message | None, targets: Targets
) -> Cell:
    spread = drawn.spread(measure)
    values = () if why else single_values(spread, disclosure)
    return Cell(shown(spread, disclosure, why), values, target=targets.of(measure, drawn.wanted))
