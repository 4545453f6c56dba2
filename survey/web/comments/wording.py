"""Distinctive words: what one group says more often than the rest, as bars and as a cloud."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from survey.accounts.company import class_labels
from survey.charts import render_responsive, word_bars, word_cloud
from survey.coding.verdicts import CommentFilter
from survey.coding.wording import Inside, group_test, word_list
from survey.language import Message, m
from survey.text.vocabulary import Dimension, Polarity
from survey.web.access import allow
from survey.web.comments.blueprint import READERS, bp
from survey.web.comments.selecting import LABELS, Selection, link, regions, selection
from survey.web.context import company, database
from survey.web.i18n import translate

__all__ = ["words"]

GROUPS: Final[dict[str, Message]] = {
    "polarity": m("按倾向"),
    "dimension": m("按维度"),
    "class": m("按客户类别"),
    "wave": m("本期与其他各期"),
    "leavers": m("流失客户与其他客户"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Which comments are set against which: the kind of group, its value, the words for both sides."""

    by: str
    value: str
    name: str
    inside: Inside


@bp.get("/words")
@allow(*READERS)
def words() -> ResponseReturnValue:
    """The words of a group against the rest."""
    with database().reading() as session:
        chosen = selection(session)
        group = _group(session, chosen)
        found, refusal = _widened(chosen, group).found(session)
        segment = group.by in ("class", "leavers")
        listed = word_list(session, found, group.inside, k=chosen.k if segment else 0)
        places = regions(session, chosen.wanted)
    withheld = refusal or listed.withheld
    cloudy = request.args.get("view") == "cloud"
    title = translate(m("“%(group)s”比其他意见更常说的词", group=group.name))
    picture = ""
    if withheld is None and cloudy:
        picture = render_responsive(word_cloud(title, listed.frequent, translate=translate))
    elif withheld is None and listed.distinctive:
        picture = render_responsive(word_bars(title, listed.distinctive, translate=translate))
    return render_template(
        "comments/words.html",
        listed=listed,
        withheld=withheld,
        picture=picture,
        cloudy=cloudy,
        group=group,
        groups=GROUPS,
        values=_values(group.by),
        chosen=chosen,
        classes=class_labels(company()),
        regions=places,
        labels=LABELS,
        link=link,
    )


def _group(session: Session, chosen: Selection) -> Group:
    by = request.args.get("by", "polarity")
    by = by if by in GROUPS else "polarity"
    values = _values(by)
    value = request.args.get("value", "")
    value = value if value in values else next(iter(values), "")
    name = values.get(value, translate(GROUPS[by]))
    if by == "wave" and chosen.wave is not None:
        name = chosen.wave.name
    if by == "leavers":
        name = translate(m("流失客户"))
    return Group(by, value, name, _inside(session, by, value, chosen))


def _inside(session: Session, by: str, value: str, chosen: Selection) -> Inside:
    if by == "wave":
        return lambda one: (one.wave_id,) == chosen.wanted.wave_ids
    return group_test(session, by, value)


def _widened(chosen: Selection, group: Group) -> Selection:
    """A wave is set against all the others that the reader may read."""
    if group.by != "wave":
        return chosen
    wanted: CommentFilter = replace(chosen.wanted, wave_ids=tuple(wave.id for wave in chosen.waves))
    return replace(chosen, wanted=wanted)


def _values(by: str) -> dict[str, str]:
    """What the group may be, with its name."""
    if by == "polarity":
        tones = (Polarity.NEG, Polarity.POS, Polarity.MIXED, Polarity.NEUTRAL)
        return {str(one): translate(one.label) for one in tones}
    if by == "dimension":
        return {str(one): translate(one.label) for one in Dimension}
    return class_labels(company()) if by == "class" else {}
