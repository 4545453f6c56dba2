"""Words as pictures: bars of how distinctive each is, and a cloud sized by how often it is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import cos, pi, sin, sqrt
from typing import Final, Protocol

from survey.charts.drawing.layout import is_wide
from survey.charts.lettering import text_width
from survey.charts.palette import BRAND, INK, MUTED, POSITIVE
from survey.charts.svg import SMALL, Sheet
from survey.language import m

__all__ = ["CloudWord", "DistinctWord", "word_bars", "word_cloud"]

DESK: Final = 760.0
PHONE: Final = 358.0
SMALLEST: Final = 15.0
SURE: Final = 1.96
WEAK: Final = "#9CC5C1"
LEANS: Final = 0.6
"""From this share on the positive and negative comments with a word lean to one side."""
Translate = Callable[[str], str]
Box = tuple[float, float, float, float]


class DistinctWord(Protocol):
    """A word with its z and the comments of the group and of the rest that say it."""

    @property
    def word(self) -> str: ...
    @property
    def z(self) -> float: ...
    @property
    def n(self) -> int: ...
    @property
    def n_rest(self) -> int: ...


class CloudWord(Protocol):
    """A word with the comments of the group that say it; positive and negative count among all comments."""

    @property
    def word(self) -> str: ...
    @property
    def n(self) -> int: ...
    @property
    def positive(self) -> int: ...
    @property
    def negative(self) -> int: ...


def word_bars(title: str, words: Sequence[DistinctWord], *, translate: Translate) -> str:
    """Bars by z with the counts at their ends, for desk and phone; safe to embed."""
    entries = [
        m(
            "%(word)s：z %(z).1f，n %(n)d，其他 n %(rest)d", word=one.word, z=one.z, n=one.n, rest=one.n_rest
        ).render(translate)
        for one in words
    ]
    note = m("z（括号内：本组 n／其他 n）").render(translate)
    pictures = []
    for width, css in ((DESK, "chart-desk"), (PHONE, "chart-phone")):
        sheet = Sheet(width)
        _bars(sheet, words, note)
        pictures.append(sheet.write(title=title, description=_listed(entries, translate), css=css))
    return "".join(pictures)


def _listed(entries: Sequence[str], translate: Translate) -> str:
    return m("；").render(translate).join(entries)


def _bars(sheet: Sheet, words: Sequence[DistinctWord], note: str) -> None:
    column = 170.0 if is_wide(sheet) else 104.0
    ends = [f"{one.z:.1f} ({one.n}/{one.n_rest})" for one in words]
    room = max((text_width(end, SMALL) for end in ends), default=0.0) + 10
    length = sheet.width - column - room
    most = max((one.z for one in words), default=1.0)
    sheet.text(column, 14, note, size=SMALL, fill=MUTED)
    for i, (one, end) in enumerate(zip(words, ends, strict=True)):
        y = 36.0 + i * 26
        sheet.label(column - 8, y, one.word, column - 12, most=1, anchor="end")
        sheet.rect(column, y - 8, length * one.z / most, 16, BRAND if one.z >= SURE else WEAK, css="bar")
        sheet.text(column + length * one.z / most + 6, y + 4.5, end, size=SMALL)
    sheet.height = 36.0 + len(words) * 26


def word_cloud(title: str, words: Sequence[CloudWord], *, translate: Translate) -> str:
    """The words about a common middle, for desk and phone: size is the count, colour the side they lean to.

    The same words give the same picture. Words that find no place are left out of it, the rarest first.
    """
    entries = [m("%(word)s：%(n)d", word=one.word, n=one.n).render(translate) for one in words]
    pictures = []
    for width, most, css in ((DESK, 46.0, "chart-desk"), (PHONE, 32.0, "chart-phone")):
        sheet = Sheet(width)
        _cloud(sheet, words, most)
        pictures.append(sheet.write(title=title, description=_listed(entries, translate), css=css))
    return "".join(pictures)


def _cloud(sheet: Sheet, words: Sequence[CloudWord], largest: float) -> None:
    counts = [one.n for one in words]
    low, high = min(counts, default=0), max(counts, default=0)
    placed: list[tuple[CloudWord, float, Box]] = []
    for one in words:
        share = sqrt((one.n - low) / (high - low)) if high > low else 0.5
        size = SMALLEST + (largest - SMALLEST) * share
        box = _free_box(
            text_width(one.word, size) + 8, size * 1.25, sheet.width, [box for _, _, box in placed]
        )
        if box is not None:
            placed.append((one, size, box))
    top = min((box[1] for _, _, box in placed), default=0.0)
    for one, size, (left, above, right, below) in placed:
        baseline = (above + below) / 2 - top + size * 0.36 + 4
        sheet.text(
            (left + right) / 2, baseline, one.word, size=size, fill=_colour(one), anchor="middle", css="word"
        )
    sheet.height = max((box[3] for _, _, box in placed), default=0.0) - top + 8


def _free_box(width: float, height: float, sheet: float, taken: Sequence[Box]) -> Box | None:
    """The first place along a spiral from the middle where the word touches no other."""
    for x, y in _spiral(sheet):
        box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        if box[0] >= 0 and box[2] <= sheet and not any(_touch(box, other) for other in taken):
            return box
    return None


def _spiral(width: float) -> Iterator[tuple[float, float]]:
    flat = 0.55 if width > PHONE else 1.1
    for step in range(1600):
        angle = step * pi / 14
        radius = angle * 2.2
        yield width / 2 + radius * cos(angle), radius * sin(angle) * flat


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _colour(one: CloudWord) -> str:
    told = one.positive + one.negative
    if told and one.negative >= LEANS * told:
        return NEGATIVE_TEXT
    return POSITIVE if told and one.positive >= LEANS * told else INK


NEGATIVE_TEXT: Final = "#B34700"
"""The negative colour darkened, so that small words keep a contrast of 4.5 to 1."""
