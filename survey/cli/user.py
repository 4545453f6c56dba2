"""`user add`: staff from the command line."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from survey import migrate
from survey.accounts import users
from survey.accounts.actor import COMMAND_LINE
from survey.accounts.models import ROLES
from survey.cli.main import Context, pass_context
from survey.cli.words import say
from survey.language import m

__all__ = ["COMMANDS"]


@click.group()
def user() -> None:
    """用户。 Staff who sign in."""


@user.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True, help="角色。 Role.")
@click.option("--name", default="", help="姓名，默认取邮箱前半。 Name.")
@click.option("--password-stdin", is_flag=True, help="从标准输入读密码。 Read the password from stdin.")
@pass_context
def add(context: Context, email: str, role: str, name: str, password_stdin: bool) -> None:
    """添加用户；不给密码时显示一次性设置密码的链接。 Add a user; without a password print a one-time link."""
    migrate.require_current(context.database)
    now = datetime.now(UTC)
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    with context.database.unit_of_work() as session:
        added = users.add(
            session, email=email, name=name, role=role, password=password, actor=COMMAND_LINE, now=now
        )
        token = None if password_stdin else users.reset_link(session, added, actor=COMMAND_LINE, now=now)
    say(m("已添加 %(email)s（%(role)s）。", email=added.email, role=users.ROLE_NAMES[role]))
    if token:
        url = f"{context.settings.public_url}/reset/{token}"
        say(m("请在 1 小时内打开链接设置密码：%(url)s", url=url))


COMMANDS: tuple[click.Command, ...] = (user,)
