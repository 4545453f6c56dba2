"""The public data sets beside the repository, by which published values are checked."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "method"


def columns(name: str) -> dict[str, list[str]]:
    path = DATA / f"{name}.csv"
    if not path.exists():
        pytest.skip("public data sets are not beside the repository (../shared/data/method)")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {key: [row[key] for row in rows] for key in rows[0]}


def numbers(texts: list[str]) -> list[float]:
    return [float(text) if text not in ("", "NA") else float("nan") for text in texts]


def outcome_and_items(name: str, outcome: str, items: list[str]) -> tuple[np.ndarray, np.ndarray]:
    data = columns(name)
    return np.array(numbers(data[outcome])), np.array([numbers(data[item]) for item in items]).T
