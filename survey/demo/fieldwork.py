"""Plan, targets, questionnaire, the two waves and everyone's answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from survey.demo import content
from survey.demo.answers import PRODUCT_KEYS, answer_all
from survey.demo.content import at
from survey.demo.people import WAVES, Person, Wave, active_customers, people
from survey.demo.register import MANAGER, QUALITY, REVIEWER
from survey.demo.returns import answer
from survey.demo.spoken import add_comments
from survey.demo.stage import Event, Stage
from survey.fieldwork import earlier, frames, invitations, plans, queries, targets, waves
from survey.fieldwork.collectors import add_collector
from survey.instrument.definition import Definition
from survey.questionnaires import editing, publishing, service
from survey.questionnaires.queries import by_key
from survey.questions import Option

__all__ = ["QUESTIONNAIRE", "events", "with_our_products"]

QUESTIONNAIRE: Final = "iso_b2b"
LINES_IN_ENGLISH: Final = {
    "联轴器": "Couplings",
    "减速机部件": "Gearbox parts",
    "轴承座": "Bearing housings",
    "液压接头": "Hydraulic fittings",
    "传动轴": "Drive shafts",
}
TARGETS: Final = (
    ("degree", 88.0, "company", ""),
    ("rate", 0.90, "company", ""),
    ("response_rate", 0.60, "company", ""),
    ("coverage", 0.70, "company", ""),
    ("degree", 85.0, "dimension", "delivery"),
    ("degree", 82.0, "dimension", "after_sales"),
)
"""Measure, value, scope: what 2026 was to reach."""
EARLIER: Final = (
    (2024, "degree", 77.6, 41),
    (2024, "rate", 0.66, 41),
    (2025, "degree", 78.8, 46),
    (2025, "rate", 0.70, 46),
    (2025, "dimension:delivery", 69.4, 46),
)
"""Year, measure, figure, customers: what the reports of the years on paper say."""
UNREACHED: Final = {1: (("refused", 2), ("unreachable", 3)), 2: (("refused", 1),)}
"""What is known of customers that sent nothing back, by wave."""


def events(stays_open_until: date) -> Iterator[Event]:
    """The year 2026 of the survey; the second wave stays open until that day."""
    yield Event(at("2025-12-15"), _plan)
    yield Event(at("2025-12-22"), _targets)
    yield Event(at("2026-01-12"), _earlier)
    yield Event(at("2026-03-02"), _draft)
    yield Event(at("2026-03-20"), _publish)
    yield Event(at("2026-09-08"), _short_form)
    for wave in WAVES:
        yield from _wave_events(wave, stays_open_until)


def _wave_events(wave: Wave, stays_open_until: date) -> Iterator[Event]:
    closed = wave is not WAVES[-1]
    closes = wave.closes if closed else max(wave.closes, stays_open_until)
    yield Event(at(wave.opens - timedelta(days=5)), partial(_create, wave, closes))
    yield Event(at(wave.opens, 8), partial(_open, wave))
    who = people(wave)
    answers = [answer_all(person) for person in who]
    add_comments(who, answers)
    for person, said in zip(who, answers, strict=True):
        yield Event(person.submitted_at, partial(answer, person, said))
    silent = _silent(wave, who)
    for disposition, number in UNREACHED[wave.number]:
        for code in [silent.pop() for _ in range(number)]:
            yield Event(at(wave.last_answer, 17), partial(_unreached, wave, code, disposition))
    if closed:
        yield Event(at(wave.closes, 18), partial(_close, wave))


def _silent(wave: Wave, who: Sequence[Person]) -> list[str]:
    answered = {person.customer["code"] for person in who}
    silent = [one["code"] for one in active_customers() if one["code"] not in answered]
    content.dice("unreached", wave.number).shuffle(silent)
    return silent


def _plan(stage: Stage, now: datetime) -> None:
    session, actor = stage.session, stage.actor(QUALITY)
    plan = plans.create_plan(
        session, 2026, "2026 年度顾客满意度调查计划", document_no="QP-9.1.2-01", revision="A/0", actor=actor, now=now
    )  # fmt: skip
    for wave in WAVES:
        line = plans.LineForm(
            period=wave.period,
            object="报告期内有订单的全部客户",
            frame=f"客户台账,{len(active_customers())} 家",
            method="链接、纸质、电话、走访",
            sample="全部调查，每家 1–5 人",
            responsible="质量部 林工",
            starts_on=wave.opens,
            ends_on=wave.closes,
            target="满意度 ≥ 88，满意率 ≥ 90%",
        )
        plans.add_line(session, plan, line, actor=actor, now=now)
    plans.approve(session, plan, approved_by=MANAGER, reviewed_by=REVIEWER, actor=actor, now=now)


def _targets(stage: Stage, now: datetime) -> None:
    for measure, value, scope, key in TARGETS:
        targets.set_target(
            stage.session,
            2026,
            measure,
            value,
            scope=scope,
            scope_key=key,
            approved_by=MANAGER,
            actor=stage.actor(QUALITY),
            now=now,
        )


def _earlier(stage: Stage, now: datetime) -> None:
    for year, measure, value, n in EARLIER:
        total = earlier.TotalForm(
            year,
            measure,
            value,
            n=n,
            formula="各维度得分按权重相加，100/80/60/40/20 折算" if measure == "degree" else "",
            source=f"{year} 年度顾客满意度分析报告",
        )
        earlier.set_total(stage.session, total, actor=stage.actor(QUALITY), now=now)


def _draft(stage: Stage, now: datetime) -> None:
    session, actor = stage.session, stage.actor(QUALITY)
    row = service.create_from_template(session, QUESTIONNAIRE, QUESTIONNAIRE, "", actor, now)
    service.edit(session, row.ref, with_our_products, row.draft_stamp, actor, now)


def with_our_products(definition: Definition) -> Definition:
    """The question about products with the company's own lines as options."""
    item = definition.item_by_key["products"]
    ours = tuple(
        Option(key=key, label={"zh": name, "en": LINES_IN_ENGLISH[name]})
        for name, key in PRODUCT_KEYS.items()
    )
    others = tuple(option for option in item.options if option.other)
    return editing.put_item(definition, editing.update(item, options=(*ours, *others)))


