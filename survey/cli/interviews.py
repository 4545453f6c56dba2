"""Exit interviews from the command line: import past ones from a table."""

from __future__ import annotations

import click

from survey.cli.imports import import_command
from survey.interviews.importing import read_interviews, store_interviews

__all__ = ["COMMANDS"]


@click.group()
def interviews() -> None:
    """流失客户访谈。 Exit interviews."""


import_command(
    interviews,
    "import",
    "从表格导入以往的访谈（XLSX、CSV）。 Import past interviews.",
    read_interviews,
    store_interviews,
)

COMMANDS: tuple[click.Command, ...] = (interviews,)
