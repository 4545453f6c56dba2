"""Options that the commands of reports share, and how they print."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import click

__all__ = ["json_option", "show", "wave_option", "where_option"]

wave_option = click.option("--wave", "wave_key", required=True, help="调查的代码。 Key of the wave.")
where_option = click.option(
    "--where", multiple=True, help="筛选条件，如 region=华东，可重复。 Filter such as class=A; repeatable."
)
json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。 JSON output.")


def show(data: dict[str, Any], as_json: bool, lines: Callable[[], Iterable[str]]) -> None:
    """Prints the figures as one line of JSON, or the sentences one a line."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        for line in lines():
            click.echo(line)
