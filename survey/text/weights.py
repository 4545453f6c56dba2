"""The fitted weights as they are shipped: whole numbers of one byte, loaded when first needed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from io import BytesIO
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
    "shipped",
]

SHIPPED: Final = Path(__file__).with_name("models") / "liusheng-3.npz"
BIAS: Final = ""
"""The signal every text has."""
GRAM_VALUE: Final = 6.0
"""How far the domain model may lean on character sequences: by cross-validation on the fitting half."""
_STEPS: Final = 127

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
    """The sequences of a text that the models know."""

    rows: Places
    """For every sequence of the text, in the order of its grams, its row in the domain model; −1 where it has none."""
    distinct: Places
    """The domain model's rows among them, each once, ascending."""
    general: float
    """How positive a review with them is, in log-odds."""

    @property
    def value(self) -> float:
        """What the weights of one sequence count: the more there are, the less each."""
        return GRAM_VALUE / math.sqrt(max(1, len(self.distinct)))


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
        """The sequences of both models: so that each text is looked up once."""
        return np.union1d(self.general.keys, self.domain.keys)

    @cached_property
    def _in_general(self) -> Places:
        return known(self.general.keys, self._keys)

    @cached_property
    def _in_domain(self) -> Places:
        return known(self.domain.keys, self._keys)

    @cached_property
    def _general(self) -> Floats:
        return np.ascontiguousarray(self.general.weights[:, 0])

    @cached_property
    def _bias(self) -> float:
        return float(self._general[self.general.rows[BIAS]])

    def known(self, found: Grams) -> Known:
        """What of the text the models know."""
        places = known(self._keys, found.keys)
        distinct = _distinct(places[places >= 0])
        general = self._in_general[distinct]
        general = general[general >= 0]
        in_domain = self._in_domain[distinct]
        weights = self._general
        return Known(
            np.where(places >= 0, self._in_domain[places], -1),
            in_domain[in_domain >= 0],
            (float(weights[general].sum()) + self._bias) / math.sqrt(len(general) + 1),
        )

    def scores(self, found: Known, signals: Mapping[str, float]) -> list[float]:
        """The log-odds of each output of the domain model."""
        rows, amounts = [], []
        places = self.domain.rows
        for name, amount in signals.items():
            row = places.get(name)
            if row is not None:
                rows.append(row)
                amounts.append(amount)
        weights = self.domain.weights
        told = np.array(amounts, dtype=np.float32)
        total = weights[found.distinct].sum(axis=0) * np.float32(found.value)
        total += (weights[rows] * told[:, None]).sum(axis=0)
        scores: list[float] = total.tolist()
        return scores

    def log_odds(self, general: float, domain: float, rules: float) -> float:
        """The calibrated log-odds of the whole comment being positive."""
        bias, of_general, of_domain, of_rules = self.blend.tolist()
        return float(bias + of_general * general + of_domain * domain + of_rules * rules)


def _distinct(places: Places) -> Places:
    """The places ascending, each once; `numpy.unique` takes longer than all the rest for a short text."""
    places.sort()
    first = np.ones(len(places), dtype=bool)
    np.not_equal(places[1:], places[:-1], out=first[1:])
    return places[first]


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
    arrays: dict[str, NDArray[np.generic]] = {"blend": weights.blend}
    for title, table in (("general", weights.general), ("domain", weights.domain)):
        arrays[f"{title}_keys"] = table.keys
        arrays[f"{title}_signals"] = np.frombuffer("\n".join(table.signals).encode(), dtype=np.uint8)
        arrays[f"{title}_outputs"] = np.frombuffer("\n".join(table.outputs).encode(), dtype=np.uint8)
        arrays[f"{title}_whole"] = table.whole
        arrays[f"{title}_units"] = table.units
    content = BytesIO()
    np.savez_compressed(content, **arrays)  # type: ignore[arg-type]
    path.write_bytes(content.getvalue())


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
