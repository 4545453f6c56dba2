"""The quality of a wave's answers: flags for a second look, results with and without, the mix of modes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.customers.models import Customer
from survey.fieldwork import definitions
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.language import Message
from survey.questionnaires.models import Version
from survey.reports.counting.columns import SEGMENTS, Columns, ColumnStore
from survey.reports.counting.disclosure import Disclosure, for_reader
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import weights_of
from survey.reports.counting.origins import Origins, with_origins
from survey.reports.counting.sample import Sample, sample
from survey.reports.counting.units import remembered
from survey.reports.drivers.predictors import outcome_of
from survey.reports.gaps.gap import invited_whole
from survey.reports.returns.agents import Agent, agents
from survey.reports.returns.careless import Flagged, Signs, flagged, one_by_one
from survey.responses.call_back_results import Agreement, agreement
from survey.responses.models import Response
from survey.responses.queries import may_join, may_list
from survey.stats import Estimate, hidden, undefined
from survey.stats.intervals import NOBODY_ANSWERED

__all__ = ["MOST_LISTED", "QualityReport", "Results", "Row", "build"]

MOST_LISTED: Final = 200
MODE_SHIFT: Final = 0.15

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Results:
    """The main figures over one choice of responses: degree (0–100), share satisfied, mean gap."""

    n_units: int
    n_responses: int
    degree: Estimate
    rate: Estimate
    gap: Estimate

    def to_json(self) -> dict[str, Any]:
        return {
            "n": self.n_responses,
            "n_units": self.n_units,
            "degree": self.degree.to_json(),
            "rate": self.rate.to_json(),
            "gap": self.gap.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Row:
    """A flagged response as it is listed; the customer's name only where answers may be joined to it."""

    ref: str
    found: Flagged
    customer: str
    mode: str
    on: date
    entered_by: str


@dataclass(frozen=True, slots=True)
class QualityReport:
    """Everything the page and the JSON show. `rows` is empty where single responses may not be listed."""

    wave: Wave
    definition: Definition
    wanted: Filter
    as_of: datetime
    unit: str
    n_units: int
    n_responses: int
    flags: Mapping[str, int]
    n_flagged: int
    everything: Results
    without_flagged: Results
    without_by_owner: Results
    median_s: float | None
    timed: int
    modes: Mapping[str, tuple[float, float | None]]
    """Mode → its share of the responses now and in the wave before (None: no wave before)."""
    agents: tuple[Agent, ...]
    """Who had the answers in hands; () where single responses may not be listed."""
    call_backs: Agreement
    """抽查回访 of the whole wave, whatever the filter."""
    before: Wave | None
    rows: tuple[Row, ...]
    listed: bool
    segments: Mapping[str, tuple[str, ...]]
    withheld: Message | None

    @property
    def shifted(self) -> tuple[str, ...]:
        """The modes whose share moved by more than 15 points."""
        return tuple(
            mode
            for mode, (now, then) in self.modes.items()
            if then is not None and abs(now - then) > MODE_SHIFT
        )

    def to_json(self) -> dict[str, Any]:
        """The report as `liusheng report quality --json` prints it; shares 0–1, times in seconds."""
        return {
            "wave": self.wave.key,
            "n": self.n_responses,
            "n_customers": self.n_units if self.unit == "customer" else None,
            "hidden": str(self.withheld) if self.withheld else None,
            "flags": dict(self.flags),
            "n_flagged": self.n_flagged,
            "median_s": self.median_s,
            "timed": self.timed,
            "all": self.everything.to_json(),
            "without_flagged": self.without_flagged.to_json(),
            "without_by_owner": self.without_by_owner.to_json(),
            "modes": {mode: {"now": now, "before": then} for mode, (now, then) in self.modes.items()},
            "before": self.before.key if self.before else None,
            "shifted": list(self.shifted),
            "agents": [one.to_json() for one in self.agents],
            "call_backs": self.call_backs.to_json(),
        }


