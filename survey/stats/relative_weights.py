"""Relative weights: R² divided among correlated items through their nearest uncorrelated stand-ins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from survey.stats.arrays import Floats, Values
from survey.stats.drivers import Drivers, decomposed

__all__ = ["relative_weights"]

_NO_DIRECTION = 1e-10


def relative_weights(y: Values, x: Sequence[Values] | Floats, *, even_if_few: bool = False) -> Drivers:
    """Johnson's relative weights of the columns of `x` for `y`: shares that add up to R².

    R_xx = VΛV', L = VΛ^½V', β = L⁻¹r_xy, ε = (L∘L)(β∘β); Johnson 2000. For any number of items; columns
    that follow exactly from others share with them (L⁻¹ is then the pseudo-inverse). `y` has an entry and
    `x` a row per unit; rows with a gap are left out. Below 50 complete rows, or 10 per item, it refuses
    unless `even_if_few`; constant columns are refused always (`reason`). InvalidInput: rows that do not fit.
    """
    return decomposed(y, x, weight_shares, even_if_few=even_if_few)


def weight_shares(correlations: Floats) -> Floats:
    """The shares (batch, p) from correlation matrices (batch, p+1, p+1) with the outcome last."""
    among, with_outcome = correlations[:, :-1, :-1], correlations[:, :-1, -1]
    sizes, directions = np.linalg.eigh(among)
    usable = sizes > _NO_DIRECTION
    roots = np.sqrt(np.where(usable, sizes, 0.0))
    inverse = np.divide(1.0, roots, out=np.zeros_like(roots), where=usable)
    turned = np.swapaxes(directions, 1, 2)
    stand_ins = (directions * roots[:, np.newaxis]) @ turned
    slopes = ((directions * inverse[:, np.newaxis]) @ turned @ with_outcome[..., np.newaxis])[..., 0]
    return np.asarray((stand_ins**2 @ (slopes**2)[..., np.newaxis])[..., 0], dtype=np.float64)


def weight_beside(correlations: Floats) -> tuple[Floats, Floats]:
    """The shares without the first column (batch, p) and with it (batch, p+1)."""
    return weight_shares(correlations[:, 1:, 1:]), weight_shares(correlations)
