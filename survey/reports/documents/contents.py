"""What stands in a document: gathered from the reports, without any renderer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from survey.actions.queries import for_review
from survey.fieldwork import queries as fieldwork
from survey.fieldwork.models import Wave
from survey.reports.change import trend
from survey.reports.change.trend_report import Trend
from survey.reports.counting.filters import Filter
from survey.reports.documents.requests import Wanted
from survey.reports.gaps import gap
from survey.reports.gaps.gap_report import GapReport
from survey.reports.leaving import reasons
from survey.reports.models import ControlledReport
from survey.reports.outputs.blocks import Document, load
from survey.reports.outputs.controlled import (
    Background,
    Control,
    Signed,
    analysis_document,
    review_document,
)
from survey.reports.outputs.material import WaveMaterial, gather
from survey.reports.outputs.pictures.bench import Bench

__all__ = ["controlled_document", "wave_material"]


def wave_material(bench: Bench, wanted: Wanted) -> WaveMaterial:
    """The wave's reports under the filter that is wanted."""
    return gather(
        bench.session,
        bench.store,
        fieldwork.wave(bench.session, wanted.wave_key),
        actor=bench.actor,
        wanted=Filter.from_mapping(wanted.where),
        language=wanted.language,
        now=bench.now,
    )


def controlled_document(
    bench: Bench, wanted: Wanted, report: ControlledReport | None, *, draft: bool = True
) -> Document:
    """An analysis report or review input: as it was frozen when approved, else with the figures of now."""
    if report is not None and report.content is not None:
        return load(report.content[wanted.language])
    material = wave_material(bench, wanted)
    control = _control_of(report, draft=draft) if report else Control(wanted.document_no, wanted.revision)
    write = analysis_document if wanted.kind == "analysis" else review_document
    return write(material, _background(bench, material.wave), control)


def _control_of(report: ControlledReport, *, draft: bool) -> Control:
    """What document control says about a report."""
    return Control(
        document_no=report.document_no,
        revision=report.revision,
        effective_on=report.effective_on,
        change_note=report.change_note,
        conclusion=report.conclusion,
        kept_for=report.kept_for,
        kept_by=report.kept_by,
        prepared=Signed(report.prepared_by, report.prepared_on),
        reviewed=Signed(report.reviewed_by, report.reviewed_on),
        approved=Signed(report.approved_by, report.approved_on),
        draft=draft,
    )


def _earlier_and(bench: Bench, wave: Wave) -> list[tuple[Wave, GapReport]]:
    """The waves of the same questionnaire up to this one, the oldest first, each with its report."""
    known = fieldwork.waves(bench.session, questionnaire=wave.version.questionnaire.key)
    rows = [one for one in known if one.state != "draft" and one.opens_at <= wave.opens_at]
    return [
        (one, gap.build(bench.session, bench.store, one, actor=bench.actor)) for one in reversed(list(rows))
    ]


def _trend(bench: Bench, wave: Wave) -> Trend:
    """满意度 of the wave's questionnaire over time, up to this wave."""
    found = trend.build(
        bench.session,
        bench.store,
        actor=bench.actor,
        questionnaire=wave.version.questionnaire.key,
    )
    points = [one for one in found.points if one.wave is None or one.wave.opens_at <= wave.opens_at]
    return replace(found, points=tuple(points))


def _background(bench: Bench, wave: Wave) -> Background:
    zone = ZoneInfo(fieldwork.company(bench.session).time_zone)
    opened: date = wave.opens_at.astimezone(zone).date()
    waves: Sequence[tuple[Wave, GapReport]] = _earlier_and(bench, wave)
    return Background(
        waves=waves,
        trend=_trend(bench, wave),
        losses=reasons.build(bench.session, reasons.ReasonFilter(year=opened.year), actor=bench.actor),
        actions=for_review(
            bench.session, today=bench.now.astimezone(zone).date(), since=date(opened.year, 1, 1)
        ),
    )
