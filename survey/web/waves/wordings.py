"""The fixed wordings of invitations, reminders and calls with their places filled in."""

from __future__ import annotations

from survey.errors import Conflict
from survey.fieldwork import tokens
from survey.fieldwork.models import Collector, Invitation, Wave
from survey.fieldwork.notices import company_values
from survey.instrument.library import wording
from survey.instrument.piping import fill
from survey.web.context import company, settings, zone
from survey.web.i18n import language

__all__ = ["address", "invitation_text", "secrets"]


def secrets() -> tuple[str, ...]:
    """The keys under which links are made: the present one, then those before it."""
    return (settings().secret_key, *settings().secret_key_fallbacks)


def address(holder: Invitation | Collector) -> str:
    """The link of an invitation or a collector; '' where it was made under a key that is gone."""
    try:
        return tokens.link(settings().public_url, secrets(), holder)
    except Conflict:
        return ""


def invitation_text(
    key: str, wave: Wave, holder: Invitation | Collector | None, minutes: int, sender: str
) -> str:
    """A fixed wording (`invitation`, `reminder`, `telephone_opening`) ready to be sent or read out."""
    values = company_values(company()) | {
        "period": wave.period or wave.name,
        "minutes": str(minutes),
        # "…质量部的林工": a display name that begins with the department would say it twice
        "sender": sender.removeprefix(company().department).strip() or sender,
        "due_date": wave.closes_at.astimezone(zone()).date().isoformat(),
    }
    if holder is not None:
        values["link"] = address(holder)
    return fill(wording(key, language()), values)
