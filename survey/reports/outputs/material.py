"""What is known of one wave when a document on it is written: gathered once, as the reader may see it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.accounts.company import class_labels
from survey.accounts.models import Company, StoredFile
from survey.fieldwork import queries as fieldwork
from survey.fieldwork.models import Wave
from survey.reports.competing import building as competing
from survey.reports.competing.report import CompetitorReport
from survey.reports.counting.columns import ColumnStore
from survey.reports.counting.filters import Filter
from survey.reports.findings import core_class
from survey.reports.gaps import distributions, gap
from survey.reports.gaps.distributions import Distributions
from survey.reports.gaps.gap_report import GapReport
from survey.reports.outputs.quoting import Words, gather_words
from survey.reports.outputs.voice import Voice, voice
from survey.reports.returns import accounting
from survey.reports.returns.accounting import Accounting
from survey.reports.returns.recounts import Recount, recounts

__all__ = ["CompanyMaterial", "WaveMaterial", "gather", "gather_company"]


@dataclass(frozen=True, slots=True)
class CompanyMaterial:
    """The company as documents name it."""

    name: str
    department: str
    retention: str
    time_zone: str
    logo: str
    """PNG or JPEG in base64, '' without one."""
    class_labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WaveMaterial:
    """One wave with its reports under one filter, for one reader, in one language."""

    company: CompanyMaterial
    voice: Voice
    wave: Wave
    wanted: Filter
    report: GapReport
    classes: tuple[tuple[str, GapReport], ...]
    account: Accounting
    spread: Distributions
    competitors: CompetitorReport
    recounts: tuple[Recount, ...]
    words: Words
    minimum: Mapping[str, float]
    """Measure → the least rate the company set for the year (response_rate, coverage)."""
    made_at: datetime

    @property
    def core(self) -> GapReport | None:
        """The report of the class that is looked at first; None under a filter."""
        return None if self.wanted else dict(self.classes).get(core_class(self.report))

    def class_label(self, key: str) -> str:
        """The company's own name for a customer class."""
        return self.company.class_labels.get(key) or key

    @property
    def today(self) -> date:
        """The day the document is made, where the company is."""
        return self.made_at.astimezone(self.voice.zone).date()


def gather(
    session: Session,
    store: ColumnStore,
    wave: Wave,
    *,
    actor: Actor,
    wanted: Filter,
    language: str,
    now: datetime,
) -> WaveMaterial:
    """All that a document on `wave` says, as `actor` may see it; raises Forbidden for salespeople."""
    company = gather_company(session)
    report = gap.build(session, store, wave, actor=actor, wanted=wanted)
    return WaveMaterial(
        company=company,
        voice=voice(language, company.time_zone),
        wave=wave,
        wanted=wanted,
        report=report,
        classes=tuple(gap.class_rows(session, store, wave, actor=actor, wanted=Filter())),
        account=accounting.build(session, store, wave, actor=actor),
        spread=distributions.build(session, store, wave, actor=actor, wanted=wanted),
        competitors=competing.build(session, store, wave, actor=actor, wanted=wanted),
        recounts=recounts(session, store, wave, actor=actor, wanted=wanted),
        words=Words((), ()) if report.withheld else gather_words(session, wave, wanted, actor),
        minimum=_minimum(session, wave, company.time_zone),
        made_at=now,
    )


def gather_company(session: Session) -> CompanyMaterial:
    """The company's record; raises Conflict before the instance is set up."""
    company = fieldwork.company(session)
    return CompanyMaterial(
        name=company.name,
        department=company.department,
        retention=company.retention,
        time_zone=company.time_zone,
        logo=_logo(session, company),
        class_labels=class_labels(company),
    )


def _minimum(session: Session, wave: Wave, zone: str) -> dict[str, float]:
    year = wave.opens_at.astimezone(ZoneInfo(zone)).year
    set_by_company = {
        measure: fieldwork.target_for(session, year, measure) for measure in ("response_rate", "coverage")
    }
    return {measure: target.value for measure, target in set_by_company.items() if target}


def _logo(session: Session, company: Company) -> str:
    if company.logo_file_id is None:
        return ""
    return base64.b64encode(session.get_one(StoredFile, company.logo_file_id).content).decode("ascii")
