"""Waves from preparation to closing, frames, invitations, plans, targets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from survey.accounts.models import AuditEntry
from survey.db import Database
from survey.errors import Conflict, InvalidInput, NotFound
from survey.fieldwork import (
    method,
    notices,
    queries,
    waves,
)
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Wave
from survey.instrument.library import template
from tests.builders import fieldwork as make
from tests.builders.fieldwork import WHO


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
