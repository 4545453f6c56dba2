"""Single responses: who may list and read them, and how."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from survey.accounts.actor import Actor
from survey.db import Database
from survey.errors import Forbidden, NotFound
from survey.fieldwork import queries as fieldwork
from survey.responses import queries, verbatims
from survey.responses.models import Verbatim
from tests.builders import fieldwork as make
from tests.responses.making import standing, stored


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
        assert standing(session) == ["交期不准", "合作六年"]
        old = session.get_one(Verbatim, before["why"])
        assert (old.text, old.gone) == ("价格高", True)
        back = [verbatims.Words("why", "价格高"), verbatims.Words("story", "合作六年")]
        assert verbatims.add_verbatims(session, back, **facts) == 1
        verbatims.withdraw_verbatims(session, "i1")
        assert standing(session) == []
        assert fieldwork.waves(session) == []
