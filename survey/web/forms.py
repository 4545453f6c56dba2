"""What all staff forms share: their small parts, and a service's refusal shown at the fields it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.widgets import CheckboxInput, ListWidget

from survey.errors import InvalidInput, SurveyError
from survey.language import Message
from survey.web.i18n import translate

__all__ = [
    "NOT_CHOSEN",
    "REQUIRED",
    "Boxes",
    "SelectChoice",
    "choices_of",
    "form_page",
    "show_problems",
    "showing_problems",
    "text",
]

REQUIRED: Final = _l("请填写这一项。")
NOT_CHOSEN: Final = SelectChoice("", "—")


class Boxes(SelectMultipleField):
    """Several choices as tick boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def text(field: StringField) -> str:
    """What was typed, without white space at its ends; '' where nothing was."""
    return (field.data or "").strip()


def choices_of(words: Mapping[str, Message]) -> list[SelectChoice]:
    """The words of a vocabulary as choices in the person's language."""
    return [SelectChoice(key, translate(label)) for key, label in words.items()]


def show_problems(form: FlaskForm, refusal: InvalidInput) -> None:
    """Puts each of the refusal's sentences at its field; what belongs to no field heads the form."""
    placed = False
    for name, sentence in refusal.problems.items():
        if name in form:
            form[name].errors = [*form[name].errors, translate(sentence)]
            placed = True
    if not placed:
        form.form_errors.append(translate(refusal.message))


@contextmanager
def showing_problems(form: FlaskForm, *heading: type[SurveyError]) -> Iterator[None]:
    """Does what stands inside; where it is refused, `form.errors` says why and the page is shown again.

    Refusals of the kinds in `heading` belong to no field and head the form.
    """
    try:
        yield
    except InvalidInput as refusal:
        show_problems(form, refusal)
    except heading as refusal:
        form.form_errors.append(translate(refusal.message))


def form_page(template: str, form: FlaskForm, **values: Any) -> ResponseReturnValue:
    """The page of a form: 422 where the form comes back with problems, else 200."""
    return render_template(template, form=form, **values), 422 if form.errors else 200
