"""The lost customers' interviews: judged by sales, held by others, coded twice, adjudicated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from survey.demo import content
from survey.demo.content import TODAY, at, dice
from survey.demo.register import QUALITY, REVIEWER
from survey.demo.stage import Event, Stage
from survey.interviews import finishing, recording, root_cause, service
from survey.interviews.fields import note_field
from survey.interviews.models import Case

__all__ = ["events"]

INTERVIEWERS: Final = ("客服部 秦主管", "技术部 莫工")
RECORDED: Final = (
    *("stated_text", "stated_code", "first_doubt_on", "touchpoint", "destination", "lost_sales"),
    *("lost_sales_source", "preventable", "improvement", "come_back", "call_again_on", "confidence"),
)
INTERVIEWED: Final = ("complete", "former", "partial")
"""The kinds of loss that are interviewed; what we ended or what pauses is not."""
QUOTATIONS: Final = {"unnamed": 6, "named": 2, "none": 2}


def events() -> Iterator[Event]:
    """The interviews as they were held, and what is still to be done."""
    told = {interview["customer"]: interview for interview in content.interviews()}
    lost = [one for one in content.customers() if "loss" in one and one["loss"]["kind"] in INTERVIEWED]
    for customer in lost:
        recognised = date.fromisoformat(customer["loss"]["recognised_on"])
        yield Event(at(recognised + timedelta(days=1), 10), partial(_open, customer["code"]))
        if customer["code"] in told:
            yield from _interview(told[customer["code"]], customer)
    waiting = [customer["code"] for customer in lost if customer["code"] not in told]
    for code, outcome in zip(waiting, ("no_answer", "appointed"), strict=False):
        yield Event(
            at(TODAY - timedelta(days=2), 15), partial(_tried, code, outcome, TODAY + timedelta(days=5))
        )


def _interview(told: dict[str, Any], customer: dict[str, Any]) -> Iterator[Event]:
    held = date.fromisoformat(told["held_on"])
    code = customer["code"]
    if dice("no answer", code).random() < 0.4:
        yield Event(at(held - timedelta(days=8), 14), partial(_tried, code, "no_answer", held))
    yield Event(at(held - timedelta(days=6), 10), partial(_tried, code, "appointed", held))
    yield Event(at(held - timedelta(days=3), 9), partial(_attribute, told, customer["owner"]))
    yield Event(at(held, 15), partial(_hold, told))
    yield Event(at(held + timedelta(days=3), 10), partial(_code_again, told))
    if told["root_code1"] != told["root_code2"]:
        yield Event(at(held + timedelta(days=5), 10), partial(_adjudicate, told))


def _interviewer(code: str) -> str:
    return INTERVIEWERS[int(code.removeprefix("KH-")) % len(INTERVIEWERS)]


def _open(code: str, stage: Stage, now: datetime) -> None:
    actor = stage.actor(QUALITY)
    (case,) = service.open_cases(stage.session, [stage.losses[code].ref], actor=actor, now=now)
    service.assign(stage.session, case, stage.users[_interviewer(code)].id, actor=actor, now=now)
    stage.cases[code] = case


def _tried(code: str, outcome: str, held: date, stage: Stage, now: datetime) -> None:
    service.log_attempt(
        stage.session,
        stage.cases[code],
        outcome,
        actor=stage.actor(_interviewer(code)),
        now=now,
        appointed_at=at(held, 14) if outcome == "appointed" else None,
    )


def _attribute(told: dict[str, Any], owner: str, stage: Stage, now: datetime) -> None:
    service.record_attribution(
        stage.session,
        stage.cases[told["customer"]],
        told["staff_code"],
        told["staff_text"],
        actor=stage.actor(owner),
        now=now,
    )


def _hold(told: dict[str, Any], stage: Stage, now: datetime) -> None:
    """The talk, the record after it and the first coding, all by the interviewer."""
    session, case = stage.session, stage.cases[told["customer"]]
    actor = stage.actor(_interviewer(told["customer"]))
    _save(stage, case, "talk", _talk(told), now)
    _save(stage, case, "record", _record(told), now)
    interview = recording.interview_of(session, case)
    assert interview is not None
    root_cause.code_first(session, case, interview, told["root_code1"], actor=actor, now=now)
    finishing.finish(session, case, interview, actor=actor, now=now)


def _save(stage: Stage, case: Case, section: str, typed: dict[str, str], now: datetime) -> None:
    before = recording.interview_of(stage.session, case)
    saved = recording.save(
        stage.session,
        case,
        section,
        typed,
        stamp=before.stamp if before else 0,
        seen={},
        actor=stage.actor(_interviewer(case.customer.code)),
        now=now,
    )
    if not saved.whole:
        raise ValueError(f"{case.customer.code} {section}: {dict(saved.problems)}")


def _talk(told: dict[str, Any]) -> dict[str, str]:
    quotation = dice("quotation", told["customer"]).choices(
        list(QUOTATIONS), weights=list(QUOTATIONS.values())
    )[0]
    return {
        "held_on": told["held_on"],
        "mode": told["mode"],
        "interviewee_role": told["interviewee_role"],
        "consent_notes": "yes",
        "quotation": quotation,
        "rating": str(told["rating_before"]),
        **{note_field(key): text for key, text in told["notes"].items()},
    }


def _record(told: dict[str, Any]) -> dict[str, str]:
    shares = ";".join(f"{part['code']}={part['weight']}" for part in told["contributing"])
    known = {name: str(told[name]) for name in RECORDED if told[name] is not None}
    return known | {"contributing": shares}


def _code_again(told: dict[str, Any], stage: Stage, now: datetime) -> None:
    case = stage.cases[told["customer"]]
    interview = recording.interview_of(stage.session, case)
    assert interview is not None
    root_cause.code_second(
        stage.session, case, interview, told["root_code2"], actor=stage.actor(REVIEWER), now=now
    )


def _adjudicate(told: dict[str, Any], stage: Stage, now: datetime) -> None:
    case = stage.cases[told["customer"]]
    interview = recording.interview_of(stage.session, case)
    assert interview is not None
    root_cause.adjudicate(
        stage.session, case, interview, told["adjudicated_code"], actor=stage.actor(QUALITY), now=now
    )
