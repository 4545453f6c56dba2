"""What reports are told by the register."""

from __future__ import annotations

from datetime import date

from survey.customers.models import Customer, Loss, LostOrder, SalesPeriod
from survey.customers.queries import losses_for_report, lost_orders_for_report, register_base
from survey.db import Database
from tests.conftest import NOW


def customer(code: str, **values: object) -> Customer:
    return Customer(code=code, name=f"客户 {code}", created_at=NOW, **values)


def test_the_opening_base_counts_who_had_begun_and_was_not_yet_gone(database: Database) -> None:
    with database.unit_of_work() as session:
        old = customer("1", since=2010, class_key="A")
        new = customer("2", since=2026, class_key="A")
        by_sales = customer("3", class_key="B")
        entered_later = customer("4", class_key="B")
        gone = customer("5", since=2001)
        withdrawn = customer("6", since=2001)
        partly = customer("7", since=2001)
        session.add_all([old, new, by_sales, entered_later, gone, withdrawn, partly])
        session.flush()
        session.add_all(
            [
                SalesPeriod(customer_id=by_sales.id, period="2025", sales=100.0, purchases=None),
                SalesPeriod(customer_id=old.id, period="2025-01", sales=30.0, purchases=None),
                SalesPeriod(customer_id=old.id, period="2025-02", sales=20.0, purchases=None),
                Loss(customer_id=gone.id, kind="complete", recognised_on=date(2025, 5, 1)),
                Loss(
                    customer_id=withdrawn.id,
                    kind="complete",
                    recognised_on=date(2025, 5, 1),
                    withdrawn_at=NOW,
                ),
                Loss(customer_id=partly.id, kind="partial", recognised_on=date(2025, 5, 1)),
            ]
        )
    with database.reading() as session:
        base = register_base(session, 2026)
        assert base.customers == 4
        assert base.by_class == {"A": 1, "B": 1, "": 2}
        assert base.sales == 150.0
        assert register_base(session, 2026, class_key="A").customers == 1
        assert register_base(session, 2027).customers == 6


def test_losses_and_lost_orders_are_chosen_by_period_and_segment(database: Database) -> None:
    with database.unit_of_work() as session:
        north, south = customer("1", region="华北", class_key="A"), customer("2", region="华南")
        session.add_all([north, south])
        session.flush()
        session.add_all(
            [
                Loss(customer_id=north.id, kind="complete", recognised_on=date(2026, 1, 1), lost_sales=5.0),
                Loss(customer_id=south.id, kind="pause", recognised_on=date(2026, 12, 31)),
                Loss(customer_id=south.id, kind="pause", recognised_on=date(2027, 1, 1)),
                LostOrder(customer_id=north.id, decided_on=date(2026, 3, 1), amount=None),
            ]
        )
    year = (date(2026, 1, 1), date(2026, 12, 31))
    with database.reading() as session:
        assert [row.kind for row in losses_for_report(session, period=year)] == ["complete", "pause"]
        assert [row.customer for row in losses_for_report(session, region="华南")] == ["客户 2", "客户 2"]
        assert losses_for_report(session, class_key="A")[0].lost_sales == 5.0
        assert lost_orders_for_report(session, period=year)[0].amount is None
        assert lost_orders_for_report(session, region="华南") == []
