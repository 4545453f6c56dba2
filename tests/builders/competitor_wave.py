"""A wave in which customers rate us and up to two other suppliers, with the responses a test wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from survey.accounts.models import Company
from survey.fieldwork.models import Wave
from survey.instrument.answers import pack_scores
from survey.instrument.definition import Definition
from survey.responses.models import Response
from tests.builders.fieldwork import add_company, add_customers, add_wave
from tests.conftest import NOW

__all__ = ["DEFINITION", "Said", "competitor_wave", "many"]

POINTS = [{"value": value, "label": str(value)} for value in range(1, 6)]
SCALES = [
    {"key": "importance5", "points": POINTS, "na": "不了解"},
    {"key": "satisfaction5", "points": POINTS, "na": "不了解", "satisfied_from": 4},
]
ITEMS = ("quality", "on_time", "price")


def _pair(key: str) -> dict[str, Any]:
    return {
        "key": key,
        "type": "importance_performance",
        "text": {"zh": f"项目{key}", "en": f"Item {key}"},
        "dimension": "product",
        "scales": {"importance": "importance5", "performance": "satisfaction5"},
    }


def _theirs(key: str, suffix: str) -> dict[str, Any]:
    return {
        "key": f"{key}_{suffix}",
        "type": "rating",
        "text": f"对方{key}",
        "scales": {"score": "satisfaction5"},
        "settings": {"competitor_on": key},
    }


def _name(suffix: str) -> dict[str, Any]:
    return {"key": f"name_{suffix}", "type": "short_text", "text": "是哪一家", "tags": ["competitor_name"]}


DEFINITION = Definition.model_validate(
    {
        "key": "beside",
        "title": "与竞争者比较",
        "scales": SCALES,
        "dimensions": [{"key": "product", "label": "产品"}],
        "sections": [
            {"key": "ours", "title": "我们", "items": [_pair(key) for key in ITEMS]},
            {"key": "first", "title": "其一", "items": [_name("a"), *(_theirs(key, "a") for key in ITEMS)]},
            {"key": "second", "title": "其二", "items": [_name("b"), *(_theirs(key, "b") for key in ITEMS)]},
            {
                "key": "outright",
                "title": "比较",
                "items": [
                    {
                        "key": "compare_product",
                        "type": "rating",
                        "text": "我公司的产品",
                        "scales": {"score": "satisfaction5"},
                        "settings": {"compared_on": "product"},
                    }
                ],
            },
        ],
    }
)


@dataclass(frozen=True)
class Said:
    """One response: whose, our three performances, the first supplier and its ratings, the second's, outright."""

    customer: int
    ours: Sequence[int | str | None]
    name: str | None = None
    theirs: Sequence[int | str | None] = (None, None, None)
    second: str | None = None
    seconds: Sequence[int | str | None] = (None, None, None)
    outright: int | None = None

    def answers(self) -> dict[str, Any]:
        found: dict[str, Any] = {key: [5, value] for key, value in zip(ITEMS, self.ours, strict=True)}
        found |= {f"{key}_a": value for key, value in zip(ITEMS, self.theirs, strict=True)}
        found |= {f"{key}_b": value for key, value in zip(ITEMS, self.seconds, strict=True)}
        return found | {"name_a": self.name, "name_b": self.second, "compare_product": self.outright}


def many(said: Sequence[Said]) -> list[Said]:
    """The same, each from a customer of its own."""
    return [replace(one, customer=number) for number, one in enumerate(said)]


def competitor_wave(session: Session, given: Sequence[Said], **changes: Any) -> Wave:
    """An open wave with these responses; `changes` go to the wave (key, privacy, unit, k_min)."""
    if session.get(Company, 1) is None:
        add_company(session)
    customers = add_customers(session, max(one.customer for one in given) + 1)
    wave = add_wave(session, DEFINITION, **changes)
    for number, one in enumerate(given):
        answers = one.answers()
        session.add(
            Response(
                wave_id=wave.id,
                version_id=wave.version_id,
                submission_key=f"{number:064d}",
                submitted_at=NOW,
                submitted_on=NOW.date(),
                mode="link",
                customer_id=customers[one.customer].id,
                class_key="A",
                answers=answers,
                scores=pack_scores(DEFINITION, answers),
            )
        )
    session.flush()
    return wave
