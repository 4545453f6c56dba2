"""`liusheng actions` as a person or another program runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from survey.sheets import read_table
from tests.actions.builders import TODAY, closed, opened
from tests.cli.command import liusheng
from tests.support.instance import make_instance


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance with one open form, overdue since long, and one closed."""
    folder = tmp_path_factory.mktemp("commands") / "instance"
    database = make_instance(folder)
    with database.unit_of_work() as session:
        opened(session, title="未关闭的", due_on=TODAY)
        closed(session, title="=已关闭的")
    database.dispose()
    return folder


def test_the_list_is_lines_for_people(instance: Path) -> None:
    done = liusheng(instance, "actions", "list")
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    assert line.startswith("QR-10.2-01-2026-001\t已开出")
    assert line.endswith("未关闭的")


def test_json_tells_everything_with_stable_keys(instance: Path) -> None:
    done = liusheng(instance, "actions", "list", "--view", "closed", "--json")
    (form,) = json.loads(done.stdout)
    assert (form["number"], form["state"], form["check"]["result"]) == (
        "QR-10.2-01-2026-002",
        "closed",
        "effective",
    )
    assert form["overdue"] is False


def test_the_export_is_a_workbook_without_formulas(instance: Path, tmp_path: Path) -> None:
    file = tmp_path / "forms.xlsx"
    done = liusheng(instance, "actions", "export", str(file), "--view", "all")
    assert done.returncode == 0, done.stderr
    table = read_table(file.read_bytes(), file.name)
    assert [row.cells["问题"] for row in table.rows] == ["未关闭的", "=已关闭的"]


def test_an_export_to_nowhere_is_refused_in_one_line(instance: Path) -> None:
    done = liusheng(instance, "actions", "export")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
