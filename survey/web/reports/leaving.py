"""流失分析: rates and reasons in detail, with what was said behind each figure."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from survey.interviews.words import COME_BACK, DESTINATIONS, IMPROVEMENTS, PREVENTABLE, touchpoints
from survey.reports.change.period import GRAINS, period_of
from survey.reports.leaving import reasons_detail
from survey.reports.leaving.reasons import ReasonFilter
from survey.text.vocabulary import Dimension
from survey.web.access import allow
from survey.web.context import actor, columns, company, database, now, zone
from survey.web.i18n import translate
from survey.web.reports.blueprint import READERS, bp, class_label

__all__ = ["leaving_report"]


@bp.get("/leaving")
@allow(*READERS)
def leaving_report() -> ResponseReturnValue:
    """How many left, why at two levels, what each side said, where they went, what would have kept them."""
    wanted = ReasonFilter.from_mapping(request.args)
    grain = request.args.get("grain") or "half"
    period_of("2000-01", grain)  # refuses a grain that is none
    with database().reading() as session:
        detail = reasons_detail.build(session, columns(), wanted, actor=actor(), grain=grain)
    year = now().astimezone(zone()).year
    return render_template(
        "reports/leaving.html",
        detail=detail,
        report=detail.report,
        tree=detail.report.tree,
        grains=GRAINS,
        years=range(year, year - 5, -1),
        classes=sorted(company().class_labels) or ["A", "B", "C", "D"],
        class_label=class_label,
        words={
            "destination": DESTINATIONS,
            "preventable": PREVENTABLE,
            "improvement": IMPROVEMENTS,
            "come_back": COME_BACK,
        },
        touchpoints=touchpoints(),
        dimension_label=_dimension,
        by_ref={row.interview_ref: row for row in detail.report.rows},
        names=actor().sees_customers,
    )


def _dimension(key: str) -> str:
    return translate(Dimension(key).label) if key in set(Dimension) else key
