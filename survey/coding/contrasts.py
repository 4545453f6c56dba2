"""Comments against the questionnaire: polarity by dimension and its change, conflicts with scores, gaps in coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.coding.verdicts import UNCERTAIN, Verdict
from survey.fieldwork.definitions import definition_of
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition
from survey.questions import Item, get
from survey.responses.models import Response
from survey.stats import Estimate, newcombe, wilson
from survey.text.vocabulary import Dimension

__all__ = ["Conflict", "DimensionRow", "Uncovered", "by_dimension", "conflicts", "uncovered"]

TONES: Final = ("neg", "mixed", "neutral", "pos")
OWN_SIDE: Final = {
    **dict.fromkeys(
        ("worst", "one_thing", "missing", "suggested", "complaint_text", "what_happened", "broken_promise"),
        "low",
    ),
    "best": "high",
}
"""Questions that ask for one side only: blame under 最不满意 contradicts no high score."""


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """How the comments on one dimension judge; the share of negative ones, and its change since the other wave."""

    dimension: str
    counts: Counter[str]
    negative: Estimate
    before: Estimate | None = None
    change: Estimate | None = None
    """Share now − share before, in the same unit."""

    @property
    def n(self) -> int:
        return self.negative.n

    def to_json(self) -> dict[str, Any]:
        """The row as the command prints it."""
        return {
            "dimension": self.dimension,
            "counts": {tone: self.counts[tone] for tone in TONES},
            "negative": self.negative.to_json(),
            "before": None if self.before is None else self.before.to_json(),
            "change": None if self.change is None else self.change.to_json(),
        }


def by_dimension(found: Iterable[Verdict], before: Iterable[Verdict] | None = None) -> list[DimensionRow]:
    """One row per dimension that is spoken of, the most often blamed first.

    The unit is the comment under a dimension (one of two dimensions counts under both); negative and mixed
    ones blame. Intervals: Wilson for shares, Newcombe's hybrid score for the difference of two waves.
    """
    now, then = _table(found), _table(before) if before is not None else None
    rows = []
    for dimension, counts in now.items():
        k, n = _blaming(counts), counts.total()
        earlier = then.get(dimension, Counter()) if then is not None else None
        rows.append(
            DimensionRow(
                dimension,
                counts,
                wilson(k, n),
                None if earlier is None else wilson(_blaming(earlier), earlier.total()),
                None if earlier is None else newcombe(k, n, _blaming(earlier), earlier.total()),
            )
        )
    return sorted(rows, key=lambda row: (-_blaming(row.counts), -row.n, row.dimension))


def _table(found: Iterable[Verdict]) -> dict[str, Counter[str]]:
    table: dict[str, Counter[str]] = {}
    for verdict in found:
        for dimension, tone in verdict.dimensions:
            if tone in TONES:
                table.setdefault(dimension, Counter())[tone] += 1
    return table


def _blaming(counts: Counter[str]) -> int:
    return counts["neg"] + counts["mixed"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A comment that says the opposite of a score given beside it."""

    verdict: Verdict
    kind: Literal["high_but_negative", "low_but_positive"]
    item_key: str
    score: int
    whole: bool
    """Whether the score is the overall one, and not that of the comment's own item."""


def conflicts(session: Session, found: Sequence[Verdict]) -> list[Conflict]:
    """Comments whose clear polarity contradicts their item's score, else the response's overall score.

    Clear is what a person said, or the machine outside its review band: doubtful ones are no contradiction.
    """
    clear = [one for one in found if _is_clear(one) and one.wave_id is not None]
    answers = _answers(session, {one.source_ref for one in clear})
    definitions: dict[int, Definition] = {}
    rows = []
    for one in clear:
        version_id, given = answers.get(one.source_ref, (0, {}))
        if version_id:
            if version_id not in definitions:
                definitions[version_id] = definition_of(session, version_id)
            conflict = _conflict(one, definitions[version_id], given)
            rows += [conflict] if conflict is not None else []
    return sorted(rows, key=lambda row: (row.kind, row.whole))


