"""The respondent's way, from opening the page to the acknowledged submit, against the bare anchor."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.instance import prepare
from benchmarks.load import run
from benchmarks.questionnaires import ANSWERS, fifteen_questions
from benchmarks.serving import Served, served

__all__ = ["measure"]

RESPONDENTS = 8
Measured = dict[str, list[float]]


def measure(windows: int = 7, seconds: float = 4.0) -> dict[str, Any]:
    """Medians of alternated windows (ours, anchor, ours, …) and our share of the anchor's cycles a second."""
    answers = {"consent": "1", **ANSWERS}
    with tempfile.TemporaryDirectory() as folder, _both(Path(folder)) as (ours, path, anchor):
        subjects = {"ours": (ours, path, answers), "anchor": (anchor, "/r/anchor", ANSWERS)}
        for server, its_path, its_answers in subjects.values():
            run(server.port, its_path, its_answers, respondents=RESPONDENTS, seconds=min(seconds, 2))
        measured: dict[str, Measured] = {name: {"rate": [], "cpu_ms": [], "p95_ms": []} for name in subjects}
        for _ in range(windows):
            for name, (server, its_path, its_answers) in subjects.items():
                _window(server, its_path, its_answers, seconds, measured[name])
    return {
        "windows": windows,
        "seconds": seconds,
        "respondents": RESPONDENTS,
        "ours": _medians(measured["ours"]),
        "anchor": _medians(measured["anchor"]),
        "share_of_anchor": round(_median_ratio(measured, "rate"), 3),
        "cpu_ratio": round(_median_ratio(measured, "cpu_ms"), 2),
    }


@contextmanager
def _both(folder: Path) -> Iterator[tuple[Served, str, Served]]:
    """Our application and the anchor, both served alike."""
    instance = prepare(folder / "ours", fifteen_questions())
    instance.database.dispose()
    anchor = {"ANCHOR_DATABASE": str(folder / "anchor.db")}
    with (
        served("survey:create_app()", instance.environment) as ours,
        served("benchmarks.anchor:create_app()", anchor) as bare,
    ):
        yield ours, instance.path, bare


def _window(server: Served, path: str, answers: dict[str, str], seconds: float, into: Measured) -> None:
    before = server.cpu_ms()
    window = run(server.port, path, answers, respondents=RESPONDENTS, seconds=seconds)
    into["rate"].append(window.rate)
    into["cpu_ms"].append((server.cpu_ms() - before) / window.cycles)
    into["p95_ms"].append(window.p95 * 1000)


def _medians(measured: Measured) -> dict[str, float]:
    return {name: round(median(values), 2) for name, values in measured.items()}


def _median_ratio(measured: dict[str, Measured], figure: str) -> float:
    """The median of the ratios of neighbouring windows: what slows the machine slows both."""
    return median(
        ours / anchor
        for ours, anchor in zip(measured["ours"][figure], measured["anchor"][figure], strict=True)
    )


if __name__ == "__main__":
    print(json.dumps(measure(), ensure_ascii=False, indent=2))
