"""The notice that respondents read before anything else: who asks, what for, who can see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from survey.accounts.models import Company
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.instrument.library import template, wording
from survey.instrument.piping import fill
from survey.questions import Item, get, text_in
from survey.questions.types.consent import Consent

__all__ = ["ENDING", "company_values", "default_who_can_see", "notice", "notice_item", "values"]

STANDARD: Final = "iso_b2b_short"
"""The built-in questionnaire whose notice is used where a questionnaire has none of its own."""
ENDING: Final = "。.;;"
"""What a text that is put in the middle of a sentence leaves off."""
_OTHER_DEFAULTS: Final = {
    "confidential": {
        "zh": "只有{department}的调查负责人知道每份答卷来自哪家单位",
        "en": "only the person in charge of the survey in {department} knows which company a response is from",
    },
    "anonymous": {
        "zh": "没有人知道某份答卷是谁填写的",
        "en": "nobody knows who filled in which response",
    },
}


def notice(wave: Wave, company: Company, definition: Definition, language: str = "zh") -> list[str]:
    """The notice for the wave's privacy, paragraph by paragraph, with the company's facts filled in."""
    item = notice_item(definition) or notice_item(template(STANDARD))
    kind = get(item.type) if item else None
    if item is None or not isinstance(kind, Consent):
        return []
    text = fill(text_in(kind.notice(item, wave.privacy), language), values(wave, company, language))
    return [line for line in text.split("\n") if line.strip()]


def notice_item(definition: Definition) -> Item | None:
    """The item under whose notice respondents consent; None where the questionnaire has none."""
    for item in definition.items():
        kind = get(item.type)
        if isinstance(kind, Consent) and kind.notice(item):
            return item
    return None


def values(wave: Wave, company: Company, language: str = "zh") -> Mapping[str, str]:
    """The fixed placeholders of the notice and of the texts around the questions."""
    facts = company_values(company)
    who_can_see = wave.who_can_see
    if who_can_see == default_who_can_see(company, wave.privacy):
        who_can_see = default_who_can_see(company, wave.privacy, language)
    return facts | {
        "who_can_see": fill(who_can_see, facts).rstrip(ENDING),
        "period": wave.period or wave.name,
    }


def company_values(company: Company) -> dict[str, str]:
    """The placeholders that the company's record fills."""
    return {
        "company": company.name,
        "department": company.department,
        "privacy_contact": company.privacy_contact or company.department,
        "retention": company.retention.rstrip(ENDING),
        "hotline": company.hotline,
    }


def default_who_can_see(company: Company, privacy: str, language: str = "zh") -> str:
    """What point 4 of the notice says unless quality staff write it otherwise."""
    if privacy == "named":
        return fill(wording("who_can_see", language), company_values(company))
    return fill(_OTHER_DEFAULTS[privacy][language], company_values(company))
