"""The survey of key accounts between the two large ones: they rate their most important other supplier, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from survey.demo.answers import answer_all
from survey.demo.content import at, dice
from survey.demo.fieldwork import with_our_products
from survey.demo.people import Person, Wave, active_customers
from survey.demo.register import MANAGER, QUALITY, REVIEWER
from survey.demo.returns import answer
from survey.demo.stage import Event, Stage
from survey.fieldwork import frames, invitations, queries, waves
from survey.instrument.library import template
from survey.questionnaires import publishing, service
from survey.questionnaires.queries import by_key
from survey.questions import NA

__all__ = ["QUESTIONNAIRE", "WAVE", "events"]

QUESTIONNAIRE: Final = "key_account"
WAVE: Final = Wave(
    number=3,
    key="2026-key",
    name="2026 年重点客户专题调查",
    period="2026 年三季度",
    opens=date(2026, 8, 17),
    closes=date(2026, 9, 11),
    answering=18,
    responses=36,
    last_answer=date(2026, 9, 9),
)
CLASSES: Final = "AB"
EACH: Final = 2
"""People asked per customer."""
OTHERS: Final[Mapping[str, int]] = {
    "崎鹭传动": 5,
    "崎鹭传动有限公司": 2,
    "钧岭机械": 4,
    "凡途机电": 1,
    "": 2,
}
"""The other suppliers as customers write them, with the odds; '' leaves the name open."""
THEIR_MEANS: Final[Mapping[str, float]] = {
    "product_consistency": 3.8,
    "product_reliability": 3.95,
    "delivery_lead_time": 4.5,
    "delivery_on_time": 4.6,
    "price_value": 4.3,
    "service_response": 4.2,
    "after_response": 3.2,
    "after_fix": 3.6,
    "commitment_kept": 4.1,
}
"""Our item → where the ratings of the other suppliers lie."""
HAVE_OTHERS: Final = 0.85


def events() -> Iterator[Event]:
    """From the draft to the closing of the survey."""
    yield Event(at("2026-08-03"), _draft)
    yield Event(at("2026-08-10"), _publish)
    yield Event(at(WAVE.opens - timedelta(days=3)), _create)
    yield Event(at(WAVE.opens, 8), _open)
    for person in _people():
        yield Event(person.submitted_at, partial(answer, person, _said(person)))
    yield Event(at(WAVE.closes, 18), _close)


def _asked() -> list[dict[str, Any]]:
    return [customer for customer in active_customers() if customer["class"] in CLASSES]


def _people() -> list[Person]:
    """Up to two contacts of each customer that answers."""
    asked = _asked()
    dice("key accounts").shuffle(asked)
    return [
        _person(customer, contact)
        for customer in sorted(asked[: WAVE.answering], key=lambda one: str(one["code"]))
        for contact in customer["contacts"][:EACH]
    ]


def _person(customer: dict[str, Any], contact: dict[str, Any]) -> Person:
    rolls = dice("person", WAVE.number, contact["phone"])
    day = WAVE.opens + timedelta(days=rolls.choice((1, 2, 3, 4, 8, 9, 10, 11, 15, 16, 17)))
    moment = at(day, rolls.choice((9, 10, 11, 14, 15, 16)), rolls.randrange(60), rolls.randrange(60))
    mode = rolls.choice(("link", "link", "link", "visit"))
    return Person(WAVE, customer, contact, mode, moment, rolls.randrange(400, 900))


def _said(person: Person) -> dict[str, Any]:
    """The answers to the standard questions, and the other supplier on the same scale."""
    known = template(QUESTIONNAIRE).item_by_key
    ours = {key: value for key, value in answer_all(person).items() if key.partition(":")[0] in known}
    customer = dice("supplier", person.customer["code"])
    if customer.random() > HAVE_OTHERS:
        return ours | {"has_other": "no"}
    name = customer.choices(list(OTHERS), weights=list(OTHERS.values()))[0]
    climate, rolls = customer.gauss(0, 0.2), dice("supplier", person.contact["phone"])
    rated = {
        f"{item}_other": _their_rating(ours.get(item), mean + climate + rolls.gauss(0, 0.55))
        for item, mean in THEIR_MEANS.items()
    }
    return ours | {"has_other": "yes", "other_name": name or None} | rated


def _their_rating(ours: Any, felt: float) -> int | str:
    """Who cannot judge us on an item cannot judge the other supplier."""
    unknown = not isinstance(ours, list) or ours[1] == NA
    return NA if unknown else max(1, min(5, round(felt)))


def _draft(stage: Stage, now: datetime) -> None:
    session, actor = stage.session, stage.actor(QUALITY)
    row = service.create_from_template(session, QUESTIONNAIRE, QUESTIONNAIRE, "", actor, now)
    service.edit(session, row.ref, with_our_products, row.draft_stamp, actor, now)


def _publish(stage: Stage, now: datetime) -> None:
    control = publishing.Control("QR-9.1.2-03", "A/0", QUALITY, REVIEWER, MANAGER, WAVE.opens, "首次发布")
    row = by_key(stage.session, QUESTIONNAIRE)
    publishing.publish(stage.session, row.ref, control, stage.actor(QUALITY), now)


def _create(stage: Stage, now: datetime) -> None:
    session, actor = stage.session, stage.actor(QUALITY)
    form = waves.WaveForm(
        key=WAVE.key,
        name=WAVE.name,
        period=WAVE.period,
        version_id=queries.version_for_wave(session, QUESTIONNAIRE).id,
        opens_at=at(WAVE.opens, 8),
        closes_at=at(WAVE.closes, 18),
        method={
            "population": "战略客户和重点客户",
            "sampling": "全部调查，每家 1–2 人",
            "approved_by": MANAGER,
        },
    )
    made = waves.create(session, form, actor=actor, now=now)
    frames.fix_frame(
        session, made, [stage.customers[one["code"]].id for one in _asked()], actor=actor, now=now
    )
    stage.waves[WAVE.key] = made


def _open(stage: Stage, now: datetime) -> None:
    """Opens the wave and gives two contacts of each customer a questionnaire."""
    session, actor, made = stage.session, stage.actor(QUALITY), stage.waves[WAVE.key]
    waves.open_wave(session, made, notice_confirmed=True, method_confirmed=True, actor=actor, now=now)
    for customer in _asked():
        for contact in customer["contacts"][:EACH]:
            invitations.issue(
                session,
                made,
                stage.customers[customer["code"]].id,
                secret=stage.secrets[0],
                actor=actor,
                now=now,
                contact_id=stage.contacts[contact["phone"]].id,
                mode=_person(customer, contact).mode,
            )


def _close(stage: Stage, now: datetime) -> None:
    waves.close_wave(stage.session, stage.waves[WAVE.key], actor=stage.actor(QUALITY), now=now)
