"""Reports: gap, distributions, response accounting, reasons for leaving; on screen, on paper, as workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue

from survey.coding import queries as coding
from survey.fieldwork import queries as fieldwork
from survey.interviews.words import DESTINATIONS, PREVENTABLE
from survey.questions import text_in
from survey.reports import findings
from survey.reports.change import trend
from survey.reports.competing import building as competing
from survey.reports.counting.filters import Filter
from survey.reports.drivers.axes import AXES, axis_choice
from survey.reports.gaps import distributions, gap, servqual
from survey.reports.leaving import reasons
from survey.reports.leaving.reasons_loyal import satisfied_and_lost
from survey.reports.outputs.competitor_sheets import competitor_sheets
from survey.reports.outputs.pictures.change import over_time
from survey.reports.outputs.pictures.gaps import PARTS, gap_bars, part_distribution, rated_quadrants
from survey.reports.outputs.pictures.leaving import (
    by_count,
    by_sales,
    staff_against_root,
    stated_against_root,
)
from survey.reports.outputs.workbook import gap_workbook, reasons_workbook
from survey.reports.returns import accounting
from survey.reports.returns.recounts import recounts
from survey.sheets import safe_filename
from survey.web.access import allow
from survey.web.context import actor, columns, database
from survey.web.i18n import language, translate, translator
from survey.web.pictures import page_voice, shown
from survey.web.reports.blueprint import READERS, bp, class_label, link

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/")
@allow(*READERS)
def index() -> ResponseReturnValue:
    """Every wave with its figures, and the way to the reasons report."""
    with database().reading() as session:
        rows = [
            (wave, gap.build(session, columns(), wave, actor=actor()))
            for wave in fieldwork.waves(session)
            if wave.state != "draft"
        ]
        found = trend.build(session, columns(), actor=actor()) if rows else None
    drawn = over_time(found, page_voice()) if found else None
    return render_template("reports/index.html", rows=rows, picture=shown("trend", drawn))


@bp.get("/<wave_key>/gap")
@allow(*READERS)
def gap_report(wave_key: str) -> ResponseReturnValue:
    """What matters, what customers get, and where the two are farthest apart."""
    wanted = Filter.from_mapping(request.args)
    axes = axis_choice(request.args.get("axes"))
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_key)
        report = gap.build(session, columns(), wave, actor=actor(), wanted=wanted, axes=axes)
        classes = gap.class_rows(session, columns(), wave, actor=actor(), wanted=Filter())
        quality = servqual.build(session, columns(), wave, actor=actor(), wanted=wanted)
        account = accounting.build(session, columns(), wave, actor=actor())
        again = recounts(session, columns(), wave, actor=actor(), wanted=wanted)
        comments = coding.verdicts(
            session,
            coding.CommentFilter(
                wave_ids=(wave.id,),
                class_key=wanted.value("class"),
                region=wanted.value("region"),
                mode=wanted.value("mode"),
            ),
            confidential=actor().may("quality"),
        )
    said = page_voice()
    core = dict(classes).get(findings.core_class(report)) if not wanted else None
    return render_template(
        "reports/gap.html",
        wave=wave,
        report=report,
        classes=classes,
        quality=quality,
        recounts=again,
        account=account,
        findings=findings.of_gap(report, core, class_label(findings.core_class(report)), language=language()),
        method=findings.method_line(report, account, language=language()),
        conversion=findings.conversion_line(report),
        polarity=coding.polarity_by_dimension(comments) if not report.withheld else {},
        pictures={
            "bars": shown("bars", gap_bars(report, said), wave=wave.key),
            "quadrants": shown("quadrants", rated_quadrants(report, said, axes), wave=wave.key),
        },
        axes=axes,
        axis_choices={
            key: words for key, words in AXES.items() if key != "target" or report.target is not None
        },
        link=link,
        class_label=class_label,
    )


@bp.get("/<wave_key>/gap.xlsx")
@allow(*READERS)
def gap_xlsx(wave_key: str) -> ResponseReturnValue:
    """The gap report as a workbook, under the same filter."""
    wanted = Filter.from_mapping(request.args)
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_key)
        report = gap.build(session, columns(), wave, actor=actor(), wanted=wanted)
        classes = gap.class_rows(session, columns(), wave, actor=actor(), wanted=Filter())
        account = accounting.build(session, columns(), wave, actor=actor())
        beside = competing.build(session, columns(), wave, actor=actor(), wanted=wanted)
        again = recounts(session, columns(), wave, actor=actor(), wanted=wanted)
    lines = [
        *(finding.text for finding in findings.of_gap(report, language=language())),
        findings.method_line(report, account, language=language()),
    ]
    more = competitor_sheets(beside, language=language(), translate=translator(), names=True)
    book = gap_workbook(
        report, classes, account, lines, again, language=language(), translate=translator(), more=more
    )
    return _workbook(book, f"{wave.name}-{translate('差距报告')}.xlsx")


@bp.get("/<wave_key>/distributions")
@allow(*READERS)
def distribution_report(wave_key: str) -> ResponseReturnValue:
    """How the answers to every item are spread."""
    wanted = Filter.from_mapping(request.args)
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_key)
        report = distributions.build(session, columns(), wave, actor=actor(), wanted=wanted)
        segments = columns().of(session, wave)
    said = page_voice()
    stacks = [
        shown("distributions", part_distribution(report, part, said), wave=wave.key, part=part)
        for part in PARTS
    ]
    return render_template(
        "reports/distributions.html",
        wave=wave,
        stacks=[one for one in stacks if one],
        report=_worded(report),
        segments={name: segments.values_of(name) for name in ("class", "region", "mode", "month")},
        link=link,
        class_label=class_label,
    )


@bp.get("/<wave_key>/accounting")
@allow(*READERS)
def accounting_report(wave_key: str) -> ResponseReturnValue:
    """应调查 – 发放 – 回收 – 有效, and who has not answered."""
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_key)
        account = accounting.build(session, columns(), wave, actor=actor())
    return render_template("reports/accounting.html", wave=wave, account=account, class_label=class_label)


@bp.get("/reasons")
@allow(*READERS)
def reasons_report() -> ResponseReturnValue:
    """Why customers left, by number and by lost sales."""
    wanted = reasons.ReasonFilter.from_mapping(request.args)
    with database().reading() as session:
        report = reasons.build(session, wanted, actor=actor())
        quoted = reasons.quotes(session, report.rows) if actor().sees_customers else {}
        loyal = satisfied_and_lost(session, columns(), wanted, actor=actor())
    said = page_voice()
    return render_template(
        "reports/reasons.html",
        report=report,
        findings=findings.of_reasons(report, language=language()),
        quotes=quoted,
        loyal=loyal,
        names=actor().sees_customers,
        pictures={
            "count": shown("reasons_count", by_count(report, said)),
            "sales": shown("reasons_sales", by_sales(report, said)),
            "stated": shown("reasons_stated", stated_against_root(report, said)),
            "staff": shown("reasons_staff", staff_against_root(report, said)),
        },
        years=range(date.today().year, date.today().year - 5, -1),  # noqa: DTZ011  (only offers choices)
        link=link,
        class_label=class_label,
        words={"destination": DESTINATIONS, "preventable": PREVENTABLE},
    )


@bp.get("/reasons.xlsx")
@allow(*READERS)
def reasons_xlsx() -> ResponseReturnValue:
    """The reasons report as a workbook, under the same filter."""
    wanted = reasons.ReasonFilter.from_mapping(request.args)
    with database().reading() as session:
        report = reasons.build(session, wanted, actor=actor())
    lines = [finding.text for finding in findings.of_reasons(report, language=language())]
    book = reasons_workbook(report, lines, language=language(), translate=translator())
    return _workbook(book, f"{translate('流失原因报告')}.xlsx")


def _worded(report: distributions.Distributions) -> distributions.Distributions:
    """The distributions with each code's label as the reader reads it."""

    def words(counts: distributions.ColumnCounts) -> distributions.ColumnCounts:
        texts = tuple(
            (text_in(label, language()) if isinstance(label, Mapping) else label, k, share)
            for label, k, share in counts.counts
        )
        return replace(counts, counts=texts)

    sections = tuple(
        (section, tuple(replace(item, columns=tuple(map(words, item.columns))) for item in items))
        for section, items in report.sections
    )
    return replace(report, sections=sections)


def _workbook(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=safe_filename(name))
