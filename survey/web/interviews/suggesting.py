"""Reason codes that the notes suggest: asked of a worker, shown with their words, never filled in unasked."""

from __future__ import annotations

from dataclasses import dataclass

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from survey import jobs
from survey.errors import Unavailable
from survey.instrument.library import reason_tree
from survey.interviews.access import case_by_ref, require_result
from survey.interviews.machine import Suggestion, best, telling_notes
from survey.interviews.models import Interview
from survey.interviews.recording import interview_of
from survey.language import Message, m
from survey.questions import text_in
from survey.web.access import allow
from survey.web.context import actor, database
from survey.web.i18n import language, translate
from survey.web.interviews.blueprint import WORKERS, bp

__all__ = ["Suggested", "suggestions", "suggestions_asked_for"]

NO_NOTES = m("先记下客户说的主要原因并保存，才有建议。没有同意记录的，不送去阅读。")
NOTHING = m("从记录里没有读出可能的原因。")


@dataclass(frozen=True, slots=True)
class Suggested:
    """Up to three codes, or the sentence that says why there are none."""

    codes: tuple[Suggestion, ...] = ()
    message: Message | None = None


@bp.get("/<ref>/suggestions")
@allow(*WORKERS)
def suggestions(ref: str) -> ResponseReturnValue:
    """The suggested codes as JSON, for the page's script."""
    with database().reading() as session:
        case = case_by_ref(session, ref, actor())
        require_result(session, case, actor())
        found = _suggested(interview_of(session, case))
    tree = reason_tree()
    return jsonify(
        codes=[
            {
                "code": one.code,
                "label": text_in(tree.by_code(one.code).label, language()),
                "words": list(one.words),
            }
            for one in found.codes
        ],
        message=translate(found.message),
    )


def suggestions_asked_for(interview: Interview | None) -> Suggested | None:
    """The suggestions where the address asks for them (`?suggest=1`): a page without scripts."""
    return _suggested(interview) if request.args.get("suggest") else None


def _suggested(interview: Interview | None) -> Suggested:
    notes = telling_notes(interview)
    if not notes:
        return Suggested(message=NO_NOTES)
    try:
        found = best(jobs.ask(database(), "coding.suggest_reasons", notes))
    except Unavailable as refusal:
        return Suggested(message=refusal.message)
    return Suggested(found) if found else Suggested(message=NOTHING)
