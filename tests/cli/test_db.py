"""`db`, `user` and `init` as a person runs them."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.command import environment, liusheng

SETUP_LINK = re.compile(r"http://127\.0\.0\.1:8000/setup/[A-Za-z0-9_-]{43}")
PASSWORD = "三只松鼠-过桥-7"


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    folder = tmp_path / "instance"
    done = liusheng(folder, "init")
    assert done.returncode == 0, done.stderr
    assert SETUP_LINK.search(done.stdout)
    return folder


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_init_makes_an_instance_that_only_its_owner_reads(instance: Path) -> None:
    assert mode(instance) == 0o700
    assert mode(instance / "secret.key") == 0o600
    assert mode(instance / "liusheng.db") == 0o600
    assert len((instance / "secret.key").read_text()) == 64


def test_init_twice_keeps_the_key_and_the_store(instance: Path) -> None:
    key = (instance / "secret.key").read_text()
    assert liusheng(instance, "user", "add", "a@example.com", "--role", "admin").returncode == 0
    again = liusheng(instance, "init")
    assert again.returncode == 0
    assert not SETUP_LINK.search(again.stdout), "there is a user already"
    assert (instance / "secret.key").read_text() == key


def test_ten_starters_at_once_agree_on_one_key(tmp_path: Path) -> None:
    code = "import sys, pathlib; from survey.config import Settings; print(Settings.from_env({}, instance=pathlib.Path(sys.argv[1])).secret_key)"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "new")],
            stdout=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        for _ in range(10)
    ]
    keys = {process.communicate(timeout=60)[0].strip() for process in started}
    assert len(keys) == 1
    assert len(keys.pop()) == 64
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["secret.key"]


def test_a_user_is_added_with_a_password_or_a_link(instance: Path) -> None:
    typed = liusheng(
        instance, "user", "add", "A@example.com", "--role", "admin", "--password-stdin", typed=PASSWORD + "\n"
    )
    assert typed.returncode == 0, typed.stderr
    assert PASSWORD not in typed.stdout + typed.stderr
    link = liusheng(instance, "user", "add", "b@example.com", "--role", "quality", "--name", "张工")
    assert re.search(r"/reset/[A-Za-z0-9_-]{43}", link.stdout)


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        (("not-an-address", "--role", "admin"), ""),
        (("a@example.com", "--role", "boss"), ""),
        (("a@example.com",), ""),
        (("a@example.com", "--role", "admin", "--password-stdin"), "woaini1314\n"),
        (("a@example.com", "--role", "admin", "--password-stdin"), ""),
    ],
)
def test_a_wrong_user_is_refused_in_one_line(instance: Path, arguments: tuple[str, ...], typed: str) -> None:
    done = liusheng(instance, "user", "add", *arguments, typed=typed)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_commands_ask_for_the_upgrade_first(tmp_path: Path) -> None:
    done = liusheng(tmp_path / "new", "user", "add", "a@example.com", "--role", "admin")
    assert (done.returncode, done.stdout) == (2, "")
    assert "db upgrade" in done.stderr


def test_a_healthy_store_passes_and_an_altered_trail_does_not(instance: Path) -> None:
    assert liusheng(instance, "user", "add", "a@example.com", "--role", "admin").returncode == 0
    healthy = liusheng(instance, "db", "check")
    assert (healthy.returncode, healthy.stdout.strip()) == (0, "检查通过。"), healthy
    with closing(sqlite3.connect(instance / "liusheng.db")) as store:
        store.execute("DROP TRIGGER audit_entry_keep_UPDATE")
        store.execute("UPDATE audit_entry SET actor = 'x' WHERE id = 1")
        store.commit()
    altered = liusheng(instance, "db", "check")
    assert altered.returncode == 1
    assert "第 1 条" in altered.stdout


def test_backup_and_restore_by_hand(instance: Path, tmp_path: Path) -> None:
    assert liusheng(instance, "user", "add", "a@example.com", "--role", "admin").returncode == 0
    copy = tmp_path / "copy.db"
    assert liusheng(instance, "db", "backup", str(copy)).returncode == 0
    assert mode(copy) == 0o600
    other = tmp_path / "other"
    assert liusheng(other, "db", "restore", str(copy)).returncode == 0
    assert liusheng(other, "db", "check").returncode == 0
    again = liusheng(other, "db", "restore", str(copy))
    assert again.returncode == 2
    assert "--force" in again.stderr
    assert liusheng(other, "db", "restore", str(copy), "--force").returncode == 0
    assert list((other / "backups").iterdir())


def test_purge_says_what_it_removed(instance: Path) -> None:
    done = liusheng(instance, "db", "purge")
    assert done.returncode == 0, done.stderr
    assert "0" in done.stdout


def test_an_unknown_setting_is_named(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "survey", "db", "check"],
        env=environment(LIUSHENG_DATABSE_URL="x", LIUSHENG_INSTANCE=str(tmp_path)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "LIUSHENG_DATABSE_URL" in done.stderr
    assert os.listdir(tmp_path) == []
