"""Keeping the company's dictionary: words typed in, pasted or imported, all of them or none."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from csv import reader as csv_reader
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit
from survey.accounts.actor import Actor
from survey.coding.models import CompanyWord
from survey.errors import ImportRefused, InvalidInput, NotFound, RowProblem
from survey.instrument.library import reason_tree
from survey.language import Message, m
from survey.sheets import Table
from survey.text.house import HouseWord
from survey.text.vocabulary import NEVER_SUGGESTED, Dimension, Polarity, first_level

__all__ = ["HEADINGS", "LONGEST", "MOST", "Kept", "from_table", "from_text", "keep", "remove", "words"]

LONGEST: Final = 40
MOST: Final = 5000
HEADINGS: Final = ("词", "倾向", "维度", "原因")
_NAMES: Final = (
    ("词", "词语", "word"),
    ("倾向", "情感倾向", "polarity"),
    ("维度", "dimension"),
    ("原因", "原因编码", "reason"),
)
_POLARITIES: Final = (Polarity.POS, Polarity.NEG)
_FROM_TEXT: Final = {str(one.label): str(one) for one in (*_POLARITIES, *Dimension)}


@dataclass(frozen=True, slots=True)
class Kept:
    """How many words are new, and how many have other hints than before."""

    added: int
    changed: int


def words(session: Session, text: str = "") -> Sequence[CompanyWord]:
    """The dictionary in the order of spelling; only words that hold `text` where it is given."""
    chosen = sa.select(CompanyWord).order_by(CompanyWord.word)
    if text:
        chosen = chosen.where(CompanyWord.word.icontains(text, autoescape=True))
    return session.scalars(chosen).all()


def keep(session: Session, entries: Iterable[HouseWord], *, actor: Actor, now: datetime) -> Kept:
    """Adds the words, and gives those that are there their new hints; InvalidInput when they grow too many."""
    standing = {row.word: row for row in session.scalars(sa.select(CompanyWord))}
    added = changed = 0
    for entry in entries:
        row = standing.get(entry.word)
        if row is None:
            row = standing[entry.word] = CompanyWord(word=entry.word, polarity="", dimension="", reason="")
            session.add(row)
            added += 1
        elif (row.polarity, row.dimension, row.reason) == (entry.polarity, entry.dimension, entry.reason):
            continue
        else:
            changed += 1
        row.polarity, row.dimension, row.reason = entry.polarity, entry.dimension, entry.reason
        row.changed_by, row.changed_at = str(actor)[:120], now
    if len(standing) > MOST:
        raise InvalidInput(m("公司词典最多 %(most)d 个词，没有保存。", most=MOST))
    if added or changed:
        audit.record(session, actor, "dictionary.keep", now=now, added=added, changed=changed)
    return Kept(added, changed)


def remove(session: Session, ref: str, *, actor: Actor, now: datetime) -> str:
    """Takes a word out of the dictionary and says which; raises NotFound."""
    row = session.scalars(sa.select(CompanyWord).where(CompanyWord.ref == ref)).one_or_none()
    if row is None:
        raise NotFound(m("词典里没有这个词，可能已经删除。"))
    session.delete(row)
    audit.record(session, actor, "dictionary.remove", row.word, now=now)
    return row.word


def from_text(text: str) -> list[HouseWord]:
    """Pasted lines, one word each: word, polarity, dimension, reason, parted by tabs or commas.

    Columns may be left out. ImportRefused with every problem at its line.
    """
    even = text.replace("，", ",").replace("\t", ",")
    lines = list(csv_reader(io.StringIO(even)))
    numbered = [
        (number, cells) for number, cells in enumerate(lines, 1) if any(cell.strip() for cell in cells)
    ]
    if numbered and numbered[0][1][0].strip().lower() in _NAMES[0]:
        numbered = numbered[1:]
    return _entries(numbered)


def from_table(table: Table) -> list[HouseWord]:
    """The words of an uploaded table with the headings 词, 倾向, 维度, 原因 (only the first is needed)."""
    found = {header.strip().lower(): header for header in table.headers}
    columns = [next((found[name] for name in names if name in found), None) for names in _NAMES]
    if columns[0] is None:
        raise InvalidInput(m("表里没有“词”这一列。第一行要有表头：词、倾向、维度、原因，后三列可以没有。"))
    return _entries(
        [(row.number, [row.cells[name] if name else "" for name in columns]) for row in table.rows]
    )


def _entries(rows: Sequence[tuple[int, Sequence[str]]]) -> list[HouseWord]:
    entries: dict[str, HouseWord] = {}
    problems: list[RowProblem] = []
    for number, cells in rows:
        cells = [*(cell.strip() for cell in cells), "", "", ""][:4]
        wrong = _problems(*cells)
        problems += [RowProblem(number, HEADINGS[place], message) for place, message in wrong.items()]
        if not wrong:
            word, polarity, dimension, reason = cells
            entries[word] = HouseWord(
                word, _FROM_TEXT.get(polarity, polarity), _FROM_TEXT.get(dimension, dimension), reason
            )
    if problems:
        raise ImportRefused(
            m("有 %(n)d 处需要修改，没有保存任何词。改好后再保存一次。", n=len(problems)), problems
        )
    return list(entries.values())


def _problems(word: str, polarity: str, dimension: str, reason: str) -> dict[int, Message]:
    """Column → what is wrong in it."""
    wrong: dict[int, Message] = {}
    if not word or len(word) > LONGEST or not any(letter.isalnum() for letter in word):
        wrong[0] = m("要写一个词，最多 %(most)d 个字。", most=LONGEST)
    elif len(word) == 1:
        wrong[0] = m("一个字的词会误伤别的词，请写两个字以上。")
    if polarity and _FROM_TEXT.get(polarity, polarity) not in _POLARITIES:
        wrong[1] = m("倾向只能写“正面”“负面”，或留空。")
    if dimension and _FROM_TEXT.get(dimension, dimension) not in set(Dimension):
        wrong[2] = m("没有“%(name)s”这个维度。", name=dimension[:LONGEST])
    if reason and (reason not in reason_tree().codes or first_level(reason) in NEVER_SUGGESTED):
        wrong[3] = m("原因分类表里没有“%(code)s”，或它不能由程序建议。", code=reason[:LONGEST])
    return wrong
