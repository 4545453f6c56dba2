"""What the comparison with competitors says in one sentence, never more than its tests allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from survey.instrument.library import wording
from survey.instrument.piping import fill
from survey.questions import listed, text_in
from survey.reports.competing.comparison import Comparison, Direct, Standing

__all__ = ["sentence"]


def sentence(
    items: Sequence[Comparison | Direct], unit: str, language: str = "zh", *, key: str = "report_competitors"
) -> str:
    """On what we are clearly higher or lower, on how many neither; '' where nobody rated a competitor.

    `key` is the wording for what was asked: rated side by side, or `report_competitors_direct`. Only what stands after correction is called clear; what is withheld from the reader is not counted.
    """
    told = [item for item in items if item.n and item.difference.hidden is None]
    if not told:
        return ""
    sizes = sorted({item.n for item in told})
    n = str(sizes[0]) if len(sizes) == 1 else f"{sizes[0]}–{sizes[-1]}"
    parts = ("；" if language == "zh" else "; ").join(_parts(told, language))
    return fill(
        wording(key if unit == "customer" else f"{key}_responses", language), {"n": n, "items": parts}
    )


def _parts(told: Sequence[Comparison | Direct], language: str) -> Iterator[str]:
    for standing in (Standing.LOWER, Standing.HIGHER):
        named = [item for item in told if item.standing is standing]
        if named:
            quoted = (_quoted(text_in(item.label, language), language) for item in named)
            text = wording(f"report_competitors_{standing.value}", language)
            yield fill(text, {"items": listed(quoted, language)})
    for standing in (Standing.SAME, Standing.UNKNOWN):
        k = sum(item.standing is standing for item in told)
        if k:
            yield fill(wording(f"report_competitors_{standing.value}", language), {"k": str(k)})


def _quoted(text: str, language: str) -> str:
    return f"“{text}”" if language == "zh" else f'"{text}"'
