"""What makes the reader the company's own: its words and its model, and the name that readings carry because of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.coding.company_models import adopted
from survey.coding.models import CompanyWord
from survey.text.house import HouseWord
from survey.text.reader import DEFAULT_ENGINE_ID

__all__ = ["Dictionary", "dictionary", "wanted_engine"]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The words in the order of their spelling, and the model."""

    words: tuple[HouseWord, ...] = ()
    model: int = 0
    """The number of the company's model that was adopted; 0 for the shipped one."""

    @property
    def engine_id(self) -> str:
        """What a reading is stored under: the engine's id, `+c2` for the model, a stamp where there are words."""
        engine = f"{DEFAULT_ENGINE_ID}+c{self.model}" if self.model else DEFAULT_ENGINE_ID
        if not self.words:
            return engine
        spelled = json.dumps([astuple(one) for one in self.words], ensure_ascii=False)
        return f"{engine}+{hashlib.sha256(spelled.encode()).hexdigest()[:8]}"


def dictionary(session: Session) -> Dictionary:
    """The company's dictionary and model as they stand now."""
    rows = session.scalars(sa.select(CompanyWord)).all()
    words = [HouseWord(row.word, row.polarity, row.dimension, row.reason) for row in rows]
    return Dictionary(tuple(sorted(words, key=lambda one: one.word)), adopted(session))


def wanted_engine(session: Session) -> str:
    """The id under which an up-to-date reading is stored."""
    return dictionary(session).engine_id
