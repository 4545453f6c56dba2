"""Looks through the surveys and the registers for what should be acted on, and stores it once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import company
from survey.accounts.actor import CALENDAR, Actor
from survey.actions import complaint_list, proposing, touchpoint_check_list
from survey.actions.complaint_list import ComplaintFilter
from survey.actions.rules import Rules, rules
from survey.actions.service import Finding
from survey.actions.touchpoint_check_list import CheckFilter
from survey.config import Settings
from survey.customers.models import Customer
from survey.db import Database
from survey.fieldwork import definitions, queries
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.questions import Item, text_in
from survey.reports.acting import proposals
from survey.reports.acting.proposals import CustomerSigns
from survey.reports.acting.touchpoint_proposals import of_touchpoint_checks
from survey.reports.change import compare
from survey.reports.change.comparison import Comparison
from survey.reports.counting.by_customer import CustomerSample
from survey.reports.counting.columns import Columns, ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import weights_of
from survey.reports.gaps import gap
from survey.reports.leaving import reasons
from survey.responses.models import Verbatim

__all__ = ["ANY_READER", "customer_signs", "dimension_targets", "findings", "look", "propose_now"]

ANY_READER: Final = Actor(name="", role="viewer")
"""Figures go onto forms that others read: they are taken as the reader with the fewest rights sees them."""
UNSOLVED: Final = {"solved": ("not_solved", "recurred"), "first_reply": ("never",)}
"""Tag of an item → the answers that call for action at once."""


def look(database: Database, store: ColumnStore, *, actor: Actor, now: datetime, today: date) -> int:
    """Stores every finding that is new and says how many; safe to repeat.

    The figures are counted before the unit of work begins, so that no writer waits for them.
    """
    with database.reading() as session:
        found = findings(session, store, today=today)
    with database.unit_of_work() as session:
        return proposing.propose(session, found, actor=actor, now=now)


def propose_now(settings: Settings, database: Database) -> int:
    """The scheduled look, as the calendar; safe to run beside itself."""
    now = datetime.now(UTC)
    with database.reading() as session:
        zone = ZoneInfo(company.details(session).time_zone)
    today = now.astimezone(zone).date()
    return look(database, ColumnStore(settings.cache), actor=CALENDAR, now=now, today=today)


def findings(session: Session, store: ColumnStore, *, today: date) -> list[Finding]:
    """Everything that the figures of now call for: waves, lost customers.

    Items and dimensions are judged when a wave is closed, the latest of each questionnaire; single
    customers as their answers come in, in named waves only (no one else was told they may be called back).
    """
    held = rules(session)
    found: list[Finding] = []
    for waves in _by_questionnaire(session):
        closed = [wave for wave in waves if wave.state == "closed"]
        if closed:
            found += _of_wave(session, store, closed[0], closed[1] if len(closed) > 1 else None)
        for wave in waves[:1]:
            found += _of_customers(session, store, wave, held)
    lost = reasons.build(session, reasons.ReasonFilter(year=today.year), actor=ANY_READER)
    complained = complaint_list.all_for(session, ComplaintFilter(), CALENDAR, today)
    return [
        *found,
        *proposals.of_complaints(complained, today),
        *of_touchpoint_checks(touchpoint_check_list.all_for(session, CheckFilter(view="short"))),
        *proposals.of_reasons(lost, share=held.reason_share),
    ]


def customer_signs(session: Session, store: ColumnStore, wave: Wave, limit: float) -> list[CustomerSigns]:
    """What single customers' answers give cause to act on; nothing unless the wave is named."""
    if wave.privacy != "named" or wave.unit != "customer":
        return []
    columns = store.of(session, wave)
    definition = definitions.definition_of(session, wave.version_id)
    signs = _Signs(session)
    for customer_id, total in _totals(columns, definition):
        if total < limit:
            signs.of(customer_id).total = total
    for customer_id, label, ref in _low_with_words(session, wave, definition):
        signs.of(customer_id).low.append((label, ref))
    for customer_id, said in _unsolved(columns, definition):
        signs.of(customer_id).unsolved.append(said)
    return signs.found


