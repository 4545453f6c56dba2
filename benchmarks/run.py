"""Runs every measurement and writes docs/benchmarks.md: `python -m benchmarks.run`, `--quick` for a look."""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import export, report, respondent, text

__all__ = ["main", "page"]

OTHER_PAGES = (
    "cross_table_ms",
    "first_quality_ms",
    "quality_ms",
    "first_by_customer_ms",
    "by_customer_ms",
    "table_by_customer_ms",
)
FILE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def main() -> None:
    """Measures, prints the page and writes it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="shorter windows, fewer responses; writes nothing"
    )
    quick: bool = parser.parse_args().quick
    load_before = os.getloadavg()[0]
    respondents = respondent.measure(windows=3, seconds=2) if quick else respondent.measure()
    reports = report.measure((20_000,) if quick else (100_000, 1_000_000))
    files = export.measure(5_000 if quick else 100_000)
    comments = text.measure(500 if quick else 3_000)
    written = page(respondents, reports, files, comments, load=load_before)
    sys.stdout.write(written)
    if not quick:
        FILE.write_text(written, encoding="utf-8")


def page(
    respondents: dict[str, Any],
    reports: list[dict[str, Any]],
    files: dict[str, Any],
    comments: dict[str, Any],
    *,
    load: float,
) -> str:
    """The page of figures."""
    return f"""# Measurements

Written by `python -m benchmarks.run` (`make bench`) on {datetime.now(UTC):%Y-%m-%d}: {_machine()}, load
average {load:.1f} before the start. Wall-clock figures swing with whatever else the machine does; read the ratios and the
CPU milliseconds. Each measurement runs beside its anchor, in the same minutes.

## A respondent, from opening the page to the acknowledged submit

`python -m benchmarks.respondent`: twelve five-point items, one 0–10 item, one choice, one comment, on one page;
{respondents["respondents"]} respondents at once over keep-alive connections, each opens the page, reads hidden fields and cookie, posts
the answers, checks the redirect, and begins again. Both applications are served by gunicorn with one worker of eight
threads on SQLite (WAL, `synchronous=FULL`); {respondents["windows"]} windows of {respondents["seconds"]:g} s each, alternated. The
anchor (`benchmarks/anchor.py`) is bare Flask with the same form precompiled and one insert: no checks, no tokens, no
headers. Our page carries notice and consent besides.

| | cycles/s | CPU-ms per cycle | p95 of a cycle, ms |
|---|---|---|---|
| Liusheng | {_cells(respondents["ours"])} |
| anchor | {_cells(respondents["anchor"])} |

Median of neighbouring windows: **{respondents["share_of_anchor"]:.0%}** of the anchor's cycles per second,
**{respondents["cpu_ratio"]:.2f}** times its CPU time.

## The gap report

`python -m benchmarks.report`: fifteen importance–performance pairs, four segments, generated responses in SQLite, the
service `survey.reports.gaps.gap.build` without the page around it. *Rebuild* reads all responses into columns and writes the cache
file; *first* is the first report after that; *warm* every further one; *cross table* every measure by six regions
(`survey.reports.change.crosstab.build`), warm; *quality* the page of answer quality, first and warm; *by customer* report and
cross table where each customer's responses are averaged first, three tenths as many customers as responses.

| responses | rebuild, s | load from cache, s | first, ms | warm: no filter, ms | one class, ms | two filters, ms | cross table, ms | quality: first, ms | warm, ms | by customer: first, ms | warm, ms | cross table, ms |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
{_report_rows(reports)}

## Answers as CSV and XLSX

`python -m benchmarks.export`: {files["responses"]:,} responses of fifteen pairs and a comment, streamed, with formulas guarded and
cells as people read them, in processor seconds: **{files["seconds"]:.1f} s** as CSV ({files["megabytes"]:.0f} MB), {files["ratio"]:.1f} times the anchor,
which reads the same JSON and writes its bare values; {files["xlsx_s"]:.0f} s as XLSX ({files["xlsx_megabytes"]:.0f} MB). Beyond a tenth of the rows memory
grows by {files["memory_growth_mb"]:.0f} MB for CSV and by {files["xlsx_growth_mb"]:.0f} MB for XLSX, whose packed file is in memory.

## Reading comments

`python -m benchmarks.text`: {comments["comments"]} comments ({comments["source"]}) in one process; stock SnowNLP reads
{comments["comments_stock"]} of them. Loading is not counted.

| | comments per CPU second |
|---|---|
| Liusheng (clean, segment, clauses, kind, polarity, dimensions) | {comments["ours_per_second"]:,.0f} |
| SnowNLP's sentiment alone, as shipped | {comments["stock_per_second"]:,.0f} |

**{comments["ratio"]:.1f}** times as many.
"""


def _machine() -> str:
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}"
    )


def _cells(measured: dict[str, float]) -> str:
    return f"{measured['rate']:.0f} | {measured['cpu_ms']:.2f} | {measured['p95_ms']:.0f}"


def _report_rows(reports: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"| {row['responses']:,} | {row['rebuild_s']:.2f} | {row['load_s']:.2f} | {row['first_report_ms']:.0f} | "
        + " | ".join(
            f"{value:.0f}" for value in (*row["warm_ms"].values(), *(row[name] for name in OTHER_PAGES))
        )
        + " |"
        for row in reports
    )


if __name__ == "__main__":
    main()
