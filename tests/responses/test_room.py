"""Corrections, deletions, entry by staff, lists by role, words of interviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.accounts.models import User
from survey.db import Database
from survey.errors import Conflict, Forbidden, InvalidInput, NotFound
from survey.fieldwork import queries as fieldwork
from survey.fieldwork import waves
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Invitation, Wave
from survey.instrument.answers import finish
from survey.responses import entry, queries, revisions, verbatims
from survey.responses.models import Response, Verbatim, WaveStamp
from survey.responses.rows import Submission, pack
from survey.responses.submission import submit
from tests.builders import fieldwork as make

WHO: dict[str, Any] = {"actor": make.QUALITY, "now": make.NOW}
GIVEN = {
    "consent": "1",
    "overall": 2,
    "overall:why": "太慢",
    "product_reliability": [5, 3],
    "worst": "供货慢",
}
SECRETS = (make.SECRET,)
PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"


def answers_for(session: Session, wave: Wave, **changes: Any) -> dict[str, Any]:
    return finish(definition_of(session, wave.version_id), GIVEN | changes)


def stored(session: Session, wave: Wave, key: str = "k", **changes: Any) -> Response:
    """One response of the wave."""
    said = Submission(
        wave_id=wave.id,
        version_id=wave.version_id,
        privacy=wave.privacy,
        definition=definition_of(session, wave.version_id),
        key=key,
        answers=answers_for(session, wave),
        now=make.NOW,
        time_zone="Asia/Shanghai",
        **changes,
    )
    packed = pack(said)
    submit(session, packed)
    return session.scalars(sa.select(Response).where(Response.ref == packed.response["ref"])).one()


def _stamp(session: Session) -> int:
    return session.scalars(sa.select(WaveStamp.changes).execution_options(populate_existing=True)).one()


def _standing(session: Session) -> list[str]:
    return sorted(session.scalars(sa.select(Verbatim.text).where(Verbatim.gone.is_(False))))


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
        assert _standing(session) == ["供货太慢", "太慢"]
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
        assert _standing(session) == []
        page = queries.listed(session, wave, make.QUALITY, queries.ResponseFilter(deleted=True))
        assert {line.deleted_reason for line in page.rows} == {"重复"}
        revisions.restore(session, newer, **WHO)
        assert queries.response_count(session, wave) == 1
        assert (first.superseded, newer.superseded) == (True, False)
        assert _standing(session) == ["供货慢", "太慢"]
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


def test_who_may_list_and_read_single_responses(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        customer = make.add_customers(session, 1)[0]
        one = stored(session, wave, customer_id=customer.id, respondent_name="赵工")
        for role, allowed in {
            "admin": True,
            "quality": True,
            "manager": True,
            "interviewer": False,
            "sales": False,
            "viewer": False,
        }.items():
            actor = Actor(name=role, role=role)
            if allowed:
                (line,) = queries.listed(session, wave, actor).rows
                assert line.customer == "客户1厂"
                assert (line.respondent == "赵工") is (role != "manager")
                assert queries.response(session, wave, one.ref, actor) is one
            else:
                with pytest.raises(Forbidden):
                    queries.listed(session, wave, actor)
                with pytest.raises(NotFound):
                    queries.response(session, wave, one.ref, actor)
        wave.privacy = "confidential"
        with pytest.raises(Forbidden):
            queries.listed(session, wave, Actor(name="m", role="manager"))


def test_a_response_is_read_as_words(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        one = stored(session, wave)
        lines = {
            line.key: line for part in queries.readable(session, one, make.QUALITY) for line in part.answers
        }
        assert lines["product_reliability"].answer == "非常重要 / 一般"
        assert (lines["overall"].answer, lines["overall"].words) == ("不满意", ("太慢",))
        assert (lines["worst"].answer, lines["worst"].words) == ("供货慢", ())
        assert lines["product_consistency"].state == "not_answered"
        assert lines["first_reply"].state == "not_asked"
        assert queries.counts_by_mode(session, wave) == {"link": 1}


def test_lists_are_filtered_and_paged(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        for n in range(5):
            stored(session, wave, key=f"k{n}", mode="phone" if n else "paper", segments={"region": "华东"})
        page = queries.listed(session, wave, make.QUALITY, number=2, size=2)
        assert (page.total, page.pages, len(page.rows)) == (5, 3, 2)
        phone = queries.ResponseFilter(
            mode="phone", region="华东", since=make.NOW.date(), until=make.NOW.date()
        )
        assert queries.listed(session, wave, make.QUALITY, phone).total == 4
        assert queries.listed(session, wave, make.QUALITY, queries.ResponseFilter(class_key="B")).total == 0


def test_an_interviews_words_are_replaced_without_being_overwritten(database: Database) -> None:
    with database.unit_of_work() as session:
        said = [
            verbatims.Words("why", "价格高"),
            verbatims.Words("story", "合作六年"),
            verbatims.Words("x", "  "),
        ]
        facts: dict[str, Any] = {"source_ref": "i1", "written_on": date(2026, 10, 1)}
        assert verbatims.add_verbatims(session, said, **facts) == 2
        before = {one.item_key: one.id for one in session.scalars(sa.select(Verbatim))}
        assert verbatims.add_verbatims(session, said, **facts) == 0
        changed = [verbatims.Words("why", "交期不准"), verbatims.Words("story", "合作六年")]
        assert verbatims.add_verbatims(session, changed, **facts) == 1
        assert _standing(session) == ["交期不准", "合作六年"]
        old = session.get_one(Verbatim, before["why"])
        assert (old.text, old.gone) == ("价格高", True)
        back = [verbatims.Words("why", "价格高"), verbatims.Words("story", "合作六年")]
        assert verbatims.add_verbatims(session, back, **facts) == 1
        verbatims.withdraw_verbatims(session, "i1")
        assert _standing(session) == []
        assert fieldwork.waves(session) == []