def dimension_targets(session: Session, wave: Wave) -> dict[str, float]:
    """Dimension → its 满意度 target in the year of the wave."""
    year = wave.opens_at.astimezone(ZoneInfo(company.details(session).time_zone)).year
    return {
        target.scope_key: target.value
        for target in queries.targets(session, year)
        if (target.scope, target.measure) == ("dimension", "degree")
    }


def _by_questionnaire(session: Session) -> list[list[Wave]]:
    """The waves that have been fielded, the latest first, questionnaire by questionnaire."""
    found: dict[int, list[Wave]] = {}
    for wave in queries.waves(session):
        if wave.state != "draft" and wave.version.questionnaire.kind == "satisfaction":
            found.setdefault(wave.version.questionnaire_id, []).append(wave)
    return list(found.values())


def _of_wave(session: Session, store: ColumnStore, wave: Wave, earlier: Wave | None) -> list[Finding]:
    report = gap.build(session, store, wave, actor=ANY_READER)
    if report.withheld is not None:
        return []
    compared: Comparison | None = None
    if earlier is not None:
        compared = compare.of_waves(session, store, wave, earlier, actor=ANY_READER)
    targets = dimension_targets(session, wave)
    return [
        *proposals.of_items(report, compared, targets=targets),
        *proposals.of_dimensions(report, targets=targets),
    ]


def _of_customers(session: Session, store: ColumnStore, wave: Wave, held: Rules) -> list[Finding]:
    signs = customer_signs(session, store, wave, held.customer_limit)
    return proposals.of_customers(wave.key, wave.id, signs, limit=held.customer_limit)


class _Signs:
    """The signs of each customer, made when first asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._by_id: dict[int, CustomerSigns] = {}

    def of(self, customer_id: int) -> CustomerSigns:
        if customer_id not in self._by_id:
            customer = self._session.get_one(Customer, customer_id)
            self._by_id[customer_id] = CustomerSigns(ref=customer.ref, name=customer.name)
        return self._by_id[customer_id]

    @property
    def found(self) -> list[CustomerSigns]:
        return list(self._by_id.values())


def _totals(columns: Columns, definition: Definition) -> Iterator[tuple[int, float]]:
    """(customer, 满意度 of 100) of each customer that rated."""
    drawn = CustomerSample(columns, definition, Filter(), None)
    degrees = drawn.degrees(weights_of(definition))
    for customer_id, degree in zip(drawn.customers.tolist(), degrees.tolist(), strict=True):
        if customer_id >= 0 and degree == degree:  # not NaN: something was rated
            yield customer_id, degree


def _low_with_words(session: Session, wave: Wave, definition: Definition) -> Iterator[tuple[int, str, str]]:
    """(customer, item, verbatim ref) of the comments that stand under ratings of at most 2."""
    chosen = (
        sa.select(Verbatim.customer_id, Verbatim.item_key, Verbatim.ref)
        .where(
            Verbatim.wave_id == wave.id,
            Verbatim.source == "response",
            Verbatim.gone.is_(False),
            Verbatim.customer_id.is_not(None),
            Verbatim.item_key.endswith(":why"),
        )
        .order_by(Verbatim.id)
    )
    for customer_id, key, ref in session.execute(chosen):
        item = definition.item_by_key.get(key.removesuffix(":why"))
        if item is not None and customer_id is not None:
            yield customer_id, text_in(item.text, "zh"), ref


def _unsolved(columns: Columns, definition: Definition) -> Iterator[tuple[int, str]]:
    """(customer, what was answered) for complaints that were not solved or never replied to."""
    for tag, keys in UNSOLVED.items():
        for item in definition.items():
            if tag in item.tags:
                yield from _answered(columns, item, keys)


def _answered(columns: Columns, item: Item, keys: Sequence[str]) -> Iterator[tuple[int, str]]:
    codes = columns.codes(item.key)
    for code, option in enumerate(item.options):
        if option.key in keys:
            units = columns.unit[codes == code]
            for customer_id in sorted(set(columns.customers[units].tolist())):
                if customer_id >= 0:
                    yield customer_id, text_in(option.label, "zh")
