"""The interview's record field by field, each as the text that stands in a form."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from survey.customers.importing import parse_amount, parse_day
from survey.customers.words import CONTACT_ROLES, SHARE_SOURCES
from survey.errors import InvalidInput
from survey.instrument.library import reason_tree
from survey.interviews import words
from survey.interviews.guide import GUIDE_KEYS, SCREENING_KEYS
from survey.interviews.models import Interview
from survey.language import m

__all__ = ["DEFAULT_WEIGHTS", "FIELDS", "SECTIONS", "Field", "digest", "note_field", "same_text"]

LONGEST_NOTE: Final = 20_000
DEFAULT_WEIGHTS: Final[Mapping[int, tuple[int, ...]]] = {1: (100,), 2: (60, 40), 3: (50, 30, 20)}
"""Weights of contributing reasons in order, where none were typed."""


@dataclass(frozen=True, slots=True)
class Field:
    """How one field is read from a form and written into one; `take` raises InvalidInput."""

    show: Callable[[Interview], str]
    put: Callable[[Interview, str], None]
    restricted: bool = False


def note_field(key: str) -> str:
    """The name of the field that holds the words on a question."""
    return f"note:{key}"


def same_text(text: str) -> str:
    """A text as it is kept: one kind of line break, no invisible rim."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def digest(text: str) -> str:
    """A short mark of a text, by which a form says what it was based on."""
    return hashlib.sha256(same_text(text).encode()).hexdigest()[:12]


def _note(key: str) -> Field:
    def put(interview: Interview, text: str) -> None:
        _not_longer(text, LONGEST_NOTE)
        notes = {**interview.notes, key: text}
        interview.notes = {name: words for name, words in notes.items() if words}

    return Field(lambda interview: str(interview.notes.get(key, "")), put)


def _text(name: str, longest: int, *, restricted: bool = False) -> Field:
    def put(interview: Interview, text: str) -> None:
        _not_longer(text, longest)
        setattr(interview, name, text)

    return Field(lambda interview: getattr(interview, name), put, restricted)


def _choice(name: str, allowed: Callable[[], Mapping[str, Any]], *, empty: str = "") -> Field:
    def put(interview: Interview, text: str) -> None:
        if text and text not in allowed():
            raise InvalidInput(m("请从列出的选项中选择。"))
        setattr(interview, name, text or empty)

    return Field(lambda interview: getattr(interview, name), put)


def _reason(name: str) -> Field:
    def put(interview: Interview, text: str) -> None:
        _known_reason(text)
        setattr(interview, name, text)

    return Field(lambda interview: getattr(interview, name), put)


def _day(name: str) -> Field:
    def put(interview: Interview, text: str) -> None:
        day = parse_day(text) if text else None
        if text and day is None:
            raise InvalidInput(m("日期写成 2026-03-31 的样子。"))
        setattr(interview, name, day)

    def show(interview: Interview) -> str:
        day: date | None = getattr(interview, name)
        return day.isoformat() if day else ""

    return Field(show, put)


def _yes(name: str) -> Field:
    def put(interview: Interview, text: str) -> None:
        setattr(interview, name, text == "yes")

    return Field(lambda interview: "yes" if getattr(interview, name) else "", put)


def _yes_no_unknown(name: str) -> Field:
    def put(interview: Interview, text: str) -> None:
        setattr(interview, name, {"yes": True, "no": False}.get(text))

    return Field(
        lambda interview: {True: "yes", False: "no"}.get(getattr(interview, name), ""),
        put,
    )


def _rating() -> Field:
    def put(interview: Interview, text: str) -> None:
        if text and text not in {str(point) for point in range(1, 11)}:
            raise InvalidInput(m("请填写 %(low)g 到 %(high)g 之间的数字。", low=1, high=10))
        interview.rating = int(text) if text else None

    return Field(lambda interview: "" if interview.rating is None else str(interview.rating), put)


def _amount(name: str) -> Field:
    def put(interview: Interview, text: str) -> None:
        amount = parse_amount(text) if text else None
        if text and amount is None:
            raise InvalidInput(m("金额写成不小于 0 的数字，例如 125000.00，单位元。"))
        setattr(interview, name, amount)

    def show(interview: Interview) -> str:
        amount: float | None = getattr(interview, name)
        return "" if amount is None else f"{amount:.2f}".removesuffix(".00")

    return Field(show, put)


