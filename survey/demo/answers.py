"""Everything else a respondent says, in keeping with the ratings and with the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Final

from survey.demo.content import company, dice
from survey.demo.people import Person
from survey.demo.ratings import DIMENSIONS, dimension_mean, overall, rated
from survey.questions import NA

__all__ = ["PRODUCT_KEYS", "answer_all"]

PRODUCT_KEYS: Final[Mapping[str, str]] = {
    name: f"line_{number}" for number, name in enumerate(company()["product_lines"], start=1)
}
"""The company's product line → the option of the question about products."""
ROLES: Final = {"technical": "engineering"}
KEPT: Final = {
    "delivery_date": "delivery_on_time",
    "after_sales": "after_response",
    "quality_rework": "product_consistency",
}
"""What a promise was about → the item whose rating shows whether it was kept."""
LEADS: Final[Mapping[str, float]] = {
    "product": 3.2,
    "delivery": 2.6,
    "price": 2.6,
    "service": 3.0,
    "after_sales": 3.4,
    "commitment": 3.0,
}
"""Where the comparison with the other supplier lies for customers who rate us 3.9: 3 is about the same."""


def answer_all(person: Person) -> dict[str, Any]:
    """The person's answers to the standard questionnaire, comments aside."""
    answers: dict[str, Any] = {"consent": "1"} | rated(person)
    answers["overall"] = overall(person, answers)
    rolls = dice("rest", person.wave.number, person.contact["phone"])
    for part in (_about_you, _overall_view, _loyalty, _competitor, _complaint, _promises, _close):
        answers |= part(person, answers, rolls)
    return answers


def _about_you(person: Person, answers: Mapping[str, Any], rolls: Random) -> dict[str, Any]:
    customer = person.customer
    lines = [PRODUCT_KEYS[line] for line in customer["product_lines"]]
    return {
        "role": sorted({ROLES.get(role, role) for role in person.contact["roles"]}),
        "products": [key for key in PRODUCT_KEYS.values() if key in lines],
        "years": _step(2026 - customer["since"], (1, 3, 5, 10), _YEARS),
        "experience": _drawn(
            rolls, {"novice": 1, "some": 5, "expert": 6 if customer["class"] in "AB" else 3}
        ),
        "last_order": _drawn(rolls, _LAST_ORDER[customer["class"]]),
    }


_YEARS: Final = ("under_1", "from_1_to_3", "from_3_to_5", "from_5_to_10", "over_10")
_LAST_ORDER: Final[Mapping[str, Mapping[str, int]]] = {
    "A": {"within_1_month": 8, "from_1_to_3_months": 1, "unknown": 1},
    "B": {"within_1_month": 5, "from_1_to_3_months": 4, "unknown": 1},
    "C": {"within_1_month": 3, "from_1_to_3_months": 5, "from_3_to_12_months": 2, "unknown": 1},
    "D": {"from_1_to_3_months": 3, "from_3_to_12_months": 6, "unknown": 1},
}


def _overall_view(person: Person, answers: Mapping[str, Any], rolls: Random) -> dict[str, Any]:
    felt = rolls.gauss(answers["overall"], 0.5)
    wanted = {name: _importance(answers, name) + rolls.gauss(0, 0.25) for name in DIMENSIONS}
    return {
        "overall_vs_expected": _step(felt, (1.8, 2.8, 4.1, 4.8), _EXPECTED)
        if rolls.random() > 0.05
        else "unsure",
        "most_important": sorted(wanted, key=lambda name: -wanted[name])[:3],
    }


_EXPECTED: Final = ("far_below", "below", "as_expected", "above", "far_above")


def _importance(answers: Mapping[str, Any], dimension: str) -> float:
    pairs = (answers[item] for item in DIMENSIONS[dimension])
    given = [pair[0] for pair in pairs if pair is not None and isinstance(pair[0], int)]
    return sum(given) / len(given) if given else 3.0


def _loyalty(person: Person, answers: Mapping[str, Any], rolls: Random) -> dict[str, Any]:
    felt = answers["overall"] + rolls.gauss(0, 0.45)
    buys = person.role in {"purchasing", "management"}
    return {
        "intent_12m": _step(felt, (1.6, 2.4, 3.1, 4.4, 5.1), _INTENT) if rolls.random() > 0.08 else "unsure",
        **_share(person, buys),
        "variety": _drawn(
            rolls, {"try": 3, "learn": 5, "no_need": 3} if felt > 3.5 else {"learn": 3, "no_need": 6}
        ),
        "nps": max(0, min(10, round(2.15 * felt - 0.9 + rolls.gauss(0, 0.8)))),
        "referred": _drawn(
            rolls, {"bought": 2, "unknown": 3, "no": 6} if felt > 4 else {"unknown": 1, "no": 9}
        ),
        "resist": _step(felt, (2.2, 3.2, 4.5), _RESIST) if rolls.random() > 0.12 else "unsure",
        "suggested": _drawn(rolls, {"improved": 1 + 2 * person.wave.number, "no_result": 3, "no": 7}),
        "next_when": _drawn(rolls, _NEXT[person.customer["class"]]) if buys else None,
    }


