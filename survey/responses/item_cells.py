"""The cells of answers in a response file, with what the reader may see.

Most items have few different answers: the cells of each are worked out once and found again by what the
answer looks like, so that nearly all of the work on a row is done by built-in functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, repeat
from typing import Final

from survey.instrument.answers import file_columns, to_row
from survey.instrument.definition import Definition
from survey.questions import Answers, Item, get

__all__ = ["cells_of"]

REMEMBERED: Final = 5000
SHORT: Final = 40
"""What looks longer is a comment, which hardly ever comes twice."""

Cells = tuple[str, ...]
Cover = Callable[[str], str]


def cells_of(definition: Definition, *, people: bool, cover: Cover) -> Callable[[Answers], Iterator[str]]:
    """Turns answers into the cells of `file_columns`; what says who one is only with `people`.

    `cover` hides the personal particulars that people write into comments.
    """
    made = (_ItemCells(definition, item, people=people, cover=cover) for item in definition.items())
    items = [item for item in made if item.columns]
    keys = [item.key for item in items]
    known = [item.known for item in items]
    place_of = {part: place for place, item in enumerate(items) for part in item.parts}

    def cells(answers: Answers) -> Iterator[str]:
        looks = list(map(repr, map(answers.get, keys, repeat(...))))
        for part in answers.keys() & place_of.keys():
            looks[place_of[part]] += f" {part} {answers[part]!r}"
        found = list(map(dict.get, known, looks, repeat(())))
        if () in found:
            each = zip(found, items, looks, strict=True)
            found = [cells or item(look, answers) for cells, item, look in each]
        return chain.from_iterable(found)

    return cells


class _ItemCells:
    """One item's cells by what its answer looks like: the `repr` of its value and of its parts."""

    def __init__(self, definition: Definition, item: Item, *, people: bool, cover: Cover) -> None:
        self.key = item.key
        self.parts = {f"{item.key}:{part}" for part in get(item.type).parts if part}
        self.known: dict[str, Cells] = {}
        self._cover = cover
        self._hidden = get(item.type).personal and not people
        section = definition.sections[0].model_copy(update={"items": (item,)})
        self._alone = definition.model_copy(update={"sections": (section,)})
        self.columns = file_columns(self._alone)

    def __call__(self, look: str, answers: Answers) -> Cells:
        """The cells of the item in these answers, remembered where they may come again."""
        cells = self._written(answers)
        if len(look) <= SHORT and len(self.known) < REMEMBERED:
            self.known[look] = cells
        return cells

    def _written(self, answers: Answers) -> Cells:
        if self._hidden:
            return ("",) * len(self.columns)
        row = to_row(self._alone, answers)
        cells = tuple(row[column] for column in self.columns)
        worded = isinstance(answers.get(self.key), str) or not self.parts.isdisjoint(answers)
        return tuple(map(self._cover, cells)) if worded else cells
