"""What calling back brought: the list to work through, and how often customers say what was handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.customers.models import Contact, Customer
from survey.errors import NotFound
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Wave
from survey.language import Message, m
from survey.questions import Scale
from survey.responses.call_backs import entries_of, overall_scale, wanted_of
from survey.responses.models import CallBack, CallBackDraw
from survey.stats import Estimate, hidden, wilson
from survey.stats.suppression import too_few

__all__ = ["Agreement", "Line", "agreement", "call_back", "draws", "lines"]


@dataclass(frozen=True, slots=True)
class Line:
    """One call to make or made, with whom to ask for."""

    call_back: CallBack
    customer: Customer
    contacts: Sequence[Contact]
    drawn_at: datetime


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far customers called back agree with what was handed in for them; shares of 0–1, counts of entries.

    `near` is the share whose two overall scores are at most one point of the scale apart, `same` of equal
    ones, both among the calls with two scores; `confirmed` the share of the calls in which the customer says
    to have given the answers. All with Wilson's interval.
    """

    entries: int
    """Current answers handed in by account owners."""
    wanted: int
    drawn: int
    reached: int
    unreached: int
    """Not reachable, or not willing."""
    confirmed: Estimate
    same: Estimate
    near: Estimate

    @property
    def missing(self) -> int:
        """How many are still to be drawn."""
        return max(self.wanted - self.drawn, 0)

    @property
    def open(self) -> int:
        """How many calls are still to be made."""
        return self.drawn - self.reached - self.unreached

    def allowed(self, k: int) -> Agreement:
        """The same with the shares of fewer than `k` calls withheld."""

        def seen(one: Estimate) -> Estimate:
            return hidden(too_few(k)) if 0 < one.n < k else one

        return Agreement(
            self.entries,
            self.wanted,
            self.drawn,
            self.reached,
            self.unreached,
            seen(self.confirmed),
            seen(self.same),
            seen(self.near),
        )

    def sentences(self) -> tuple[Message, ...]:
        """What the record of the wave says of it; () where nobody handed in answers for customers."""
        if not self.entries and not self.drawn:
            return ()
        said = [
            m(
                "业务员代交 %(entries)d 份，抽查回访 %(drawn)d 份（应抽 %(wanted)d 份），打通 %(reached)d 份。",
                entries=self.entries,
                drawn=self.drawn,
                wanted=self.wanted,
                reached=self.reached,
            )
        ]
        if self.near.value is not None and self.near.low is not None and self.near.high is not None:
            said.append(
                m(
                    "总体评价与代交的相差不超过一级：%(share)s（95%% 区间 %(low)s~%(high)s，n = %(n)d）。",
                    share=f"{self.near.value:.0%}",
                    low=f"{self.near.low:.0%}",
                    high=f"{self.near.high:.0%}",
                    n=self.near.n,
                )
            )
        return tuple(said)

    def to_json(self) -> dict[str, Any]:
        return {
            "entries": self.entries,
            "wanted": self.wanted,
            "drawn": self.drawn,
            "reached": self.reached,
            "unreached": self.unreached,
            "confirmed": self.confirmed.to_json(),
            "same": self.same.to_json(),
            "within_one_step": self.near.to_json(),
        }


def draws(session: Session, wave: Wave) -> list[CallBackDraw]:
    """The drawings of a wave, the first one first."""
    chosen = sa.select(CallBackDraw).where(CallBackDraw.wave_id == wave.id)
    return list(session.scalars(chosen.order_by(CallBackDraw.id)))


def lines(session: Session, wave: Wave) -> list[Line]:
    """The calls of a wave in the order drawn."""
    rows = session.execute(_joined(wave).order_by(CallBack.draw_id, CallBack.place)).all()
    return [Line(one, customer, list(customer.contacts), drawn_at) for one, customer, drawn_at in rows]


def call_back(session: Session, wave: Wave, ref: str) -> Line:
    """One call of the wave; raises NotFound."""
    row = session.execute(_joined(wave).where(CallBack.ref == ref)).one_or_none()
    if row is None:
        raise NotFound(m("没有找到这次回访。"))
    one, customer, drawn_at = row
    return Line(one, customer, list(customer.contacts), drawn_at)


def agreement(session: Session, wave: Wave, *, entries: int | None = None) -> Agreement:
    """How far the calls made so far agree with what was handed in; `entries` for who has counted them already."""
    if entries is None:
        entries = len(entries_of(session, wave))
    calls = [line.call_back for line in lines(session, wave)]
    reached = [one for one in calls if one.outcome == "reached"]
    both = [(one.entered, one.score) for one in reached if one.entered is not None and one.score is not None]
    apart = [_steps(overall_scale(definition_of(session, wave.version_id)), *pair) for pair in both]
    return Agreement(
        entries=entries,
        wanted=wanted_of(entries),
        drawn=len(calls),
        reached=len(reached),
        unreached=sum(one.outcome not in ("", "reached") for one in calls),
        confirmed=wilson(sum(one.confirmed == "yes" for one in reached), len(reached)),
        same=wilson(sum(steps == 0 for steps in apart), len(apart)),
        near=wilson(sum(steps <= 1 for steps in apart), len(apart)),
    )


def _steps(scale: Scale | None, one: int, other: int) -> int:
    """How many points of the scale lie between two scores."""
    values = sorted(scale.values) if scale else []
    return abs(values.index(one) - values.index(other)) if {one, other} <= set(values) else abs(one - other)


def _joined(wave: Wave) -> sa.Select[CallBack, Customer, datetime]:
    return (
        sa.select(CallBack, Customer, CallBackDraw.drawn_at)
        .join(CallBackDraw, CallBackDraw.id == CallBack.draw_id)
        .join(Customer, Customer.id == CallBack.customer_id)
        .where(CallBackDraw.wave_id == wave.id)
        .options(sa.orm.selectinload(Customer.contacts))
    )
