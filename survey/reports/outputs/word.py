"""Documents as Word files: real headings, tables and pictures. Loads python-docx, in workers and commands only."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from functools import singledispatchmethod
from pathlib import Path
from typing import Any, Final

import docx as python_docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from survey.reports.outputs import blocks
from survey.reports.outputs.blocks import Document, load
from survey.reports.outputs.typesetting import png
from survey.reports.outputs.word_marks import east_asian, keep_row, language, light, repeat

__all__ = ["docx"]

LATIN: Final = "Calibri"
INK: Final = RGBColor(0x1F, 0x29, 0x33)
BRAND: Final = RGBColor(0x0F, 0x76, 0x6E)
TONES: Final = {
    "": INK,
    "good": RGBColor(0x15, 0x80, 0x3D),
    "attention": RGBColor(0xB4, 0x53, 0x09),
    "danger": RGBColor(0xB4, 0x23, 0x18),
    "muted": RGBColor(0x52, 0x60, 0x6D),
}
TEXT_WIDTH: Final = 170.0
"""Millimetres between the margins of an A4 page."""


def docx(document: Document, *, font_folders: Sequence[Path] = ()) -> bytes:
    """The document as a Word file; raises Unavailable where charts cannot be drawn for want of a Chinese font."""
    writer = _Writer(load(blocks.dump(document)), tuple(font_folders))
    return writer.write()


class _Writer:
    """One Word file in the making."""

    def __init__(self, document: Document, font_folders: tuple[Path, ...]) -> None:
        self.document, self.font_folders = document, font_folders
        self.file: Any = python_docx.Document()
        self.numbers = [0, 0]

    def write(self) -> bytes:
        self._set_up()
        self._cover()
        self._contents()
        for block in self.document.blocks:
            self.add(block)
        output = io.BytesIO()
        self.file.save(output)
        return output.getvalue()

    @singledispatchmethod
    def add(self, block: Any) -> None:
        """Writes one block at the end."""
        raise TypeError(f"no Word form for {type(block).__name__}")

    @add.register
    def _(self, block: blocks.Heading) -> None:
        self.file.add_heading(f"{self._number(block.level)}  {block.text}", block.level)

    @add.register
    def _(self, block: blocks.Paragraph) -> None:
        paragraph = self.file.add_paragraph()
        self._run(paragraph, block.text, size=9 if block.tone == "muted" else 10.5, colour=TONES[block.tone])

    @add.register
    def _(self, block: blocks.Findings) -> None:
        for text, tone in block.sentences:
            paragraph = self.file.add_paragraph(style="List Bullet")
            self._run(paragraph, text, colour=TONES[tone])

    @add.register
    def _(self, block: blocks.Figures) -> None:
        table = self._grid(3, len(block.figures))
        for column, figure in enumerate(block.figures):
            self._cell(table.cell(0, column), figure.label, size=9, colour=TONES["muted"])
            self._cell(table.cell(1, column), figure.value, size=18, bold=True)
            self._cell(table.cell(2, column), "\n".join(figure.notes), size=8, colour=TONES["muted"])
        self.file.add_paragraph()

    @add.register
    def _(self, block: blocks.Table) -> None:
        if block.title:
            self._run(self._kept_together(), block.title, bold=True)
        table = self._grid(1 + len(block.rows), len(block.columns))
        self._widths(table, [column.width for column in block.columns])
        for place, column in enumerate(block.columns):
            self._cell(table.cell(0, place), column.head, bold=True, numeric=column.numeric, fill="F5F7F9")
        repeat(table.rows[0])
        for number, row in enumerate(block.rows, start=1):
            summing = number > len(block.rows) - block.foot
            for place, value in enumerate(row):
                numeric = block.columns[place].numeric
                self._cell(table.cell(number, place), value, bold=summing, numeric=numeric)
            keep_row(table.rows[number])
        self._note(block.note)

    @add.register
    def _(self, block: blocks.Picture) -> None:
        if block.title:
            self._run(self._kept_together(), block.title, bold=True)
        paragraph = self.file.add_paragraph()
        drawn = paragraph.add_run().add_picture(
            io.BytesIO(png(block.svg, font_folders=self.font_folders)), width=Mm(TEXT_WIDTH)
        )
        if drawn.height > Mm(210):
            drawn.width, drawn.height = int(drawn.width * Mm(210) / drawn.height), Mm(210)
        properties = drawn._inline.docPr
        properties.set("descr", block.alt[:2000])
        properties.set("title", block.title)

    @add.register
    def _(self, block: blocks.Quotes) -> None:
        self._run(self._kept_together(), block.title, bold=True)
        for quote in block.quotes:
            paragraph = self.file.add_paragraph(style="List Bullet")
            self._run(paragraph, quote.text)
            if quote.source:
                self._run(paragraph, f"  {quote.source}", size=8.5, colour=TONES["muted"])

    @add.register
    def _(self, block: blocks.SignOff) -> None:
        table = self._grid(3, len(block.signatures))
        for column, one in enumerate(block.signatures):
            self._cell(table.cell(0, column), one.role, bold=True, fill="F5F7F9")
            self._cell(table.cell(1, column), one.name or "\n\n", size=11)
            self._cell(table.cell(2, column), f"{self.document.sign_date}  {one.date}", size=9)
        self.file.add_paragraph()

    @add.register
    def _(self, block: blocks.NewPage) -> None:
        self.file.add_page_break()

    def _set_up(self) -> None:
        """Page, fonts, heading styles, running head and foot, properties."""
        document, section = self.document, self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin, section.bottom_margin = Mm(24), Mm(20)
        for name, size, colour in (
            ("Normal", 10.5, INK),
            ("Heading 1", 15, BRAND),
            ("Heading 2", 12, INK),
            ("Title", 24, INK),
            ("List Bullet", 10.5, INK),
        ):
            style = self.file.styles[name]
            style.font.name, style.font.size, style.font.color.rgb = LATIN, Pt(size), colour
            east_asian(style.element.get_or_add_rPr())
            language(style.element.get_or_add_rPr())
        head = section.header.paragraphs[0]
        self._run(head, f"{document.running_head}    {document.company}", size=8, colour=TONES["muted"])
        self._foot(section.footer.paragraphs[0])
        properties = self.file.core_properties
        properties.title = " · ".join(part for part in (document.title, document.subtitle) if part)
        properties.author, properties.comments = document.company, ""
        properties.language = "zh-CN" if document.language == "zh" else "en"

    def _cover(self) -> None:
        document = self.document
        if document.logo:
            picture = io.BytesIO(base64.b64decode(document.logo))
            self.file.add_paragraph().add_run().add_picture(picture, height=Mm(16))
        self._run(self.file.add_paragraph(), document.company, size=12, colour=TONES["muted"])
        self.file.add_paragraph(document.title, style="Title")
        if document.subtitle:
            self._run(self.file.add_paragraph(), document.subtitle, size=14, colour=BRAND)
        table = self._grid(len(document.facts), 2)
        self._widths(table, [1, 4])
        for row, fact in enumerate(document.facts):
            self._cell(table.cell(row, 0), fact.label, colour=TONES["muted"])
            self._cell(table.cell(row, 1), fact.value)
        self.file.add_paragraph()
        self.add(document.sign_off)
        self.file.add_page_break()

    def _contents(self) -> None:
        """A field of contents: the headings stand in it, page numbers come when Word updates it (F9)."""
        self._run(self.file.add_paragraph(), self.document.contents_title, size=15, bold=True)
        headings = [block for block in self.document.blocks if isinstance(block, blocks.Heading)]
        numbers = [0, 0]
        for place, heading in enumerate(headings):
            paragraph = self.file.add_paragraph()
            paragraph.paragraph_format.left_indent = Mm(6 * (heading.level - 1))
            paragraph.paragraph_format.space_after = Pt(2)
            if place == 0:
                self._mark(paragraph, "begin")
                self._mark(paragraph, "", 'TOC \\o "1-2" \\h \\z \\u')
                self._mark(paragraph, "separate")
            self._run(paragraph, f"{_count(numbers, heading.level)}  {heading.text}")
            if place == len(headings) - 1:
                self._mark(paragraph, "end")
        self.file.add_page_break()

    def _foot(self, paragraph: Any) -> None:
        """`第 1 页 共 9 页`, with fields that count."""
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        before, _, rest = self.document.page_of.partition("{page}")
        between, _, after = rest.partition("{pages}")
        if self.document.classification:
            self._run(paragraph, f"{self.document.classification}    ", size=8, colour=TONES["muted"])
        self._run(paragraph, before, size=8)
        self._field(paragraph, "PAGE")
        self._run(paragraph, between, size=8)
        self._field(paragraph, "NUMPAGES")
        self._run(paragraph, after, size=8)

    def _field(self, paragraph: Any, code: str) -> None:
        """A field that the program fills in."""
        self._mark(paragraph, "begin")
        self._mark(paragraph, "", code)
        self._mark(paragraph, "end")

    def _mark(self, paragraph: Any, kind: str, code: str = "") -> None:
        """One part of a field in a run of its own: its begin, its code, its end."""
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.set(qn("xml:space"), "preserve")
            part.text = code
        self._run(paragraph, "", size=8)._element.append(part)

    def _number(self, level: int) -> str:
        return _count(self.numbers, level)

    def _kept_together(self) -> Any:
        paragraph = self.file.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(8), Pt(3)
        return paragraph

    def _note(self, text: str) -> None:
        paragraph = self.file.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(8)
        self._run(paragraph, text, size=8.5, colour=TONES["muted"])

    def _grid(self, rows: int, columns: int) -> Any:
        table = self.file.add_table(rows=rows, cols=columns)
        table.style = "Table Grid"
        table.autofit = False
        light(table)
        return table

    def _widths(self, table: Any, shares: Sequence[float]) -> None:
        for column, share in zip(table.columns, shares, strict=True):
            width = Mm(TEXT_WIDTH * share / sum(shares))
            column.width = width
            for cell in column.cells:
                cell.width = width

    def _cell(
        self,
        cell: Any,
        text: str,
        *,
        size: float = 8,
        bold: bool = False,
        numeric: bool = False,
        colour: RGBColor = INK,
        fill: str = "",
    ) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        if numeric:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._run(paragraph, text, size=size, bold=bold, colour=colour)
        if fill:
            shade = OxmlElement("w:shd")
            shade.set(qn("w:val"), "clear")
            shade.set(qn("w:fill"), fill)
            cell._tc.get_or_add_tcPr().append(shade)

    def _run(
        self, paragraph: Any, text: str, *, size: float = 10.5, bold: bool = False, colour: RGBColor = INK
    ) -> Any:
        run = paragraph.add_run()
        for number, line in enumerate(text.split("\n")):
            if number:
                run.add_break(WD_BREAK.LINE)
            run.add_text(line)
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour
        run.font.name = LATIN
        east_asian(run._element.get_or_add_rPr())
        return run


def _count(numbers: list[int], level: int) -> str:
    """The next number of a heading at `level` (1 or 2)."""
    if level == 1:
        numbers[0] += 1
        numbers[1] = 0
        return str(numbers[0])
    numbers[1] += 1
    return f"{numbers[0]}.{numbers[1]}"