def _is_clear(one: Verdict) -> bool:
    low, high = UNCERTAIN
    if one.polarity not in {"pos", "neg"}:
        return False
    return "polarity" in one.corrected or (one.probability is not None and not low <= one.probability <= high)


def _answers(session: Session, refs: set[str]) -> dict[str, tuple[int, dict[str, Any]]]:
    ordered = sorted(refs)
    found: dict[str, tuple[int, dict[str, Any]]] = {}
    for start in range(0, len(ordered), 500):
        chosen = sa.select(Response.ref, Response.version_id, Response.answers).where(
            Response.ref.in_(ordered[start : start + 500]), Response.superseded.is_(False)
        )
        found |= {ref: (version_id, answers) for ref, version_id, answers in session.execute(chosen)}
    return found


def _conflict(one: Verdict, definition: Definition, answers: Mapping[str, Any]) -> Conflict | None:
    own = definition.item_by_key.get(one.item_key.partition(":")[0])
    if own is None:
        return None
    overall = next((item for item in definition.items() if "overall" in (item.tags)), None)
    for item, whole in ((own, False), (overall, True)):
        side = _side(item, definition, answers) if item is not None else None
        if item is None or side is None:
            continue
        name, score = side
        if whole and any(OWN_SIDE.get(tag) == ("low" if name == "high" else "high") for tag in own.tags):
            return None
        if (name, one.polarity) == ("high", "neg"):
            return Conflict(one, "high_but_negative", item.key, score, whole)
        if (name, one.polarity) == ("low", "pos"):
            return Conflict(one, "low_but_positive", item.key, score, whole)
        return None
    return None


def _side(item: Item, definition: Definition, answers: Mapping[str, Any]) -> tuple[str, int] | None:
    """Whether the item's score (a pair's performance) is high or low on its scale, and the score."""
    roles = get(item.type).scale_roles
    value = answers.get(item.key)
    score = value[-1] if isinstance(value, list) and value else value
    if not roles or not isinstance(score, int):
        return None
    scale = definition.scale_by_key[item.scales[roles[-1]]]
    if scale.satisfied_from is not None and score >= scale.satisfied_from:
        return "high", score
    return ("low", score) if scale.low_to is not None and score <= scale.low_to else None


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A dimension that respondents speak of and no item asks about."""

    dimension: str
    n: int
    """Comments."""
    sources: int
    """Answers they come from."""
    negative: int
    share: Estimate
    """Of all comments that say something."""
    examples: tuple[Verdict, ...]


def uncovered(
    session: Session, wave: Wave, found: Sequence[Verdict], *, examples: int = 3
) -> list[Uncovered]:
    """The dimensions spoken of that none of the wave's rated items stands for, the most frequent first.

    What nobody could ask about (其他) is left out; so are comments on an item under their own dimension.
    """
    definition = definition_of(session, wave.version_id)
    rows: list[Uncovered] = []
    used = {item.dimension for item in definition.items() if item.dimension}
    asked = {one.maps_to for one in definition.dimensions if one.key in used} | {str(Dimension.OTHER)}
    said = [one for one in found if one.kind not in ("", "non_answer")]
    about: dict[str, list[Verdict]] = {}
    for one in said:
        for dimension, _ in one.dimensions:
            if dimension not in asked:
                about.setdefault(dimension, []).append(one)
    for dimension, mentions in about.items():
        blamed = sum(1 for one in mentions if dict(one.dimensions)[dimension] in ("neg", "mixed"))
        sources = len({one.source_ref for one in mentions})
        share = wilson(len(mentions), len(said))
        rows.append(Uncovered(dimension, len(mentions), sources, blamed, share, tuple(mentions[:examples])))
    return sorted(rows, key=lambda row: (-row.n, row.dimension))
