"""Who answers which wave, by which way and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from survey.demo.content import at, customers, dice

__all__ = ["WAVES", "Person", "Wave", "active_customers", "people"]


@dataclass(frozen=True, slots=True)
class Wave:
    """One of the demonstration's surveys."""

    number: int
    key: str
    name: str
    period: str
    opens: date
    closes: date
    answering: int
    """Customers of which at least one person answers."""
    responses: int
    last_answer: date


WAVES: Final = (
    Wave(
        number=1,
        key="2026-h1",
        name="2026 年上半年顾客满意度调查",
        period="2026 年上半年",
        opens=date(2026, 4, 13),
        closes=date(2026, 5, 31),
        answering=44,
        responses=95,
        last_answer=date(2026, 5, 29),
    ),
    Wave(
        number=2,
        key="2026-h2",
        name="2026 年下半年顾客满意度调查",
        period="2026 年下半年",
        opens=date(2026, 10, 12),
        closes=date(2026, 12, 31),
        answering=49,
        responses=110,
        last_answer=date(2026, 11, 18),
    ),
)

WILLING: Final = {"A": 30.0, "B": 2.0, "C": 1.0, "D": 0.7}
"""How readily customers of a class answer, as odds in the draw."""
MODES: Final = {
    1: {"link": 46, "paper": 26, "phone": 18, "visit": 6, "qr": 4},
    2: {"link": 56, "paper": 16, "phone": 16, "visit": 4, "qr": 8},
}
MEDIAN_SECONDS: Final = 500
FRIDAY: Final = 4
HOLIDAYS: Final = frozenset(date(2026, 5, day) for day in range(1, 6))


@dataclass(frozen=True, slots=True)
class Person:
    """One contact of one customer, answering one wave."""

    wave: Wave
    customer: dict[str, Any]
    contact: dict[str, Any]
    mode: str
    submitted_at: datetime
    seconds: int

    @property
    def role(self) -> str:
        return str(self.contact["roles"][0])


def active_customers() -> list[dict[str, Any]]:
    """The customers that a wave should survey: those not lost, paused or ended."""
    return [customer for customer in customers() if "loss" not in customer]


def people(wave: Wave) -> list[Person]:
    """Everyone who answers `wave`, in the order of the register."""
    chosen = _answering(wave)
    answering = [(customer, contact) for customer in chosen for contact in customer["contacts"]]
    answering = _thinned(answering, wave)
    return [_person(wave, customer, contact) for customer, contact in answering]


def _answering(wave: Wave) -> list[dict[str, Any]]:
    """A weighted draw without replacement: the willing and those with many contacts come first."""

    def turn(customer: dict[str, Any]) -> float:
        odds = WILLING[customer["class"]] * (0.7 + 0.15 * len(customer["contacts"]))
        return -float(dice("answers", wave.number, customer["code"]).random() ** (1 / odds))

    drawn = sorted(active_customers(), key=turn)[: wave.answering]
    return sorted(drawn, key=lambda customer: str(customer["code"]))


def _thinned(
    answering: list[tuple[dict[str, Any], dict[str, Any]]], wave: Wave
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Drops people until the wave's number is left; every customer keeps the first contact."""
    spare = [pair for pair in answering if pair[1] is not pair[0]["contacts"][0]]
    dice("silent", wave.number).shuffle(spare)
    silent = {pair[1]["phone"] for pair in spare[: max(0, len(answering) - wave.responses)]}
    return [pair for pair in answering if pair[1]["phone"] not in silent]


def _person(wave: Wave, customer: dict[str, Any], contact: dict[str, Any]) -> Person:
    rolls = dice("person", wave.number, contact["phone"])
    modes = MODES[wave.number]
    mode = rolls.choices(list(modes), weights=list(modes.values()))[0]
    days = (wave.last_answer - wave.opens).days
    day = wave.opens + timedelta(days=1 + int((days - 1) * rolls.betavariate(1.3, 2.2)))
    while day.weekday() > FRIDAY or day in HOLIDAYS:
        day -= timedelta(days=rolls.randint(1, 3))
    day = max(day, wave.opens)
    moment = at(day, rolls.choice((8, 9, 9, 10, 10, 11, 13, 14, 14, 15, 16, 17, 20)), rolls.randrange(60))
    seconds = int(MEDIAN_SECONDS * rolls.lognormvariate(0, 0.35))
    return Person(wave, customer, contact, mode, moment + timedelta(seconds=rolls.randrange(60)), seconds)
