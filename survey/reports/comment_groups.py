"""Which comments are set against which: a tone, a dimension, a class, a wave, those who left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from survey.coding.wording import Inside, WordList, group_test, word_list
from survey.language import Message, m
from survey.reports.comment_selection import Selection
from survey.text.vocabulary import Dimension, Polarity

__all__ = ["GROUPS", "Group", "group_of", "values_of", "words_of"]

Say = Callable[[Message], str]
GROUPS: Final[Mapping[str, Message]] = {
    "polarity": m("按倾向"),
    "dimension": m("按维度"),
    "class": m("按客户类别"),
    "wave": m("本期与其他各期"),
    "leavers": m("流失客户与其他客户"),
}
SEGMENTS: Final = ("class", "leavers")
"""Groups of customers: small ones are withheld."""


@dataclass(frozen=True, slots=True)
class Group:
    """The kind of group, its value, its name."""

    by: str
    value: str
    name: str


def group_of(chosen: Selection, given: Mapping[str, str], classes: Mapping[str, str], say: Say) -> Group:
    """The group in URL arguments, the first of its kind where none is named."""
    by = given.get("by", "polarity")
    by = by if by in GROUPS else "polarity"
    values = values_of(by, classes, say)
    value = given.get("value", "")
    value = value if value in values else next(iter(values), "")
    name = values.get(value, say(GROUPS[by]))
    if by == "wave" and chosen.wave is not None:
        name = chosen.wave.name
    if by == "leavers":
        name = say(m("流失客户"))
    return Group(by, value, name)


def values_of(by: str, classes: Mapping[str, str], say: Say) -> dict[str, str]:
    """What the group may be, with its name; {} where there is nothing to choose."""
    if by == "polarity":
        tones = (Polarity.NEG, Polarity.POS, Polarity.MIXED, Polarity.NEUTRAL)
        return {str(one): say(one.label) for one in tones}
    if by == "dimension":
        return {str(one): say(one.label) for one in Dimension}
    return dict(classes) if by == "class" else {}


def words_of(session: Session, chosen: Selection, group: Group) -> tuple[WordList, Message | None]:
    """The words of the group against the rest, and why they are withheld (None where they are not)."""
    found, refusal = _widened(chosen, group).found(session)
    k = chosen.k if group.by in SEGMENTS else 0
    listed = word_list(session, found, _inside(session, group, chosen), k=k)
    return listed, refusal or listed.withheld


def _inside(session: Session, group: Group, chosen: Selection) -> Inside:
    if group.by == "wave":
        return lambda one: (one.wave_id,) == chosen.wanted.wave_ids
    return group_test(session, group.by, group.value)


def _widened(chosen: Selection, group: Group) -> Selection:
    """A wave is set against all the others that the reader may read."""
    if group.by != "wave":
        return chosen
    wanted = replace(chosen.wanted, wave_ids=tuple(wave.id for wave in chosen.waves))
    return replace(chosen, wanted=wanted)
