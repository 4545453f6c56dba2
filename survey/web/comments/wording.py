"""Distinctive words: what one group says more often than the rest, as bars and as a cloud."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from survey.accounts.company import class_labels
from survey.reports.comment_groups import GROUPS, group_of, values_of, words_of
from survey.reports.outputs.pictures.comments import words_chart, words_title
from survey.web.access import allow
from survey.web.comments.blueprint import READERS, bp
from survey.web.comments.selecting import LABELS, link, regions, selection
from survey.web.context import company, database
from survey.web.pictures import page_voice, shown

__all__ = ["words"]


@bp.get("/words")
@allow(*READERS)
def words() -> ResponseReturnValue:
    """The words of a group against the rest."""
    said, classes = page_voice(), class_labels(company())
    with database().reading() as session:
        chosen = selection(session)
        group = group_of(chosen, request.args, classes, said.say)
        listed, withheld = words_of(session, chosen, group)
        places = regions(session, chosen.wanted)
    cloudy = request.args.get("view") == "cloud"
    drawn = None if withheld else words_chart(listed, words_title(group, said), said, cloudy=cloudy)
    return render_template(
        "comments/words.html",
        listed=listed,
        withheld=withheld,
        picture=shown("word_cloud" if cloudy else "words", drawn, wave=request.args.get("wave", "")),
        cloudy=cloudy,
        group=group,
        groups=GROUPS,
        values=values_of(group.by, classes, said.say),
        chosen=chosen,
        classes=classes,
        regions=places,
        labels=LABELS,
        link=link,
    )
