"""What a chart of counts shows, without how it is drawn: plain values and texts in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LEANS: Final = 0.6
"""From this share on the positive and negative comments with a word lean to one side."""


@dataclass(frozen=True, slots=True)
class ParetoBar:
    """One reason: its amount as a text and its shares (0–1); `vital` within the line."""

    label: str
    amount: str
    share: float
    cumulative: float
    vital: bool


@dataclass(frozen=True, slots=True)
class ParetoChart:
    """Reasons from the largest, the cumulative line, and the line of the vital few."""

    title: str
    description: str
    bars: tuple[ParetoBar, ...]
    line: float
    share_label: str
    cumulative_label: str
    line_label: str


@dataclass(frozen=True, slots=True)
class DistributionRow:
    """The counts of one item from the worst point to the best; `note` at its end."""

    label: str
    counts: tuple[int, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class DistributionStack:
    """How answers spread over a scale's points, each row 100 %; `points` names them from the worst."""

    title: str
    description: str
    points: tuple[str, ...]
    rows: tuple[DistributionRow, ...]


@dataclass(frozen=True, slots=True)
class PolarityRow:
    """How many comments on one dimension are negative, neutral and positive."""

    label: str
    negative: int
    neutral: int
    positive: int


@dataclass(frozen=True, slots=True)
class PolarityBars:
    """Comments per dimension: negative to the left, positive to the right, neutral across the middle."""

    title: str
    description: str
    rows: tuple[PolarityRow, ...]
    negative_label: str
    neutral_label: str
    positive_label: str
    count_label: str


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Counts by two groupings, row by row; `same` are the cells (row, column) in which both agree."""

    title: str
    description: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    row_label: str
    column_label: str
    same: tuple[tuple[int, int], ...]
    same_label: str
    """What a framed cell means; '' where there is none."""
    count_label: str


@dataclass(frozen=True, slots=True)
class DistinctWord:
    """A word with its z and the comments of the group and of the rest that say it."""

    word: str
    z: float
    n: int
    n_rest: int


@dataclass(frozen=True, slots=True)
class WordBars:
    """Words by how distinctive they are of a group."""

    title: str
    description: str
    words: tuple[DistinctWord, ...]
    z_label: str


@dataclass(frozen=True, slots=True)
class CloudWord:
    """A word with the comments of the group that say it; positive and negative count among all comments."""

    word: str
    n: int
    positive: int
    negative: int

    @property
    def leaning(self) -> int:
        """−1 where most of the comments that judge are negative, 1 where most are positive, else 0."""
        told = self.positive + self.negative
        if told and self.negative >= LEANS * told:
            return -1
        return 1 if told and self.positive >= LEANS * told else 0


@dataclass(frozen=True, slots=True)
class WordCloud:
    """Words by how often they are said; `leaning_labels` name the negative, the mixed and the positive ones."""

    title: str
    description: str
    words: tuple[CloudWord, ...]
    count_label: str
    leaning_labels: tuple[str, str, str]
