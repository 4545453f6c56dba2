"""`report document …`: the printed reports and the files for other programs, written where you say."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from survey import migrate
from survey.accounts.actor import COMMAND_LINE
from survey.cli.main import Context, pass_context
from survey.cli.words import say
from survey.errors import InvalidInput
from survey.fieldwork import queries
from survey.language import m
from survey.reports.counting.columns import SEGMENTS, ColumnStore
from survey.reports.documents.kinds import CONTROLLED, FORMATS, KINDS, LANGUAGES, format_of
from survey.reports.outputs.pictures.names import CHARTS

__all__ = ["document_command"]

WAVE_FILTERS = (*SEGMENTS, "from", "to")
REASON_FILTERS = ("year", "kind")


@click.command("document")
@click.argument("kind", type=click.Choice(tuple(KINDS)))
@click.option("--wave", "wave_key", default="", help="调查的代码。 Key of the wave.")
@click.option(
    "--format", "form", type=click.Choice(tuple(FORMATS)), help="格式，默认取文件名的后缀。 Format."
)
@click.option(
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="写到哪个文件。 The file to write.",
)
@click.option("--language", type=click.Choice(LANGUAGES), default="zh", help="语言。 Language.")
@click.option(
    "--where",
    multiple=True,
    help="筛选条件，如 class=A 或 year=2026，可重复。 Filter such as class=A; repeatable.",
)
@click.option("--chart", type=click.Choice(tuple(CHARTS)), default="bars", help="哪张图。 Which chart.")
@click.option("--document-no", default="", help="文件编号。 Document number.")
@click.option("--revision", default="", help="版本。 Revision.")
@pass_context
def document_command(
    context: Context,
    kind: str,
    wave_key: str,
    form: str | None,
    output: Path,
    language: str,
    where: tuple[str, ...],
    chart: str,
    document_no: str,
    revision: str,
) -> None:
    """生成文件：PDF、Word、Excel、SPSS、CSV、图片。 Documents, data files and charts."""
    # The renderers: only for this command, not for each that lists its help.
    from survey.reports.documents.making import make
    from survey.reports.documents.requests import Wanted, check
    from survey.reports.outputs.pictures.bench import Bench
    from survey.responses.exporting import record_export

    migrate.require_current(context.database)
    wanted = Wanted(
        kind=kind,
        format=form or format_of(output.name),
        language=language,
        wave_key=wave_key,
        where=_where(where),
        chart=chart if kind == "chart" else "",
        document_no=document_no,
        revision=revision,
    )
    check(wanted, drafted=kind in CONTROLLED)
    if kind == "responses":
        with context.database.unit_of_work() as session:
            record_export(session, queries.wave(session, wave_key), COMMAND_LINE, now=datetime.now(UTC))
    with context.database.reading() as session:
        bench = Bench(
            session,
            ColumnStore(context.settings.cache),
            COMMAND_LINE,
            datetime.now(UTC),
            context.settings.font_folders,
        )
        made = make(bench, wanted)
    output.write_bytes(made.content)
    say(m("已写入 %(file)s（%(n)d KB）。", file=output, n=max(1, len(made.content) // 1024)))


def _where(terms: tuple[str, ...]) -> dict[str, str]:
    from survey.reports.outputs.pictures.registry import PICTURES  # loads the renderers

    of_charts = (name for picture in PICTURES.values() for name in picture.filters)
    names = tuple(dict.fromkeys((*WAVE_FILTERS, *REASON_FILTERS, *of_charts)))
    given = dict(term.partition("=")[::2] for term in terms)
    for name, value in given.items():
        if name not in names or not value:
            raise InvalidInput(
                m("筛选条件要写成 class=A 的形式；可用的有：%(names)s。", names=" ".join(names))
            )
    return given
