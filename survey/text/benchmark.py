"""How well and how fast an engine reads: on files of labelled reviews and on the checking half of our comments."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from survey.errors import InvalidInput
from survey.language import m
from survey.text.labels import Half, LabelledComment, labelled_comments
from survey.text.reader import Reader
from survey.text.reading import Reading
from survey.text.vocabulary import first_level

__all__ = ["BusinessFigures", "ReviewFigures", "business_figures", "calibration_error", "review_figures"]

_BINS = 10
_SURE = 0.5


@dataclass(frozen=True, slots=True)
class ReviewFigures:
    """One file of reviews labelled 0 or 1: `rows` is how many were read."""

    name: str
    rows: int
    accuracy: float
    calibration_error: float
    per_second: float


@dataclass(frozen=True, slots=True)
class BusinessFigures:
    """How well labelled business comments are read."""

    comments: int
    exact_polarity: float
    positive_or_negative: float
    calibration_error: float
    dimension_precision: float
    dimension_recall: float
    dimension_f1: float
    reason_first: float
    reason_among_three: float
    leaf_first: float
    leaf_among_three: float
    non_answer_precision: float
    non_answer_recall: float
    per_second: float


def review_figures(reads: Reader, folder: Path, limit: int | None = None) -> list[ReviewFigures]:
    """Figures for every CSV file of the folder with the columns `label` (0 or 1) and `text`.

    Of a file longer than `limit`, rows at even distances are read.
    """
    return [
        _review_file(reads, path.stem, rows)
        for path in sorted(folder.glob("*.csv"))
        if (rows := _every(_labelled_rows(path), limit))
    ]


def _labelled_rows(path: Path) -> list[tuple[str, bool]]:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            m("文件 %(file)s 不是 UTF-8 编码，请另存为 UTF-8 后再测。", file=path.name)
        ) from error
    table = csv.DictReader(io.StringIO(content, newline=""))
    if not {"label", "text"} <= set(table.fieldnames or ()):
        return []
    return [(row["text"], row["label"] == "1") for row in table if row["label"] in {"0", "1"}]


def _every(rows: list[tuple[str, bool]], limit: int | None) -> list[tuple[str, bool]]:
    if limit is None or len(rows) <= limit:
        return rows
    return [rows[place * len(rows) // limit] for place in range(limit)]


def _review_file(reads: Reader, name: str, rows: Sequence[tuple[str, bool]]) -> ReviewFigures:
    reads.read(rows[0][0])
    started = time.process_time()
    readings = list(reads.read_all((text, None) for text, _ in rows))
    spent = max(time.process_time() - started, 1e-9)
    judged = [(_probability(reading), label) for reading, (_, label) in zip(readings, rows, strict=True)]
    return ReviewFigures(
        name,
        len(rows),
        _share((probability >= _SURE) == label for probability, label in judged),
        calibration_error(judged),
        len(rows) / spent,
    )


def business_figures(reads: Reader, comments: Sequence[LabelledComment] = ()) -> BusinessFigures:
    """Figures for labelled comments of our own; the checking half unless others are given."""
    comments = comments or labelled_comments(Half.CHECKING)
    reads.read(comments[0].text)
    started = time.process_time()
    readings = list(reads.read_all((comment.text, None) for comment in comments))
    spent = max(time.process_time() - started, 1e-9)
    pairs = list(zip(comments, readings, strict=True))
    clear = [
        (_probability(reading), comment.polarity == "pos")
        for comment, reading in pairs
        if comment.polarity in {"pos", "neg"}
    ]
    precision, recall = _dimension_shares(pairs)
    silent = [(comment.kind == "non_answer", reading.is_non_answer) for comment, reading in pairs]
    reasoned = [(comment, _codes(reading)) for comment, reading in pairs if comment.reasons]
    return BusinessFigures(
        comments=len(comments),
        exact_polarity=_share(reading.polarity == comment.polarity for comment, reading in pairs),
        positive_or_negative=_share((probability >= _SURE) == label for probability, label in clear),
        calibration_error=calibration_error(clear),
        dimension_precision=precision,
        dimension_recall=recall,
        dimension_f1=2 * precision * recall / max(precision + recall, 1e-9),
        reason_first=_hit(reasoned, 1, first_level),
        reason_among_three=_hit(reasoned, 3, first_level),
        leaf_first=_hit(reasoned, 1, str),
        leaf_among_three=_hit(reasoned, 3, str),
        non_answer_precision=_share(meant for meant, found in silent if found),
        non_answer_recall=_share(found for meant, found in silent if meant),
        per_second=len(comments) / spent,
    )


def calibration_error(judged: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error: |mean probability − share of positives|, weighed over ten equal bins.

    Naeini, Cooper & Hauskrecht 2015.
    """
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for probability, label in judged:
        bins[min(int(probability * _BINS), _BINS - 1)].append((probability, label))
    return sum(
        abs(sum(probability for probability, _ in held) - sum(label for _, label in held)) for held in bins
    ) / max(len(judged), 1)


def _probability(reading: Reading) -> float:
    """Half where nothing was found to judge: it counts as positive, as it does with SnowNLP."""
    return _SURE if reading.probability is None else reading.probability


def _dimension_shares(pairs: Iterable[tuple[LabelledComment, Reading]]) -> tuple[float, float]:
    right = named = meant = 0
    for comment, reading in pairs:
        wanted = {key for key, _ in comment.dimensions}
        found = {str(key) for key, _ in reading.dimensions}
        right, named, meant = right + len(wanted & found), named + len(found), meant + len(wanted)
    return right / max(named, 1), right / max(meant, 1)


def _codes(reading: Reading) -> list[str]:
    return [reason.code for reason in reading.reasons]


def _hit(
    reasoned: Sequence[tuple[LabelledComment, list[str]]], among: int, level: Callable[[str], str]
) -> float:
    """The share of comments with a reason whose first suggestions hold one that was labelled."""
    return _share(
        bool({level(code) for code in comment.reasons} & {level(code) for code in codes[:among]})
        for comment, codes in reasoned
    )


def _share(hits: Iterable[bool]) -> float:
    known = list(hits)
    return sum(known) / max(len(known), 1)
