"""LimeSurvey structures (.lss, or the archive .lsa): rows of tables in XML, in the old layout or the new.

Old files keep texts beside the questions, one row a language; newer ones keep them in tables of their own
(`question_l10ns`, `answer_l10ns`, `group_l10ns`). Both come out as rows with texts by language.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from survey.instrument.formats.base import MOST_BYTES, Format, Source, unreadable
from survey.instrument.formats.conditions import of_expression
from survey.instrument.formats.plain import words
from survey.instrument.formats.sketch import Choice, Page, Question, Sketch, Words
from survey.language import m

__all__ = ["LimeSurvey"]

Row = dict[str, str]
_MARK: Final = b"<LimeSurveyDocType>"
_YES_NO: Final = [("Y", {"zh": "是", "en": "Yes"}), ("N", {"zh": "否", "en": "No"})]
_FIXED: Final[dict[str, list[tuple[str, Words]]]] = {
    "Y": _YES_NO,
    "G": [("M", {"zh": "男", "en": "Male"}), ("F", {"zh": "女", "en": "Female"})],
    "C": [*_YES_NO[:1], ("U", {"zh": "不确定", "en": "Uncertain"}), *_YES_NO[1:]],
    "E": [
        ("D", {"zh": "减少", "en": "Decrease"}),
        ("S", {"zh": "不变", "en": "Same"}),
        ("I", {"zh": "增加", "en": "Increase"}),
    ],
}


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
        except (ParseError, DefusedXmlException, ValueError, zipfile.BadZipFile, KeyError):
            raise unreadable(self.label) from None
        if root.tag != "document" or root.find("questions") is None:
            raise unreadable(self.label)
        return _Structure(root).sketch()


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


class _Structure:
    """The tables of one survey."""

    def __init__(self, root: Element) -> None:
        self.tables = {table.tag: _rows(table) for table in root if table.find("rows") is not None}
        found = [element.text or "" for element in root.iterfind("languages/language")]
        base = next((row.get("language", "") for row in self.rows("surveys")), "")
        self.base = base or (found[0] if found else "")
        self.result = Sketch()

    def rows(self, *tables: str) -> Iterable[Row]:
        for table in tables:
            yield from self.tables.get(table, ())

    def sketch(self) -> Sketch:
        self._head()
        asked = _grouped(self._by_id("questions", "qid", "question_l10ns"), "gid")
        for group in _ordered(self._by_id("groups", "gid", "group_l10ns"), "group_order"):
            page = Page(self._words(group, "group_name"), self._words(group, "description"))
            if group["row"].get("grelevance", "1") not in ("", "1"):
                self.result.drop(page.title.get("zh", ""), m("整页的显示条件没有导入，这一页总是显示。"))
            for question in _ordered(asked[group["row"]["gid"]], "question_order"):
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
        self.result.title = self._by_language(texts["surveyls_title"])
        self.result.opening = self._by_language(texts["surveyls_welcometext"])
        self.result.thanks = self._by_language(texts["surveyls_endtext"])

    def _ask(self, found: dict[str, Any], page: Page) -> None:
        row = found["row"]
        text = self._words(found, "question")
        where = text.get("zh", row.get("title", ""))[:80]
        kind = row.get("type", "")
        question = Question("", text, name=row.get("title", ""), required=row.get("mandatory") == "Y")
        question.help = self._words(found, "help")
        make = _MAKERS.get(kind)
        if make is None:
            self.result.drop(
                where, m("题型“%(kind)s”没有对应的题型，这道题没有导入。", kind=kind[:10] or "?")
            )
            return
        make(self, question, found, where)
        relevance = row.get("relevance", "1").strip()
        if relevance not in ("", "1"):
            question.show_if = of_expression(relevance) or {"item": ""}
        page.questions.append(question)

    def options(self, found: dict[str, Any]) -> list[Choice]:
        """The answers of a question, in order."""
        qid = found["row"]["qid"]
        rows = [one for one in self._answers().values() if one["row"].get("qid") == qid]
        return [
            Choice(self._words(one, "answer"), one["row"].get("code", ""))
            for one in _ordered(rows, "sortorder")
            if one["row"].get("scale_id", "0") in ("", "0")
        ]

    def parts(self, found: dict[str, Any]) -> list[Choice]:
        """The subquestions: rows of an array, boxes of a multiple choice."""
        qid = found["row"]["qid"]
        rows = [
            one
            for one in self._by_id("subquestions", "qid", "question_l10ns").values()
            if one["row"].get("parent_qid") == qid and one["row"].get("scale_id", "0") in ("", "0")
        ]
        return [
            Choice(self._words(one, "question"), one["row"].get("title", ""))
            for one in _ordered(rows, "question_order")
        ]

    def _answers(self) -> dict[str, dict[str, Any]]:
        if any("aid" in row for row in self.rows("answers")):
            return self._by_id("answers", "aid", "answer_l10ns")
        merged: dict[str, dict[str, Any]] = {}
        for row in self.rows("answers"):
            name = f"{row.get('qid')}/{row.get('scale_id', '0')}/{row.get('code')}"
            merged.setdefault(name, {"row": row, "texts": {}})["texts"][row.get("language", self.base)] = row
        return merged

    def _by_id(self, table: str, key: str, texts: str) -> dict[str, dict[str, Any]]:
        """Rows by their id, each with its texts by language wherever the layout keeps them."""
        made: dict[str, dict[str, Any]] = {}
        for row in self.rows(table):
            entry = made.setdefault(row.get(key, ""), {"row": row, "texts": {}})
            if row.get("language"):
                entry["texts"][row["language"]] = row
        for row in self.rows(texts):
            if row.get(key, "") in made:
                made[row[key]]["texts"][row.get("language", self.base)] = row
        return made

    def _words(self, found: dict[str, Any], name: str) -> Words:
        texts = {language: row.get(name, "") for language, row in found["texts"].items()}
        return self._by_language(texts or {self.base: found["row"].get(name, "")})

    def _by_language(self, texts: dict[str, str]) -> Words:
        return words({**texts, "default": texts.get(self.base, "")})


def _rows(table: Element) -> list[Row]:
    return [{cell.tag: cell.text or "" for cell in row} for row in table.iterfind("rows/row")]


def _ordered(rows: Any, name: str) -> list[dict[str, Any]]:
    listed = rows.values() if isinstance(rows, dict) else rows
    return sorted(listed, key=lambda one: _whole(one["row"].get(name, "")))


def _grouped(rows: dict[str, dict[str, Any]], name: str) -> defaultdict[str, list[dict[str, Any]]]:
    made: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in rows.values():
        made[one["row"].get(name, "")].append(one)
    return made


def _whole(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 9 else 0


Make = Callable[[_Structure, Question, dict[str, Any], str], None]


def _single(structure: _Structure, question: Question, found: dict[str, Any], where: str) -> None:
    question.type = "single_choice"
    question.options = structure.options(found)
    _add_other(question, found)
    _or_text(structure, question, where)


def _multiple(structure: _Structure, question: Question, found: dict[str, Any], where: str) -> None:
    question.type = "multiple_choice"
    question.options = structure.parts(found)
    _add_other(question, found)
    _or_text(structure, question, where)


def _ranking(structure: _Structure, question: Question, found: dict[str, Any], where: str) -> None:
    question.type, question.options = "ranking", structure.options(found) or structure.parts(found)
    _or_text(structure, question, where)


def _add_other(question: Question, found: dict[str, Any]) -> None:
    if found["row"].get("other") == "Y":
        question.options.append(Choice({"zh": "其他", "en": "Other"}, "-oth-", other=True))


def _or_text(structure: _Structure, question: Question, where: str) -> None:
    if len(question.options) < 2:
        structure.result.drop(where, m("选项少于两个，改为填写文字。"))
        question.type, question.options = "short_text", []


def _fixed(kind: str) -> Make:
    def make(_structure: _Structure, question: Question, _found: dict[str, Any], _where: str) -> None:
        question.type = "single_choice"
        question.options = [Choice(dict(label), code) for code, label in _FIXED[kind]]

    return make


def _text(kind: str, **settings: Any) -> Make:
    def make(_structure: _Structure, question: Question, _found: dict[str, Any], _where: str) -> None:
        question.type, question.settings = kind, dict(settings)
        question.required = question.required and kind != "note"

    return make


def _points(low: int, high: int) -> list[Choice]:
    return [Choice({"zh": str(value)}, str(value)) for value in range(low, high + 1)]


def _five(_structure: _Structure, question: Question, _found: dict[str, Any], _where: str) -> None:
    question.type, question.points = "rating", _points(1, 5)


def _array(points: Callable[[_Structure, dict[str, Any]], list[Choice]]) -> Make:
    def make(structure: _Structure, question: Question, found: dict[str, Any], where: str) -> None:
        question.type, question.options = "matrix", structure.parts(found)
        question.points = points(structure, found)
        if len(question.points) < 2 or len(question.options) < 2:
            structure.result.drop(where, m("矩阵题没有行或列，改为填写文字。"))
            question.type, question.options, question.points = "comment", [], []

    return make


def _several(kind: str) -> Make:
    def make(structure: _Structure, question: Question, found: dict[str, Any], where: str) -> None:
        labels = "、".join(part.label.get("zh", "") for part in structure.parts(found))
        question.type = kind
        structure.result.drop(where, m("多项填空改为一个意见框：%(labels)s。", labels=labels[:200]))

    return make


_MAKERS: Final[dict[str, Make]] = {
    **dict.fromkeys("L!O", _single),
    **dict.fromkeys("MP", _multiple),
    "R": _ranking,
    **{kind: _fixed(kind) for kind in "YG"},
    "S": _text("short_text"),
    **dict.fromkeys("TU", _text("comment")),
    "N": _text("number"),
    "D": _text("date"),
    "X": _text("note"),
    "5": _five,
    "A": _array(lambda _structure, _found: _points(1, 5)),
    "B": _array(lambda _structure, _found: _points(1, 10)),
    **{
        kind: _array(lambda _s, _f, kind=kind: [Choice(dict(label), code) for code, label in _FIXED[kind]])  # type: ignore[misc]
        for kind in "CE"
    },
    **dict.fromkeys("FH", _array(lambda structure, found: structure.options(found))),
    **dict.fromkeys("QK;:", _several("comment")),
}
_LEFT: Final = {
    "quota": m("配额没有导入。"),
    "assessments": m("计分规则没有导入。"),
    "conditions": m("旧版的条件没有导入，相关的题目总是显示。"),
    "survey_url_parameters": m("网址参数没有导入。"),
}
