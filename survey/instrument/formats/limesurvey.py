"""LimeSurvey structures (.lss, or the archive .lsa): rows of tables in XML, in the old layout or the new.

Old files keep texts beside the questions, one row a language; newer ones keep them in tables of their own
(`question_l10ns`, `answer_l10ns`, `group_l10ns`). Both come out as rows with texts by language.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import defaultdict
from typing import Any, Final

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from survey.instrument.formats.base import MOST_BYTES, Format, Source, unreadable
from survey.instrument.formats.conditions import of_expression
from survey.instrument.formats.limesurvey_tables import Structure, grouped, ordered
from survey.instrument.formats.limesurvey_types import MAKERS, SETTINGS_LEFT
from survey.instrument.formats.sketch import Page, Question, Sketch
from survey.language import m

__all__ = ["LimeSurvey"]

_BROKEN: Final = (
    ParseError,
    DefusedXmlException,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What a broken file, or an archive that is locked or packed in an unusual way, may raise."""
_MARK: Final = b"<LimeSurveyDocType>"


class LimeSurvey(Format):
    """A survey structure exported by LimeSurvey."""

    name = "limesurvey"
    label = m("LimeSurvey 问卷结构（.lss）")
    order = 10

    def recognises(self, source: Source) -> bool:
        return _MARK in source.data[:2000] or source.name.lower().endswith((".lss", ".lsa"))

    def read(self, source: Source) -> Sketch:
        try:
            root = fromstring(_structure(source), forbid_dtd=True)
        except _BROKEN:
            raise unreadable(self.label) from None
        if root.tag != "document" or root.find("questions") is None:
            raise unreadable(self.label)
        return _Survey(root).sketch()


def _structure(source: Source) -> bytes:
    """The XML itself, taken out of the archive where it lies in one."""
    if not source.data.startswith(b"PK"):
        return source.data
    with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
        name = next((one for one in archive.infolist() if one.filename.lower().endswith(".lss")), None)
        if name is None or name.file_size > MOST_BYTES:
            raise KeyError("no structure of a usable size in the archive")
        with archive.open(name) as packed:
            return packed.read(MOST_BYTES)


class _Survey(Structure):
    """One survey: its pages in order, and on them its questions."""

    def sketch(self) -> Sketch:
        self._head()
        asked = grouped(self.by_id("questions", "qid", "question_l10ns"), "gid")
        for group in ordered(self.by_id("groups", "gid", "group_l10ns").values(), "group_order"):
            page = Page(self.words_of(group, "group_name"), self.words_of(group, "description"))
            if group["row"].get("grelevance", "1") not in ("", "1"):
                self.result.drop(page.title.get("zh", ""), m("整页的显示条件没有导入，这一页总是显示。"))
            for question in ordered(asked[group["row"].get("gid", "")], "question_order"):
                if question["row"].get("parent_qid", "0") in ("0", ""):
                    self._ask(question, page)
            self.result.pages.append(page)
        for table, sentence in _LEFT.items():
            if self.tables.get(table):
                self.result.drop(table, sentence)
        return self.result

    def _head(self) -> None:
        texts: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self.rows("surveys_languagesettings"):
            for name in ("surveyls_title", "surveyls_welcometext", "surveyls_endtext"):
                texts[name][row.get("surveyls_language", self.base)] = row.get(name, "")
        self.result.title = self.by_language(texts["surveyls_title"])
        self.result.opening = self.by_language(texts["surveyls_welcometext"])
        self.result.thanks = self.by_language(texts["surveyls_endtext"])

    def _ask(self, found: dict[str, Any], page: Page) -> None:
        row = found["row"]
        text = self.words_of(found, "question")
        where = text.get("zh", row.get("title", ""))[:80]
        kind = row.get("type", "")
        question = Question("", text, name=row.get("title", ""), required=row.get("mandatory") == "Y")
        question.help = self.words_of(found, "help")
        make = MAKERS.get(kind)
        if make is None:
            self.result.drop(
                where, m("题型“%(kind)s”没有对应的题型，这道题没有导入。", kind=kind[:10] or "?")
            )
            return
        make(self, question, found, where)
        for name, sentence in SETTINGS_LEFT.items():
            if self.setting(found, name) not in ("", "0", "N"):
                self.result.drop(where, sentence)
        if row.get("preg"):
            self.result.drop(where, m("填写校验规则没有导入。"))
        relevance = row.get("relevance", "1").strip()
        if relevance not in ("", "1"):
            question.show_if = of_expression(relevance) or {"item": ""}
        page.questions.append(question)


_LEFT: Final = {
    "quota": m("配额没有导入。"),
    "assessments": m("计分规则没有导入。"),
    "conditions": m("旧版的条件没有导入，相关的题目总是显示。"),
    "survey_url_parameters": m("网址参数没有导入。"),
    "defaultvalues": m("预填的答案没有导入。"),
}
