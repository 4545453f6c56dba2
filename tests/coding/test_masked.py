"""What tells of persons is hidden wherever words are shown, listed or exported; seeing it is a right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from survey.accounts.actor import Actor
from survey.coding import queries, service
from survey.coding.machine import Machine
from survey.coding.queries import CommentFilter
from survey.customers.models import Contact
from survey.customers.persons import masker
from survey.db import Database
from survey.responses.exporting import read_rows
from survey.responses.models import Response, Verbatim
from survey.responses.queries import readable
from survey.text.house import HouseWords
from survey.text.reading import Reading
from survey.text.vocabulary import Kind, Polarity
from tests.builders.rated_wave import Given, RatedWave, rated_wave
from tests.conftest import NOW

MANAGER, QUALITY = Actor("总经理", "manager"), Actor("质量部", "quality")
SAID = "找高峰和欧阳小明，电话13800001111，延误"


def wave_with_words(database: Database) -> RatedWave:
    with database.unit_of_work() as session:
        made = rated_wave(session, [Given(1, [(4, 3), (4, 4), (5, 2)])])
        customer = made.customers[1]
        session.add_all(Contact(customer_id=customer.id, name=name) for name in ("高峰", "欧阳小明"))
        session.add(
            Verbatim(
                source="response",
                source_ref="r1",
                item_key="worst",
                text=SAID,
                wave_id=made.wave.id,
                customer_id=customer.id,
                written_on=NOW.date(),
            )
        )
        session.flush()
        work = service.claim(session, "test/1", now=NOW, size=9)
        at = SAID.index("延误")
        clause = {"text": SAID, "start": 0, "end": len(SAID), "words": []}
        word = {"text": "延误", "start": at, "end": at + 2}
        read = {"kind": "opinion", "polarity": "neg", "probability": 0.1, "dimensions": []}
        service.store(
            session,
            "test/1",
            [(work[0].verbatim_id, {**read, "clauses": [clause], "words": [word]})],
            now=NOW,
        )
    return made


def test_a_comment_is_shown_without_names_and_numbers(database: Database) -> None:
    wave_with_words(database)
    with database.reading() as session:
        (comment,) = queries.comments(session, CommentFilter(), names=True)
    assert comment.text == "找**和****，电话***********，延误"
    assert comment.masked
    assert comment.parts[-1] == ("延误", True)
    assert comment.detail["clauses"][0]["text"] == comment.text


def test_the_right_to_see_it_shows_it(database: Database) -> None:
    wave_with_words(database)
    with database.reading() as session:
        found = queries.verdicts(session, CommentFilter())
        (comment,) = queries.details(session, found, names=True, unmasked=True)
    assert comment.text == SAID
    assert [queries.may_unmask(one) for one in (MANAGER, QUALITY)] == [False, True]


def test_a_search_cannot_guess_what_is_hidden(database: Database) -> None:
    wave_with_words(database)
    with database.reading() as session:
        assert queries.verdicts(session, CommentFilter(text="1380000")) == []
        assert len(queries.verdicts(session, CommentFilter(text="延误"))) == 1


def test_an_export_hides_it_from_all_but_quality_staff(database: Database) -> None:
    made = wave_with_words(database)
    with database.unit_of_work() as session:
        session.execute(
            sa.update(Response).values(answers={"overall": 4, "quality": [4, 3], "quality:why": SAID})
        )
        cells = {
            actor.role: [cell for row in read_rows(session, made.wave, actor)[1] for cell in row]
            for actor in (MANAGER, QUALITY)
        }
        assert SAID in cells["quality"]
        assert not any("13800001111" in cell or "欧阳小明" in cell for cell in cells["manager"])
        response = session.scalars(sa.select(Response)).one()
        for actor, shown in ((QUALITY, True), (MANAGER, False)):
            told = repr(readable(session, response, actor))
            assert ("13800001111" in told) is shown


def test_word_lists_hold_no_names_of_the_register(database: Database) -> None:
    with database.unit_of_work() as session:
        customer = rated_wave(session, [Given(1, [(4, 3), (4, 4), (5, 2)])]).customers[1]
        session.add(Contact(customer_id=customer.id, name="欧阳小明"))
        session.flush()
        cover = masker(session)

    class Whole:
        def cut(self, text: str) -> list[str]:
            return [piece for piece in re.split("([，*]+)", text) if piece]

        def read_all(self, comments: Iterable[tuple[str, str | None]]) -> Iterator[Reading]:
            return (Reading(Kind.OPINION, Polarity.NEG, 0.1) for _ in comments)

    reads = Machine(Whole(), Whole(), HouseWords([]))  # type: ignore[arg-type]
    assert reads.read("欧阳小明，交期延误", cover=cover)["terms"] == ["交期延误"]
