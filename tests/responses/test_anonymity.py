"""An anonymous response cannot be joined to its invitation, not even with the signing key (P1, P2)."""

from __future__ import annotations

import random

import sqlalchemy as sa

from survey.db import Database
from survey.fieldwork import tokens, waves
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Invitation, Wave
from survey.responses.anonymity import free_ids, note_returns
from survey.responses.models import Response, SubmissionLedger, Verbatim
from survey.responses.rows import Submission, pack
from survey.responses.submission import submit
from tests.builders import fieldwork as make

PAIRS = 150
KEYS = (make.SECRET,)


def _send(database: Database, wave_id: int, invitation: Invitation) -> None:
    """What the page does: a transaction for each response. The comment says who it was, for the test."""
    with database.unit_of_work() as session:
        wave = session.get_one(Wave, wave_id)
        said = Submission(
            wave_id=wave.id,
            version_id=wave.version_id,
            privacy=wave.privacy,
            definition=definition_of(session, wave.version_id),
            key=tokens.submission_key(make.token(invitation)),
            answers={"worst": str(invitation.id)},
            now=make.NOW,
            time_zone="Asia/Shanghai",
            invitation_id=invitation.id,
            customer_id=invitation.customer_id,
            segments={"class_key": "A"},
            record_no=invitation.record_no,
        )
        submit(session, pack(said))


def _hits(guessed: list[int], true: list[int]) -> float:
    return sum(one == two for one, two in zip(guessed, true, strict=True)) / len(true)


def test_no_order_no_time_and_no_key_joins_responses_to_invitations(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session, privacy="anonymous")
        invited = [make.invite(session, wave, one) for one in make.add_customers(session, PAIRS)]
    order = random.Random(7).sample(invited, PAIRS)
    for one in order:
        _send(database, wave.id, one)
    with database.unit_of_work() as session:
        wave = session.get_one(Wave, wave.id)
        waves.close_wave(session, wave, actor=make.QUALITY, now=make.NOW)
        assert note_returns(session, wave, KEYS) == PAIRS
    by_hash = {tokens.key_hash(tokens.submission_key(make.token(one))): one.id for one in invited}
    hidden = [] if database.is_sqlite else [sa.text("xmin::text::bigint"), sa.text("ctid")]
    with database.reading() as session:
        by_ledger = [
            [by_hash[key] for key in session.scalars(sa.select(SubmissionLedger.key_hash).order_by(*how))]
            for how in ([], *([one] for one in hidden))
        ]
        by_invitation = session.scalars(sa.select(Invitation.id)).all()
        wrote = [
            [int(answers["worst"]) for answers in session.scalars(sa.select(Response.answers).order_by(*how))]
            for how in ([], [Response.id], [Response.ref], *([one] for one in hidden))
        ]
        spoken = session.scalars(sa.select(Verbatim.text).order_by(Verbatim.id)).all()
        wrote.append([int(text) for text in spoken])
        days = set(session.scalars(sa.select(Invitation.returned_on)))
    assert len(days) == 1, "the day of return tells nobody apart"
    for guess in (*by_ledger, list(by_invitation), [one.id for one in order] if database.is_sqlite else []):
        for answers in wrote:
            if guess:
                assert (
                    _hits(guess, answers) <= 1 / PAIRS + 0.02 + 0.02
                )  # chance, the bar, the sample's own spread


def test_returns_are_noted_in_batches_so_that_no_single_one_shows(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session, privacy="anonymous")
        invited = [make.invite(session, wave, one) for one in make.add_customers(session, 7)]
    noted = []
    for one in invited:
        _send(database, wave.id, one)
        with database.unit_of_work() as session:
            noted.append(note_returns(session, session.get_one(Wave, wave.id), KEYS))
    assert noted == [0, 0, 0, 0, 5, 0, 0]
    with database.unit_of_work() as session:
        wave = session.get_one(Wave, wave.id)
        waves.close_wave(session, wave, actor=make.QUALITY, now=make.NOW)
        assert note_returns(session, wave, ("another key " * 4,)) == 0
        assert note_returns(session, wave, KEYS) == 2
        named = make.wave_form(wave.version, key="named")
        assert (
            note_returns(session, waves.create(session, named, actor=make.QUALITY, now=make.NOW), KEYS) == 0
        )


def test_free_ids_are_different_and_tell_no_order(database: Database) -> None:
    with database.reading() as session:
        drawn = free_ids(session, Response, 2500)
    assert len(set(drawn)) == 2500
    assert min(drawn) >= 2**30
    assert max(drawn) < 2**31
    assert drawn != sorted(drawn)
