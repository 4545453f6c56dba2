"""How well the machine agrees with people who judged its readings."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey.coding import agreement as agreements
from survey.coding import queries
from survey.coding.dictionary import wanted_engine
from survey.interviews.machine import reason_agreement
from survey.web.access import allow
from survey.web.comments.blueprint import EDITORS, READERS, bp
from survey.web.comments.company_model import company_model
from survey.web.comments.selecting import LABELS, link
from survey.web.context import actor, database
from survey.web.downloads import attachment

__all__ = ["agreement", "corrected_comments"]


@bp.get("/agreement", endpoint="agreement")
@allow(*READERS)
def agreement() -> ResponseReturnValue:
    """Cohen's κ per engine, aspect by aspect, with interval and n."""
    with database().reading() as session:
        rows = agreements.agreement(session)
        reasons = reason_agreement(session)
        engine = wanted_engine(session)
        judged = agreements.judged_comments(session)
        own = company_model(session, judged)
        older = queries.progress(session, engine).older
    return render_template(
        "comments/agreement.html",
        rows=rows,
        reasons=reasons,
        engine=engine,
        judged=judged,
        enough=agreements.ENOUGH,
        labels=LABELS,
        link=link,
        may_edit=actor().may(*EDITORS),
        own=own,
        older=older,
    )


@bp.get("/agreement/corrected.tsv")
@allow(*EDITORS)
def corrected_comments() -> Response:
    """The comments that people judged, in the form of the labelled files."""
    with database().reading() as session:
        content = agreements.labelled_file(session)
    return attachment(
        content.encode(), name=f"{_('人工判断过的意见')}.tsv", media_type="text/tab-separated-values"
    )
