"""How the invented respondents rate: product strong, delivery weak and then better, spare parts weak."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any, Final, NamedTuple

from survey.demo.content import dice
from survey.demo.people import Person
from survey.questions import NA

__all__ = ["DIMENSIONS", "Means", "dimension_mean", "overall", "rated"]


class Means(NamedTuple):
    """Where an item's ratings lie: importance, satisfaction in the first wave and in the second."""

    importance: float
    first: float
    second: float


ITEMS: Final[Mapping[str, Means]] = {
    "product_conformity": Means(4.7, 4.55, 4.6),
    "product_consistency": Means(4.6, 4.4, 4.45),
    "product_reliability": Means(4.7, 4.55, 4.6),
    "product_documents": Means(3.9, 4.25, 4.3),
    "delivery_lead_time": Means(4.5, 3.5, 4.0),
    "delivery_on_time": Means(4.7, 3.35, 4.05),
    "delivery_accuracy": Means(4.2, 4.1, 4.3),
    "price_value": Means(4.4, 3.85, 3.85),
    "price_quotation": Means(3.8, 4.1, 4.15),
    "price_settlement": Means(3.8, 4.3, 4.35),
    "service_response": Means(4.1, 4.3, 4.35),
    "service_competence": Means(4.0, 4.35, 4.3),
    "service_order_status": Means(3.9, 3.7, 4.15),
    "after_response": Means(4.2, 4.0, 4.05),
    "after_fix": Means(4.2, 4.1, 4.15),
    "after_spares": Means(4.4, 3.25, 3.25),
    "commitment_kept": Means(4.5, 3.85, 4.15),
    "relationship_voice": Means(3.9, 3.85, 4.05),
}

DIMENSIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "product": ("product_conformity", "product_consistency", "product_reliability", "product_documents"),
    "delivery": ("delivery_lead_time", "delivery_on_time", "delivery_accuracy"),
    "price": ("price_value", "price_quotation", "price_settlement"),
    "service": ("service_response", "service_competence", "service_order_status"),
    "after_sales": ("after_response", "after_fix", "after_spares"),
    "commitment": ("commitment_kept", "relationship_voice"),
}

UNKNOWN_TO: Final[Mapping[str, tuple[str, ...]]] = {
    "purchasing": ("product_reliability", "after_fix"),
    "technical": ("price_quotation", "price_settlement", "delivery_accuracy"),
    "quality": ("price_value", "price_quotation", "price_settlement", "service_competence"),
    "production": ("price_value", "price_quotation", "price_settlement", "product_documents"),
    "maintenance": ("price_value", "price_quotation", "price_settlement", "delivery_lead_time"),
    "finance": (
        "product_conformity",
        "product_consistency",
        "product_reliability",
        "after_fix",
        "after_spares",
    ),
    "management": ("product_documents", "delivery_accuracy", "after_fix"),
}
"""What a person in that part of the business usually cannot judge."""

WEIGHT_IN_OVERALL: Final[Mapping[str, float]] = {
    "product": 0.22,
    "delivery": 0.32,
    "price": 0.08,
    "service": 0.08,
    "after_sales": 0.16,
    "commitment": 0.14,
}
"""What moves the overall rating: delivery more than people say when asked for importance."""


def rated(person: Person) -> dict[str, Any]:
    """Item → [importance, satisfaction] as this person rates."""
    answers: dict[str, Any] = {}
    taste = dice("taste", person.contact["phone"])
    strictness, emphasis = taste.gauss(0, 0.22), taste.gauss(0, 0.25)
    climate = dice("climate", person.customer["code"]).gauss(0, 0.25)
    for item, means in ITEMS.items():
        rolls = dice("rating", person.wave.number, person.contact["phone"], item)
        if rolls.random() < (0.7 if item in UNKNOWN_TO[person.role] else 0.02):
            answers[item] = (
                [_point(rolls, means.importance + emphasis), NA] if rolls.random() < 0.4 else [NA, NA]
            )
            continue
        centre = means.first if person.wave.number == 1 else means.second
        satisfied = _point(rolls, centre + climate + strictness + _segment(person, item), spread=0.68)
        if person.mode == "paper" and rolls.random() < 0.02:
            answers[item] = None
        else:
            answers[item] = [_point(rolls, means.importance + emphasis), satisfied]
    return answers


def dimension_mean(answers: Mapping[str, Any], dimension: str) -> float | None:
    """The mean satisfaction over the items of `dimension` that were rated; None where none was."""
    pairs = (answers.get(item) for item in DIMENSIONS[dimension])
    given = [pair[1] for pair in pairs if pair is not None and isinstance(pair[1], int)]
    return sum(given) / len(given) if given else None


def overall(person: Person, answers: Mapping[str, Any]) -> int:
    """The overall satisfaction that goes with the ratings."""
    known = {name: mean for name in DIMENSIONS if (mean := dimension_mean(answers, name)) is not None}
    weights = {name: WEIGHT_IN_OVERALL[name] for name in known}
    centre = sum(known[name] * weight for name, weight in weights.items()) / sum(weights.values())
    return _point(dice("overall", person.wave.number, person.contact["phone"]), centre + 0.05, spread=0.3)


def _segment(person: Person, item: str) -> float:
    """What the customer's class, region and product line add to the centre."""
    customer = person.customer
    shift = 0.0
    if item.startswith("delivery"):
        shift -= 0.55 if customer["class"] == "A" else 0.0
        shift -= 0.3 if customer["region"] in {"西南", "西北"} and item == "delivery_on_time" else 0.0
        shift -= 0.2 if "减速机部件" in customer["product_lines"] and item == "delivery_lead_time" else 0.0
    if item == "after_spares" and customer["class"] == "A":
        shift -= 0.3
    if item == "price_value" and "液压接头" in customer["product_lines"]:
        shift -= 0.4
    return shift


def _point(rolls: Random, centre: float, *, spread: float = 0.55) -> int:
    return max(1, min(5, round(rolls.gauss(centre, spread))))
