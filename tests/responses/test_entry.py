"""Responses that staff type in, and their scans."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.accounts.models import User
from survey.db import Database
from survey.errors import Forbidden, InvalidInput
from survey.fieldwork import waves
from survey.fieldwork.models import Invitation, Wave
from survey.responses import entry, queries
from survey.responses.models import Response
from tests.builders import fieldwork as make
from tests.builders.fieldwork import WHO
from tests.responses.making import answers_for

SECRETS = (make.SECRET,)

PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"


def _entry(session: Session, wave: Wave, **changes: Any) -> entry.Entry:
    said: dict[str, Any] = {
        "mode": "paper",
        "received_on": make.NOW.date(),
        "answers": answers_for(session, wave),
    }
    return entry.Entry(**said | changes)


def test_a_paper_form_uses_up_the_customers_invitation_so_that_the_link_is_done(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        customer = make.add_customers(session, 1)[0]
        invitation = make.invite(session, wave, customer)
        said = _entry(session, wave, customer_id=customer.id, person="赵工")
        receipt = entry.enter(session, wave, said, secrets=SECRETS, **WHO)
        session.refresh(invitation)
        assert invitation.returned_on == make.NOW.date()
        one = session.scalars(sa.select(Response)).one()
        assert (one.ref, one.record_no, one.mode) == (receipt.ref, invitation.record_no, "paper")
        assert (one.entered_by, one.respondent_name, one.class_key) == ("王工", "赵工", "A")
        assert one.by_account_owner is False
        entry.enter(session, wave, said, secrets=SECRETS, **WHO)
        assert session.scalar(sa.select(sa.func.count()).select_from(Invitation)) == 2, "a second form"


def test_the_same_entry_form_sent_twice_is_stored_once(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        said = _entry(session, wave, key="of the page", mode="intercept")
        receipts = [entry.enter(session, wave, said, secrets=SECRETS, **WHO) for _ in range(2)]
        assert [one.repeated for one in receipts] == [False, True]
        assert queries.response_count(session, wave) == 1


def test_entries_have_a_plausible_day_and_keep_an_anonymous_waves_promise(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session, privacy="anonymous")
        customer = make.add_customers(session, 1)[0]
        for wrong in (
            {"mode": "link"},
            {"received_on": make.NOW.date() + timedelta(days=1)},
            {"received_on": make.NOW.date() - timedelta(days=30)},
            {"customer_id": customer.id},
            {"person": "赵工"},
        ):
            with pytest.raises(InvalidInput):
                entry.enter(session, wave, _entry(session, wave, **wrong), secrets=SECRETS, **WHO)
        entry.enter(session, wave, _entry(session, wave), secrets=SECRETS, **WHO)
        one = session.scalars(sa.select(Response)).one()
        assert (one.entered_by, one.submitted_at) == ("", None)
        waves.close_wave(session, wave, **WHO)
        late = {"actor": make.QUALITY, "now": make.NOW + timedelta(days=5)}
        said = _entry(session, wave, received_on=make.NOW.date() + timedelta(days=2))
        with pytest.raises(InvalidInput):
            entry.enter(session, wave, said, secrets=SECRETS, **late)
        entry.enter(session, wave, _entry(session, wave), secrets=SECRETS, **late)


def test_a_salesperson_enters_own_customers_only_with_the_signed_form(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        mine, other = make.add_customers(session, 2)
        user = User(
            email="s@example.com",
            name="孙经理",
            role="sales",
            password_hash="x",
            session_key="x",
            created_at=make.NOW,
        )
        session.add(user)
        session.flush()
        mine.owner_id = user.id
        sales = Actor(name="孙经理", role="sales", user_id=user.id)
        who = {"actor": sales, "now": make.NOW}
        with pytest.raises(Forbidden):
            entry.enter(session, wave, _entry(session, wave, customer_id=other.id), secrets=SECRETS, **who)
        with pytest.raises(InvalidInput, match="扫描件"):
            entry.enter(session, wave, _entry(session, wave, customer_id=mine.id), secrets=SECRETS, **who)
        scan = entry.store_scan(session, "回执.pdf", PDF, **who)
        said = _entry(session, wave, customer_id=mine.id, scan_file_id=scan.id)
        entry.enter(session, wave, said, secrets=SECRETS, **who)
        assert session.scalars(sa.select(Response)).one().by_account_owner
        with pytest.raises(Forbidden):
            queries.listed(session, wave, sales)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b"MZ\x90"), ("a.exe", PDF), ("a.png", PDF), ("a.pdf", b""), ("a.html", b"<script>")],
)
def test_a_scan_is_what_it_says_it_is(database: Database, name: str, content: bytes) -> None:
    with database.unit_of_work() as session, pytest.raises(InvalidInput):
        entry.store_scan(session, name, content, **WHO)
