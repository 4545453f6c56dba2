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

__all__ = [
    "BIAS",
    "GRAM_VALUE",
    "SHIPPED",
    "SIGNAL_VALUE",
    "Table",
    "Weights",
    "load",
    "packed",
    "save",
    "shipped",
    "signal_name",
]

SHIPPED: Final = Path(__file__).with_name("models") / "liusheng-2.npz"
BIAS: Final = ""
"""The feature every text has."""
GRAM_VALUE: Final = 6.0
SIGNAL_VALUE: Final = 0.5
"""How far the domain model may lean on character sequences and on the rules' findings: by cross-validation
on the fitting half."""
_STEPS: Final = 127


@dataclass(frozen=True, slots=True)
class Table:
    """Features by name, each with one byte for each output, to be multiplied by the output's unit."""

    names: tuple[str, ...]
    outputs: tuple[str, ...]
    whole: NDArray[np.int8]
    units: NDArray[np.float32]

    def weights(self) -> NDArray[np.float32]:
        """The weights as numbers to count with."""
        exact: NDArray[np.float32] = self.whole.astype(np.float32) * self.units
        return exact


@dataclass(frozen=True)
class Weights:
    """The general model (is a review positive), the domain model, and how the probability follows."""

    general: Table
    domain: Table
    blend: NDArray[np.float64]
    """Bias, and what the general model, the domain model and the rules add to the log-odds."""

    @cached_property
    def _general(self) -> dict[str, float]:
        return dict(zip(self.general.names, self.general.weights()[:, 0].tolist(), strict=True))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.domain.names)}

    @cached_property
    def _domain(self) -> NDArray[np.float32]:
        return self.domain.weights()

    def general_log_odds(self, found: Iterable[str]) -> float:
        """How positive a review with these character sequences is."""
        known = [weight for one in sorted(found) if (weight := self._general.get(one)) is not None]
        return (sum(known) + self._general[BIAS]) / math.sqrt(len(known) + 1)

    def scores(self, found: Iterable[str], signs: Mapping[str, float]) -> dict[str, float]:
        """The log-odds of each output of the domain model."""
        places = self._places
        rows = sorted(place for one in found if (place := places.get(one)) is not None)
        total = self._domain[places[BIAS]].copy()
        if rows:
            total += self._domain[rows].sum(axis=0) * (GRAM_VALUE / math.sqrt(len(rows)))
        told = [(places[name], value) for key, value in signs.items() if (name := signal_name(key)) in places]
        if told:
            values = np.array([value * SIGNAL_VALUE for _, value in told], dtype=np.float32)
            total += (self._domain[[place for place, _ in told]] * values[:, None]).sum(axis=0)
        return dict(zip(self.domain.outputs, total.tolist(), strict=True))

    def log_odds(self, general: float, domain: float, rules: float) -> float:
        """The calibrated log-odds of the whole comment being positive."""
        bias, of_general, of_domain, of_rules = self.blend.tolist()
        return float(bias + of_general * general + of_domain * domain + of_rules * rules)


def signal_name(key: str) -> str:
    """The feature of a signal; longer than any character sequence, so that none is taken for it."""
    return f"signal {key}"


def packed(names: Iterable[str], outputs: Iterable[str], weights: NDArray[np.float64]) -> Table:
    """The weights rounded to one byte each."""
    units = (np.abs(weights).max(axis=0) / _STEPS).astype(np.float32)
    units[units == 0] = 1.0
    whole = np.rint(weights / units).clip(-_STEPS, _STEPS).astype(np.int8)
    return Table(tuple(names), tuple(outputs), whole, units)


def save(weights: Weights, path: Path) -> None:
    """Writes the file that `load` reads."""
    arrays: dict[str, NDArray[np.generic]] = {"blend": weights.blend}
    for title, table in (("general", weights.general), ("domain", weights.domain)):
        arrays[f"{title}_names"] = np.frombuffer("\n".join(table.names).encode(), dtype=np.uint8)
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
                tuple(arrays[f"{title}_names"].tobytes().decode().split("\n")),
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
