"""Runs migrations on the connection that survey.migrate hands over."""

from __future__ import annotations

from typing import Any

from alembic import context

connection = context.config.attributes["connection"]


def refuse_orphans(ctx: Any, **_step: Any) -> None:
    """Before each step's commit: no row may point to one that the step removed."""
    if ctx.dialect.name == "sqlite":
        orphans = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
        if orphans:
            raise RuntimeError(f"the migration would leave rows that point nowhere: {orphans}")


context.configure(
    connection=connection,
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=True,
    on_version_apply=refuse_orphans,
)
with context.begin_transaction():
    context.run_migrations()
