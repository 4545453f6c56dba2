"""Writes docs/commands.md from the commands' own help; a test compares the two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from survey.cli.main import cli

__all__ = ["FILE", "commands", "text"]

FILE = Path(__file__).with_name("commands.md")
HEAD = """# Commands

Written from the commands' own help by `python docs/generate_commands.py`; do not edit.

Every command takes `--instance DIR` before its name. A command prints a line that a person can read, or JSON with
`--json`. A refusal is one line on stderr and exit code 2; a missing or misspelt option is
answered with the command's usage, exit code 2 as well.
"""


def text() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_section(path, command) for path, command in commands())])


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its full name."""
    yield from _walk("liusheng", cli, click.Context(cli, info_name="liusheng"))


def _walk(path: str, command: click.Command, context: click.Context) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        if child is not None and not child.hidden:
            yield from _walk(f"{path} {name}", child, click.Context(child, info_name=name, parent=context))


def _section(path: str, command: click.Command) -> str:
    arguments = [param.make_metavar(_context(command)) for param in command.params if _is_argument(param)]
    options = [_option(param) for param in command.params if isinstance(param, click.Option)]
    head = " ".join([path, *arguments])
    parts = [f"## `{head}`", " ".join((command.help or "").split())]
    return "\n\n".join([*parts, "\n".join(options)] if options else parts) + "\n"


def _is_argument(param: click.Parameter) -> bool:
    return isinstance(param, click.Argument)


def _option(option: click.Option) -> str:
    names = "`, `".join(option.opts)
    value = "" if option.is_flag else f" {option.make_metavar(_context(None))}"
    needed = " (required)" if option.required else ""
    help_text = " ".join((option.help or "").split())
    return f"- `{names}{value}`{needed}: {help_text}".rstrip(": ")


def _context(command: click.Command | None) -> click.Context:
    return click.Context(command or cli)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
