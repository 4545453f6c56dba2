"""Responses as files: import with a preview first, the template for it, export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from survey.accounts import files as stored
from survey.accounts.models import StoredFile
from survey.errors import ImportRefused, InvalidInput, NotFound, TooLarge
from survey.fieldwork import queries as fieldwork
from survey.fieldwork.definitions import definition_of
from survey.instrument.answers import file_columns
from survey.instrument.definition import Definition
from survey.language import m
from survey.questions import text_in
from survey.responses import exporting
from survey.responses.importing import FILE_COLUMNS, import_rows
from survey.sheets import Sheet, Table, read_table, write_csv, write_xlsx
from survey.web.access import allow
from survey.web.context import actor, database, now
from survey.web.downloads import attachment, collected
from survey.web.i18n import language, translate
from survey.web.responses.blueprint import READERS, bp
from survey.web.responses.forms import ConfirmForm, UploadForm

__all__ = ["upload"]

SHOWN: Final = 10
"""Rows of the file that the preview shows."""
WAITS: Final = timedelta(hours=12)
"""How long an upload waits for its confirmation."""
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv"


@bp.route("/import/<wave_ref>", methods=["GET", "POST"])
@allow("quality")
def upload(wave_ref: str) -> ResponseReturnValue:
    """Takes a file and goes on to its preview; nothing is stored as a response yet."""
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_ref)
    form = UploadForm()
    problems: list[object] = []
    if form.validate_on_submit():
        content, name = form.file.data.read(), form.file.data.filename or ""
        try:
            read_table(content, name)
            with database().unit_of_work() as session:
                file = stored.keep_output(
                    session,
                    name=name,
                    content=content,
                    media_type=XLSX if name.lower().endswith(".xlsx") else CSV,
                    actor=actor(),
                    now=now(),
                    lifetime=WAITS,
                )
            return redirect(url_for(".preview", wave_ref=wave_ref, upload=file.ref))
        except (InvalidInput, TooLarge, ImportRefused) as refusal:
            form.file.errors = [translate(refusal.message)]
            problems = list(getattr(refusal, "problems", ()) or ())
    status = 422 if form.errors else 200
    return render_template(
        "responses/import.html",
        wave=wave,
        form=form,
        problems=[one for one in problems if hasattr(one, "row")],
    ), status


@bp.route("/import/<wave_ref>/<upload>", methods=["GET", "POST"])
@allow("quality")
def preview(wave_ref: str, upload: str) -> ResponseReturnValue:
    """What the stored upload holds and what is wrong with it; confirming imports this very upload."""
    form = ConfirmForm()
    confirmed = form.validate_on_submit()
    with database().unit_of_work() as session:
        wave = fieldwork.wave(session, wave_ref)
        file, table = _stored_table(session, upload)
        result = import_rows(session, wave, table, dry_run=not confirmed, actor=actor(), now=now())
        if confirmed and not result.errors:
            session.delete(file)
    if confirmed and not result.errors:
        flash(_("已导入 %(n)d 份答卷。", n=result.imported))
        return redirect(url_for(".index", wave=wave.key))
    return render_template(
        "responses/preview.html",
        wave=wave,
        form=form,
        name=file.name,
        upload=upload,
        table=table,
        rows=table.rows[:SHOWN],
        result=result,
    )


@bp.get("/template/<wave_ref>.xlsx")
@allow("quality")
def template(wave_ref: str) -> ResponseReturnValue:
    """An empty workbook with the right columns, and a sheet that says what each is."""
    with database().reading() as session:
        wave = fieldwork.wave(session, wave_ref)
        definition = definition_of(session, wave.version_id)
    headings = [*FILE_COLUMNS, *file_columns(definition)]
    book = write_xlsx(
        [
            Sheet(_("答卷"), headings, []),
            Sheet(_("说明"), [_("列名"), _("题目"), _("填写")], _explained(definition)),
        ]
    )
    name = _("%(wave)s 答卷导入模板.xlsx", wave=wave.name)
    return attachment(book, name=name, media_type=XLSX)


@bp.get("/export/<wave_ref>.<ending>")
@allow(*READERS)
def export(wave_ref: str, ending: str) -> ResponseReturnValue:
    """The wave's responses as the reader may see them, in the form that an import takes."""
    if ending not in {"xlsx", "csv"}:
        raise NotFound(m("导出只有 XLSX 和 CSV 两种格式。"))
    with exporting.export(database(), wave_ref, actor(), now=now()) as found:
        name = _("%(wave)s 答卷.%(ending)s", wave=found.wave.name, ending=ending)
        if ending == "xlsx":
            book = write_xlsx([Sheet(_("答卷"), found.headings, found.rows)])
            return attachment(book, name=name, media_type=XLSX)
        return attachment(collected(write_csv(found.headings, found.rows)), name=name, media_type=CSV)


def _stored_table(session: Session, ref: str) -> tuple[StoredFile, Table]:
    """The upload of this person, read again from its stored bytes."""
    file = stored.by_ref(session, ref)
    if file.created_by != str(actor())[:120] or file.expires_at is None or file.expires_at <= now():
        raise NotFound(m("没有找到这个文件，可能已经过期删除。"))
    if file.media_type not in {XLSX, CSV}:
        raise NotFound(m("没有找到这个文件，可能已经过期删除。"))
    return file, read_table(file.content, file.name)


def _explained(definition: Definition) -> Iterator[tuple[str, str, str]]:
    """One line for each column: its name, the question, how to fill it."""
    told = {
        "response_id": _("您的编号；同一编号再次导入不会重复保存"),
        "submitted_at": _("填写日期，例如 2026-05-18；留空则为导入的日期"),
        "mode": _("来源：link、qr、paper、phone、visit、intercept、key_person、import"),
        "customer": _("客户编号，或台账中的客户名称"),
        "class": _("当时的客户类别；留空则取台账"),
        "region": _("当时的地区；留空则取台账"),
        "language": _("zh 或 en"),
    }
    for name in FILE_COLUMNS:
        yield name, "", told[name]
    for item in definition.items():
        lone = [name for name in file_columns(definition) if name.partition(":")[0] == item.key]
        for name in lone:
            yield name, text_in(item.text, language()), _how(definition, item.key, name)


def _how(definition: Definition, key: str, name: str) -> str:
    """What may stand in the column: points of a scale, option keys; empty, NA and - as everywhere."""
    item, part = definition.item_by_key[key], name.partition(":")[2]
    scale = definition.scale_by_key.get(item.scales.get(part) or item.scales.get("score") or "")
    if scale is not None and part != "why":
        points = ";".join(f"{point.value} = {text_in(point.label, language())}" for point in scale.points)
        return str(_("%(points)s；NA = 不了解或未涉及；空 = 未回答；- = 未询问", points=points))
    if item.options and not part:
        return ";".join(f"{option.key} = {text_in(option.label, language())}" for option in item.options)
    return ""
