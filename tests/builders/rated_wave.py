"""A wave of a small importance–performance questionnaire with the responses a test wants."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.orm import Session

from survey.accounts.models import Company
from survey.customers.models import Customer
from survey.fieldwork.models import FrameEntry, Invitation, Wave
from survey.instrument.answers import pack_scores
from survey.instrument.definition import Definition
from survey.questionnaires.models import Questionnaire, Version
from survey.responses.models import Response
from tests.conftest import NOW

__all__ = ["Given", "rated_wave", "small_definition", "store_responses"]


def small_definition() -> Definition:
    """Two dimensions, three pairs, an overall question with 满意率, a recommendation."""
    points = [
        {"value": value, "label": str(value), "converted": score}
        for value, score in ((1, 20), (2, 40), (3, 60), (4, 80), (5, 100))
    ]
    scales = [
        {"key": "importance5", "points": points, "na": "不了解"},
        {"key": "satisfaction5", "points": points, "na": "不了解", "satisfied_from": 4, "low_to": 2},
    ]

    def pair(key: str, dimension: str, touchpoint: str) -> dict[str, object]:
        return {
            "key": key,
            "type": "importance_performance",
            "text": key,
            "dimension": dimension,
            "touchpoint": touchpoint,
            "scales": {"importance": "importance5", "performance": "satisfaction5"},
        }

    return Definition.model_validate(
        {
            "key": "small",
            "title": "小问卷",
            "scales": scales,
            "dimensions": [
                {"key": "product", "label": "产品", "weight": 60, "maps_to": "product"},
                {"key": "delivery", "label": "供货", "weight": 40, "maps_to": "delivery"},
            ],
            "touchpoints": [{"key": "use", "label": "使用"}, {"key": "order", "label": "订货"}],
            "sections": [
                {
                    "key": "rated",
                    "title": "评价",
                    "items": [
                        pair("quality", "product", "use"),
                        pair("fit", "product", "use"),
                        pair("on_time", "delivery", "order"),
                        {
                            "key": "overall",
                            "type": "rating",
                            "text": "总体",
                            "scales": {"score": "satisfaction5"},
                            "tags": ["overall"],
                        },
                    ],
                }
            ],
        }
    )


@dataclass(frozen=True)
class Given:
    """One response: customer number (None for none), pairs in the order of the items, overall."""

    customer: int | None
    pairs: Sequence[Sequence[int | str | None] | None]
    overall: int | str | None = 4
    class_key: str = "B"
    region: str = "华东"
    mode: str = "link"


@dataclass
class RatedWave:
    """What was made: the wave and its customers by number."""

    wave: Wave
    definition: Definition
    customers: dict[int, Customer] = field(default_factory=dict)


def converted_linearly() -> Definition:
    """The small questionnaire with its five levels at 0, 25, 50, 75 and 100."""
    data = small_definition().to_json()
    for point, score in zip(data["scales"][1]["points"], (0, 25, 50, 75, 100), strict=True):
        point["converted"] = score
    return Definition.model_validate(data)


def add_version(
    session: Session, questionnaire_id: int, number: int, definition: Definition, *, revision: str
) -> Version:
    """A published version."""
    data = definition.to_json()
    version = Version(
        questionnaire_id=questionnaire_id,
        number=number,
        definition=data,
        sha256=hashlib.sha256(json.dumps(data).encode()).hexdigest(),
        document_no="QR-1",
        revision=revision,
        prepared_by="质量部",
        approved_by="管理者",
        effective_on=NOW.date(),
        published_at=NOW,
    )
    session.add(version)
    session.flush()
    return version


def rated_wave(
    session: Session,
    given: Sequence[Given],
    *,
    key: str = "w1",
    privacy: str = "named",
    unit: str = "customer",
    k_min: int = 3,
    frame: Sequence[int] = (),
) -> RatedWave:
    """Stores the wave; customers in `frame` should be surveyed and were each given a questionnaire."""
    if session.get(Company, 1) is None:
        session.add(Company(id=1, name="测试公司"))
    definition = small_definition()
    data = definition.to_json()
    questionnaire = Questionnaire(
        key=f"q-{key}", title="小问卷", kind="satisfaction", draft=data, changed_at=NOW
    )
    session.add(questionnaire)
    session.flush()
    version = add_version(session, questionnaire.id, 1, definition, revision="A/0")
    wave = Wave(
        key=key,
        name="上半年",
        period="2026 年上半年",
        version_id=version.id,
        state="open",
        opens_at=NOW - timedelta(days=30),
        closes_at=NOW + timedelta(days=30),
        privacy=privacy,
        unit=unit,
        k_min=k_min,
        created_at=NOW,
    )
    session.add(wave)
    session.flush()
    made = RatedWave(wave, definition)
    for number in sorted({one.customer for one in given if one.customer is not None} | set(frame)):
        customer = Customer(code=f"{key}-{number:03}", name=f"客户{number}", class_key="B", created_at=NOW)
        session.add(customer)
        session.flush()
        made.customers[number] = customer
    for number in frame:
        customer = made.customers[number]
        session.add(
            FrameEntry(wave_id=wave.id, customer_id=customer.id, class_key="B", sales=1000.0 * number)
        )
        session.add(
            Invitation(
                wave_id=wave.id,
                customer_id=customer.id,
                token_hash=hashlib.sha256(f"{key}{number}".encode()).hexdigest(),
                issued_at=NOW,
            )
        )
    store_responses(session, made, given)
    return made


def store_responses(session: Session, made: RatedWave, given: Sequence[Given]) -> list[Response]:
    """Stores further responses of the wave; the rows."""
    rows = []
    for one in given:
        answers: dict[str, object] = {
            key: list(pair) if pair is not None else None
            for key, pair in zip(("quality", "fit", "on_time"), one.pairs, strict=True)
        }
        answers["overall"] = one.overall
        rows.append(
            Response(
                wave_id=made.wave.id,
                version_id=made.wave.version_id,
                submission_key=hashlib.sha256(f"{made.wave.key}{id(one)}{len(rows)}".encode()).hexdigest(),
                submitted_at=NOW,
                submitted_on=NOW.date(),
                mode=one.mode,
                customer_id=None if one.customer is None else made.customers[one.customer].id,
                class_key=one.class_key,
                region=one.region,
                answers=answers,
                scores=pack_scores(made.definition, answers),
            )
        )
    session.add_all(rows)
    session.flush()
    return rows
