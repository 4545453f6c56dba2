"""Loyalty on screen: recommendation, events, effort, the signs of a customer who stays."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from survey import charts
from survey.charts.specification import ShareBar
from survey.fieldwork import queries as fieldwork
from survey.language import m
from survey.reports import loyalty
from survey.reports.counting.filters import Filter
from survey.reports.loyalty import LoyaltyReport
from survey.web.access import allow
from survey.web.context import actor, columns, database
from survey.web.i18n import translate, translator
from survey.web.reports.blueprint import READERS, bp, class_label, link
from survey.web.reports.drawing import markup


@bp.get("/<wave_key>/loyalty")
@allow(*READERS)
def loyalty_report(wave_key: str) -> ResponseReturnValue:
    """Whether customers recommend us, found it easy, and mean to stay."""
    wanted = Filter.from_mapping(request.args)
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_key)
        report = loyalty.build(session, columns(), wave, actor=actor(), wanted=wanted)
    return render_template(
        "reports/loyalty.html",
        wave=wave,
        report=report,
        picture=_signs(report),
        link=link,
        class_label=class_label,
    )


def _signs(report: LoyaltyReport) -> Markup | None:
    shown = [sign for sign in report.signs if sign.share.value is not None]
    if not shown:
        return None
    of = translate("%(k)s 家 / %(n)s 家") if report.unit == "customer" else translate("%(k)s 份 / %(n)s 份")
    rows = [
        ShareBar(
            translate(sign.title),
            sign.share,
            sure=True,
            note=of % {"k": sign.count, "n": sign.share.n},
        )
        for sign in shown
    ]
    return markup(
        charts.share_bars(
            translate("忠诚的几种表现"),
            rows,
            share_label=m("有这种表现的占比，线段为 95% 区间"),
            translate=translator(),
        )
    )
