"""The cards of a section's items, for respondents, for the builder's preview and for staff who type in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from flask import current_app
from flask_babel import force_locale
from markupsafe import Markup

from survey.instrument.definition import Definition, Section
from survey.instrument.piping import fill
from survey.language import Message
from survey.questions import Item, Text, get, text_in
from survey.web.i18n import LOCALES, translate

__all__ = ["render_items", "render_section", "texts_in"]

Raws = Mapping[str, Mapping[str, Sequence[str]]]


def texts_in(language: str, values: Mapping[str, str] | None = None) -> Callable[[Text | None], str]:
    """Gives a definition's texts in `language`, with the placeholders in `values` filled in."""
    return lambda text: fill(text_in(text, language), values or {})


def render_section(
    definition: Definition,
    section: Section,
    raws: Raws,
    problems: Mapping[str, Message],
    language: str,
    *,
    privacy: str = "named",
    values: Mapping[str, str] | None = None,
    first_number: int = 1,
) -> Markup:
    """Every item of the section as a card, conditions left aside."""
    return render_items(
        definition,
        section.items,
        raws,
        problems,
        language,
        privacy=privacy,
        values=values,
        first_number=first_number,
    )


def render_items(
    definition: Definition,
    items: Iterable[Item],
    raws: Raws,
    problems: Mapping[str, Message],
    language: str,
    *,
    privacy: str = "named",
    values: Mapping[str, str] | None = None,
    first_number: int = 1,
    open_whys: Collection[str] = (),
) -> Markup:
    """The items as cards, numbered from `first_number`, filled with `raws`, each with its problem.

    `open_whys` names the items whose short reason stands open.
    """
    environment = current_app.jinja_env
    t = texts_in(language, values)
    cards: list[str] = []
    number = first_number
    with force_locale(LOCALES[language]):
        for item in items:
            kind = get(item.type)
            cards.append(
                environment.get_template(f"question_types/{item.type}/answer.html").render(
                    item=item,
                    type=kind,
                    t=t,
                    scales=definition.scale_by_key,
                    raw=raws.get(item.key, {}),
                    error=translate(problems[item.key]) if item.key in problems else "",
                    number=number if kind.asks else None,
                    privacy=privacy,
                    show_why=item.key in open_whys,
                )
            )
            number += kind.asks
    # Every card was rendered by an autoescaping template of ours.
    return Markup("\n".join(cards))  # noqa: S704
