"""Wrong input at the command line: one sentence on stderr and exit code 2, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import environment, liusheng


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("refusals") / "instance"
    assert liusheng(folder, "init").returncode == 0
    return folder


def assert_refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert all(word in done.stderr for word in words), done.stderr


def test_a_folder_that_does_not_exist_is_named(instance: Path, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "a.xlsx"
    assert_refused(liusheng(instance, "actions", "export", str(file)), str(file), "无法读写")


def test_action_forms_are_not_written_under_another_suffix(instance: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    assert_refused(liusheng(instance, "actions", "export", str(file)), ".xlsx")
    assert not file.exists()


def test_an_instance_that_is_a_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "instance"
    file.touch()
    assert_refused(liusheng(file, "wave", "list"), str(file))


def test_a_report_over_a_store_without_tables_says_to_upgrade(tmp_path: Path) -> None:
    done = liusheng(tmp_path / "fresh", "report", "gap", "--wave", "w1")
    assert_refused(done, "liusheng db upgrade")


def test_a_database_that_does_not_answer_is_a_sentence(instance: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "survey", "--instance", str(instance), "wave", "list"],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment(LIUSHENG_DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:9/none"),
        check=False,
    )
    assert_refused(done, "数据库无法使用", "LIUSHENG_DATABASE_URL")


def test_a_document_refuses_a_filter_it_does_not_know(instance: Path, tmp_path: Path) -> None:
    file = tmp_path / "gap.xlsx"
    done = liusheng(
        instance, "report", "document", "gap", "--wave", "w1", "--output", str(file), "--where", "colour=red"
    )
    assert_refused(done, "class=A", "region")


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:abc", "http://[::1", "https://survey.example.com/liusheng"]
)
def test_an_address_that_is_more_or_less_than_a_host_is_refused(instance: Path, address: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "survey", "--instance", str(instance), "wave", "list"],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment(LIUSHENG_PUBLIC_URL=address),
        check=False,
    )
    assert_refused(done, "LIUSHENG_PUBLIC_URL")
