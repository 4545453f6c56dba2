"""Whom a wave asks: the frame, invitations and their links."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from survey.customers.models import Contact, SalesPeriod
from survey.db import Database
from survey.errors import Conflict, InvalidInput, NotFound
from survey.fieldwork import (
    collectors,
    frames,
    invitations,
    queries,
    tokens,
    waves,
)
from survey.fieldwork.models import Draft, FrameEntry, Invitation
from tests.builders import fieldwork as make
from tests.builders.fieldwork import WHO


def test_the_frame_copies_segments_and_the_last_full_years_sales(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        yearly, monthly, none = make.add_customers(session, 3)
        periods = [(yearly, "2025", 500.0), (yearly, "2025-03", 40.0), (yearly, "2026", 9.0)]
        periods += [(monthly, "2025-01", 10.0), (monthly, "2025-12", 20.0), (monthly, "2024", 7.0)]
        session.add_all(
            SalesPeriod(customer_id=who.id, period=when, sales=sum_) for who, when, sum_ in periods
        )
        session.flush()
        assert frames.fix_frame(session, wave, [yearly.id, monthly.id, none.id, yearly.id], **WHO) == 3
        entries = {one.customer_id: one for one in queries.frame(session, wave)}
        assert [entries[who.id].sales for who in (yearly, monthly, none)] == [500.0, 30.0, None]
        assert entries[yearly.id].product_line == "轴承"
        yearly.class_key = "D"
        session.flush()
        assert entries[yearly.id].class_key == "A"


def test_an_invited_customer_stays_in_the_frame(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        one, two = make.add_customers(session, 2)
        make.add_frame(session, wave, [one])
        make.invite(session, wave, two)
        assert session.scalar(sa.select(sa.func.count()).select_from(FrameEntry)) == 2, (
            "invited = in the frame"
        )
        with pytest.raises(Conflict, match="客户2厂"):
            make.add_frame(session, wave, [one])
        frames.set_disposition(session, wave, one.id, "refused", **WHO)
        with pytest.raises(InvalidInput):
            frames.set_disposition(session, wave, one.id, "angry", **WHO)
        with pytest.raises(NotFound):
            frames.fix_frame(session, wave, [one.id, two.id, 999], **WHO)


def test_each_invitation_has_its_own_link_and_record_number(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        customers = make.add_customers(session, 3)
        made = invitations.issue_many(session, wave, [one.id for one in customers], secret=make.SECRET, **WHO)
        again = invitations.issue_many(
            session, wave, [one.id for one in customers], secret=make.SECRET, **WHO
        )
        assert again == []
        assert [one.record_no for one in made] == [f"QR-9.1.2-01-2026-00{n}" for n in (1, 2, 3)]
        shown = {tokens.shown_token((make.SECRET,), one) for one in made}
        assert len(shown) == 3
        assert all(tokens.TOKEN.fullmatch(token) for token in shown)
        stored = session.execute(sa.select(Invitation.__table__)).all()
        assert not any(token in str(row) for token in shown for row in stored)


def test_a_contact_of_another_customer_cannot_be_invited(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        one, two = make.add_customers(session, 2)
        contact = Contact(customer_id=two.id, name="张工")
        session.add(contact)
        session.flush()
        with pytest.raises(NotFound):
            make.invite(session, wave, one, contact_id=contact.id)
        assert make.invite(session, wave, two, contact_id=contact.id).contact_id == contact.id
        with pytest.raises(InvalidInput):
            make.invite(session, wave, one, mode="pigeon")


def test_a_new_link_replaces_the_old_one_and_takes_the_answers_along(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        invitation = make.invite(session, wave, make.add_customers(session, 1)[0])
        old = make.token(invitation)
        draft = Draft(
            key_hash=tokens.key_hash(tokens.submission_key(old)),
            wave_id=wave.id,
            answers={"consent": "1"},
            started_at=make.NOW,
            saved_at=make.NOW,
        )
        session.add(draft)
        session.flush()
        invitations.renew_link(session, wave, invitation, secrets=(make.SECRET,), **WHO)
        new = make.token(invitation)
        assert new != old
        assert invitation.token_hash == tokens.hash_of(new)
        session.refresh(draft)
        assert draft.key_hash == tokens.key_hash(tokens.submission_key(new))
        invitation.returned_on = make.NOW.date()
        with pytest.raises(Conflict):
            invitations.renew_link(session, wave, invitation, secrets=(make.SECRET,), **WHO)
        with pytest.raises(Conflict):
            invitations.withdraw(session, wave, invitation, **WHO)


def test_a_link_is_shown_under_the_key_before_this_one_and_not_without_it(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        link = make.add_link(session, make.add_wave(session))
        assert tokens.shown_token(("a new key " * 4, make.SECRET), link) == make.token(link)
        with pytest.raises(Conflict, match="重新生成"):
            tokens.shown_token(("a new key " * 4,), link)
        address = tokens.link("https://example.com", (make.SECRET,), link)
        assert address == f"https://example.com/r/{make.token(link)}"


def test_a_closed_wave_gives_out_nothing(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        link = make.add_link(session, wave)
        customer = make.add_customers(session, 1)[0]
        waves.close_wave(session, wave, **WHO)
        for attempt in (
            lambda: make.invite(session, wave, customer),
            lambda: make.add_link(session, wave),
            lambda: make.add_frame(session, wave, [customer]),
            lambda: collectors.reopen_collector(session, wave, link, **WHO),
        ):
            with pytest.raises(Conflict):
                attempt()


def test_tokens_are_many_and_none_alike() -> None:
    made = {tokens.token_of(make.SECRET, f"ref{n}", 1, open_link=True) for n in range(10_000)}
    assert len(made) == 10_000
    assert {len(token) for token in made} == {27}
    assert tokens.token_of(make.SECRET, "ref1", 2, open_link=True) not in made
