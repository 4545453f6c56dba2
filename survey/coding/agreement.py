"""How well the machine agrees with people, engine by engine, and the corrected comments as a labelled file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from survey.coding.company_models import ENOUGH, is_fitted, judged_comments
from survey.coding.models import Correction, Reading
from survey.coding.verdicts import CommentFilter, verdicts
from survey.customers.persons import masker
from survey.language import m
from survey.responses.models import Verbatim
from survey.stats import Estimate, cohen_kappa, undefined, wilson
from survey.stats.agreement import FEWEST_CASES, TOO_FEW_CASES
from survey.stats.jackknife import jackknife
from survey.text.labels import Half, half_of
from survey.text.vocabulary import Dimension, Polarity

__all__ = [
    "ENOUGH",
    "EngineAgreement",
    "agreement",
    "covered",
    "is_learnt",
    "judged_comments",
    "labelled_file",
    "labelled_lines",
]

LABELLED_HEADER: Final = ("text", "kind", "polarity", "dimensions", "reasons")
ONE_SIDED: Final = m("人和程序都只有一种判断，一致性系数无定义")
Pair = tuple[list[str], list[str]]
"""What people said and what the machine said about one comment."""


@dataclass(frozen=True, slots=True)
class EngineAgreement:
    """Agreement of one engine with people on one aspect of the comments that people judged."""

    engine: str
    aspect: str
    kappa: Estimate
    same: Estimate
    """The share of comments on which both say exactly the same."""

    def to_json(self) -> dict[str, Any]:
        """The figures as the command prints them."""
        return {
            "engine": self.engine,
            "aspect": self.aspect,
            "kappa": self.kappa.to_json(),
            "same": self.same.to_json(),
        }


def agreement(session: Session) -> list[EngineAgreement]:
    """Cohen's κ of each engine with the people who judged its readings, the newest engine first.

    An engine counts where a person judged what it had said, and where it read later what a person had
    judged before. Several dimensions of a comment are decisions about each dimension; their interval
    comes from leaving out one comment at a time, as decisions within a comment go together. For an engine
    with the company's model only the comments count that it was not fitted on.
    """
    pairs: dict[tuple[str, str], list[Pair]] = {}
    hide = masker(session)
    for correction, reading, text in _judged(session):
        seen = {correction.engine: [str(one) for one in correction.machine]}
        if reading is not None:
            seen.setdefault(reading.engine, _said(reading, correction.aspect))
        for engine, machine in seen.items():
            if engine and machine and not is_learnt(engine, text, hide):
                people = [str(one) for one in correction.value]
                pairs.setdefault((engine, correction.aspect), []).append((people, machine))
    return [
        _agreement(engine, aspect, found) for (engine, aspect), found in sorted(pairs.items(), reverse=True)
    ]


def labelled_lines(session: Session) -> Iterator[tuple[str, str, str, str, str]]:
    """The comments that people judged, in the columns of the labelled files; personal particulars are hidden.

    The kind is the machine's, as people judge polarity and dimensions only; reasons stay empty.
    """
    judged = verdicts(session, CommentFilter(source="", corrected=True))
    hide = masker(session)
    texts: dict[int, str] = {}
    for start in range(0, len(judged), 500):
        ids = [one.id for one in judged[start : start + 500]]
        chosen = sa.select(Verbatim.id, Verbatim.text).where(Verbatim.id.in_(ids))
        texts |= {verbatim_id: text for verbatim_id, text in session.execute(chosen)}  # noqa: C416  (rows are no pairs to mypy)
    for one in judged:
        text = covered(texts[one.id], hide)
        if not text or not one.kind:
            continue
        empty = one.polarity == Polarity.NONE
        kind = "non_answer" if empty else "opinion" if one.kind == "non_answer" else one.kind
        dimensions = "" if empty else ";".join(f"{key}:{tone}" for key, tone in one.dimensions)
        yield text, kind, one.polarity, dimensions, ""


def labelled_file(session: Session) -> str:
    """`labelled_lines` as the text of a file, tab-separated with a header line."""
    lines = [LABELLED_HEADER, *labelled_lines(session)]
    return "".join("\t".join(line) + "\n" for line in lines)


def is_learnt(engine: str, text: str, hide: Callable[[str], str]) -> bool:
    """Whether the engine has a company's model, and the text is of the half that such models are fitted on."""
    return is_fitted(engine) and half_of(covered(text, hide)) is Half.FITTING


def covered(text: str, hide: Callable[[str], str]) -> str:
    """The text on one line, particulars hidden: as it is exported, learnt from and given its half."""
    return " ".join(hide(text).split())


def _judged(session: Session) -> Sequence[tuple[Correction, Reading | None, str]]:
    rows = session.execute(
        sa.select(Correction, Reading, Verbatim.text)
        .join(Verbatim, Verbatim.id == Correction.verbatim_id)
        .outerjoin(Reading, Reading.verbatim_id == Correction.verbatim_id)
        .where(Verbatim.gone.is_(False))
        .order_by(Correction.id)
    ).all()
    return [(row[0], row[1], row[2]) for row in rows]


def _said(reading: Reading, aspect: str) -> list[str]:
    return [reading.polarity] if aspect == "polarity" else [str(pair[0]) for pair in reading.dimensions]


def _agreement(engine: str, aspect: str, pairs: Sequence[Pair]) -> EngineAgreement:
    same = wilson(sum(set(people) == set(machine) for people, machine in pairs), len(pairs))
    if aspect == "polarity":
        kappa = cohen_kappa(
            [people[0] for people, _ in pairs],
            [machine[0] for _, machine in pairs],
            categories=[str(one) for one in Polarity],
        ).kappa
        return EngineAgreement(engine, aspect, kappa, same)
    return EngineAgreement(engine, aspect, _kappa_of_sets(pairs), same)


def _kappa_of_sets(pairs: Sequence[Pair]) -> Estimate:
    """κ over the decisions 'does it speak of this dimension', of all comments together."""
    people, machine = (
        np.array([[str(key) in pair[side] for key in Dimension] for pair in pairs]) for side in (0, 1)
    )
    counts = np.stack([people & machine, people & ~machine, ~people & machine, ~people & ~machine]).sum(2)
    whole = _kappa(counts.sum(1))
    if whole is None:
        return undefined(ONE_SIDED, len(pairs))
    found = jackknife(whole, len(pairs), lambda kept: _kappa(counts[:, kept].sum(1)), -1.0, 1.0)
    return replace(found, reason=TOO_FEW_CASES) if len(pairs) < FEWEST_CASES else found


def _kappa(counts: NDArray[np.int64]) -> float | None:
    """κ from a fourfold table: both say yes, people alone, machine alone, neither; None where chance explains all."""
    both, people, machine, neither = counts / counts.sum()
    yes, said = both + people, both + machine
    expected = yes * said + (1 - yes) * (1 - said)
    return None if 1 - expected < 1e-12 else float((both + neither - expected) / (1 - expected))
