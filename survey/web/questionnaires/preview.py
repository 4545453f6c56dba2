"""The questionnaire as respondents see it, at the width of a phone; nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from survey.fieldwork.notices import ENDING, company_values, default_who_can_see
from survey.instrument.definition import Definition, Section
from survey.instrument.minutes import minutes
from survey.questionnaires import queries
from survey.questions import Item, get
from survey.web.context import company, database
from survey.web.i18n import language as reader_language
from survey.web.question_pages import render_items, texts_in
from survey.web.questionnaires.blueprint import bp, readers

__all__: list[str] = []


@bp.get("/<ref>/preview")
@readers
def preview(ref: str) -> ResponseReturnValue:
    with database().reading() as session:
        row = queries.by_ref(session, ref)
    return _page(queries.draft_of(row), url_for(".preview", ref=ref), url_for(".show", ref=ref))


@bp.get("/versions/<ref>/preview")
@readers
def preview_version(ref: str) -> ResponseReturnValue:
    with database().reading() as session:
        definition = queries.definition_of(queries.version_by_ref(session, ref))
    return _page(definition, url_for(".preview_version", ref=ref), url_for(".version", ref=ref))


def _page(definition: Definition, here: str, back: str) -> ResponseReturnValue:
    """One section as a page; conditions are not followed, so that everything can be looked at."""
    asked = request.args.get("lang") or reader_language()
    language = asked if asked in definition.languages else "zh"
    last = len(definition.sections) - 1
    place = min(max(request.args.get("page", 0, type=int), 0), last)
    section = definition.sections[place]
    values = _values(definition, language)
    return render_template(
        "questionnaires/preview.html",
        definition=definition,
        section=section,
        place=place,
        last=last,
        cards=_cards(definition, section, language, values),
        t=texts_in(language, values),
        shown_language=language,
        here=here,
        back=back,
    )


def _cards(
    definition: Definition, section: Section, language: str, values: Mapping[str, str]
) -> list[tuple[Item, Markup]]:
    """Each item of the section with its card, numbered as in the whole questionnaire."""
    asked = [item.key for item in definition.items() if get(item.type).asks]
    numbers = {key: number for number, key in enumerate(asked, start=1)}
    return [
        (
            item,
            render_items(
                definition,
                [item],
                {},
                {},
                language,
                values=values,
                first_number=numbers.get(item.key, 1),
            ),
        )
        for item in section.items
    ]


def _values(definition: Definition, language: str) -> dict[str, str]:
    """What is known before a survey is opened; the rest (the period, say) stays visible as a placeholder."""
    firm = company()
    known = company_values(firm) | {
        "department": definition.department or firm.department,
        "who_can_see": default_who_can_see(firm, "named", language).rstrip(ENDING),
        "minutes": str(minutes(definition)),
    }
    return {name: value for name, value in known.items() if value}
