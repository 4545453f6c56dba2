"""The tables of a LimeSurvey structure: rows with their texts by language, in the old layout or the new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element  # nosec B405

from survey.instrument.formats.plain import words
from survey.instrument.formats.sketch import Choice, Sketch, Words

__all__ = ["Row", "Structure", "grouped", "ordered", "whole"]

Row = dict[str, str]


class Structure:
    """The tables of one survey, and the sketch that is made of them."""

    def __init__(self, root: Element) -> None:
        self.tables = {table.tag: _rows(table) for table in root if table.find("rows") is not None}
        found = [element.text or "" for element in root.iterfind("languages/language")]
        base = next((row.get("language", "") for row in self.rows("surveys")), "")
        self.base = base or (found[0] if found else "")
        self.result = Sketch()

    def rows(self, *tables: str) -> Iterable[Row]:
        for table in tables:
            yield from self.tables.get(table, ())

    def options(self, found: dict[str, Any]) -> list[Choice]:
        """The answers of a question, in order."""
        return [
            Choice(self.words_of(one, "answer"), one["row"].get("code", ""))
            for one in ordered(self._answers[found["row"].get("qid", "")], "sortorder")
            if one["row"].get("scale_id", "0") in ("", "0")
        ]

    def parts(self, found: dict[str, Any]) -> list[Choice]:
        """The subquestions: rows of an array, boxes of a multiple choice."""
        return [
            Choice(self.words_of(one, "question"), one["row"].get("title", ""))
            for one in ordered(self._parts[found["row"].get("qid", "")], "question_order")
            if one["row"].get("scale_id", "0") in ("", "0")
        ]

    def setting(self, found: dict[str, Any], name: str) -> str:
        """A further setting of the question, '' where it has none."""
        return self._settings[found["row"].get("qid", "")].get(name, "")

    @cached_property
    def _settings(self) -> defaultdict[str, dict[str, str]]:
        made: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for row in self.rows("question_attributes"):
            made[row.get("qid", "")][row.get("attribute", "")] = row.get("value", "")
        return made

    @cached_property
    def _parts(self) -> defaultdict[str, list[dict[str, Any]]]:
        return grouped(self.by_id("subquestions", "qid", "question_l10ns"), "parent_qid")

    @cached_property
    def _answers(self) -> defaultdict[str, list[dict[str, Any]]]:
        if any("aid" in row for row in self.rows("answers")):
            return grouped(self.by_id("answers", "aid", "answer_l10ns"), "qid")
        merged: dict[str, dict[str, Any]] = {}
        for row in self.rows("answers"):
            name = f"{row.get('qid')}/{row.get('scale_id', '0')}/{row.get('code')}"
            merged.setdefault(name, {"row": row, "texts": {}})["texts"][row.get("language", self.base)] = row
        return grouped(merged, "qid")

    def by_id(self, table: str, key: str, texts: str) -> dict[str, dict[str, Any]]:
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

    def words_of(self, found: dict[str, Any], name: str) -> Words:
        texts = {language: row.get(name, "") for language, row in found["texts"].items()}
        return self.by_language(texts or {self.base: found["row"].get(name, "")})

    def by_language(self, texts: dict[str, str]) -> Words:
        return words({**texts, "default": texts.get(self.base, "")})


def _rows(table: Element) -> list[Row]:
    return [{cell.tag: cell.text or "" for cell in row} for row in table.iterfind("rows/row")]


def ordered(rows: Iterable[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda one: whole(one["row"].get(name, "")))


def grouped(rows: dict[str, dict[str, Any]], name: str) -> defaultdict[str, list[dict[str, Any]]]:
    made: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in rows.values():
        made[one["row"].get(name, "")].append(one)
    return made


def whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