def build(
    session: Session, store: ColumnStore, wave: Wave, *, actor: Actor, wanted: Filter | None = None
) -> QualityReport:
    """The quality of a wave's answers for one filter, as `actor` may see it. Nothing is ever left out for good."""
    wanted = wanted or Filter()
    columns, origins = with_origins(session, store, wave)
    definition = definitions.definition_of(session, wave.version_id)
    disclosure = for_reader(wave, actor)
    signs = flagged(columns, origins, definition)
    counted = np.isin(columns.cell, np.array(wanted.chosen(columns), dtype=np.int64))
    population = invited_whole(session, wave)
    drawn = sample(columns, definition, wanted, unit=wave.unit, population=population)
    why = disclosure.refusal(columns, wanted, drawn.n_units)
    before = _before(session, wave)
    listed = why is None and may_list(actor, wave.privacy)

    def without(name: str, mask: Mask) -> Results:
        if not (mask & counted).any():
            return everything

        def again() -> Results:
            rest = sample(columns.kept(~mask), definition, wanted, unit=wave.unit, population=population)
            return _results(rest, definition)

        found: Results = remembered(columns, f"without {name}:{population}", wanted, again)
        return _seen(found, why or _difference(disclosure, drawn, found))

    everything = _seen(_results(drawn, definition), why)
    return QualityReport(
        wave=wave,
        definition=definition,
        wanted=wanted,
        as_of=columns.as_of,
        unit=wave.unit,
        n_units=0 if why else drawn.n_units,
        n_responses=0 if why else drawn.n_responses,
        flags={} if why else {name: int((mask & counted).sum()) for name, mask in signs.flags.items()},
        n_flagged=0 if why else int((signs.any & counted).sum()),
        everything=everything,
        without_flagged=without("flagged", signs.any),
        without_by_owner=without("by_owner", signs.flags["by_owner"]),
        median_s=None if why else signs.median_s,
        timed=0 if why else signs.timed,
        modes={} if why else _modes(columns, counted, store.of(session, before) if before else None),
        agents=agents(session, wave, columns, origins, definition, counted) if listed else (),
        call_backs=agreement(session, wave, entries=int(origins.by_owner.sum())).allowed(disclosure.k),
        before=before,
        rows=tuple(_rows(session, origins, signs, counted, named=may_join(actor, wave.privacy)))
        if listed
        else (),
        listed=listed,
        segments={segment: columns.values_of(segment) for segment in SEGMENTS},
        withheld=why,
    )


def _difference(disclosure: Disclosure, drawn: Sample, rest: Results) -> Message | None:
    """Why results without some responses are withheld: what lies between them would be a small group."""
    left_out = drawn.n_responses - rest.n_responses
    if disclosure.k and (0 < left_out < disclosure.k or 0 < rest.n_units < disclosure.k):
        return disclosure.too_few
    return None


def _seen(found: Results, why: Message | None) -> Results:
    """The results, or nothing but the reason why they are withheld."""
    if why is None:
        return found
    nothing = hidden(why)
    return Results(0, 0, nothing, nothing, nothing)


def _results(drawn: Sample, definition: Definition) -> Results:
    outcome = outcome_of(definition)
    scale = definition.scale_by_key.get(outcome.scale) if outcome else None
    return Results(
        n_units=drawn.n_units,
        n_responses=drawn.n_responses,
        degree=drawn.degree(weights_of(definition)).within(0, 100),
        rate=drawn.share_at_least(outcome.column, (scale.satisfied_from if scale else None) or 4)
        if outcome
        else undefined(NOBODY_ANSWERED),
        gap=drawn.mean_gap(drawn.pairs),
    )


def _before(session: Session, wave: Wave) -> Wave | None:
    """The latest earlier wave of the same questionnaire."""
    questionnaire = sa.select(Version.questionnaire_id).where(Version.id == wave.version_id).scalar_subquery()
    return session.scalars(
        sa.select(Wave)
        .join(Version, Version.id == Wave.version_id)
        .where(
            Version.questionnaire_id == questionnaire, Wave.opens_at < wave.opens_at, Wave.state != "draft"
        )
        .order_by(Wave.opens_at.desc())
        .limit(1)
    ).first()


def _modes(columns: Columns, counted: Mask, before: Columns | None) -> dict[str, tuple[float, float | None]]:
    now = _shares(columns, counted)
    then = _shares(before, np.ones(before.n, dtype=np.bool_)) if before is not None and before.n else None
    return {
        mode: (now.get(mode, 0.0), None if then is None else then.get(mode, 0.0))
        for mode in sorted({*now, *(then or {})}, key=lambda mode: -now.get(mode, 0.0))
    }


def _shares(columns: Columns, counted: Mask) -> dict[str, float]:
    sizes = np.bincount(columns.cell[counted], minlength=len(columns.cells))
    total = int(sizes.sum())
    found: dict[str, float] = {}
    for cell, size in zip(columns.cells, sizes.tolist(), strict=True):
        if size:
            found[cell["mode"]] = found.get(cell["mode"], 0.0) + size / total
    return found


def _rows(session: Session, origins: Origins, signs: Signs, counted: Mask, *, named: bool) -> list[Row]:
    """The flagged responses, those with most signs first."""
    weight = np.sum(list(signs.flags.values()), axis=0)
    places = np.flatnonzero(signs.any & counted)
    places = places[np.argsort(-weight[places], kind="stable")][:MOST_LISTED]
    found = {one.id: one for one in one_by_one(origins, signs, places.tolist())}
    stored = session.execute(
        sa.select(
            Response.id,
            Response.ref,
            Response.mode,
            Response.submitted_on,
            Response.entered_by,
            Customer.name,
        )
        .outerjoin(Customer, Customer.id == Response.customer_id)
        .where(Response.id.in_(found))
    )
    rows = {
        row.id: Row(
            row.ref,
            found[row.id],
            (row.name or "") if named else "",
            row.mode,
            row.submitted_on,
            row.entered_by,
        )
        for row in stored
    }
    return [rows[one] for one in found if one in rows]
