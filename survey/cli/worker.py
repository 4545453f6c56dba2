"""The task worker: reads comments and does other later work until it is told to stop."""

from __future__ import annotations

import logging

import click

from survey.cli.main import Context, pass_context

__all__ = ["COMMANDS"]


@click.command()
@click.option(
    "--threads",
    type=click.IntRange(1, 32),
    default=1,
    show_default=True,
    help="同时处理几项任务。 Tasks at once.",
)
@pass_context
def worker(context: Context, threads: int) -> None:
    """启动后台工作进程（读意见等）。 Run the task worker; SIGTERM ends it after the task in hand."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    context.factories.open_queue(context.settings, context.database).run_worker(threads)


COMMANDS: tuple[click.Command, ...] = (worker,)
