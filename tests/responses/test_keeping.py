"""Keeping responses: received once, corrected beside the first version, deleted, restored, purged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.db import Database
from survey.errors import Conflict, InvalidInput
from survey.fieldwork.definitions import definition_of
from survey.responses import queries, revisions
from survey.responses.models import Response, Verbatim, WaveStamp
from survey.responses.rows import Submission, pack
from survey.responses.submission import submit
from tests.builders import fieldwork as make
from tests.builders.fieldwork import WHO
from tests.responses.making import answers_for, standing, stored


def _stamp(session: Session) -> int:
    return session.scalars(sa.select(WaveStamp.changes).execution_options(populate_existing=True)).one()


def test_the_same_key_and_answers_give_the_same_receipt_and_others_a_conflict(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        said = Submission(
            wave_id=wave.id,
            version_id=wave.version_id,
            privacy="named",
            definition=definition_of(session, wave.version_id),
            key="k",
            answers=answers_for(session, wave),
            now=make.NOW,
            time_zone="Asia/Shanghai",
        )
        first, again = submit(session, pack(said)), submit(session, pack(said))
        assert (first.number, first.repeated) == (again.number, not again.repeated)
        other = Submission(**{name: getattr(said, name) for name in Submission.__slots__} | {"answers": {}})
        with pytest.raises(Conflict):
            submit(session, pack(other))
        assert session.scalar(sa.select(sa.func.count()).select_from(Response)) == 1


def test_the_day_is_the_companys_day(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        late = make.NOW.replace(hour=17)
        said = pack(
            Submission(
                wave_id=wave.id,
                version_id=wave.version_id,
                privacy="named",
                definition=definition_of(session, wave.version_id),
                key="k",
                answers={},
                now=late,
                time_zone="Asia/Shanghai",
                started_at=late - timedelta(seconds=247),
            )
        )
        assert said.response["submitted_on"] == date(2026, 10, 21)
        assert said.response["duration_s"] == 247


def test_a_correction_stands_beside_the_first_version(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        customer = make.add_customers(session, 1)[0]
        first = stored(session, wave, customer_id=customer.id, segments={"class_key": "A"})
        fixed = answers_for(session, wave, worst="供货太慢")
        newer = revisions.correct(session, first, fixed, reason="录入错误", **WHO)
        assert (newer.revision, newer.corrects_id, newer.customer_id) == (2, first.id, customer.id)
        assert (first.superseded, newer.superseded, newer.class_key) == (True, False, "A")
        assert first.answers["worst"] == "供货慢"
        assert standing(session) == ["供货太慢", "太慢"]
        assert queries.revisions(session, newer) == [first, newer]
        assert _stamp(session) == 1
        with pytest.raises(Conflict):
            revisions.correct(session, first, fixed, reason="再来", **WHO)
        with pytest.raises(InvalidInput):
            revisions.correct(session, newer, fixed, reason=" ", **WHO)


def test_a_deleted_response_counts_no_more_and_can_be_restored(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        first = stored(session, wave)
        newer = revisions.correct(session, first, answers_for(session, wave, nps=9), reason="补录", **WHO)
        revisions.delete(session, newer, reason="重复", **WHO)
        assert queries.response_count(session, wave) == 0
        assert standing(session) == []
        page = queries.listed(session, wave, make.QUALITY, queries.ResponseFilter(deleted=True))
        assert {line.deleted_reason for line in page.rows} == {"重复"}
        revisions.restore(session, newer, **WHO)
        assert queries.response_count(session, wave) == 1
        assert (first.superseded, newer.superseded) == (True, False)
        assert standing(session) == ["供货慢", "太慢"]
        with pytest.raises(Conflict):
            revisions.restore(session, newer, **WHO)


def test_purge_removes_what_was_deleted_a_month_ago_with_all_that_hangs_on_it(database: Database) -> None:
    forgotten: list[int] = []

    def forget(_session: Session, ids: Sequence[int]) -> None:
        forgotten.extend(ids)

    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        first = stored(session, wave)
        stays = stored(session, wave, key="other")
        newer = revisions.correct(session, first, answers_for(session, wave), reason="补录", **WHO)
        revisions.delete(session, newer, reason="重复", **WHO)
        early = {"actor": make.QUALITY, "now": make.NOW + timedelta(days=29)}
        late = {"actor": make.QUALITY, "now": make.NOW + timedelta(days=31)}
        assert revisions.purge(session, forget=forget, **early) == 0  # type: ignore[arg-type]
        assert revisions.purge(session, forget=forget, **late) == 2  # type: ignore[arg-type]
        assert len(forgotten) == 4
        assert session.scalars(sa.select(Response.ref)).all() == [stays.ref]
        revisions.erase(session, stays, forget=forget, reason="本人要求", **WHO)
        assert session.scalars(sa.select(Response)).all() == []
        assert session.scalars(sa.select(Verbatim)).all() == []


def test_an_anonymous_response_cannot_be_corrected(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session, privacy="anonymous")
        stored(session, wave)
        one = session.scalars(sa.select(Response)).one()
        with pytest.raises(Conflict, match="匿名"):
            revisions.correct(session, one, {}, reason="x", **WHO)
