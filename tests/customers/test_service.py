"""Keeping the register: who may, what is refused, what a list shows."""

from __future__ import annotations

from datetime import date

import pytest

from survey.accounts.actor import Actor
from survey.accounts.models import User
from survey.customers import listing, losses, service, year_sales
from survey.customers.listing import CustomerFilter
from survey.customers.losses import LossDetails, LostOrderDetails
from survey.customers.models import Customer
from survey.customers.service import ContactDetails, CustomerDetails, SalesDetails
from survey.db import Database
from survey.errors import Conflict, Forbidden, InvalidInput, NotFound
from tests.conftest import NOW

QUALITY = Actor(name="质量部", role="quality")
TODAY = NOW.date()


def seller(database: Database, email: str = "sales@example.com") -> Actor:
    with database.unit_of_work() as session:
        user = User(
            email=email, name="周工", role="sales", password_hash="x", session_key="k", created_at=NOW
        )
        session.add(user)
        session.flush()
        return Actor(name=user.name, role="sales", user_id=user.id, email=email)


def customer(database: Database, code: str = "K1", **values: object) -> str:
    with database.unit_of_work() as session:
        details = CustomerDetails(code=code, name=f"客户 {code}", **values)  # type: ignore[arg-type]
        return service.add(session, details, actor=QUALITY, now=NOW).ref


def test_a_code_is_given_once_and_names_are_needed(database: Database) -> None:
    customer(database)
    with database.unit_of_work() as session, pytest.raises(InvalidInput) as refusal:
        service.add(session, CustomerDetails(code="K1", name="", class_key="钻石"), actor=QUALITY, now=NOW)
    assert set(refusal.value.problems) == {"code", "name", "class_key"}


def test_sales_staff_know_of_their_own_accounts_only(database: Database) -> None:
    actor = seller(database)
    own, other = customer(database, "K1", owner_id=actor.user_id), customer(database, "K2")
    with database.unit_of_work() as session:
        assert service.by_ref(session, own, actor).owner == "周工"
        with pytest.raises(NotFound):
            service.by_ref(session, other, actor)
        page = listing.customers(session, CustomerFilter(), actor)
        assert [row.customer.code for row in page.rows] == ["K1"]
        with pytest.raises(Forbidden):
            service.change(
                session,
                service.by_ref(session, own, actor),
                CustomerDetails(code="K1", name="改名"),
                actor=actor,
                now=NOW,
            )
        service.add_contact(
            session, service.by_ref(session, own, actor), ContactDetails(name="张工"), actor=actor, now=NOW
        )


def test_the_list_searches_filters_and_sorts_with_the_share_of_supply(database: Database) -> None:
    refs = [
        customer(database, "K1", class_key="B", region="华东"),
        customer(database, "K2", class_key="A", region="华南"),
        customer(database, "K3%", region="华东"),
    ]
    with database.unit_of_work() as session:
        for ref, period, sales, purchases in (
            (refs[0], "2026-01", 10.0, 40.0),
            (refs[0], "2026-02", 10.0, 40.0),
            (refs[1], "2026", 50.0, 100.0),
            (refs[1], "2026-01", 999.0, None),
            (refs[2], "2025", 999.0, None),
        ):
            service.set_sales(
                session,
                service.by_ref(session, ref, QUALITY),
                SalesDetails(period, sales, purchases, "finance" if purchases else ""),
                actor=QUALITY,
                now=NOW,
            )
    with database.reading() as session:
        by_sales = listing.customers(session, CustomerFilter(sort="sales"), QUALITY)
        assert [(row.customer.code, row.sales, row.share) for row in by_sales.rows] == [
            ("K2", 50.0, 0.5),
            ("K1", 20.0, 0.25),
            ("K3%", None, None),
        ]
        assert by_sales.year == 2026
        by_class = listing.customers(session, CustomerFilter(sort="class"), QUALITY)
        assert [row.customer.code for row in by_class.rows] == ["K2", "K1", "K3%"]
        assert [
            row.customer.code for row in listing.customers(session, CustomerFilter(text="%"), QUALITY).rows
        ] == ["K3%"]
        assert listing.customers(session, CustomerFilter(region="华东"), QUALITY).total == 2
        found = year_sales.concentration(session)
        assert found is not None
        assert (found.customers, found.total) == (2, 70.0)
        assert [k for _, k, _ in found.top] == [1, 1]
        assert found.top[0][2] == pytest.approx(50 / 70)


