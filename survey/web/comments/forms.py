"""The form behind one-key correction."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, SelectMultipleField

from survey.errors import InvalidInput
from survey.language import m
from survey.text.vocabulary import Dimension, Polarity
from survey.web.forms import SelectChoice

__all__ = ["CorrectionForm"]


class CorrectionForm(FlaskForm):  # type: ignore[misc]
    """Which aspect of a comment is corrected, and to what."""

    aspect = SelectField(choices=[SelectChoice("polarity", ""), SelectChoice("dimensions", "")])
    values = SelectMultipleField(choices=[SelectChoice(str(one), "") for one in (*Polarity, *Dimension)])
    withdraw = BooleanField()

    def require(self) -> None:
        """Raises InvalidInput unless the form is in order."""
        if not self.validate():
            raise InvalidInput(m("更正的值不在可选范围内。"))
