"""The register of touchpoint checks: what is refused, a year in figures, proposals, the register of sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.actions import evidence_register, touchpoint_checks
from survey.actions import touchpoint_check_list as checks
from survey.actions.models import Action, TouchpointCheck
from survey.actions.touchpoint_check_list import CheckFilter
from survey.actions.touchpoint_checks import CheckDetails
from survey.actions.touchpoint_words import POINTS
from survey.db import Database
from survey.errors import Conflict, Forbidden, InvalidInput, NotFound
from survey.reports.acting.touchpoint_proposals import of_touchpoint_checks
from survey.sheets import read_table
from survey.web.actions.touchpoint_forms import CheckForm
from tests.actions.builders import QUALITY, TODAY
from tests.builders.fieldwork import add_company
from tests.conftest import NOW
from tests.web.site import Site, build_site, csrf

GOOD = CheckDetails(
    checked_on=TODAY,
    touchpoint="inquiry",
    way="phone",
    tester="李工",
    department="销售部",
    points={"answered": "yes", "polite": "yes"},
    score=4,
    waiting_min=0.5,
    finding="三声之内接听",
)
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.unit_of_work() as session:
        add_company(session)
        yield session


def registered(session: Session, **changes: object) -> TouchpointCheck:
    details = replace(GOOD, **changes)  # type: ignore[arg-type]
    return touchpoint_checks.register(session, details, actor=QUALITY, now=NOW, today=TODAY)


def test_checks_are_numbered_by_their_year(session: Session) -> None:
    assert registered(session).record_no == "CDJC-2026-001"
    assert registered(session, checked_on=date(2025, 12, 30)).record_no == "CDJC-2025-001"


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"checked_on": None}, {"checked_on"}),
        ({"checked_on": TODAY + timedelta(days=1)}, {"checked_on"}),
        ({"touchpoint": "moon", "way": "", "tester": " "}, {"touchpoint", "way", "tester"}),
        ({"points": {"answered": "perhaps"}}, {"points"}),
        ({"score": 6}, {"score"}),
        ({"waiting_min": -1.0}, {"waiting_min"}),
        ({"points": {}, "score": None, "finding": " "}, {"finding"}),
        ({"department": "部" * 61}, {"department"}),
    ],
)
def test_what_is_incomplete_or_impossible_is_refused_at_its_field(
    session: Session, changes: dict[str, object], problems: set[str]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        registered(session, **changes)
    assert set(refusal.value.problems) == problems


def test_only_who_keeps_the_register_writes_in_it(session: Session) -> None:
    made = registered(session)
    with pytest.raises(Forbidden):
        touchpoint_checks.register(
            session, GOOD, actor=Actor(name="经理", role="manager"), now=NOW, today=TODAY
        )
    with pytest.raises(NotFound):
        touchpoint_checks.by_ref(session, made.ref, Actor(name="业务", role="sales"))
    assert touchpoint_checks.by_ref(session, made.ref, Actor(name="经理", role="manager")) is made


def test_a_change_on_an_older_state_is_refused(session: Session) -> None:
    made = registered(session)
    who = {"actor": QUALITY, "now": NOW, "today": TODAY}
    touchpoint_checks.change(session, made, replace(GOOD, points={"kept": "no"}), stamp=1, **who)  # type: ignore[arg-type]
    assert (made.stamp, made.points, made.short) == (2, {"kept": "no"}, True)
    with pytest.raises(Conflict):
        touchpoint_checks.change(session, made, GOOD, stamp=1, **who)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        touchpoint_checks.withdraw(session, made, " ", actor=QUALITY, now=NOW)
    touchpoint_checks.withdraw(session, made, "登记了两次", actor=QUALITY, now=NOW)
    with pytest.raises(Conflict):
        touchpoint_checks.change(session, made, GOOD, stamp=3, **who)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        touchpoint_checks.withdraw(session, made, "再次", actor=QUALITY, now=NOW)


def test_a_year_in_figures(session: Session) -> None:
    registered(session)
    registered(session, points={"answered": "no", "polite": "yes"}, score=2, waiting_min=4.5)
    registered(session, points={}, score=None, waiting_min=None, touchpoint="delivery")
    registered(session, checked_on=date(2025, 5, 1))
    gone = registered(session)
    touchpoint_checks.withdraw(session, gone, "登记了两次", actor=QUALITY, now=NOW)
    found = checks.figures(session, 2026)
    assert (found.n, found.by_touchpoint) == (3, {"inquiry": 2, "delivery": 1})
    assert (found.in_order.value, found.in_order.n) == (0.5, 2)
    assert found.points["answered"].value == 0.5
    assert found.points["polite"].value == 1.0
    assert (found.points["kept"].value, found.points["kept"].n) == (None, 0)
    assert (found.score.value, found.score.n) == (3.0, 2)
    assert (found.waiting_min, found.timed) == (2.5, 2)
    assert checks.figures(session, 2020).score.value is None


def test_lists_narrow_and_turn_pages(session: Session) -> None:
    for number in range(55):
        registered(session, finding=f"第{number}次", touchpoint="order" if number % 5 else "invoice")
    registered(session, score=1, finding="没有人接")
    assert checks.page(session, CheckFilter()).total == 56
    assert len(checks.page(session, CheckFilter(), 2).rows) == 6
    assert [one.finding for one in checks.page(session, CheckFilter(view="short")).rows] == ["没有人接"]
    assert checks.page(session, CheckFilter(touchpoint="invoice")).total == 11
    assert checks.page(session, CheckFilter(text="没有人")).total == 1
    assert checks.page(session, CheckFilter(year=2025)).total == 0
    assert checks.years(session) == [2026]
    assert checks.page(session, CheckFilter(view="withdrawn")).total == 0


def test_a_check_that_fell_short_is_proposed_once(session: Session) -> None:
    registered(session)
    bad = registered(session, points={"answered": "no"}, score=None, finding="转了三次没有人接")
    (found,) = of_touchpoint_checks(checks.all_for(session, CheckFilter(view="short")))
    assert (found.source, found.source_ref, found.department) == ("touchpoint_check", bad.ref, "销售部")
    assert found.key == f"touchpoint_check:{bad.ref}"
    assert "有人应答" in found.title
    assert "转了三次" in found.facts


def test_checks_are_a_source_of_our_own_beside_the_standards_list(session: Session) -> None:
    before = {one.key for one in evidence_register.register(session, 2026, TODAY)}
    assert "touchpoints" not in before
    registered(session)
    line = evidence_register.register(session, 2026, TODAY)[-1]
    assert (line.key, line.listed, line.needed, line.missing) == ("touchpoints", False, True, False)
    assert str(line.entries[0].title) == "触点检查 1 次"
    assert all(one.listed for one in evidence_register.register(session, 2026, TODAY)[:-1])


def test_the_form_has_a_field_for_every_point(session: Session) -> None:
    assert {f"point_{key}" for key in POINTS} <= set(dir(CheckForm))


@pytest.fixture
def site(settings: object, database: Database) -> Site:
    return build_site(settings, database)  # type: ignore[arg-type]


def post(site: Site, role: str, path: str, **form: str) -> str:
    client = site.client(role)
    token = csrf(client, "/actions/touchpoints/new")
    reply = client.post(path, data={"csrf_token": token} | form, follow_redirects=True)
    return reply.text


def test_the_story_of_a_check_on_pages(site: Site) -> None:
    quality = site.client("quality")
    assert "台账还是空的" in quality.get("/actions/touchpoints/").text
    form = {"checked_on": "2026-10-19", "touchpoint": "order", "way": "phone", "tester": "李工"}
    refused = post(site, "interviewer", "/actions/touchpoints/new", **form)
    assert "请至少填写一个要点" in refused
    assert "2026-10-19" in refused
    done = post(
        site, "interviewer", "/actions/touchpoints/new", **form, point_answered="no", waiting_min="3.5"
    )
    assert "已登记，编号 CDJC-2026-001" in done
    with site.database.reading() as session:
        ref = session.scalars(sa.select(TouchpointCheck.ref)).one()
    edited = post(
        site, "quality", f"/actions/touchpoints/{ref}/edit", **form, point_answered="no", score="2", stamp="1"
    )
    assert "已保存" in edited
    late = post(site, "quality", f"/actions/touchpoints/{ref}/edit", **form, score="5", stamp="1")
    assert "别人改过" in late
    page = quality.get("/actions/touchpoints/?view=short").text
    assert "共 1 次" in page
    assert "有不足" in page
    book = read_table(quality.get("/actions/touchpoints/export.xlsx").data, "触点检查台账.xlsx")
    assert book.rows[0].cells["触点"] == "下单与合同"
    assert book.rows[0].cells["有人应答，没有转来转去"] == "否"
    assert "CDJC-2026-001" in quality.get(f"/actions/new?source=touchpoint_check&ref={ref}").text
    assert "触点检查 1 次" in quality.get("/actions/sources/").text
    assert "本公司另加" in quality.get("/actions/sources/").text
    assert quality.get("/actions/sources/touchpoints/").status_code == 200
    assert "1 条建议" in post(site, "quality", "/actions/propose")
    with site.database.reading() as session:
        assert session.scalars(sa.select(Action.source)).one() == "touchpoint_check"
    assert "触点检查“下单与合同”" in quality.get(f"/actions/touchpoints/{ref}/").text
    gone = post(site, "quality", f"/actions/touchpoints/{ref}/withdraw", reason="登记错了")
    assert "不计入统计" in gone


@pytest.mark.parametrize(("role", "status"), [("manager", 200), ("sales", 403), ("viewer", 403)])
def test_who_may_read_the_register(site: Site, role: str, status: int) -> None:
    assert site.client(role).get("/actions/touchpoints/").status_code == status
