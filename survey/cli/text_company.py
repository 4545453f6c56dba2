"""`liusheng text fit --corrections`: the company's model, made here and now instead of by a worker."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from survey.accounts.actor import COMMAND_LINE
from survey.cli.main import Context
from survey.cli.words import say
from survey.coding import company_models
from survey.coding.models import CompanyModel
from survey.coding.refitting import make
from survey.errors import InvalidInput, NotFound
from survey.fieldwork.models import Wave
from survey.interviews.machine import told_reasons
from survey.language import Message, m

__all__ = ["fit"]

_FIGURES: Final[dict[str, Message]] = {
    "polarity": m("情感倾向一致"),
    "dimensions": m("维度 F1"),
    "reason": m("首选原因（一级）正确"),
}


def fit(context: Context | None, wave_key: str | None, output: Path | None) -> None:
    """Makes a model of the corrections and prints its figures; it is not used until adopted on the page.

    `output` gets a copy of the weights. Raises InvalidInput with fewer corrections than it takes.
    """
    if context is None:
        raise InvalidInput(m("这个命令要在一个实例上运行。"))
    database, settings = context.database, context.settings
    with database.unit_of_work() as session:
        now = datetime.now(UTC)
        wave_id = None
        if wave_key is not None:
            wave_id = session.scalar(sa.select(Wave.id).where(Wave.key == wave_key))
            if wave_id is None:
                raise NotFound(m("没有代码为“%(key)s”的调查。", key=wave_key))
        number = company_models.ask(session, actor=COMMAND_LINE, now=now, wave_id=wave_id).number
        waiting = company_models.claim(session, now=now)
    if waiting is not None:
        make(settings, database, waiting, told_reasons)
    with database.reading() as session:
        made = session.scalars(sa.select(CompanyModel).where(CompanyModel.number == number)).one()
        if made.failed:
            raise InvalidInput(Message(made.failed))
        path = company_models.file_of(session, settings.models, number)
    if output is not None:
        shutil.copyfile(path, output)
    say(
        m(
            "公司模型 c%(number)d 已写入 %(file)s，在“人机一致率”页面采用后才使用。",
            number=number,
            file=output or path,
        )
    )
    for row in made.card["figures"]:
        _say_figure(row)


def _say_figure(row: Mapping[str, Any]) -> None:
    """One figure before and after, in a line."""
    say(
        m(
            "%(what)s：%(before)s → %(after)s，变化 %(change)s，n %(n)d",
            what=_FIGURES[row["aspect"]],
            before=_share(row["before"]),
            after=_share(row["after"]),
            change=_share(row["change"]),
            n=row["change"]["n"],
        )
    )


def _share(one: Mapping[str, Any]) -> str:
    if one["value"] is None:
        return "—"
    ends = "" if one["low"] is None else f" [{one['low']:.3f}, {one['high']:.3f}]"
    return f"{one['value']:.3f}{ends}"
