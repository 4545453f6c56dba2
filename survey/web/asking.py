"""A whole questionnaire on one page, for staff who type in answers: laid out, and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from survey.instrument.answers import Parsed, finish, parse_items
from survey.instrument.definition import Definition, Section
from survey.language import Message, m
from survey.questions import Answers, Item, Scale, get
from survey.web.question_pages import Raws, render_section

__all__ = [
    "ROLES",
    "FormSection",
    "Typed",
    "asked",
    "filled",
    "lay_out",
    "raws_of",
    "read_form",
    "role_label",
]

ROLES: Mapping[str, Message] = {
    "importance": m("重要程度"),
    "expectation": m("期望程度"),
    "performance": m("满意程度"),
    "perception": m("实际感受"),
    "score": m("评价"),
}


@dataclass(frozen=True, slots=True)
class FormSection:
    """A section with its cards, and the scales that its items are rated on."""

    section: Section
    cards: Markup
    scales: tuple[tuple[Message, Scale], ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed in: the answers ready to be stored, what is wrong, what the routing left out."""

    answers: Answers
    problems: Mapping[str, Message]
    raws: Raws
    left_out: int
    """Items answered although the answers before them do not lead there."""


def lay_out(
    definition: Definition,
    raws: Raws,
    problems: Mapping[str, Message],
    language: str,
    *,
    privacy: str,
    values: Mapping[str, str],
) -> list[FormSection]:
    """Every section with all its items as cards, numbered through, conditions left aside."""
    sections, number = [], 1
    for section in definition.sections:
        if section.items:
            cards = render_section(
                definition,
                section,
                raws,
                problems,
                language,
                privacy=privacy,
                values=values,
                first_number=number,
            )
            sections.append(FormSection(section, cards, _scales(definition, section.items)))
        number += sum(get(item.type).asks for item in section.items)
    return sections


def read_form(definition: Definition, form: Mapping[str, Sequence[str]]) -> Typed:
    """The answers in a form with the whole questionnaire; required items may stay open (as on paper)."""
    parsed: Parsed = parse_items(definition, asked(definition), form)
    answers = finish(definition, parsed.answers, check_required=False)
    left_out = [key for key in parsed.answers if filled(parsed.answers, key) and key not in answers]
    return Typed(answers, parsed.problems, parsed.raws, len({key.partition(":")[0] for key in left_out}))


def asked(definition: Definition) -> list[Item]:
    """The items that ask something."""
    return [item for item in definition.items() if get(item.type).asks]


def filled(answers: Answers, key: str) -> bool:
    """Whether anything stands under `key`."""
    return answers.get(key) not in (None, "", [])


def raws_of(definition: Definition, answers: Answers) -> dict[str, dict[str, list[str]]]:
    """What a form would have sent for these answers, to fill it again."""
    return {
        item.key: get(item.type).to_raw(item, answers) for item in asked(definition) if item.key in answers
    }


def role_label(item: Item, role: str) -> Message:
    """What a scale of the item measures, in words."""
    if role == "performance" and "expectation" in item.scales:
        return ROLES["perception"]
    return ROLES.get(role, ROLES["score"])


def _scales(definition: Definition, items: Sequence[Item]) -> tuple[tuple[Message, Scale], ...]:
    found: dict[tuple[str, str], tuple[Message, Scale]] = {}
    for item in items:
        for role, key in item.scales.items():
            label = role_label(item, role)
            found.setdefault((str(label), key), (label, definition.scale_by_key[key]))
    return tuple(found.values())
