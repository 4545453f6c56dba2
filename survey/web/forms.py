"""What all staff forms share: tick boxes, and a service's refusal shown at the fields it names."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from survey.errors import InvalidInput
from survey.web.i18n import translate

__all__ = ["Boxes", "show_problems"]


class Boxes(SelectMultipleField):
    """Several choices as tick boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def show_problems(form: FlaskForm, refusal: InvalidInput) -> None:
    """Puts each of the refusal's sentences at its field; what belongs to no field heads the form."""
    placed = False
    for name, sentence in refusal.problems.items():
        if name in form:
            form[name].errors = [*form[name].errors, translate(sentence)]
            placed = True
    if not placed:
        form.form_errors.append(translate(refusal.message))
