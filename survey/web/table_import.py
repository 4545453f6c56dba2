"""Uploading a table in two steps: what it would change is shown first, then all of it is stored or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey.accounts import files
from survey.customers.import_plan import ImportPlan
from survey.errors import ImportRefused, InvalidInput, NotFound, TooLarge
from survey.language import Message, m
from survey.sheets import write_xlsx
from survey.sheets.write import Sheet
from survey.web.context import actor, database, now, zone
from survey.web.downloads import attachment
from survey.web.i18n import translate

__all__ = ["Importer", "preview", "show", "store", "template_file", "today"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT = timedelta(hours=2)
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Importer:
    """One kind of table: how it is read and stored, what its columns are, where its pages are."""

    title: Message
    read: Callable[[Session, bytes, str, date], ImportPlan[Any]]
    store: Callable[..., ImportPlan[Any]]
    headers: Sequence[str]
    hints: Sequence[Message]
    back: str
    """The endpoint to go to afterwards."""
    template: str
    upload: str
    """The endpoint that takes the file."""
    confirm: str
    download: str
    values: tuple[tuple[str, str], ...] = ()
    """What the endpoints' addresses need."""

    def address(self, endpoint: str) -> str:
        values: dict[str, Any] = dict(self.values)
        return url_for(endpoint, **values)


def today() -> date:
    """The day in the company's time zone."""
    return now().astimezone(zone()).date()


def show(importer: Importer) -> ResponseReturnValue:
    """The page where the file is chosen."""
    return _page(importer)


def preview(importer: Importer) -> ResponseReturnValue:
    """What the uploaded file would change; it is kept for two hours to be confirmed."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _page(importer, refusal=m("请选择一个 .xlsx 或 .csv 文件。"), status=400)
    content = upload.read()
    try:
        with database().unit_of_work() as session:
            plan = importer.read(session, content, upload.filename, today())
            kept = None
            if not plan.problems and plan.records:
                kept = files.keep_output(
                    session,
                    name=upload.filename,
                    content=content,
                    media_type="application/octet-stream",
                    actor=actor(),
                    now=now(),
                    lifetime=KEPT,
                )
    except (InvalidInput, TooLarge, ImportRefused) as refusal:
        problems = refusal.problems if isinstance(refusal, ImportRefused) else ()
        return _page(importer, refusal=refusal.message, problems=problems, status=422)
    return _page(
        importer,
        plan=plan,
        problems=plan.problems,
        kept=kept.ref if kept else "",
        filename=upload.filename,
        status=422 if plan.problems else 200,
    )


def store(importer: Importer) -> ResponseReturnValue:
    """Stores the file that was previewed, checked again against what is on record now."""
    with database().unit_of_work() as session:
        file = files.by_ref(session, request.form.get("kept", ""))
        if file.created_by != str(actor())[:120] or file.media_type != "application/octet-stream":
            raise NotFound(m("没有找到这个文件，可能已经过期删除。"))
        plan = importer.read(session, file.content, file.name, today())
        importer.store(session, plan, actor=actor(), now=now())
        session.delete(file)
    flash(
        _(
            "已导入 %(n)d 行：新增 %(added)d，更新 %(changed)d。",
            n=plan.rows,
            added=plan.added,
            changed=plan.changed,
        )
    )
    return redirect(url_for(importer.back))


def template_file(importer: Importer) -> ResponseReturnValue:
    """A workbook with the headings only, to be filled in."""
    name = translate(m("%(title)s-模板.xlsx", title=importer.title))
    return attachment(write_xlsx([Sheet("Sheet1", importer.headers, [])]), name=name, media_type=XLSX)


def _page(importer: Importer, *, status: int = 200, **what: Any) -> ResponseReturnValue:
    shown = {"plan": None, "refusal": None, "problems": (), "kept": "", "filename": "", **what}
    return render_template(importer.template, importer=importer, shown_problems=SHOWN, **shown), status
