"""Fitting the reader to the company's own corrections: asked for, looked at, adopted, taken back."""

from __future__ import annotations

from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey.coding import company_models
from survey.text.reader import DEFAULT_ENGINE_ID
from survey.web.access import allow
from survey.web.comments.blueprint import EDITORS, READERS, bp
from survey.web.context import actor, database, now

__all__ = ["adopt", "company_model", "fit", "fit_progress", "take_back"]


def company_model(session: Session, judged: int) -> dict[str, Any]:
    """What the page says of the company's models: how many comments are missing, the models, the one in use."""
    listed = company_models.listed(session)
    return {
        "models": [one for one in listed if one.finished_at is not None],
        "underway": next((one for one in listed if one.finished_at is None), None),
        "used": company_models.adopted(session),
        "missing": max(0, company_models.ENOUGH - judged),
        "steps": company_models.STEPS,
        "base": DEFAULT_ENGINE_ID,
    }


@bp.post("/agreement/models")
@allow(*EDITORS)
def fit() -> ResponseReturnValue:
    """Asks for a model of the corrections as they stand."""
    with database().unit_of_work() as session:
        company_models.ask(session, actor=actor(), now=now())
    flash(_("已开始训练公司模型。做完以后，请看检验结果再决定是否采用。"))
    return _back()


@bp.get("/agreement/models/progress")
@allow(*READERS)
def fit_progress() -> ResponseReturnValue:
    """How far the making has come, for the page's script."""
    with database().reading() as session:
        found = next((one for one in company_models.listed(session) if one.finished_at is None), None)
    total = company_models.STEPS
    step = total if found is None else found.step
    said = _("正在训练：第 %(step)d 步，共 %(total)d 步。", step=min(step + 1, total), total=total)
    done = found is None
    return jsonify(total=total, read=step, done=done, said=_("训练完了。刷新本页看结果。") if done else said)


@bp.post("/agreement/models/<int:number>/adopt")
@allow(*EDITORS)
def adopt(number: int) -> ResponseReturnValue:
    """From now on comments are read with this model."""
    with database().unit_of_work() as session:
        company_models.adopt(
            session, number, actor=actor(), now=now(), though_worse="though_worse" in request.form
        )
    flash(_("已采用公司模型 c%(number)d。新的意见用它阅读；以前读的，请点“重新阅读”。", number=number))
    return _back()


@bp.post("/agreement/models/take-back")
@allow(*EDITORS)
def take_back() -> ResponseReturnValue:
    """From now on comments are read as the program is shipped."""
    with database().unit_of_work() as session:
        company_models.take_back(session, actor=actor(), now=now())
    flash(_("已停用公司模型，恢复程序自带的阅读模型。以前读的，请点“重新阅读”。"))
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(f"{url_for('.agreement')}#company-model")
