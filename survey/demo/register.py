"""The company, its staff, its customers, whom it lost and which orders went elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import users
from survey.accounts.actor import COMMAND_LINE
from survey.accounts.company import Details, change
from survey.accounts.models import User
from survey.customers import losses, service
from survey.demo import content
from survey.demo.content import at
from survey.demo.stage import Event, Stage

__all__ = ["ADMINISTRATOR", "MANAGER", "QUALITY", "REVIEWER", "administrator", "events"]

ADMINISTRATOR: Final = "信息部 管理员"
QUALITY: Final = "质量部 林工"
REVIEWER: Final = "质量部 温工"
MANAGER: Final = "总经办 季总"
FOUNDED: Final = date(2023, 1, 4)
YEARS_END: Final = {2023: (2024, 1, 12), 2024: (2025, 1, 14), 2025: (2026, 1, 13), 2026: (2026, 11, 10)}
"""When the sales of a year were entered."""


def events() -> Iterator[Event]:
    """The register as it grew from 2023 to now."""
    yield Event(at(FOUNDED), _company)
    yield Event(at(FOUNDED, 10), _staff)
    for minute, customer in enumerate(content.customers()):
        yield Event(at(FOUNDED, 13) + timedelta(minutes=minute), partial(_customer, customer))
        for year, day in YEARS_END.items():
            yield Event(at(date(*day), 14), partial(_sales, customer, str(year)))
        if "loss" in customer:
            yield Event(at(customer["loss"]["recognised_on"], 15), partial(_loss, customer))
    for order in content.lost_orders():
        yield Event(at(order["decided_on"], 16), partial(_lost_order, order))


def administrator(session: Session) -> User:
    """The user who opens the demonstration."""
    return session.scalars(sa.select(User).where(User.name == ADMINISTRATOR)).one()


def _company(stage: Stage, now: datetime) -> None:
    told = {name: value for name, value in content.company().items() if name in Details.__dataclass_fields__}
    change(stage.session, Details(**told), actor=COMMAND_LINE, now=now)


def _staff(stage: Stage, now: datetime) -> None:
    """People without passwords: nobody can sign in until an administrator sends a link."""
    for person in content.company()["staff"]:
        stage.users[person["name"]] = users.add(stage.session, **person, actor=COMMAND_LINE, now=now)


def _customer(told: dict[str, Any], stage: Stage, now: datetime) -> None:
    actor = stage.actor(QUALITY)
    details = service.CustomerDetails(
        code=told["code"],
        name=told["name"],
        class_key=told["class"],
        region=told["region"],
        industry=told["industry"],
        product_lines=tuple(told["product_lines"]),
        since=told["since"],
        owner_id=stage.users[told["owner"]].id,
    )
    customer = service.add(stage.session, details, actor=actor, now=now)
    stage.customers[customer.code] = customer
    for person in told["contacts"]:
        contact = service.ContactDetails(**person | {"roles": tuple(person["roles"])})
        stage.contacts[contact.phone] = service.add_contact(
            stage.session, customer, contact, actor=actor, now=now
        )


def _sales(told: dict[str, Any], year: str, stage: Stage, now: datetime) -> None:
    purchases = told["purchases"].get(year, {})
    details = service.SalesDetails(
        period=year,
        sales=told["sales"][year],
        purchases=purchases.get("amount"),
        share_source=purchases.get("source", ""),
    )
    customer = stage.customers[told["code"]]
    service.set_sales(stage.session, customer, details, actor=stage.actor(QUALITY), now=now)


def _loss(told: dict[str, Any], stage: Stage, now: datetime) -> None:
    loss = told["loss"]
    details = losses.LossDetails(
        kind=loss["kind"],
        last_order_on=date.fromisoformat(loss["last_order_on"]),
        left_on=date.fromisoformat(loss["left_on"]),
        recognised_on=date.fromisoformat(loss["recognised_on"]),
        lost_sales=loss["lost_sales"],
        lost_sales_source=loss["source"],
        last_score=_last_score(told["code"]),
        note=loss["where_to"],
    )
    stage.losses[told["code"]] = losses.record_loss(
        stage.session,
        stage.customers[told["code"]],
        details,
        actor=stage.actor(QUALITY),
        now=now,
        today=now.astimezone(content.ZONE).date(),
    )


def _last_score(code: str) -> float | None:
    """The overall satisfaction in the last survey before leaving, for the two in three who had answered it.

    People rate to the company's face a little better than they remember it in the exit interview.
    """
    told = next((one for one in content.interviews() if one["customer"] == code), None)
    rolls = content.dice("last score", code)
    if told is None or rolls.random() > 0.7:
        return None
    return float(max(1, min(5, round(told["rating_before"] / 2 + rolls.gauss(0.5, 0.5)))))


def _lost_order(told: dict[str, Any], stage: Stage, now: datetime) -> None:
    next_chance = told["next_chance_on"]
    rest = {
        name: value
        for name, value in told.items()
        if name not in {"customer", "decided_on", "next_chance_on"}
    }
    details = losses.LostOrderDetails(
        decided_on=date.fromisoformat(told["decided_on"]),
        next_chance_on=date.fromisoformat(next_chance) if next_chance else None,
        **rest,
    )
    losses.add_lost_order(
        stage.session,
        stage.customers[told["customer"]],
        details,
        actor=stage.actor(QUALITY),
        now=now,
        today=now.astimezone(content.ZONE).date(),
    )