def test_years_show_our_share_only_where_all_purchases_are_known(database: Database) -> None:
    ref = customer(database)
    with database.unit_of_work() as session:
        one = service.by_ref(session, ref, QUALITY)
        for period, sales, purchases in (
            ("2025-01", 10.0, 20.0),
            ("2025-02", 10.0, None),
            ("2026", 5.0, 20.0),
        ):
            service.set_sales(
                session,
                one,
                SalesDetails(period, sales, purchases, "customer" if purchases else ""),
                actor=QUALITY,
                now=NOW,
            )
        years = year_sales.sales_of(session, one)
    assert [(year.year, year.sales, year.share) for year in years] == [
        ("2025", 20.0, None),
        ("2026", 5.0, 0.25),
    ]


def test_purchases_below_our_sales_or_without_a_source_are_refused(database: Database) -> None:
    ref = customer(database)
    with database.unit_of_work() as session, pytest.raises(InvalidInput) as refusal:
        service.set_sales(
            session,
            service.by_ref(session, ref, QUALITY),
            SalesDetails("2026-13", 5, 1),
            actor=QUALITY,
            now=NOW,
        )
    assert set(refusal.value.problems) == {"period", "purchases", "share_source"}


def test_a_loss_is_recorded_once_and_can_be_withdrawn_with_a_reason(database: Database) -> None:
    ref = customer(database)
    details = LossDetails(kind="complete", recognised_on=date(2026, 3, 1))
    with database.unit_of_work() as session:
        one = service.by_ref(session, ref, QUALITY)
        loss = losses.record_loss(session, one, details, actor=QUALITY, now=NOW, today=TODAY)
        with pytest.raises(Conflict):
            losses.record_loss(session, one, details, actor=QUALITY, now=NOW, today=TODAY)
        assert listing.customers(session, CustomerFilter(lost="yes"), QUALITY).total == 1
        with pytest.raises(InvalidInput):
            losses.withdraw_loss(session, loss, " ", actor=QUALITY, now=NOW)
        losses.withdraw_loss(session, loss, "客户说只是换了采购员", actor=QUALITY, now=NOW)
        assert listing.customers(session, CustomerFilter(lost="yes"), QUALITY).total == 0
        assert listing.losses_of(session, one)[0].note == "客户说只是换了采购员"


def test_lost_orders_are_counted_with_their_amount_and_shown_to_owners(database: Database) -> None:
    actor = seller(database)
    own, other = customer(database, "K1", owner_id=actor.user_id), customer(database, "K2")
    with database.unit_of_work() as session:
        for ref, amount in ((own, 100.0), (other, None)):
            losses.add_lost_order(
                session,
                service.by_ref(session, ref, QUALITY),
                LostOrderDetails(decided_on=date(2026, 3, 1), amount=amount, winner="某同行"),
                actor=QUALITY,
                now=NOW,
                today=TODAY,
            )
        assert listing.lost_orders(session, QUALITY, year=2026).total == 2
        mine = listing.lost_orders(session, actor)
        assert (mine.total, mine.amount) == (1, 100.0)
        assert not listing.sees_competitors(actor)
        assert listing.sees_competitors(Actor(name="经理", role="manager"))


def test_a_contact_that_answered_cannot_be_removed(database: Database) -> None:
    ref = customer(database)
    with database.unit_of_work() as session:
        one = service.by_ref(session, ref, QUALITY)
        contact = service.add_contact(session, one, ContactDetails(name="张工"), actor=QUALITY, now=NOW)
        service.remove_contact(session, one, contact, actor=QUALITY, now=NOW)
        assert listing.contacts_of(session, one) == []
        with pytest.raises(InvalidInput):
            service.add_contact(session, one, ContactDetails(name="", email="x"), actor=QUALITY, now=NOW)


def test_a_class_label_never_decides_what_a_customer_may_be_called(database: Database) -> None:
    with database.unit_of_work() as session:
        session.add(Customer(code="OLD", name="旧客户", class_key="X", created_at=NOW))
    with database.reading() as session:
        assert listing.choices(session, QUALITY).classes == {"X": 1}