_INTENT: Final = ("stop", "decrease_much", "decrease", "same", "increase", "increase_much")
_RESIST: Final = ("switch", "split", "talk_first", "stay")
_NEXT: Final[Mapping[str, Mapping[str, int]]] = {
    "A": {"within_1_month": 8, "from_1_to_3_months": 2},
    "B": {"within_1_month": 5, "from_1_to_3_months": 4, "from_3_to_6_months": 1},
    "C": {"within_1_month": 2, "from_1_to_3_months": 5, "from_3_to_6_months": 2, "no_plan": 1},
    "D": {"from_1_to_3_months": 3, "from_3_to_6_months": 3, "over_6_months": 3, "no_plan": 2},
}


def _share(person: Person, buys: bool) -> dict[str, Any]:
    """Our share of the customer's purchases as the register has it, for those who would know."""
    now, before = (_known_share(person.customer, year) for year in ("2026", "2025"))
    if not buys or now is None:
        return {"share_now": "unknown" if buys else None, "share_before": None}
    change = None if before is None else before - now
    return {
        "share_now": _step(now, (0.1, 0.3, 0.5, 0.7, 0.9), _SHARES),
        "share_before": "unknown"
        if change is None
        else _step(change, (-0.03, 0.03), ("lower", "same", "higher")),
    }


_SHARES: Final = (
    "under_10",
    "from_10_to_30",
    "from_30_to_50",
    "from_50_to_70",
    "from_70_to_90",
    "over_90",
)


def _known_share(customer: Mapping[str, Any], year: str) -> float | None:
    purchases = customer["purchases"].get(year)
    return customer["sales"][year] / purchases["amount"] if purchases else None


def _competitor(person: Person, answers: Mapping[str, Any], rolls: Random) -> dict[str, Any]:
    if rolls.random() < 0.3:
        return {"has_other": _drawn(rolls, {"no": 3, "prefer_not": 2})}
    compared: dict[str, Any] = {"has_other": "yes"}
    for name in DIMENSIONS:
        mean = dimension_mean(answers, name)
        lead = LEADS[name] + 0.9 * (mean - 3.9) if mean is not None else None
        compared[f"compare_{name}"] = NA if lead is None else max(1, min(5, round(rolls.gauss(lead, 0.45))))
    return compared


def _complaint(person: Person, answers: Mapping[str, Any], rolls: Random) -> dict[str, Any]:
    given = [pair[1] for pair in answers.values() if isinstance(pair, list) and len(pair) == 2]
    worst = min((value for value in given if isinstance(value, int)), default=5)
    odds = {1: (8, 3, 2), 2: (5, 3, 4), 3: (1, 1, 8)}.get(worst, (0, 0, 1))
    complained = rolls.choices(("reported", "silent", "no"), weights=odds)[0]
    if complained == "reported":
        return {"complained": complained} | _handled(person, rolls)
    if complained == "silent":
        why = _drawn(rolls, {"minor": 4, "no_contact": 2, "no_use": 4, "fear": 1, "self_solved": 3})
        return {"complained": complained, "why_silent": why}
    return {"complained": complained}


def _handled(person: Person, rolls: Random) -> dict[str, Any]:
    quality = rolls.gauss(3.0 if person.wave.number == 1 else 3.7, 0.9)
    return {
        "first_reply": _step(quality, (1.5, 2.3, 3.2, 4.0), _REPLIES),
        "solved": "recurred"
        if rolls.random() < 0.08
        else _step(quality, (2.1, 3.3), ("not_solved", "partly", "solved")),
        "handling": max(1, min(5, round(quality))),
    }


_REPLIES: Final = ("never", "over_1_week", "within_1_week", "within_3_days", "same_day")


def _promises(person: Person, answers: Mapping[str, Any], rolls: Random) -> dict[str, Any]:
    odds = {
        "delivery_date": 0.6,
        "price_rebate": 0.15,
        "quality_rework": 0.18,
        "after_sales": 0.2,
        "support": 0.12,
    }
    made = [name for name, share in odds.items() if rolls.random() < share]
    kept = {f"kept_{name}": _kept(name, answers, rolls) for name in made}
    return {"promised": made or ["none"]} | kept


def _kept(promise: str, answers: Mapping[str, Any], rolls: Random) -> str:
    pair = answers.get(KEPT.get(promise, "commitment_kept"))
    rating = pair[1] if pair and isinstance(pair[1], int) else 4
    if rolls.random() < 0.06:
        return "unknown"
    return _step(rolls.gauss(rating, 0.5), (1.7, 2.8, 4.0), ("not_kept", "partly", "mostly", "full"))


def _close(person: Person, answers: Mapping[str, Any], rolls: Random) -> dict[str, Any]:
    if rolls.random() < 0.65:
        return {"follow_up": "no"}
    contact = {"name": person.contact["name"], "phone": person.contact["phone"]}
    if rolls.random() < 0.5:
        contact["when"] = rolls.choice(("工作日上午", "工作日下午", "周二、周四下午", "先发短信再打"))
    return {"follow_up": "yes", "contact": contact, "follow_up_consent": "1"}


def _step(value: float, limits: Sequence[float], names: Sequence[str]) -> str:
    """The name of the interval that holds `value`; one more name than limits."""
    return names[sum(value >= limit for limit in limits)]


def _drawn(rolls: Random, odds: Mapping[str, int]) -> str:
    return rolls.choices(list(odds), weights=list(odds.values()))[0]
