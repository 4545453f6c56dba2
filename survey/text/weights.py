"""The fitted weights as they are shipped: whole numbers of one byte, loaded when first needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from io import BytesIO
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from survey.text.grams import Grams, Keys

__all__ = [
    "BIAS",
    "GRAM_VALUE",
    "SHIPPED",
    "Known",
    "Table",
    "Weights",
    "known",
    "load",
    "packed",
    "save",
    "saved",
    "shipped",
]

SHIPPED: Final = Path(__file__).with_name("models") / "liusheng-3.npz"
BIAS: Final = ""
"""The signal every text has."""
GRAM_VALUE: Final = 6.0
"""How far the domain model may lean on character sequences: by cross-validation on the fitting half."""
_STEPS: Final = 127
_PLACE_BITS: Final = 32
"""The half of a number that tells where a sequence stands among those known; the other half tells its text."""

Floats = NDArray[np.float32]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Table:
    """Character sequences (ascending) and signals, each with one byte for each output, times the output's unit.

    The sequences stand in the first rows, the signals below them.
    """

    keys: Keys
    signals: tuple[str, ...]
    outputs: tuple[str, ...]
    whole: NDArray[np.int8]
    units: Floats

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Signal → its row."""
        return {name: len(self.keys) + place for place, name in enumerate(self.signals)}

    @cached_property
    def weights(self) -> Floats:
        """The weights as numbers to count with; one more row of nothing, so that row −1 adds nothing."""
        exact = self.whole.astype(np.float32) * self.units
        return np.concatenate([exact, np.zeros((1, exact.shape[1]), dtype=np.float32)])


@dataclass(frozen=True)
class Known:
    """What the models know of the sequences of some texts."""

    rows: Places
    """For every sequence, as they stand in the grams, its row in the domain model; −1 where it has none."""
    distinct: Places
    """The domain model's rows among them, each once for a text and ascending, text after text."""
    starts: Places
    """Where the rows of each text begin in `distinct`; one more number is where the last ones end."""
    general: NDArray[np.float64]
    """How positive a review with them is, for each text, in log-odds."""

    @cached_property
    def values(self) -> Floats:
        """What the weights of one sequence count in each text: the more there are, the less each."""
        counts: NDArray[np.float64] = np.maximum(1, np.diff(self.starts)).astype(np.float64)
        return (GRAM_VALUE / np.sqrt(counts)).astype(np.float32)


@dataclass(frozen=True)
class Weights:
    """The general model (is a review positive), the domain model, and how the probability follows."""

    general: Table
    domain: Table
    blend: NDArray[np.float64]
    """Bias, and what the general model, the domain model and the rules add to the log-odds."""

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Output of the domain model → its place among the scores."""
        return {name: place for place, name in enumerate(self.domain.outputs)}

    @cached_property
    def _keys(self) -> Keys:
        """The sequences of both models, so that each is looked up once."""
        return np.union1d(self.general.keys, self.domain.keys)

    @cached_property
    def _in_domain(self) -> Places:
        """The domain model's row of each sequence; −1 where it has none, as for one that no model knows."""
        return np.append(known(self.domain.keys, self._keys), -1)

    @cached_property
    def _is_general(self) -> NDArray[np.bool_]:
        """Whether the general model has the sequence; one that no model knows counts, and adds nothing."""
        return np.append(known(self.general.keys, self._keys) >= 0, True)

    @cached_property
    def _general(self) -> Floats:
        """What each sequence adds in the general model."""
        rows = np.append(known(self.general.keys, self._keys), -1)
        return np.ascontiguousarray(self.general.weights[rows, 0])

    @cached_property
    def _bias(self) -> float:
        return float(self.general.weights[self.general.rows[BIAS], 0])

    def known(self, found: Grams) -> Known:
        """What of the texts the models know."""
        places = known(self._keys, found.keys.ravel())
        holders, distinct = _distinct(places, found)
        general = self._is_general[distinct]
        counts = np.bincount(holders[general], minlength=found.count)
        sums = np.add.reduceat(self._general[distinct[general]], np.cumsum(counts) - counts)
        rows = self._in_domain[distinct]
        starts = np.zeros(found.count + 1, dtype=np.intp)
        np.cumsum(np.bincount(holders[rows >= 0], minlength=found.count), out=starts[1:])
        return Known(
            self._in_domain[places].reshape(found.keys.shape),
            rows[rows >= 0],
            starts,
            (sums.astype(np.float64) + self._bias) / np.sqrt(counts),
        )

    def scores(self, found: Known, signals: Sequence[Mapping[str, float]]) -> list[list[float]]:
        """The log-odds of each output of the domain model, for each text with its signals."""
        weights, rows = self.domain.weights, self.domain.rows
        told = [[(rows[name], amount) for name, amount in one.items() if name in rows] for one in signals]
        places = np.array([row for one in told for row, _ in one], dtype=np.intp)
        amounts = np.array([amount for one in told for _, amount in one], dtype=np.float32)
        of_grams = _sums(weights.take(found.distinct, axis=0), found.starts.tolist())
        of_signals = _sums(
            weights.take(places, axis=0) * amounts[:, None], [0, *accumulate(len(one) for one in told)]
        )
        scores: list[list[float]] = (of_grams * found.values[:, None] + of_signals).tolist()
        return scores

    def log_odds(self, general: float, domain: float, rules: float) -> float:
        """The calibrated log-odds of the whole comment being positive."""
        bias, of_general, of_domain, of_rules = self.blend.tolist()
        return float(bias + of_general * general + of_domain * domain + of_rules * rules)


