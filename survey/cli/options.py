"""Options that commands of several groups have."""

from __future__ import annotations

import click

__all__ = ["json_option"]

json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。 JSON output.")
