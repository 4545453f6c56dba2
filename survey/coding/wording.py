"""The words that tell a group of comments from the rest, counted from the words kept with each reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.coding.models import Reading
from survey.coding.verdicts import Verdict
from survey.customers.models import Loss
from survey.language import Message, m
from survey.stats import too_few
from survey.text.keywords import DistinctiveWord, distinctive_counts

__all__ = ["CloudWord", "Inside", "WordList", "group_test", "lost_customers", "word_list"]

Inside = Callable[[Verdict], bool | None]
"""Whether a comment belongs to the group; None where it belongs to neither side."""

SHOWN: Final = 30
IN_CLOUD: Final = 60
HINT: Final = 1.0
"""Words below this z say nothing at all; those below 1.96 are shown as weaker hints."""
FEWEST: Final = 5
"""Fewer comments than this on a side say nothing about its words."""
TOO_FEW_COMMENTS: Final = m("意见太少，比不出来：每边至少要有 %(n)d 条。", n=FEWEST)


@dataclass(frozen=True, slots=True)
class CloudWord:
    """A word with the group's comments that say it, and how many of all comments with it are positive and negative."""

    word: str
    n: int
    positive: int
    negative: int


@dataclass(frozen=True, slots=True)
class WordList:
    """What the group says more often than the rest; `withheld` says why there is no list."""

    n: int
    n_rest: int
    distinctive: tuple[DistinctiveWord, ...] = ()
    frequent: tuple[CloudWord, ...] = ()
    withheld: Message | None = None

    def to_json(self) -> dict[str, Any]:
        """The list as the command prints it."""
        if self.withheld is not None:
            return {"n": None, "n_rest": None, "hidden": str(self.withheld), "words": []}
        return {
            "n": self.n,
            "n_rest": self.n_rest,
            "words": [
                {
                    "word": one.word,
                    "log_odds": round(one.log_odds, 4),
                    "z": round(one.z, 3),
                    "n": one.n,
                    "n_rest": one.n_rest,
                }
                for one in self.distinctive
            ],
        }


def word_list(session: Session, found: Sequence[Verdict], inside: Inside, *, k: int = 0) -> WordList:
    """The words of those comments for which `inside` is true against those for which it is false.

    None leaves a comment out, as non-answers are. With `k` neither side may come from fewer than `k`
    answers, and no word is shown that fewer than `k` answers of the group say.
    """
    said = [one for one in found if one.kind != "non_answer"]
    group = [one for one in said if inside(one)]
    rest = [one for one in said if inside(one) is False]
    if k and any(0 < len({one.source_ref for one in side}) < k for side in (group, rest)):
        return WordList(len(group), len(rest), withheld=too_few(k))
    if min(len(group), len(rest)) < FEWEST:
        return WordList(len(group), len(rest), withheld=TOO_FEW_COMMENTS)
    terms = _terms(session, [*group, *rest])
    here, there = _counts(group, terms), _counts(rest, terms)
    least = max(2, k)
    return WordList(
        len(group),
        len(rest),
        distinctive_counts(here, there, least=least, least_z=HINT)[:SHOWN],
        tuple(_cloud(here, [*group, *rest], terms, least)),
    )


def group_test(session: Session, by: str, value: str) -> Inside:
    """Whether a comment is of the group: by polarity, dimension or class `value`, or of a lost customer.

    None where that cannot be said of it: not read, without a class, of no known customer.
    """
    if by == "polarity":
        return lambda one: None if not one.polarity else one.polarity == value
    if by == "dimension":
        return lambda one: any(key == value for key, _ in one.dimensions)
    if by == "class":
        return lambda one: one.class_key == value if one.class_key else None
    lost = lost_customers(session)
    return lambda one: None if one.customer_id is None else one.customer_id in lost


def lost_customers(session: Session) -> frozenset[int]:
    """The customers judged lost, by whatever kind of loss but our own ending of it."""
    chosen = sa.select(Loss.customer_id).where(Loss.withdrawn_at.is_(None), Loss.kind != "ended_by_us")
    return frozenset(session.scalars(chosen))


def _terms(session: Session, found: Sequence[Verdict]) -> dict[int, tuple[str, ...]]:
    """Verbatim → its content words; without those read before words were kept."""
    wanted = {one.id for one in found}
    statement = sa.select(Reading.verbatim_id, Reading.terms).where(Reading.terms.is_not(None))
    if len(wanted) < 500:
        statement = statement.where(Reading.verbatim_id.in_(wanted))
    return {
        verbatim_id: tuple(terms or ())
        for verbatim_id, terms in session.execute(statement)
        if verbatim_id in wanted
    }


def _counts(found: Iterable[Verdict], terms: dict[int, tuple[str, ...]]) -> Counter[str]:
    return Counter(word for one in found for word in dict.fromkeys(terms.get(one.id, ())))


def _cloud(
    counts: Counter[str], said: Sequence[Verdict], terms: dict[int, tuple[str, ...]], least: int
) -> Iterable[CloudWord]:
    praised = _counts((one for one in said if one.polarity == "pos"), terms)
    blamed = _counts((one for one in said if one.polarity == "neg"), terms)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    for word, n in ordered[:IN_CLOUD]:
        if n >= least:
            yield CloudWord(word, n, praised[word], blamed[word])
