"""`init` and `serve`: an instance made ready, and its web pages and worker run together."""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from survey import migrate
from survey.accounts import users
from survey.cli.db import bring_up
from survey.cli.main import Context, pass_context
from survey.cli.processes import supervise
from survey.cli.words import say
from survey.errors import Misconfigured
from survey.language import m

__all__ = ["COMMANDS", "ready", "run"]

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  (gunicorn's heartbeat file; a slow disk must not stop it)


@click.command()
@pass_context
def init(context: Context) -> None:
    """建立实例：文件夹、密钥、数据库、初始化链接。 Make an instance ready."""
    bring_up(context)
    say(m("实例已就绪：%(folder)s", folder=context.settings.instance))
    _say_setup_link(context)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。 Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="端口，默认取公开网址的端口或 8000。 Port.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="网页进程数。")
@click.option("--no-worker", is_flag=True, help="不启动后台工作进程。 Web pages only.")
@pass_context
def serve(context: Context, host: str, port: int | None, workers: int, no_worker: bool) -> None:
    """启动网页和后台工作进程。 Serve the pages and run the worker."""
    ready(context)
    click.get_current_context().exit(
        run(context, host=host, port=port, workers=workers, worker=not no_worker)
    )


def ready(context: Context) -> None:
    """Brings the store up (SQLite) or refuses (PostgreSQL: many machines, one decides)."""
    if context.database.is_sqlite:
        bring_up(context)
    else:
        migrate.require_current(context.database)


def run(context: Context, *, host: str, port: int | None, workers: int, worker: bool) -> int:
    """Serves until it is told to stop; says the address and, while there is no user, the setup link."""
    settings = context.settings
    port = port or urlsplit(settings.public_url).port or 8000
    with migrate.exclusive(settings.instance / "serve.lock", wait=False):
        _require_free(host, port)
        say(
            m(
                "留声正在启动：%(url)s （监听 %(host)s:%(port)d，按 Ctrl+C 停止）",
                url=settings.public_url,
                host=host,
                port=port,
            )
        )
        _say_setup_link(context)
        context.database.dispose()  # the children open the store for themselves
        os.environ["LIUSHENG_INSTANCE"] = str(settings.instance)
        commands = {"web": _web_command(host, port, workers)}
        if worker:
            commands["worker"] = [sys.executable, "-m", "survey", "worker"]
        return supervise(commands)


def _say_setup_link(context: Context) -> None:
    with context.database.unit_of_work() as session:
        token = users.setup_token(session, now=datetime.now(UTC))
    if token:
        say(m("还没有用户。请在 1 小时内打开下面的链接，建立第一位管理员（只显示这一次）："))
        click.echo(f"{context.settings.public_url}/setup/{token}")


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Misconfigured(
                m(
                    "不能监听 %(host)s:%(port)d，可能已被别的程序占用。请用 --port 换一个端口。",
                    host=host,
                    port=port,
                )
            ) from error


def _web_command(host: str, port: int, workers: int) -> Sequence[str]:
    """gunicorn with threads where it runs, waitress elsewhere; no access log: paths carry tokens."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if importlib.util.find_spec("gunicorn") is None or os.name == "nt":
        threads = str(8 * workers)
        return [
            sys.executable,
            "-m",
            "waitress",
            f"--listen={address}",
            f"--threads={threads}",
            "--call",
            "survey:create_app",
        ]
    command = [
        *(sys.executable, "-m", "gunicorn", "--bind", address, "--workers", str(workers)),
        *("--worker-class", "gthread", "--threads", "8", "--timeout", "60", "--graceful-timeout", "30"),
        *("--log-level", "warning", "--no-control-socket", "--limit-request-fields", "60"),
    ]
    if SHARED_MEMORY.is_dir():
        command += ["--worker-tmp-dir", str(SHARED_MEMORY)]
    return [*command, "survey:create_app()"]


COMMANDS: tuple[click.Command, ...] = (init, serve)
