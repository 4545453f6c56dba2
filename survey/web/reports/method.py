"""How the figures of the reports are reckoned, for those who read them."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from survey.reports.method import CHAPTERS
from survey.web.access import allow
from survey.web.reports.blueprint import bp


@bp.get("/method")
@allow()
def method_page() -> ResponseReturnValue:
    """Every figure: what it means, how it is reckoned, when it is not to be used."""
    return render_template("reports/method.html", chapters=CHAPTERS)
