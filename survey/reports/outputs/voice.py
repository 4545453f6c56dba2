"""How a document says things: messages in its language, figures as the pages write them."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo

from survey.charts.lettering import NOTHING, figure, percent, signed
from survey.language import SOURCE_LANGUAGE, Message, m
from survey.paths import TRANSLATIONS
from survey.questions import text_in
from survey.stats import Estimate
from survey.text.vocabulary import Labelled

__all__ = ["NOTHING", "Counted", "Voice", "voice"]


class Counted(Protocol):
    """A report that says whom it counts."""

    @property
    def unit(self) -> str: ...
    @property
    def n_units(self) -> int: ...
    @property
    def n_responses(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Voice:
    """A language and the zone in which times are shown."""

    language: str
    translate: Callable[[str], str]
    zone: ZoneInfo

    def say(self, message: Message) -> str:
        """The message in the document's language."""
        return message.render(self.translate)

    def period(self, label: str | Message) -> str:
        """A period's name: as the company wrote it, or in the document's language."""
        return self.say(label) if isinstance(label, Message) else label

    def text(self, labels: Mapping[str, str]) -> str:
        """A label that is kept by language."""
        return text_in(labels, self.language)

    def word(self, words: type[Labelled], key: str) -> str:
        """The label of a stored word; the word itself when it is none of them."""
        return self.say(words(key).label) if key in set(words) else key

    def sentences(self, parts: Iterable[str]) -> str:
        """Sentences one after another, without those that are not said."""
        return ("" if self.language == SOURCE_LANGUAGE else " ").join(part for part in parts if part)

    def number(self, value: float | None, digits: int = 1) -> str:
        return figure(value, digits)

    def signed(self, value: float | None, digits: int = 2) -> str:
        return signed(value, digits)

    def percent(self, share: float | None, digits: int = 0) -> str:
        return percent(share, digits)

    def estimate(
        self, found: Estimate | None, digits: int = 1, *, as_percent: bool = False, with_sign: bool = False
    ) -> str:
        """`3.4 (3.1~3.7)`; "—" where it is not defined, a word where it is withheld."""
        if found is None or (found.hidden is None and found.value is None):
            return NOTHING
        if found.hidden is not None:
            return self.say(m("不单独显示"))
        write = percent if as_percent else signed if with_sign else figure
        value = write(found.value, digits)
        if found.low is None or found.high is None:
            return value
        return f"{value} ({write(found.low, digits)}~{write(found.high, digits)})"

    def interval(self, found: Estimate, digits: int = 1, *, as_percent: bool = False) -> str:
        """`95% 区间 78.9~83.7`, "" where there is none."""
        if found.low is None or found.high is None:
            return ""
        write = percent if as_percent else figure
        return self.say(
            m("95%% 区间 %(low)s~%(high)s", low=write(found.low, digits), high=write(found.high, digits))
        )

    def base(self, report: Counted) -> str:
        """Both counts of who is reported on: customers and their responses."""
        if report.unit == "customer":
            return self.say(
                m(
                    "%(units)d 家客户（%(responses)d 份答卷）",
                    units=report.n_units,
                    responses=report.n_responses,
                )
            )
        return self.say(m("%(responses)d 份答卷", responses=report.n_responses))

    def day(self, value: date | None) -> str:
        return NOTHING if value is None else value.isoformat()

    def moment(self, value: datetime | None) -> str:
        return NOTHING if value is None else value.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")


def voice(language: str, zone: str = "Asia/Shanghai") -> Voice:
    """The voice of `language` (zh or en)."""
    return Voice(language, _catalogue(language).gettext, ZoneInfo(zone))


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("messages", TRANSLATIONS, [language], fallback=True)
