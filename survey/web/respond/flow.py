"""What happens with a page that was sent: saved, gone back from, sent back, or the whole submitted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from flask import current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as WebResponse

from survey.errors import InvalidAnswer, NotFound
from survey.fieldwork import drafts, tokens
from survey.instrument.answers import Parsed, finish, missing, parse_section
from survey.instrument.definition import Section
from survey.instrument.routing import path, previous_section, section_after
from survey.language import m
from survey.questions import Answers, Item, get
from survey.questions.scaled import WHY, is_low
from survey.responses.rows import Submission, pack
from survey.responses.submission import receipt_of, submit
from survey.web.context import database, settings
from survey.web.respond.pages import Filled, page
from survey.web.respond.visit import Visit, cookie_name

__all__ = ["keep", "section_of", "send", "where_to_go_on"]

WITHOUT_SCRIPT: Final = "plain"
"""The field that the script takes away: without it fields cannot open by themselves everywhere."""
COOKIE_SECONDS: Final = 60 * 24 * 3600
SEE_OTHER: Final = 303


def section_of(visit: Visit, key: str) -> Section:
    """The section `key` of the questionnaire; raises NotFound."""
    section = visit.definition.section(key)
    if section is None:
        raise NotFound(m("问卷中没有这一页。请重新打开链接。"))
    return section


def where_to_go_on(visit: Visit) -> Section:
    """The first page not finished: where the saved answers say, else the beginning."""
    answers = visit.answers
    way = path(visit.definition, answers)
    saved = way.step(visit.door.draft.section) if visit.door.draft else None
    return (saved or way.steps[0]).section


def send(visit: Visit, section: Section) -> ResponseReturnValue:
    """Takes one page: back to the one before, on to the next, or, after the last, the whole response."""
    parsed = parse_section(visit.definition, section, _form())
    answers = visit.answers | parsed.answers
    before = path(visit.definition, visit.answers).step(section.key)
    if request.form.get("go") == "back":
        target = previous_section(visit.definition, answers, section.key) or section
        return _keep_and(visit, answers, target, lambda: _go(visit, visit.address(target.key)))
    shown = before.items if before else section.items
    problems = parsed.problems | missing([one for one in shown if one.key not in parsed.problems], answers)
    if problems:
        filled = Filled(parsed.raws, problems, status=422)
    elif whys := _unexplained(visit, shown, parsed):
        filled = Filled(parsed.raws, open_whys=whys)
    else:
        return _onward(visit, section, shown, answers)
    return _keep_and(visit, answers, section, lambda: page(visit, section, answers, filled))


def keep(visit: Visit, section: Section) -> ResponseReturnValue:
    """Keeps what is typed so far, as far as it can be read; says nothing."""
    parsed = parse_section(visit.definition, section, _form())
    _save(visit, visit.answers | parsed.answers, section.key)
    return _with_cookie(visit, WebResponse(status=204))


def _onward(visit: Visit, section: Section, shown: Sequence[Item], answers: Answers) -> ResponseReturnValue:
    way = path(visit.definition, answers)
    after = way.step(section.key)
    known = {one.key for one in shown}
    opened = [one for one in (after.items if after else ()) if one.key not in known]
    if opened:  # an answer on this page has brought up further items of the same page
        anchor = f"q-{opened[0].key}"
        return _keep_and(visit, answers, section, lambda: _go(visit, visit.address(section.key, anchor)))
    following = section_after(visit.definition, way, section.key)
    if following is None:
        return _submit(visit, answers)
    return _keep_and(visit, answers, following, lambda: _go(visit, visit.address(following.key)))


def _submit(visit: Visit, answers: Answers) -> ResponseReturnValue:
    definition = visit.definition
    try:
        finished = finish(definition, answers)
    except InvalidAnswer as refused:
        return _back_to_the_first(visit, answers, list(refused.problems))
    door = visit.door
    packed = pack(
        Submission(
            wave_id=door.wave_id,
            version_id=door.version_id,
            privacy=door.privacy,
            definition=door.definition,
            key=visit.key,
            answers=finished,
            now=visit.now,
            time_zone=door.company.time_zone,
            mode=door.mode,
            language=visit.look.language,
            started_at=visit.started_at,
            invitation_id=door.invitation_id,
            collector_id=door.collector_id,
            customer_id=door.customer_id,
            contact_id=door.contact_id,
            segments={
                "class_key": door.class_key,
                "region": door.region,
                "industry": door.industry,
                "product_line": door.product_line,
            },
            declared_segments=door.segments,
            k_min=door.k_min,
            record_no=door.record_no,
        )
    )
    with database().writing() as unit:
        submit(unit, packed)
    return _go(visit, visit.address("thanks"))


def _back_to_the_first(visit: Visit, answers: Answers, open_keys: list[str]) -> ResponseReturnValue:
    """A required item on an earlier page is open (the page was skipped): that page, with its problem."""
    for step in path(visit.definition, answers).steps:
        problems = missing([one for one in step.items if one.key in open_keys], answers)
        if problems:
            raws = {item.key: get(item.type).to_raw(item, answers) for item in step.items}
            filled, section = Filled(raws, problems, status=422), step.section
            return _keep_and(visit, answers, section, lambda: page(visit, section, answers, filled))  # noqa: B023
    raise AssertionError("an open item lies on no page")


def _unexplained(visit: Visit, shown: Sequence[Item], parsed: Parsed) -> list[str]:
    """Items rated low without a word of why, where the browser cannot have opened the field itself.

    Asked once: the page that comes back does not carry the sign of it any more.
    """
    if WITHOUT_SCRIPT not in request.form:
        return []
    scales = visit.definition.scale_by_key
    low = []
    for item in shown:
        value = parsed.answers.get(item.key)
        rated = value[-1] if isinstance(value, list) and value else value
        asks_why = WHY in get(item.type).form_parts(item)
        on = [scales[key] for key in item.scales.values() if key in scales]
        if asks_why and on and is_low(rated, on[-1]) and f"{item.key}:{WHY}" not in parsed.answers:
            low.append(item.key)
    return low


def _form() -> Mapping[str, Sequence[str]]:
    return {name: texts for name, texts in request.form.lists() if name.startswith("q.")}


def _keep_and(
    visit: Visit, answers: Answers, section: Section, answer: Callable[[], ResponseReturnValue]
) -> ResponseReturnValue:
    """Keeps the answers so far, to go on at `section`, and answers; or says that all is submitted."""
    return answer() if _save(visit, answers, section.key) else _go(visit, visit.address("thanks"))


def _save(visit: Visit, answers: Answers, section: str) -> bool:
    """Keeps the answers so far; False when the key was used to submit, by a click before this one."""
    hashed = tokens.key_hash(visit.key)
    with database().writing() as connection:
        unsure = visit.door.draft is None and not visit.door.knows_return
        if unsure and receipt_of(connection, visit.key, hashed) is not None:
            return False
        drafts.save(
            connection,
            hashed,
            wave_id=visit.door.wave_id,
            answers=answers,
            section=section,
            started_at=visit.started_at,
            now=visit.now,
        )
    return True


def _go(visit: Visit, address: str) -> ResponseReturnValue:
    return _with_cookie(visit, current_app.response_class(status=SEE_OTHER, headers={"Location": address}))


def _with_cookie(visit: Visit, answer: WebResponse) -> WebResponse:
    """The browser keeps the key of an open link, for its pages alone."""
    if visit.door.collector_id is not None:
        answer.set_cookie(
            cookie_name(visit.token),
            visit.key,
            max_age=COOKIE_SECONDS,
            path=f"/r/{visit.token}",
            secure=settings().secure,
            httponly=True,
            samesite="Lax",
        )
    return answer
