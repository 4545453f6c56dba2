"""Numbers as numpy sees them: floats, NaN where nothing was answered, refused when they cannot be scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from survey.errors import InvalidInput
from survey.language import Message, m

__all__ = ["Floats", "Values", "answered", "floats", "matrix", "paired", "same_length"]

Floats = NDArray[np.float64]
Values = Sequence[float | None] | Sequence[int] | Sequence[float] | NDArray[np.floating] | NDArray[np.integer]


def floats(values: Values) -> Floats:
    """The values as a one-dimensional float array, None as NaN; text and infinite values are refused."""
    return _checked(_numbers(values, m("数据中有不是数字的内容")), dimensions=1)


def matrix(values: Sequence[Values] | Floats) -> Floats:
    """The rows as a two-dimensional float array, None as NaN; ragged rows, text and infinite values are refused."""
    array = _numbers(values, m("各行的长度不一致，或数据中有不是数字的内容"))
    if array.size == 0 and array.ndim == 1:
        array = array.reshape(0, 0)
    return _checked(array, dimensions=2)


def _numbers(values: Values | Sequence[Values] | Floats, otherwise: Message) -> Floats:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidInput(otherwise) from error


def _checked(array: Floats, *, dimensions: int) -> Floats:
    if array.ndim != dimensions:
        raise InvalidInput(
            m("数据应为 %(expected)d 维，实际为 %(found)d 维", expected=dimensions, found=array.ndim)
        )
    if np.isinf(array).any():
        raise InvalidInput(m("数据中有无穷大的值"))
    return array


def answered(values: Values) -> Floats:
    """The values that are there: None and NaN left out."""
    array = floats(values)
    return array[~np.isnan(array)]


def same_length(first: Floats, second: Floats) -> None:
    """Nothing, or InvalidInput when the two cannot be paired."""
    if first.shape != second.shape:
        raise InvalidInput(
            m("成对的数据长度不一致：%(first)d 与 %(second)d", first=first.shape[0], second=second.shape[0])
        )


def paired(first: Values, second: Values) -> tuple[Floats, Floats]:
    """The positions at which both are there, as two arrays of one length."""
    one, two = floats(first), floats(second)
    same_length(one, two)
    both = ~(np.isnan(one) | np.isnan(two))
    return one[both], two[both]
