"""Claims, readings and corrections, on both databases."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from survey.accounts.actor import Actor
from survey.coding import queries, service
from survey.coding.models import Correction, Reading, ReadingClaim
from survey.coding.queries import CommentFilter
from survey.db import Database
from survey.errors import InvalidInput, NotFound
from survey.responses.models import Verbatim
from tests.builders.rated_wave import rated_wave
from tests.conftest import NOW

ENGINE = "test/1"
EDITOR = Actor(name="质量部", role="quality")


def write(database: Database, *texts: str, dimension: str = "") -> list[str]:
    """Verbatims with these texts; their refs."""
    with database.unit_of_work() as session:
        rows = [
            Verbatim(
                source="response",
                source_ref=f"r{number}",
                item_key="worst",
                text=text,
                dimension=dimension,
                written_on=NOW.date(),
            )
            for number, text in enumerate(texts)
        ]
        session.add_all(rows)
        session.flush()
        return [row.ref for row in rows]


def reading(polarity: str = "neg", dimension: str = "delivery", kind: str = "opinion") -> dict[str, object]:
    return {
        "kind": kind,
        "polarity": polarity,
        "probability": 0.1,
        "dimensions": [[dimension, polarity]],
        "words": [{"text": "延误", "start": 4, "end": 6, "weight": -1}],
    }


def read_all(database: Database, **values: str) -> None:
    with database.unit_of_work() as session:
        work = service.claim(session, ENGINE, now=NOW, size=100)
        service.store(session, ENGINE, [(one.verbatim_id, reading(**values)) for one in work], now=NOW)


def test_a_claimed_verbatim_is_not_given_to_another_worker(database: Database) -> None:
    write(database, "交期经常延误", "质量稳定")
    with database.unit_of_work() as session:
        first = service.claim(session, ENGINE, now=NOW, size=10)
    with database.unit_of_work() as session:
        second = service.claim(session, ENGINE, now=NOW, size=10)
    assert [work.text for work in first] == ["交期经常延误", "质量稳定"]
    assert second == []


def test_workers_that_claim_at_the_same_time_share_the_verbatims_out(database: Database) -> None:
    write(database, *[f"意见 {number}" for number in range(120)])
    taken: list[int] = []

    def work() -> None:
        while True:
            with database.unit_of_work() as session:
                batch = service.claim(session, ENGINE, now=NOW, size=7)
            if not batch:
                return
            taken.extend(one.verbatim_id for one in batch)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken))
    # Who loses every row of a batch to others stops early; the rest is still free for the next look.
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ReadingClaim)) == len(taken)


def test_a_lease_that_ran_out_frees_the_verbatim_and_the_third_gives_it_up(database: Database) -> None:
    write(database, "毒丸")
    later = NOW
    for _ in range(3):
        with database.unit_of_work() as session:
            assert len(service.claim(session, ENGINE, now=later, size=1)) == 1
        later += timedelta(minutes=3)
    with database.unit_of_work() as session:
        assert service.claim(session, ENGINE, now=later, size=1) == []
    with database.reading() as session:
        found = queries.progress(session, ENGINE)
    assert (found.total, found.read, found.failed, found.done) == (1, 0, 1, True)


def test_a_later_reading_takes_the_place_of_the_earlier(database: Database) -> None:
    write(database, "交期经常延误")
    read_all(database)
    with database.unit_of_work() as session:
        verbatim_id = session.scalars(sa.select(Verbatim.id)).one()
        service.store(session, ENGINE, [(verbatim_id, reading("pos"))], now=NOW)
    with database.reading() as session:
        assert session.scalars(sa.select(Reading.polarity)).all() == ["pos"]
        assert session.scalars(sa.select(ReadingClaim.verbatim_id)).all() == []


def test_a_correction_outranks_the_machine_and_keeps_what_the_machine_said(database: Database) -> None:
    (ref,) = write(database, "交期经常延误")
    read_all(database)
    with database.unit_of_work() as session:
        service.correct(session, ref, "polarity", ["mixed"], actor=EDITOR, now=NOW)
        service.correct(session, ref, "dimensions", ["commitment"], actor=EDITOR, now=NOW)
    with database.reading() as session:
        (comment,) = queries.comments(session, CommentFilter(), names=True)
        machine = session.scalars(sa.select(Correction.machine).where(Correction.aspect == "polarity")).one()
    assert comment.polarity == "mixed"
    assert comment.dimensions == (("commitment", "mixed"),)
    assert machine == ["neg"]


def test_a_withdrawn_correction_lets_the_machine_count_again(database: Database) -> None:
    (ref,) = write(database, "交期经常延误")
    read_all(database)
    with database.unit_of_work() as session:
        service.correct(session, ref, "polarity", ["pos"], actor=EDITOR, now=NOW)
    with database.unit_of_work() as session:
        service.withdraw_correction(session, ref, "polarity", actor=EDITOR, now=NOW)
    with database.reading() as session:
        (comment,) = queries.comments(session, CommentFilter(), names=True)
    assert (comment.polarity, comment.corrected) == ("neg", frozenset())


@pytest.mark.parametrize(
    ("aspect", "values"),
    [("polarity", ["good"]), ("polarity", ["pos", "neg"]), ("polarity", []), ("text", ["x"])],
)
def test_a_correction_outside_the_vocabulary_is_refused(
    database: Database, aspect: str, values: list[str]
) -> None:
    (ref,) = write(database, "交期经常延误")
    with pytest.raises(InvalidInput), database.unit_of_work() as session:
        service.correct(session, ref, aspect, values, actor=EDITOR, now=NOW)


def test_an_unknown_comment_cannot_be_corrected(database: Database) -> None:
    with pytest.raises(NotFound), database.unit_of_work() as session:
        service.correct(session, "nowhere", "polarity", ["pos"], actor=EDITOR, now=NOW)


def test_a_comment_keeps_the_dimension_it_was_born_with(database: Database) -> None:
    write(database, "交期经常延误", dimension="commitment")
    read_all(database)
    with database.reading() as session:
        (comment,) = queries.comments(session, CommentFilter(dimension="commitment"), names=False)
        assert comment.dimensions[0] == ("commitment", "neg")
        table = queries.polarity_by_dimension([comment.verdict])
    assert table["commitment"]["neg"] == 1
    assert table["delivery"]["neg"] == 1


def test_the_words_that_decided_are_cut_out_for_showing(database: Database) -> None:
    write(database, "交期经常延误,急")
    read_all(database)
    with database.reading() as session:
        (comment,) = queries.comments(session, CommentFilter(), names=False)
    assert comment.parts == [("交期经常", False), ("延误", True), (",急", False)]


def test_a_search_takes_wildcards_as_plain_characters(database: Database) -> None:
    write(database, "涨了 100%", "涨了 100 元")
    with database.reading() as session:
        found = queries.comments(session, CommentFilter(text="100%"), names=False)
    assert [comment.text for comment in found] == ["涨了 100%"]


def test_comments_of_a_confidential_survey_stay_with_its_owner(database: Database) -> None:
    with database.unit_of_work() as session:
        made = rated_wave(session, [], privacy="confidential")
        session.add(
            Verbatim(
                source="response",
                source_ref="r1",
                item_key="worst",
                text="交期经常延误",
                wave_id=made.wave.id,
                written_on=NOW.date(),
            )
        )
    with database.reading() as session:
        assert len(queries.comments(session, CommentFilter(), names=False)) == 1
        assert queries.comments(session, CommentFilter(), names=False, confidential=False) == []
