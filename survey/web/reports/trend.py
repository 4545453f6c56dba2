"""A measure over the waves, and the totals of earlier years that join it."""

from __future__ import annotations

from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey.fieldwork import definitions, earlier, earlier_import
from survey.fieldwork import queries as fieldwork
from survey.language import Message, m
from survey.reports.change import trend
from survey.reports.change.comparing import figure_of
from survey.reports.change.trend_words import said
from survey.reports.counting.filters import Filter
from survey.reports.counting.measures import FIGURES, measures_of
from survey.reports.outputs.pictures.change import over_time
from survey.web.access import allow
from survey.web.context import actor, columns, database, now
from survey.web.forms import SelectChoice, showing_problems
from survey.web.i18n import translate
from survey.web.pictures import name_of, page_voice, shown
from survey.web.reports.blueprint import READERS, bp, link
from survey.web.reports.compare import SEGMENT_NAMES, value_name
from survey.web.reports.earlier_form import EarlierTotalForm
from survey.web.table_import import Importer, preview, show, store, template_file

__all__ = ["earlier_years", "trend_report"]

IMPORTER: Final = Importer(
    title=m("导入往年数值"),
    read=lambda session, content, name, _today: earlier_import.read_totals(session, content, name),
    store=earlier_import.store_totals,
    headers=earlier_import.HEADERS,
    hints=(
        m("每行一个年度的一个指标。期间写全年、上半年或下半年，空着按全年。"),
        m("指标写满意度、满意率、净推荐值 NPS、维度或题目；维度和题目还要写代码，例如 delivery。"),
        m("满意度是 0–100 分；满意率可以写 92% 或 0.92；题目写评分的平均值。"),
        m("来源必填，例如 2024 年满意度分析报告；客户数不知道就留空。"),
        m("问卷代码空着，表示所有问卷的趋势都显示。"),
    ),
    back=".earlier_years",
    template="reports/earlier_import.html",
    upload=".earlier_import_table",
    confirm=".earlier_import_confirm",
    download=".earlier_import_template",
)


@bp.get("/trend")
@allow(*READERS)
def trend_report() -> ResponseReturnValue:
    """One measure over all waves of a questionnaire, its changes, and every other measure in short."""
    wanted = Filter.from_mapping(request.args)
    with database().reading() as session:
        if not fieldwork.any_opened(session):
            return redirect(url_for(".index"))  # which says how to begin
        found = trend.build(
            session,
            columns(),
            actor=actor(),
            questionnaire=request.args.get("questionnaire", ""),
            measure=request.args.get("measure") or "degree",
            figure=figure_of(request.args.get("figure", "")),
            wanted=wanted,
        )
        segments = columns().of(session, found.waves[-1])
    name = name_of(found.measure)
    return render_template(
        "reports/trend.html",
        trend=found,
        name=name,
        findings=said(found, name),
        picture=shown("trend", over_time(found, page_voice())),
        figures=FIGURES,
        name_of=name_of,
        link=link,
        segment_names=SEGMENT_NAMES,
        value_name=value_name,
        segments={key: segments.values_of(key) for key in ("class", "region", "product_line")},
        label_of=_label,
        may_enter=actor().may("quality"),
    )


@bp.route("/earlier", methods=["GET", "POST"])
@allow("quality", "manager")
def earlier_years() -> ResponseReturnValue:
    """Figures of earlier years; quality staff enter them here."""
    form = EarlierTotalForm()
    with database().reading() as session:
        names = _measures(session)
    form.measure.choices = [SelectChoice(key, label) for key, label in names.items()]
    if form.validate_on_submit() and actor().may("quality"):
        with showing_problems(form), database().unit_of_work() as session:
            earlier.set_total(session, form.total(), actor=actor(), now=now())
        if not form.errors:
            flash(_("往年数值已保存。"))
            return redirect(url_for(".earlier_years"))
    with database().reading() as session:
        totals = earlier.earlier_totals(session)
    return render_template(
        "reports/earlier.html",
        form=form,
        totals=totals,
        parts=earlier.PARTS,
        names=names,
        may_edit=actor().may("quality"),
    )


@bp.post("/earlier/<ref>/remove")
@allow("quality")
def remove_earlier(ref: str) -> ResponseReturnValue:
    """Takes an entered total back."""
    with database().unit_of_work() as session:
        earlier.remove_total(session, ref, actor=actor(), now=now())
    flash(_("往年数值已删除。"))
    return redirect(url_for(".earlier_years"))


@bp.get("/earlier/import")
@allow("quality")
def earlier_import_page() -> ResponseReturnValue:
    return show(IMPORTER)


@bp.post("/earlier/import")
@allow("quality")
def earlier_import_table() -> ResponseReturnValue:
    """What the uploaded table would change."""
    return preview(IMPORTER)


@bp.post("/earlier/import/confirm")
@allow("quality")
def earlier_import_confirm() -> ResponseReturnValue:
    """Stores the table that was previewed."""
    return store(IMPORTER)


@bp.get("/earlier/import/template.xlsx")
@allow("quality")
def earlier_import_template() -> ResponseReturnValue:
    return template_file(IMPORTER)


def _measures(session: Session) -> dict[str, str]:
    """Every measure of the questionnaires that were fielded, the latest first."""
    found: dict[str, str] = {}
    for wave in fieldwork.waves(session):
        definition = definitions.definition_of(session, wave.version_id)
        for measure in measures_of(definition):
            found.setdefault(measure.key, name_of(measure))
    for key, label in (("degree", m("满意度")), ("rate", m("满意率")), ("nps", m("净推荐值 NPS"))):
        found.setdefault(key, translate(label))
    return found


def _label(label: str | Message) -> str:
    return translate(label) if isinstance(label, Message) else label
