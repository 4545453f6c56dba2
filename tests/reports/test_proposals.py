"""What the figures call for: proposed where they say so, never where they do not, and once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.actions import proposing as store_of_proposals
from survey.actions.queries import ActionFilter, page, quotes
from survey.actions.service import Finding, Plan, open_action
from survey.db import Database
from survey.errors import Forbidden, NotFound
from survey.fieldwork import targets
from survey.reports.acting import action_sources, proposing
from survey.reports.acting.action_sources import Place
from survey.reports.acting.effect import effect
from survey.reports.counting.columns import ColumnStore
from survey.responses.models import Verbatim
from tests.builders.rated_wave import Given, RatedWave, rated_wave, store_responses
from tests.conftest import NOW

QUALITY = Actor(name="林工", role="quality")
TODAY = NOW.date()
GOOD, LATE = (5, 5), (5, 2)


def late_wave(session: Session, n: int = 8, *, target: float | None = 80, **more: object) -> RatedWave:
    """A closed wave in which all are content but with punctuality: 2 of 5 on average, that is 40 of 100."""
    given = [Given(number, (GOOD, GOOD, (5, 1 + number % 3))) for number in range(1, n + 1)]
    made = rated_wave(session, given, **more)  # type: ignore[arg-type]
    made.wave.state = "closed"
    if target is not None:
        targets.set_target(session, 2026, "degree", target, actor=QUALITY, now=NOW)
    return made


def subjects(found: list[Finding]) -> list[tuple[str, str]]:
    return [(one.source, one.subject_key) for one in found if one.source in ("item", "dimension")]


def test_an_item_wholly_below_its_target_is_proposed_with_its_figures(
    session: Session, store: ColumnStore
) -> None:
    late_wave(session)
    (item, dimension) = [
        one for one in proposing.findings(session, store, today=TODAY) if one.source in ("item", "dimension")
    ]
    assert (item.source, item.subject_key, item.key) == ("item", "on_time", "w1:item:on_time")
    assert "低于目标 80" in item.title
    assert "得分最低" in item.title
    assert "8 家客户" in item.facts
    assert (dimension.source, dimension.subject_key) == ("dimension", "delivery")


def test_without_a_target_only_the_lowest_item_is_proposed(session: Session, store: ColumnStore) -> None:
    late_wave(session, target=None)
    assert subjects(proposing.findings(session, store, today=TODAY)) == [("item", "on_time")]


def test_an_interval_that_holds_the_target_is_no_finding(session: Session, store: ColumnStore) -> None:
    """Converted means 20, 40, 60 …, mean 40 of eight: the interval reaches from about 25 to 55."""
    late_wave(session, target=45)
    found = [one for one in proposing.findings(session, store, today=TODAY) if one.source == "item"]
    assert ["低于目标" in one.title for one in found] == [False]


def test_the_target_of_the_dimension_counts_before_the_companys(session: Session, store: ColumnStore) -> None:
    late_wave(session, target=80)
    targets.set_target(
        session, 2026, "degree", 20, scope="dimension", scope_key="delivery", actor=QUALITY, now=NOW
    )
    titles = [one.title for one in proposing.findings(session, store, today=TODAY) if one.source == "item"]
    assert titles == ["“on_time”是得分最低的项目"]


def test_few_customers_make_no_lowest_item(session: Session, store: ColumnStore) -> None:
    late_wave(session, n=4, target=None)
    assert subjects(proposing.findings(session, store, today=TODAY)) == []


def test_items_wait_until_the_wave_is_closed_customers_do_not(session: Session, store: ColumnStore) -> None:
    made = rated_wave(session, [Given(number, ((5, 1), (5, 1), (5, 1))) for number in range(1, 7)])
    assert made.wave.state == "open"
    found = proposing.findings(session, store, today=TODAY)
    assert {one.source for one in found} == {"customer"}
    assert len(found) == 6
    assert "总分 20.0，低于 70。" in found[0].facts


@pytest.mark.parametrize("privacy", ["confidential", "anonymous"])
def test_single_customers_are_proposed_in_named_waves_only(
    session: Session, store: ColumnStore, privacy: str
) -> None:
    rated_wave(session, [Given(number, ((5, 1),) * 3) for number in range(1, 7)], privacy=privacy)
    assert proposing.findings(session, store, today=TODAY) == []


def test_a_customer_just_at_the_limit_is_not_proposed(session: Session, store: ColumnStore) -> None:
    """Product was rated 4 and 3, that is 80 and 60 of 100, mean 70; delivery was not rated."""
    rated_wave(session, [Given(1, ((5, 4), (5, 3), None))])
    assert proposing.findings(session, store, today=TODAY) == []


def test_low_ratings_with_words_quote_by_reference(session: Session, store: ColumnStore) -> None:
    made = rated_wave(session, [Given(1, (GOOD, GOOD, LATE))])
    (response,) = store_responses(session, made, [Given(1, (GOOD, GOOD, LATE))])
    verbatim = Verbatim(
        source="response",
        source_ref=response.ref,
        item_key="on_time:why",
        text="三次迟交，请打 13912345678",
        wave_id=made.wave.id,
        customer_id=made.customers[1].id,
        written_on=TODAY,
    )
    session.add(verbatim)
    session.flush()
    (finding,) = proposing.findings(session, store, today=TODAY)
    assert (finding.source, finding.quotes) == ("customer", (verbatim.ref,))
    assert "三次迟交" not in finding.facts
    store_of_proposals.propose(session, [finding], actor=QUALITY, now=NOW)
    (action,) = page(session, ActionFilter(view="proposed"), QUALITY, TODAY).rows
    (said,) = quotes(session, action)
    assert said.startswith("三次迟交")
    assert "13912345678" not in said
    verbatim.gone = True
    session.flush()
    assert quotes(session, action) == []


def test_looking_twice_stores_once(database: Database, store: ColumnStore) -> None:
    with database.unit_of_work() as session:
        late_wave(session)
    first = proposing.look(database, store, actor=QUALITY, now=NOW, today=TODAY)
    again = proposing.look(database, store, actor=QUALITY, now=NOW, today=TODAY)
    assert first > 0
    assert again == 0


def next_wave(session: Session, made: RatedWave, given: list[Given]) -> RatedWave:
    """A later wave of the same questionnaire, answered by the same customers."""
    later = rated_wave(session, [], key="w2")
    later.wave.version_id, later.customers = made.wave.version_id, made.customers
    later.wave.opens_at = made.wave.opens_at + timedelta(days=20)
    later.wave.period, later.wave.state = "2026 年下半年", "closed"
    session.flush()
    store_responses(session, later, given)
    return later


def test_an_item_that_fell_is_proposed_and_one_that_may_have_is_not(
    session: Session, store: ColumnStore
) -> None:
    people = range(1, 11)
    made = rated_wave(session, [Given(n, (GOOD, (5, 3 + n % 2), (5, 2))) for n in people])
    made.wave.state = "closed"
    next_wave(session, made, [Given(n, ((5, 4), (5, 3 + (n + n // 5) % 2), (5, 2))) for n in people])
    titles = {
        one.subject_key: one.title
        for one in proposing.findings(session, store, today=TODAY)
        if one.source == "item"
    }
    assert "比上期下降 1.0 分" in titles["quality"]
    assert "fit" not in titles


def test_before_and_after_are_told_with_interval_and_n(session: Session, store: ColumnStore) -> None:
    people = range(1, 11)
    made = rated_wave(session, [Given(n, (GOOD, GOOD, (5, 2))) for n in people])
    made.wave.state = "closed"
    finding = action_sources.finding(session, store, "item", Place("w1", "on_time"), actor=QUALITY)
    action = open_action(session, finding, Plan(title="交期"), actor=QUALITY, now=NOW, today=TODAY)
    session.refresh(action, ["wave"])
    assert effect(session, store, action) is None
    next_wave(session, made, [Given(n, (GOOD, GOOD, (5, 3 + n % 2))) for n in people])
    compared = effect(session, store, action)
    assert compared is not None
    assert (compared.before.value, compared.after.value) == (2.0, 3.5)
    assert compared.paired
    assert compared.change.low is not None
    assert compared.change.low > 0
    assert "n = 10" in compared.sentence
    assert "还不能肯定" not in compared.sentence


def test_a_link_names_only_what_there_is(session: Session, store: ColumnStore) -> None:
    late_wave(session)
    for source, place in (
        ("item", Place("w1", "nothing")),
        ("dimension", Place("w1", "nothing")),
        ("comment", Place(ref="nothing")),
        ("lost_order", Place(ref="nothing")),
        ("reason", Place(subject="X9")),
        ("nothing", Place()),
    ):
        with pytest.raises(NotFound):
            action_sources.finding(session, store, source, place, actor=QUALITY)


def test_comments_of_confidential_waves_do_not_get_onto_forms(session: Session, store: ColumnStore) -> None:
    made = rated_wave(session, [Given(1, (GOOD, GOOD, LATE))], privacy="confidential")
    verbatim = Verbatim(
        source="response",
        source_ref="r",
        item_key="worst",
        text="只给质量部看",
        wave_id=made.wave.id,
        customer_id=made.customers[1].id,
        written_on=TODAY,
    )
    session.add(verbatim)
    session.flush()
    with pytest.raises(Forbidden):
        action_sources.finding(session, store, "comment", Place(ref=verbatim.ref), actor=QUALITY)


def test_forms_show_what_the_reader_with_the_fewest_rights_may_see(
    session: Session, store: ColumnStore
) -> None:
    rated_wave(session, [Given(number, (GOOD, GOOD, LATE)) for number in (1, 2)], privacy="confidential")
    finding = action_sources.finding(session, store, "item", Place("w1", "on_time"), actor=QUALITY)
    assert "不显示数字" in finding.facts