def _distinct(places: Places, found: Grams) -> tuple[Places, Places]:
    """Each text with its places ascending, each once. Every text has the place −1: at its end.

    Sorting one number for both is much faster than sorting pairs.
    """
    both = np.tile(found.texts, len(found.keys)) << _PLACE_BITS | places + 1
    both.sort()
    first = np.ones(len(both), dtype=bool)
    np.not_equal(both[1:], both[:-1], out=first[1:])
    both = both[first]
    return both >> _PLACE_BITS, (both & (1 << _PLACE_BITS) - 1) - 1


def _sums(rows: Floats, starts: Sequence[int]) -> Floats:
    """The sum of each text's rows, one after another: `add.reduceat` walks down the columns, far apart."""
    sums = np.empty((len(starts) - 1, rows.shape[1]), dtype=np.float32)
    for place, (start, end) in enumerate(pairwise(starts)):
        np.add.reduce(rows[start:end], axis=0, out=sums[place])
    return sums


def known(keys: Keys, found: Keys) -> Places:
    """The place of each found key among the ascending `keys`; −1 where it is not among them."""
    places = np.searchsorted(keys, found)
    places[places == len(keys)] = 0
    return np.where(keys[places] == found, places, -1)


def packed(keys: Keys, signals: Iterable[str], outputs: Iterable[str], weights: NDArray[np.float64]) -> Table:
    """The weights (sequences, then signals) rounded to one byte each."""
    units = (np.abs(weights).max(axis=0) / _STEPS).astype(np.float32)
    units[units == 0] = 1.0
    whole = np.rint(weights / units).clip(-_STEPS, _STEPS).astype(np.int8)
    return Table(keys, tuple(signals), tuple(outputs), whole, units)


def save(weights: Weights, path: Path) -> None:
    """Writes the file that `load` reads."""
    path.write_bytes(saved(weights))


def saved(weights: Weights) -> bytes:
    """The content of that file: the same bytes for the same weights."""
    arrays: dict[str, NDArray[np.generic]] = {"blend": weights.blend}
    for title, table in (("general", weights.general), ("domain", weights.domain)):
        arrays[f"{title}_keys"] = table.keys
        arrays[f"{title}_signals"] = np.frombuffer("\n".join(table.signals).encode(), dtype=np.uint8)
        arrays[f"{title}_outputs"] = np.frombuffer("\n".join(table.outputs).encode(), dtype=np.uint8)
        arrays[f"{title}_whole"] = table.whole
        arrays[f"{title}_units"] = table.units
    content = BytesIO()
    np.savez_compressed(content, **arrays)  # type: ignore[arg-type]
    return content.getvalue()


def load(path: Path) -> Weights:
    """The weights of a file written by `save`."""
    with np.load(path, allow_pickle=False) as arrays:
        tables = [
            Table(
                arrays[f"{title}_keys"],
                tuple(arrays[f"{title}_signals"].tobytes().decode().split("\n")),
                tuple(arrays[f"{title}_outputs"].tobytes().decode().split("\n")),
                arrays[f"{title}_whole"],
                arrays[f"{title}_units"],
            )
            for title in ("general", "domain")
        ]
        return Weights(tables[0], tables[1], arrays["blend"])


@cache
def shipped() -> Weights:
    """The weights that come with the program."""
    return load(SHIPPED)
