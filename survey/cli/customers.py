"""The register from the command line: import customers, lost customers and lost orders."""

from __future__ import annotations

import click

from survey.cli.imports import import_command
from survey.customers.customer_import import read_customers, store_customers
from survey.customers.loss_import import LOSSES, LOST_ORDERS

__all__ = ["COMMANDS"]


@click.group()
def customers() -> None:
    """客户台账：导入客户、流失客户和丢单。 Customer register."""


import_command(
    customers,
    "import",
    "导入客户台账（XLSX、CSV）。 Import customers.",
    lambda session, content, name, _today: read_customers(session, content, name),
    store_customers,
)
import_command(
    customers, "import-losses", "导入流失客户名单。 Import lost customers.", LOSSES.read, LOSSES.store
)
import_command(
    customers, "import-lost-orders", "导入丢单。 Import lost orders.", LOST_ORDERS.read, LOST_ORDERS.store
)

COMMANDS: tuple[click.Command, ...] = (customers,)
