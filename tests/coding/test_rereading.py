"""Everything is read again after the engine or the dictionary changed: once each, when a person asks."""

from __future__ import annotations

import sqlalchemy as sa

from survey.coding import queries, rereading, service
from survey.coding.models import Reading, ReadingClaim
from survey.coding.queries import CommentFilter
from survey.db import Database
from tests.coding.test_service import EDITOR, reading, write
from tests.conftest import NOW

OLD, NEW = "test/1", "test/2"


def read(database: Database, engine: str, *, again: bool = False, polarity: str = "neg") -> int:
    with database.unit_of_work() as session:
        work = service.claim(session, engine, now=NOW, size=100, again=again)
        made = {**reading(polarity), "terms": ["延误"]}
        service.store(session, engine, [(one.verbatim_id, made) for one in work], now=NOW)
        if again and not service.claim(session, engine, now=NOW, size=1, again=True):
            rereading.finish(session, engine, now=NOW)
    return len(work)


def test_an_older_reading_waits_until_somebody_asks(database: Database) -> None:
    write(database, "交期经常延误", "质量稳定")
    assert read(database, OLD) == 2
    assert read(database, NEW) == 0
    with database.reading() as session:
        found = queries.progress(session, NEW)
    assert (found.total, found.read, found.older, found.again, found.done) == (2, 0, 2, False, True)


def test_asked_for_each_is_read_once_more_and_the_asking_ends(database: Database) -> None:
    write(database, "交期经常延误", "质量稳定")
    read(database, OLD)
    with database.unit_of_work() as session:
        assert rereading.ask(session, NEW, actor=EDITOR, now=NOW) == 2
        assert rereading.ask(session, NEW, actor=EDITOR, now=NOW) == 2
    with database.reading() as session:
        assert queries.progress(session, NEW).waiting == 2
    assert read(database, NEW, again=True, polarity="pos") == 2
    with database.reading() as session:
        assert session.execute(sa.select(Reading.engine, Reading.polarity)).all() == [(NEW, "pos")] * 2
        assert rereading.underway(session) is None
        assert queries.progress(session, NEW).older == 0


def test_a_correction_outranks_the_new_reading_too(database: Database) -> None:
    (ref,) = write(database, "交期经常延误")
    read(database, OLD)
    with database.unit_of_work() as session:
        service.correct(session, ref, "polarity", ["mixed"], actor=EDITOR, now=NOW)
        rereading.ask(session, NEW, actor=EDITOR, now=NOW)
    read(database, NEW, again=True, polarity="pos")
    with database.reading() as session:
        (comment,) = queries.comments(session, CommentFilter(), names=True)
    assert (comment.engine, comment.polarity) == (NEW, "mixed")


def test_what_was_given_up_is_tried_again(database: Database) -> None:
    write(database, "毒丸")
    with database.unit_of_work() as session:
        verbatim_id = service.claim(session, OLD, now=NOW, size=1)[0].verbatim_id
        session.execute(sa.update(ReadingClaim).values(tries=3, failed="", claimed_until=None))
        assert service.claim(session, OLD, now=NOW, size=1) == []
        rereading.ask(session, NEW, actor=EDITOR, now=NOW)
        assert [one.verbatim_id for one in service.claim(session, NEW, now=NOW, size=1)] == [verbatim_id]


def test_a_reading_without_its_words_counts_as_out_of_date(database: Database) -> None:
    write(database, "交期经常延误")
    read(database, NEW)
    with database.unit_of_work() as session:
        session.execute(sa.update(Reading).values(terms=sa.null()))
        assert rereading.ask(session, NEW, actor=EDITOR, now=NOW) == 1
