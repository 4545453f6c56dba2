"""What may explain the overall rating: rated items, or dimensions as the mean of their items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from survey.instrument.definition import Definition
from survey.questions import Column
from survey.reports.counting.sample import pairs_of
from survey.reports.counting.units import Units
from survey.stats.arrays import Floats
from survey.stats.satisfaction import row_means

__all__ = ["Outcome", "Predictor", "outcome_of", "predictors_of", "values_by_unit"]


@dataclass(frozen=True, slots=True)
class Predictor:
    """An item or a dimension: the columns of its ratings and of its stated importance ((): not asked)."""

    key: str
    label: Mapping[str, str]
    rated: tuple[str, ...]
    stated: tuple[str, ...]
    span: tuple[float, float]
    """Lowest and highest point of the ratings' scale."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The question that is to be explained: overall satisfaction."""

    key: str
    label: Mapping[str, str]
    column: str
    scale: str


def outcome_of(definition: Definition) -> Outcome | None:
    """The overall question of a questionnaire, None where none is asked on a scale."""
    for item in definition.items():
        if "overall" in item.tags and (column := _score(definition, item.key)) is not None:
            return Outcome(item.key, item.text, column.key, column.scale or "")
    return None


def predictors_of(definition: Definition, level: Literal["item", "dimension"]) -> tuple[Predictor, ...]:
    """The rated items in order, or the dimensions that have any."""
    items = _items(definition)
    if level == "item":
        return tuple(items.values())
    found = []
    for dimension in definition.dimensions:
        members = [
            one for key, one in items.items() if definition.item_by_key[key].dimension == dimension.key
        ]
        if members:
            rated = tuple(key for one in members for key in one.rated)
            stated = tuple(key for one in members for key in one.stated)
            found.append(Predictor(dimension.key, dimension.label, rated, stated, members[0].span))
    return tuple(found)


def values_by_unit(predictors: Sequence[Predictor], units: Units) -> Floats:
    """Units × predictors: each unit's rating, a dimension's being the mean of the items it rated."""
    found = np.empty((units.n, len(predictors)), order="F")  # filled and read column by column
    for place, predictor in enumerate(predictors):
        rated = units.table(predictor.rated)
        found[:, place] = rated[:, 0] if len(predictor.rated) == 1 else row_means(rated)
    return found


def _items(definition: Definition) -> dict[str, Predictor]:
    """The items rated for us: pairs, and single ratings that belong to a dimension."""
    pairs = {pair.item.key: pair for pair in pairs_of(definition)}
    found: dict[str, Predictor] = {}
    for item in definition.items():
        if (pair := pairs.get(item.key)) is not None:
            values = pair.scale.values
            found[item.key] = Predictor(
                item.key, item.text, (pair.second,), (pair.first,), (float(values[0]), float(values[-1]))
            )
        elif item.dimension and "overall" not in item.tags:
            column = _score(definition, item.key)
            if column is not None and column.scale:
                values = definition.scale_by_key[column.scale].values
                span = (float(values[0]), float(values[-1]))
                found[item.key] = Predictor(item.key, item.text, (column.key,), (), span)
    return found


def _score(definition: Definition, key: str) -> Column | None:
    """The one score column of an item that is rated once."""
    columns = [column for column in definition.columns if column.item == key]
    return columns[0] if len(columns) == 1 and columns[0].kind == "score" else None
