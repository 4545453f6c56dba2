"""Reading comment files without an instance."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.cli.main import Context
from survey.cli.words import say, shown
from survey.errors import InvalidInput
from survey.language import m
from survey.sheets import Table, read_table, write_csv
from survey.sheets.encodings import decode

if TYPE_CHECKING:
    from survey.text.reader import Reader, Reading

__all__ = ["COMMANDS"]

Row = list[str | int | float | None]
CHUNK = 500
WORTH_PROCESSES = 1000
"""Up to so many comments one process is done before others have started."""

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
    "--engine",
    default="default",
    show_default=True,
    help="default、liusheng-3 或 snownlp。 default, liusheng-3 or snownlp.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    help="同时阅读的进程数；省略时用全部处理器核心。 Processes reading side by side; all cores by default.",
)
@click.option(
    "--encoding", help="文本文件的编码；一般能自动认出。 Encoding of a text file, if not recognised."
)
def read(
    file: Path, column: str | None, output: Path, engine: str, processes: int | None, encoding: str | None
) -> None:
    """阅读文件里的每条意见；.txt 文件每行一条。 Read every comment of a CSV, XLSX or TXT file."""
    if output.resolve() == file.resolve():
        raise InvalidInput(m("结果文件不能是原来的文件：%(file)s。请换一个名称。", file=output))
    texts = _texts(file, column, encoding)
    _reader(engine)  # an engine that does not exist is refused before the result file is touched
    rows = _rows(texts, engine, processes or os.cpu_count() or 1)
    with (
        output.open("wb") as handle,
        click.progressbar(rows, len(texts), shown(m("正在读意见")), file=sys.stderr) as bar,
    ):
        for chunk in write_csv(HEADERS, bar):
            handle.write(chunk)
    say(m("已阅读 %(n)d 条，结果写入 %(file)s。", n=len(texts), file=output))


def _texts(file: Path, column: str | None, encoding: str | None) -> list[str]:
    if file.suffix.lower() == ".txt":
        content, _ = decode(file.read_bytes(), encoding)
        return [line for line in content.splitlines() if line.strip()]
    table = read_table(file.read_bytes(), file.name, encoding=encoding)
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


def _rows(texts: list[str], engine: str, processes: int) -> Iterator[Row]:
    chunks = [texts[start : start + CHUNK] for start in range(0, len(texts), CHUNK)]
    read_chunk = partial(_read_chunk, engine)
    if processes == 1 or len(texts) <= WORTH_PROCESSES:
        yield from chain.from_iterable(map(read_chunk, chunks))
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from chain.from_iterable(pool.map(read_chunk, chunks))


def _read_chunk(engine: str, texts: list[str]) -> list[Row]:
    readings = _reader(engine).read_all((one, None) for one in texts)
    return [_row(one, found) for one, found in zip(texts, readings, strict=True)]


@cache
def _reader(engine: str) -> Reader:
    from survey.text.reader import reader  # the dictionaries are loaded only when there is something to read

    return reader(engine)


def _row(text: str, found: Reading) -> Row:
    return [
        text,
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


@text.command()
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="权重文件；省略时写到程序自带的位置。 File for the weights; the shipped place by default.",
)
@click.option(
    "--corrections",
    is_flag=True,
    help="用本公司人工判断过的意见训练公司模型；在网页上采用后才使用。 Fit a company model to people's corrections; used once adopted on the page.",
)
@click.option("--wave", "wave_key", help="只用这期调查的更正。 Corrections of this wave only.")
@click.pass_context
def fit(click_context: click.Context, output: Path | None, corrections: bool, wave_key: str | None) -> None:
    """重新训练阅读模型，结果逐字节相同。 Fit the reader's models anew, byte for byte the same."""
    if corrections:
        from survey.cli import text_company

        text_company.fit(click_context.find_object(Context), wave_key, output)
        return
    if wave_key is not None:
        raise InvalidInput(m("--wave 要和 --corrections 一起用。"))
    from survey.text import fitting, weights  # loads numpy and the reader

    path = output or weights.SHIPPED
    path.parent.mkdir(parents=True, exist_ok=True)
    weights.save(fitting.fit(), path)
    say(m("模型已写入 %(file)s（%(n)d 字节）。", file=path, n=path.stat().st_size))


@text.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--engine", default="default", show_default=True, help="要测量的引擎。 Engine to measure.")
@click.option(
    "--stock-rows",
    type=click.IntRange(1),
    default=400,
    show_default=True,
    help="原版 SnowNLP 每个文件只读这么多条（它很慢）。 Rows a file for stock SnowNLP, which is slow.",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。 JSON output.")
def benchmark(folder: Path, engine: str, stock_rows: int, as_json: bool) -> None:
    """在带标签的 CSV（label、text 两列）和自有检验集上测量。 Measure on labelled CSV files and our checking half."""
    from survey.cli import text_benchmark

    click.echo(
        text_benchmark.as_json(folder, engine, stock_rows)
        if as_json
        else "\n".join(text_benchmark.lines(folder, engine, stock_rows))
    )


COMMANDS: tuple[click.Command, ...] = (text,)
