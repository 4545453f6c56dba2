"""The company's dictionary: its words as readers use them, and the name that readings carry because of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.coding.models import CompanyWord
from survey.text.house import HouseWord
from survey.text.reader import DEFAULT_ENGINE_ID

__all__ = ["Dictionary", "dictionary", "wanted_engine"]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The words in the order of their spelling."""

    words: tuple[HouseWord, ...] = ()

    @property
    def engine_id(self) -> str:
        """What a reading made with these words is stored under: the engine's id, and a stamp where there are any."""
        if not self.words:
            return DEFAULT_ENGINE_ID
        spelled = json.dumps([astuple(one) for one in self.words], ensure_ascii=False)
        return f"{DEFAULT_ENGINE_ID}+{hashlib.sha256(spelled.encode()).hexdigest()[:8]}"


def dictionary(session: Session) -> Dictionary:
    """The company's dictionary as it stands now."""
    rows = session.scalars(sa.select(CompanyWord)).all()
    words = [HouseWord(row.word, row.polarity, row.dimension, row.reason) for row in rows]
    return Dictionary(tuple(sorted(words, key=lambda one: one.word)))


def wanted_engine(session: Session) -> str:
    """The id under which an up-to-date reading is stored."""
    return dictionary(session).engine_id
