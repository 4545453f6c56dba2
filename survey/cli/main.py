"""The `liusheng` command: instance, language, errors on one line; groups live beside this module."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from survey.cli.words import shown
from survey.config import Settings
from survey.db import Database
from survey.errors import ImportRefused, InvalidDefinition, InvalidInput, SurveyError
from survey.instrument.finding import Finding
from survey.language import Message, m

__all__ = ["Context", "Factories", "cli", "pass_context"]


@dataclass(frozen=True, slots=True)
class Factories:
    """What commands need built; the composition root gives it, so that commands never import it."""

    create_app: Callable[..., Any]
    open_database: Callable[[Settings], Database]
    open_queue: Callable[[Settings, Database], Any]


@dataclass(slots=True)
class Context:
    """One run of the command: its settings, and the store opened when first needed."""

    factories: Factories
    instance: Path | None = None
    _settings: Settings | None = None
    _database: Database | None = None

    @property
    def settings(self) -> Settings:
        self._settings = self._settings or Settings.from_env(instance=self.instance)
        return self._settings

    @property
    def database(self) -> Database:
        self._database = self._database or self.factories.open_database(self.settings)
        return self._database


pass_context = click.make_pass_decorator(Context)

GROUPS = (
    "actions",
    "coding",
    "customers",
    "db",
    "demo",
    "interviews",
    "questionnaire",
    "report",
    "responses",
    "serve",
    "text",
    "user",
    "wave",
    "worker",
)


class LiushengGroup(click.Group):
    """Loads a command's module when it is called, and says refusals in one line (exit 2)."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(name for group in GROUPS for name in _commands(group))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return next((_commands(group)[cmd_name] for group in GROUPS if cmd_name in _commands(group)), None)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SurveyError as error:
            click.echo(_one_line(error), err=True)
            ctx.exit(2)
        except OSError as error:
            if error.filename is None:
                raise
            click.echo(shown(_about_file(error)), err=True)
            ctx.exit(2)
        except (OperationalError, ProgrammingError) as error:
            click.echo(shown(_about_store(error)), err=True)
            ctx.exit(2)


def _commands(group: str) -> dict[str, click.Command]:
    """The commands that the module offers as `COMMANDS`, by name."""
    module = importlib.import_module(f"survey.cli.{group}")
    return {command.name or group: command for command in module.COMMANDS}


def _about_file(error: OSError) -> Message:
    """What a person is told about a file or folder that cannot be used."""
    return m(
        "%(file)s 无法读写：%(why)s。请检查文件夹是否存在、有没有权限、磁盘是否已满。",
        file=error.filename,
        why=error.strerror or str(error),
    )


def _about_store(error: DBAPIError) -> Message:
    """What a person is told when the database is not there, may not be used, or has no tables yet."""
    return m(
        "数据库无法使用：%(why)s。请检查 LIUSHENG_DATABASE_URL、数据库服务和权限；新装或升级之后先运行 liusheng db upgrade。",
        why=" ".join(str(error.orig).split()),
    )


def _one_line(error: SurveyError) -> str:
    parts = [shown(error.message)]
    if isinstance(error, ImportRefused):
        parts += [
            f"{problem.row}:{problem.column}: {shown(problem.message)}" for problem in error.problems[:5]
        ]
    elif isinstance(error, InvalidDefinition):
        found = [one for one in error.findings if isinstance(one, Finding)]
        parts += [f"{one.where}: {shown(one.message)}" for one in found[:5]]
    elif isinstance(error, InvalidInput):
        parts += [f"{name}: {shown(message)}" for name, message in error.problems.items()]
    return " ".join(" ".join(parts).split())


@click.group(cls=LiushengGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="liusheng", prog_name="liusheng")
@click.option(
    "--instance",
    type=click.Path(path_type=Path),
    help="实例文件夹，默认 ./instance 或 LIUSHENG_INSTANCE。 Instance folder.",
)
@click.pass_context
def cli(ctx: click.Context, instance: Path | None) -> None:
    """留声 Liusheng：满意度问卷、流失客户访谈、离线读中文意见、差距与原因报告。"""
    ctx.obj = Context(factories=ctx.obj, instance=instance)
