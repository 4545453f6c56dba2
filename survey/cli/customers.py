"""The register from the command line: import customers, lost customers and lost orders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from survey.accounts import company
from survey.accounts.actor import COMMAND_LINE
from survey.cli.imports import run_import
from survey.cli.main import Context, pass_context
from survey.customers.customer_import import read_customers, store_customers
from survey.customers.loss_import import LOSSES, LOST_ORDERS

__all__ = ["COMMANDS"]

_FILE = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
_JSON = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。 JSON output.")
_DRY = click.option("--dry-run", is_flag=True, help="只检查，不导入。 Check only.")


@click.group()
def customers() -> None:
    """客户台账：导入客户、流失客户和丢单。 Customer register."""


def _command(
    name: str, help_: str, read: Callable[..., Any], store: Callable[..., Any], *, dated: bool
) -> None:
    @customers.command(name, help=help_)
    @_FILE
    @_JSON
    @_DRY
    @pass_context
    def command(context: Context, file: Path, as_json: bool, dry_run: bool) -> None:
        now = datetime.now(UTC)

        def plan(session: Session) -> Any:
            today = now.astimezone(ZoneInfo(company.details(session).time_zone)).date()
            return read(session, file.read_bytes(), file.name, *([today] if dated else []))

        run_import(
            context,
            plan,
            lambda session, made: store(session, made, actor=COMMAND_LINE, now=now),
            as_json=as_json,
            dry_run=dry_run,
        )


_command(
    "import", "导入客户台账（XLSX、CSV）。 Import customers.", read_customers, store_customers, dated=False
)
_command("import-losses", "导入流失客户名单。 Import lost customers.", LOSSES.read, LOSSES.store, dated=True)
_command(
    "import-lost-orders", "导入丢单。 Import lost orders.", LOST_ORDERS.read, LOST_ORDERS.store, dated=True
)

COMMANDS: tuple[click.Command, ...] = (customers,)
