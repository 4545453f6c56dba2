"""Saving what a form says into the draft, with every refusal shown in the form."""

from __future__ import annotations

from survey.errors import Conflict, InvalidInput
from survey.questionnaires import service
from survey.web.context import actor, database, now
from survey.web.forms import show_problems
from survey.web.i18n import translate
from survey.web.questionnaires.fields import StampForm, stamp_of
from survey.web.questionnaires.workbench import Workbench

__all__ = ["kept"]


def kept(bench: Workbench, form: StampForm, change: service.Change) -> bool:
    """Whether the change was saved; if not, the form says why and has everything that was typed."""
    try:
        with database().unit_of_work() as session:
            service.edit(session, bench.ref, change, stamp_of(form), actor(), now())
    except InvalidInput as refusal:
        show_problems(form, refusal)
    except Conflict as refusal:
        form.form_errors.append(translate(refusal.message))
        form.restamp(bench.stamp)
    else:
        return True
    return False
