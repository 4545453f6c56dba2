"""The machine's suggested reasons for an interview: to choose from, never chosen; and how often people agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.coding.agreement import is_learnt
from survey.coding.models import Reading
from survey.customers.persons import masker
from survey.instrument.library import reason_tree
from survey.interviews.models import Interview
from survey.responses.models import Verbatim
from survey.stats import Estimate, cohen_kappa, wilson
from survey.text.vocabulary import NEVER_SUGGESTED

__all__ = ["ReasonAgreement", "Suggestion", "best", "reason_agreement", "telling_notes", "told_reasons"]

MOST: Final = 3
TELLING: Final = ("stated", "main_reason", "trigger")
"""The notes that tell the reason itself."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code of the reason tree with the words in the notes that speak for it."""

    code: str
    words: tuple[str, ...]


def best(readings: Iterable[Sequence[dict[str, Any]]]) -> tuple[Suggestion, ...]:
    """Up to three codes over all notes (`Reading.to_dict()["reasons"]` of each), the strongest first.

    The strengths of a code are added up over the notes. Codes that are not in the tree, restricted ones and
    our own ending of a relation are never among them.
    """
    tree = reason_tree()
    strengths: dict[str, float] = {}
    words: dict[str, list[str]] = {}
    for reasons in readings:
        for one in reasons:
            code = str(one["code"])
            if (
                code not in tree.codes
                or tree.first_level(code) in NEVER_SUGGESTED
                or tree.by_code(code).restricted
            ):
                continue
            strengths[code] = strengths.get(code, 0.0) + float(one["score"])
            words.setdefault(code, []).extend(str(word) for word in one["words"])
    ordered = sorted(strengths, key=lambda code: (-strengths[code], code))[:MOST]
    return tuple(Suggestion(code, tuple(dict.fromkeys(words[code]))) for code in ordered)


def telling_notes(interview: Interview | None) -> list[str]:
    """The notes that tell why the customer left; none without consent to notes being taken."""
    if interview is None or not interview.consent_notes:
        return []
    notes = [interview.stated_text, *(str(interview.notes.get(key, "")) for key in TELLING)]
    return [text for text in dict.fromkeys(note.strip() for note in notes) if text]


@dataclass(frozen=True, slots=True)
class ReasonAgreement:
    """First-level reasons: the machine's first suggestion against the code that a person gave the customer's words."""

    engine: str
    kappa: Estimate
    first: Estimate
    """The share whose first suggestion is the person's code."""
    among_three: Estimate

    def to_json(self) -> dict[str, Any]:
        """The figures as the command prints them."""
        return {
            "engine": self.engine,
            "aspect": "reason",
            "kappa": self.kappa.to_json(),
            "same": self.first.to_json(),
            "among_three": self.among_three.to_json(),
        }


def reason_agreement(session: Session) -> list[ReasonAgreement]:
    """Agreement by engine over the finished interviews whose stated reason a person coded.

    Notes that a company's model was fitted on do not count for engines with one.
    """
    tree = reason_tree()
    rows = session.execute(
        sa.select(Interview.ref, Interview.stated_code, Reading.engine, Reading.detail, Verbatim.text)
        .join(Verbatim, sa.and_(Verbatim.source == "interview", Verbatim.source_ref == Interview.ref))
        .join(Reading, Reading.verbatim_id == Verbatim.id)
        .where(Verbatim.gone.is_(False), Verbatim.item_key.in_(TELLING), Interview.stated_code != "")
        .order_by(Interview.id, Verbatim.id)
    )
    notes: dict[tuple[str, str, str], list[Sequence[dict[str, Any]]]] = {}
    hide = masker(session)
    for ref, code, engine, detail, text in rows:
        if not is_learnt(engine, text, hide):
            notes.setdefault((engine, ref, code), []).append(detail.get("reasons", ()))
    pairs: dict[str, list[tuple[str, list[str]]]] = {}
    for (engine, _ref, code), found in notes.items():
        if code in tree.codes:
            told = [tree.first_level(one.code) for one in best(found)]
            pairs.setdefault(engine, []).append((tree.first_level(code), told))
    return [_agreement(engine, found) for engine, found in sorted(pairs.items(), reverse=True)]


def told_reasons(session: Session) -> dict[int, str]:
    """Verbatim → the code that a person gave the customer's own reason, for the notes that tell it."""
    rows = session.execute(
        sa.select(Verbatim.id, Interview.stated_code)
        .join(Interview, sa.and_(Verbatim.source == "interview", Verbatim.source_ref == Interview.ref))
        .where(Verbatim.gone.is_(False), Verbatim.item_key.in_(TELLING), Interview.stated_code != "")
    )
    known = reason_tree().codes
    return {
        verbatim_id: code
        for verbatim_id, code in rows
        if code in known and reason_tree().first_level(code) not in NEVER_SUGGESTED
    }


def _agreement(engine: str, pairs: Sequence[tuple[str, list[str]]]) -> ReasonAgreement:
    people = [code for code, _ in pairs]
    machine = [told[0] if told else "" for _, told in pairs]
    n = len(pairs)
    return ReasonAgreement(
        engine,
        cohen_kappa(people, machine).kappa,
        wilson(sum(a == b for a, b in zip(people, machine, strict=True)), n),
        wilson(sum(code in told for code, told in pairs), n),
    )
