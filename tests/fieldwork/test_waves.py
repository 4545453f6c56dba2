"""Waves from preparation to closing, frames, invitations, plans, targets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from survey.accounts.models import AuditEntry
from survey.customers.models import Contact, SalesPeriod
from survey.db import Database
from survey.errors import Conflict, InvalidInput, NotFound
from survey.fieldwork import (
    collectors,
    frames,
    invitations,
    method,
    notices,
    plans,
    queries,
    targets,
    tokens,
    waves,
)
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Draft, FrameEntry, Invitation, Wave
from survey.instrument.library import template
from tests.builders import fieldwork as make

WHO = {"actor": make.QUALITY, "now": make.NOW}


def test_a_new_wave_has_a_method_record_and_says_who_can_see(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session, opened=False)
        assert wave.state == "draft"
        assert method.missing(wave.method) == {}
        assert "看不到填写人姓名" in wave.who_can_see
        assert (wave.unit, wave.k_min) == ("customer", 3)
        assert session.scalars(sa.select(AuditEntry.action)).all() == ["wave.create"]


def test_an_anonymous_wave_counts_responses_and_hides_below_five(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session, privacy="anonymous", unit="customer", segments=("region",))
        assert (wave.unit, wave.k_min, wave.segments) == ("response", 5, ["region"])


def test_what_is_wrong_with_a_wave_is_said_all_at_once(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        version = make.add_version(session)
        form = replace(
            make.wave_form(version),
            key="上半年",
            name=" ",
            privacy="secret",
            k_min=1,
            segments=("name",),
            version_id=999,
            closes_at=make.NOW - timedelta(days=90),
        )
        with pytest.raises(InvalidInput) as refused:
            waves.create(session, form, **WHO)
        assert set(refused.value.problems) == {
            "key",
            "name",
            "privacy",
            "k_min",
            "segments",
            "version_id",
            "closes_at",
        }


def test_two_waves_cannot_share_a_key(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        with pytest.raises(Conflict):
            waves.create(session, make.wave_form(wave.version), **WHO)


def test_a_wave_opens_only_when_notice_and_method_are_confirmed(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session, opened=False)
        for confirmed in ((False, True), (True, False)):
            with pytest.raises(InvalidInput):
                waves.open_wave(
                    session, wave, notice_confirmed=confirmed[0], method_confirmed=confirmed[1], **WHO
                )
        wave.method = wave.method | {"population": " "}
        with pytest.raises(InvalidInput) as refused:
            make.open_wave(session, wave)
        assert set(refused.value.problems) == {"population"}
        wave.method = wave.method | {"population": "全部客户"}
        make.open_wave(session, wave)
        assert wave.state == "open"
        assert wave.method_confirmed_by == "王工"


def test_a_retired_or_not_yet_effective_version_cannot_be_fielded(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session, opened=False)
        wave.version.retired_at = make.NOW
        with pytest.raises(Conflict, match="停用"):
            make.open_wave(session, wave)
        wave.version.retired_at = None
        wave.version.effective_on = make.NOW.date() + timedelta(days=3)
        with pytest.raises(Conflict, match="生效"):
            make.open_wave(session, wave)


def test_an_open_wave_changes_its_closing_only(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        with pytest.raises(Conflict):
            waves.revise(session, wave, make.wave_form(wave.version, privacy="anonymous"), **WHO)
        later = wave.closes_at + timedelta(days=7)
        waves.extend(session, wave, later, **WHO)
        assert wave.closes_at == later
        with pytest.raises(InvalidInput):
            waves.extend(session, wave, make.NOW - timedelta(hours=1), **WHO)


def test_privacy_stands_once_questionnaires_were_given_out(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session, opened=False)
        waves.revise(session, wave, make.wave_form(wave.version, privacy="confidential"), **WHO)
        assert wave.privacy == "confidential"
        make.invite(session, wave, make.add_customers(session, 1)[0])
        with pytest.raises(Conflict, match="保密方式"):
            waves.revise(session, wave, make.wave_form(wave.version, privacy="named"), **WHO)


def test_closing_twice_changes_nothing(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        waves.close_wave(session, wave, **WHO)
        waves.close_wave(session, wave, actor=make.QUALITY, now=make.NOW + timedelta(days=1))
        assert wave.closed_at == make.NOW


@pytest.mark.parametrize(
    ("privacy", "says"),
    [
        ("named", "看不到填写人姓名。"),
        ("confidential", "本次是保密调查。只有质量部的调查负责人"),
        ("anonymous", "我们无法知道某份答卷是谁填写的"),
    ],
)
def test_the_notice_says_what_the_privacy_does(privacy: str, says: str) -> None:
    wave = Wave(name="2026", period="", privacy=privacy, who_can_see="")
    company = make.Company(
        id=1,
        name="江南轴承有限公司",
        department="质量部",
        privacy_contact="",
        hotline="",
        retention="保存 3 年。",
    )
    wave.who_can_see = notices.default_who_can_see(company, privacy)
    paragraphs = notices.notice(wave, company, template("iso_b2b"), "zh")
    assert len(paragraphs) == 7
    assert any(says in one for one in paragraphs)
    assert not any("{" in one or "。。" in one or "。；" in one for one in paragraphs)
    english = " ".join(notices.notice(wave, company, template("iso_b2b"), "en"))
    assert "看不到" not in english


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


def test_a_wave_is_opened_from_a_line_of_the_approved_plan(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        version = make.add_version(session)
        plan = plans.create_plan(session, 2026, "", **WHO)
        with pytest.raises(Conflict):
            plans.approve(session, plan, approved_by="李经理", **WHO)
        with pytest.raises(InvalidInput):
            plans.add_line(session, plan, plans.LineForm(period="", object=""), **WHO)
        line = plans.add_line(session, plan, plans.LineForm("上半年", "全部客户"), **WHO)
        spare = plans.add_line(session, plan, plans.LineForm("下半年", "重点客户"), **WHO)
        plans.edit_line(session, plan, line, plans.LineForm("下半年", "A、B 类客户"), **WHO)
        plans.remove_line(session, plan, spare, **WHO)
        with pytest.raises(Conflict, match="没有批准"):
            plans.open_from_line(session, plan, line, make.wave_form(version), **WHO)
        plans.approve(session, plan, approved_by="李经理", **WHO)
        wave = plans.open_from_line(session, plan, line, make.wave_form(version), **WHO)
        assert line.wave_id == wave.id
        with pytest.raises(Conflict):
            plans.open_from_line(session, plan, line, make.wave_form(version, key="b"), **WHO)
        with pytest.raises(Conflict, match="已经批准"):
            plans.add_line(session, plan, plans.LineForm("全年", "全部"), **WHO)
        assert [one.object for one in queries.plan(session, plan.ref).lines] == ["A、B 类客户"]
        assert plan.approved_on is not None
        assert len(queries.plans(session)) == 1


def test_targets_are_set_once_per_year_scope_and_measure(database: Database) -> None:
    with database.unit_of_work() as session:
        first = targets.set_target(session, 2026, "degree", 88, approved_by="李经理", **WHO)
        again = targets.set_target(session, 2026, "degree", 90, **WHO)
        targets.set_target(session, 2026, "degree", 85, scope="dimension", scope_key="delivery", **WHO)
        assert again is first
        found = queries.target_for(session, 2026, "degree")
        assert found is not None
        assert found.value == 90
        assert queries.target_for(session, 2025, "degree") is None
        assert len(queries.targets(session, 2026)) == 2
        for wrong in (
            {"measure": "degree", "value": 101},
            {"measure": "rate", "value": 95},
            {"measure": "rate", "value": float("nan")},
            {"measure": "beauty", "value": 1},
            {"measure": "rate", "value": 0.9, "scope": "department"},
        ):
            with pytest.raises(InvalidInput):
                targets.set_target(session, 2026, **{"measure": "rate", "value": 0.5} | wrong, **WHO)  # type: ignore[arg-type]
        targets.remove_target(session, first, **WHO)
        assert len(queries.targets(session)) == 1


def test_waves_are_found_by_key_and_by_ref(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        wave = make.add_wave(session)
        assert queries.wave(session, wave.key) is wave
        assert queries.wave(session, wave.ref) is wave
        assert queries.waves(session, state="open") == [wave]
        assert queries.waves(session, questionnaire="nothing") == []
        with pytest.raises(NotFound):
            queries.wave(session, "2030")
        assert queries.version_for_wave(session, "iso_b2b_short").id == wave.version_id
        with pytest.raises(NotFound):
            queries.version_for_wave(session, "iso_b2b_short", 7)
        assert definition_of(session, wave.version_id) is definition_of(session, wave.version_id)
        with pytest.raises(NotFound):
            definition_of(session, 999)


def test_tokens_are_many_and_none_alike() -> None:
    made = {tokens.token_of(make.SECRET, f"ref{n}", 1, open_link=True) for n in range(10_000)}
    assert len(made) == 10_000
    assert {len(token) for token in made} == {27}
    assert tokens.token_of(make.SECRET, "ref1", 2, open_link=True) not in made
