"""How far a wave has come in, per wave and per customer."""

from __future__ import annotations

from survey.db import Database
from survey.fieldwork.models import Invitation
from survey.responses.returns import Returns, customer_states, returns
from tests.builders.fieldwork import NOW, add_company, add_customers, add_frame, add_wave, invite


def test_a_wave_without_customers_has_no_rates() -> None:
    assert Returns().response_rate is None
    assert Returns().coverage is None


def test_returns_count_questionnaires_and_customers_apart(database: Database) -> None:
    with database.unit_of_work() as session:
        add_company(session)
        customers = add_customers(session, 4)
        wave = add_wave(session)
        add_frame(session, wave, customers)
        first = invite(session, wave, customers[0])
        invite(session, wave, customers[0])
        invite(session, wave, customers[1])
        session.get_one(Invitation, first.id).returned_on = NOW.date()
        session.flush()
        figures = returns(session, [wave.id])[wave.id]
        states = {one.customer.code: one.state for one in customer_states(session, wave)}
    assert (figures.population, figures.sent, figures.returned_invitations, figures.covered) == (4, 3, 1, 1)
    assert figures.response_rate == 1 / 3
    assert figures.coverage == 1 / 4
    assert states == {"C001": "returned", "C002": "issued", "C003": "waiting", "C004": "waiting"}
