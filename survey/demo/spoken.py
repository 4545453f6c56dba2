"""Puts each written comment with the respondent whose ratings it fits best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from survey.demo.content import comments, company, dice
from survey.demo.people import Person
from survey.demo.ratings import DIMENSIONS, dimension_mean

__all__ = ["add_comments"]

Answers = dict[str, Any]

WHY: Final = ":why"
LOW: Final = 2
NO_FIT: Final = -100.0
REGIONS: Final = ("华东", "华南", "华北", "华中", "西南", "西北", "东北")
COMPLAINED: Final = ("reported", "silent")


def add_comments(people: Sequence[Person], answers: Sequence[Answers]) -> None:
    """Writes the wave's comments into `answers` (one per person, in step with `people`).

    A short reason stands only under a low rating; where nobody rated that item low, the lowest
    rating that fits is lowered to the point that its author must have meant.
    """
    wave = people[0].wave.number
    told = [comment for comment in comments() if comment["wave"] == wave]
    for comment in sorted(told, key=lambda one: not one["item"].endswith(WHY)):  # ratings settle first
        best = max(range(len(people)), key=lambda i: (_fit(people[i], answers[i], comment), -i))
        _write(answers[best], comment)


def _write(answers: Answers, comment: Mapping[str, Any]) -> None:
    key = comment["item"]
    answers[key] = comment["text"]
    if key.endswith(WHY):
        importance, satisfaction = answers[key.removesuffix(WHY)]
        answers[key.removesuffix(WHY)] = [importance, min(satisfaction, LOW)]


def _fit(person: Person, answers: Answers, comment: Mapping[str, Any]) -> float:
    """How well the comment goes with what the person ticked; NO_FIT where it cannot stand."""
    key, text = comment["item"], comment["text"]
    if key in answers or (key == "what" and answers["complained"] not in COMPLAINED):
        return NO_FIT
    fit = dice("fit", person.wave.number, person.contact["phone"], text).random()
    lines = [line for line in company()["product_lines"] if line in text]
    if lines:
        fit += 1.5 if set(lines) & set(person.customer["product_lines"]) else -1.5
    regions = [region for region in REGIONS if region in text]
    if regions:
        fit += 2.0 if person.customer["region"] in regions else -2.0
    if key.endswith(WHY):
        pair = answers[key.removesuffix(WHY)]
        return NO_FIT if pair is None or not isinstance(pair[1], int) else fit - 2.0 * pair[1]
    return fit + _mood(answers, comment)


def _mood(answers: Answers, comment: Mapping[str, Any]) -> float:
    """Praise goes with high ratings of its dimension, complaints with low ones."""
    sign = {"pos": 1.0, "neg": -1.0}.get(comment["polarity"], 0.0)
    if not sign and comment["item"] == "worst":
        sign = 0.5 if comment["kind"] == "non_answer" else -0.3
    rated = comment["dimension"] in DIMENSIONS
    level = dimension_mean(answers, comment["dimension"]) if rated else float(answers["overall"])
    return -2.0 if level is None else 1.6 * sign * (level - 4.0)
