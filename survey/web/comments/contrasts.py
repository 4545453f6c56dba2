"""Comments against the questionnaire: by dimension and wave, against scores, suggestions, what no item covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey.accounts.company import class_labels
from survey.coding import contrasts, queries
from survey.coding.queries import Comment
from survey.coding.verdicts import Verdict
from survey.reports.outputs.pictures.comments import shares_changed, tones
from survey.sheets import write_csv
from survey.text.vocabulary import Polarity
from survey.web.access import allow
from survey.web.comments.blueprint import READERS, bp
from survey.web.comments.selecting import LABELS, Selection, asked, link, regions, selection
from survey.web.context import actor, company, database
from survey.web.downloads import attachment
from survey.web.i18n import translate
from survey.web.pictures import page_voice, shown

__all__ = ["conflict_list", "dimensions", "suggestion_table", "suggestions", "uncovered"]

MOST = 300
"""More rows than this are no list to read; the page says how many there are and how to narrow it."""


@bp.get("/dimensions", endpoint="dimensions")
@allow(*READERS)
def dimensions() -> ResponseReturnValue:
    """Polarity by dimension, and its change since another wave."""
    with database().reading() as session:
        chosen = selection(session)
        found, refusal = chosen.found(session)
        earlier = chosen.against(request.args.get("against"))
        before, refused_before = chosen.of_waves(session, earlier)
        places = regions(session, chosen.wanted)
    rows = contrasts.by_dimension(found, before)
    said, wave = page_voice(), request.args.get("wave", "")
    withheld = refusal or refused_before
    return render_template(
        "comments/dimensions.html",
        rows=rows,
        n=len(found),
        refusal=withheld,
        picture=shown("comments", tones(rows, said), wave=wave),
        changes=shown("comments_change", shares_changed(rows, said), wave=wave),
        earlier=earlier,
        others=[wave for wave in chosen.waves if wave != chosen.wave],
        polarities=tuple(one for one in Polarity if one is not Polarity.NONE),
        **_common(chosen, places),
    )


@bp.get("/conflicts", endpoint="conflicts")
@allow(*READERS)
def conflict_list() -> ResponseReturnValue:
    """Comments that say the opposite of a score beside them."""
    with database().reading() as session:
        chosen = selection(session)
        found, refusal = chosen.found(session)
        rows = contrasts.conflicts(session, found)
        shown = [row.verdict for row in rows[:MOST]]
        comments = _by_ref(session, shown)
        questions = asked(session, chosen.waves, shown)
        places = regions(session, chosen.wanted)
    return render_template(
        "comments/conflicts.html",
        rows=rows[:MOST],
        total=len(rows),
        n=len(found),
        refusal=refusal,
        comments=comments,
        asked=questions,
        **_common(chosen, places),
    )


@bp.get("/suggestions", endpoint="suggestions")
@allow(*READERS)
def suggestions() -> ResponseReturnValue:
    """Everything that respondents ask us to do, dimension by dimension."""
    with database().reading() as session:
        chosen, found, refusal = _suggestions(session)
        comments = _by_ref(session, found[:MOST])
        questions = asked(session, chosen.waves, found[:MOST])
        places = regions(session, chosen.wanted)
    groups: dict[str, list[Verdict]] = {}
    for one in found[:MOST]:
        groups.setdefault(one.dimensions[0][0] if one.dimensions else "other", []).append(one)
    return render_template(
        "comments/suggestions.html",
        groups=sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0])),
        total=len(found),
        shown=min(len(found), MOST),
        refusal=refusal,
        comments=comments,
        asked=questions,
        **_common(chosen, places),
    )


@bp.get("/suggestions.csv")
@allow(*READERS)
def suggestion_table() -> Response:
    """The suggestions as a table, personal particulars hidden as on the page."""
    headings = [_("维度"), _("建议"), _("问题"), _("倾向"), _("客户"), _("客户类别"), _("日期")]
    with database().reading() as session:
        chosen, found, _refusal = _suggestions(session)
        rows = list(_table(session, chosen, found))
    return attachment(b"".join(write_csv(headings, rows)), name=f"{_('建议')}.csv", media_type="text/csv")


@bp.get("/uncovered", endpoint="uncovered")
@allow(*READERS)
def uncovered() -> ResponseReturnValue:
    """What respondents speak of and no item asks about."""
    with database().reading() as session:
        chosen = selection(session)
        found, refusal = chosen.found(session)
        wave = chosen.wave
        rows = contrasts.uncovered(session, wave, found) if wave is not None and refusal is None else []
        comments = _by_ref(session, [one for row in rows for one in row.examples])
        places = regions(session, chosen.wanted)
    return render_template(
        "comments/uncovered.html",
        wave=wave,
        rows=rows,
        n=len(found),
        refusal=refusal,
        comments=comments,
        **_common(chosen, places),
    )


def _suggestions(session: Session) -> tuple[Selection, list[Verdict], object]:
    chosen = selection(session)
    wanted = replace(chosen.wanted, kind="suggestion")
    narrowed = replace(chosen, wanted=wanted)
    found, refusal = narrowed.found(session)
    return narrowed, found, refusal


def _table(session: Session, chosen: Selection, found: Sequence[Verdict]) -> Iterator[list[str]]:
    questions = asked(session, chosen.waves, found)
    for comment in queries.details(session, found, names=actor().sees_customers):
        one = comment.verdict
        yield [
            translate(LABELS.get(one.dimensions[0][0], "")) if one.dimensions else "",
            comment.text,
            questions[one.ref],
            translate(LABELS[one.polarity]) if one.polarity in LABELS else "",
            comment.customer,
            "" if chosen.k else one.class_key,
            one.written_on.isoformat(),
        ]


def _by_ref(session: Session, found: Sequence[Verdict]) -> dict[str, Comment]:
    comments = queries.details(session, found, names=actor().sees_customers)
    return {comment.ref: comment for comment in comments}


def _common(chosen: Selection, places: Sequence[str]) -> dict[str, object]:
    return {
        "chosen": chosen,
        "classes": class_labels(company()),
        "regions": places,
        "labels": LABELS,
        "link": link,
        "segments": not chosen.k,
    }
