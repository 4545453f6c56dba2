"""From a request to the bytes of its file: in workers and commands, never in a web process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from survey.fieldwork import queries as fieldwork
from survey.reports.documents.contents import controlled_document, wave_material
from survey.reports.documents.kinds import KINDS
from survey.reports.documents.requests import Wanted
from survey.reports.leaving import reasons
from survey.reports.models import ControlledReport, DocumentRequest
from survey.reports.outputs.blocks import Document
from survey.reports.outputs.gap_document import gap_document
from survey.reports.outputs.material import gather_company
from survey.reports.outputs.pictures.bench import Bench
from survey.reports.outputs.pictures.names import CHARTS
from survey.reports.outputs.pictures.registry import as_svg, as_vega, draw
from survey.reports.outputs.reasons_document import reasons_document
from survey.reports.outputs.voice import voice
from survey.responses.exporting import read_rows
from survey.sheets import write_csv

__all__ = ["Made", "make", "wanted_of"]


@dataclass(frozen=True, slots=True)
class Made:
    """A file: its name for people, its bytes."""

    name: str
    content: bytes


def make(bench: Bench, wanted: Wanted, report: ControlledReport | None = None) -> Made:
    """The file that is wanted, with what the actor may see; raises as the reports do."""
    content = _MAKERS[wanted.kind](bench, wanted, report)
    return Made(_name(bench, wanted, report), content)


def wanted_of(made: DocumentRequest) -> Wanted:
    """What a kept request asks for."""
    options = made.options
    return Wanted(
        kind=made.kind,
        format=made.format,
        language=made.language,
        wave_key=made.wave.key if made.wave else "",
        where=options.get("where", {}),
        chart=options.get("chart", ""),
        document_no=options.get("document_no", ""),
        revision=options.get("revision", ""),
    )


def _gap(bench: Bench, wanted: Wanted, report: ControlledReport | None) -> bytes:
    material = wave_material(bench, wanted)
    if wanted.format == "xlsx":
        from survey.reports.outputs.whole_workbook import wave_workbook  # slow to load

        return wave_workbook(material)
    document = gap_document(material, document_no=wanted.document_no, revision=wanted.revision)
    return _printed(bench, document, wanted.format)


def _controlled(bench: Bench, wanted: Wanted, report: ControlledReport | None) -> bytes:
    return _printed(bench, controlled_document(bench, wanted, report), wanted.format)


def _reasons(bench: Bench, wanted: Wanted, report: ControlledReport | None) -> bytes:
    found = reasons.build(bench.session, reasons.ReasonFilter.from_mapping(wanted.where), actor=bench.actor)
    company = gather_company(bench.session)
    said = voice(wanted.language, company.time_zone)
    if wanted.format == "xlsx":
        from survey.reports.outputs.whole_workbook import losses_workbook  # slow to load

        return losses_workbook(found, said)
    names = bench.actor.sees_customers
    document = reasons_document(
        found,
        reasons.quotes(bench.session, found.rows) if names else {},
        company,
        said,
        names=names,
        now=bench.now,
        document_no=wanted.document_no,
        revision=wanted.revision,
    )
    return _printed(bench, document, wanted.format)


def _responses(bench: Bench, wanted: Wanted, report: ControlledReport | None) -> bytes:
    wave = fieldwork.wave(bench.session, wanted.wave_key)
    if wanted.format == "csv":
        headings, rows = read_rows(bench.session, wave, bench.actor)
        return b"".join(write_csv(headings, rows))
    from survey.reports.outputs.spss import sav  # brings pyreadstat: in workers and commands only

    return sav(bench.session, wave, bench.actor, language=wanted.language)


def _chart(bench: Bench, wanted: Wanted, report: ControlledReport | None) -> bytes:
    ready = draw(bench, wanted.chart, wanted.wave_key, wanted.where, wanted.language)
    if wanted.format == "vega.json":
        return as_vega(ready)
    if wanted.format == "svg":
        return as_svg(ready)
    from survey.reports.outputs.typesetting import png  # brings typst: in workers and commands only

    return png(as_svg(ready).decode(), font_folders=bench.font_folders)


def _printed(bench: Bench, document: Document, form: str) -> bytes:
    if form == "pdf":
        from survey.reports.outputs.typesetting import pdf  # brings typst: in workers and commands only

        return pdf(document, font_folders=bench.font_folders, made_at=bench.now)
    from survey.reports.outputs.word import docx  # brings python-docx: in workers and commands only

    return docx(document, font_folders=bench.font_folders)


def _name(bench: Bench, wanted: Wanted, report: ControlledReport | None) -> str:
    """`上半年-顾客满意度差距报告-2026-11-22.pdf`; a controlled report begins with its number."""
    said = voice(wanted.language)
    label = CHARTS[wanted.chart] if wanted.kind == "chart" else KINDS[wanted.kind].label
    wave = fieldwork.wave(bench.session, wanted.wave_key).name if wanted.wave_key else ""
    zone = voice(wanted.language, gather_company(bench.session).time_zone).zone
    head = f"{report.document_no} {report.revision}" if report else ""
    parts = (head, wave, said.say(label), bench.now.astimezone(zone).date().isoformat())
    # A revision such as A/0 is no folder.
    stem = "-".join(part for part in parts if part).replace("/", "_").replace("\\", "_")
    return f"{stem}.{wanted.format}"


_MAKERS: Final[Mapping[str, Callable[[Bench, Wanted, ControlledReport | None], bytes]]] = {
    "gap": _gap,
    "analysis": _controlled,
    "review": _controlled,
    "reasons": _reasons,
    "responses": _responses,
    "chart": _chart,
}