def _publish(stage: Stage, now: datetime) -> None:
    control = publishing.Control(
        document_no="QR-9.1.2-01",
        revision="A/0",
        prepared_by=QUALITY,
        reviewed_by=REVIEWER,
        approved_by=MANAGER,
        effective_on=date(2026, 4, 1),
        change_note="首次发布",
    )
    row = by_key(stage.session, QUESTIONNAIRE)
    publishing.publish(stage.session, row.ref, control, stage.actor(QUALITY), now)


def _short_form(stage: Stage, now: datetime) -> None:
    service.create_from_template(
        stage.session, "iso_b2b_short", "iso_b2b_short", "", stage.actor(REVIEWER), now
    )


def _create(wave: Wave, closes: date, stage: Stage, now: datetime) -> None:
    session, actor = stage.session, stage.actor(QUALITY)
    plan = queries.plans(session)[0]
    line = next(line for line in plan.lines if line.period == wave.period)
    form = waves.WaveForm(
        key=wave.key,
        name=wave.name,
        period=wave.period,
        version_id=queries.version_for_wave(session, QUESTIONNAIRE).id,
        opens_at=at(wave.opens, 8),
        closes_at=at(closes, 18),
        method={"approved_by": MANAGER},
    )
    made = plans.open_from_line(session, plan, line, form, actor=actor, now=now)
    frame = [stage.customers[told["code"]].id for told in active_customers()]
    frames.fix_frame(session, made, frame, actor=actor, now=now)
    stage.waves[wave.key] = made


def _open(wave: Wave, stage: Stage, now: datetime) -> None:
    """Opens the wave and gives every contact of the frame a questionnaire."""
    session, actor, made = stage.session, stage.actor(QUALITY), stage.waves[wave.key]
    waves.open_wave(session, made, notice_confirmed=True, method_confirmed=True, actor=actor, now=now)
    modes = {person.contact["phone"]: person.mode for person in people(wave)}
    for told in active_customers():
        for contact in told["contacts"]:
            invitations.issue(
                session,
                made,
                stage.customers[told["code"]].id,
                secret=stage.secrets[0],
                actor=actor,
                now=now,
                contact_id=stage.contacts[contact["phone"]].id,
                mode=modes.get(contact["phone"], "link"),
            )
    add_collector(
        session, made, "随货资料上的二维码", kind="qr", secret=stage.secrets[0], actor=actor, now=now
    )


def _unreached(wave: Wave, code: str, disposition: str, stage: Stage, now: datetime) -> None:
    made, customer = stage.waves[wave.key], stage.customers[code]
    frames.set_disposition(stage.session, made, customer.id, disposition, actor=stage.actor(QUALITY), now=now)


def _close(wave: Wave, stage: Stage, now: datetime) -> None:
    waves.close_wave(stage.session, stage.waves[wave.key], actor=stage.actor(QUALITY), now=now)