def _contributing() -> Field:
    def show(interview: Interview) -> str:
        return ";".join(f"{code}={float(weight):g}" for code, weight in interview.contributing)

    def put(interview: Interview, text: str) -> None:
        interview.contributing = [[code, weight] for code, weight in parse_contributing(text)]

    return Field(show, put)


def parse_contributing(text: str) -> list[tuple[str, float]]:
    """The ranked reasons in `B2.1=60;B5.1=40`; no weights at all mean the default ones."""
    parts = [part.partition("=") for part in text.replace(":", "=").split(";") if part.strip(" =")]
    codes = [code.strip() for code, _, _ in parts]
    typed = [weight.strip() for _, _, weight in parts]
    for code in codes:
        if not code:
            raise InvalidInput(m("有权重，没有选原因。"))
        _known_reason(code)
    if len(codes) > 3:
        raise InvalidInput(m("促成因素最多三个。"))
    if len(set(codes)) < len(codes):
        raise InvalidInput(m("同一个原因选了两次。"))
    if not codes:
        return []
    if not any(typed):
        return list(zip(codes, map(float, DEFAULT_WEIGHTS[len(codes)]), strict=True))
    weights = [parse_amount(weight) if weight else None for weight in typed]
    if any(weight is None or weight <= 0 for weight in weights):
        raise InvalidInput(m("每个促成因素都要有大于 0 的权重。"))
    known = [weight for weight in weights if weight is not None]
    if abs(sum(known) - 100) > 1e-9:
        raise InvalidInput(m("权重合计要等于 100，现在是 %(sum)g。", sum=sum(known)))
    return list(zip(codes, known, strict=True))


def _known_reason(code: str) -> None:
    if code and code not in reason_tree().codes:
        raise InvalidInput(m("原因分类表里没有“%(code)s”。", code=code[:20]))


def _not_longer(text: str, longest: int) -> None:
    if len(text) > longest:
        raise InvalidInput(m("最多 %(n)d 个字。", n=longest))


FIELDS: Final[Mapping[str, Field]] = {
    **{note_field(key): _note(key) for key in (*SCREENING_KEYS, *GUIDE_KEYS)},
    "held_on": _day("held_on"),
    "mode": _choice("mode", lambda: words.MODES, empty="phone"),
    "interviewee_role": _choice("interviewee_role", lambda: CONTACT_ROLES),
    "consent_notes": _yes("consent_notes"),
    "consent_recording": _yes("consent_recording"),
    "quotation": _choice("quotation", lambda: words.QUOTATIONS, empty="none"),
    "restricted_note": _text("restricted_note", LONGEST_NOTE, restricted=True),
    "rating": _rating(),
    "stated_text": _text("stated_text", LONGEST_NOTE),
    "stated_code": _reason("stated_code"),
    "contributing": _contributing(),
    "controllable": _yes_no_unknown("controllable"),
    "controllable_why": _text("controllable_why", 300),
    "first_doubt_on": _day("first_doubt_on"),
    "touchpoint": _choice("touchpoint", words.touchpoints),
    "destination": _choice("destination", lambda: words.DESTINATIONS),
    "destination_name": _text("destination_name", 120, restricted=True),
    "lost_sales": _amount("lost_sales"),
    "lost_sales_source": _choice("lost_sales_source", lambda: SHARE_SOURCES),
    "preventable": _choice("preventable", lambda: words.PREVENTABLE),
    "preventable_until": _day("preventable_until"),
    "improvement": _choice("improvement", lambda: words.IMPROVEMENTS),
    "come_back": _choice("come_back", lambda: words.COME_BACK),
    "call_again_on": _day("call_again_on"),
    "confidence": _choice("confidence", lambda: words.CONFIDENCE),
}

_TALK: Final = (
    "held_on",
    "mode",
    "interviewee_role",
    "consent_notes",
    "consent_recording",
    "quotation",
    "rating",
    "restricted_note",
)
SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "screening": tuple(map(note_field, SCREENING_KEYS)),
    "talk": (*_TALK, "stated_code", *map(note_field, GUIDE_KEYS)),
    "record": tuple(name for name in FIELDS if name not in _TALK and not name.startswith("note:")),
}
"""Page → the fields that its form saves."""
