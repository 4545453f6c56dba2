"""`liusheng demo`: fills an empty instance, and never one that holds anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Command


@pytest.fixture
def liusheng(tmp_path: Path) -> Command:
    return Command(tmp_path / "instance")


def test_a_demonstration_is_announced_sound_and_replaced_only_by_force(liusheng: Command) -> None:
    made = liusheng("demo")
    assert made.code == 0, made.err
    assert "http://127.0.0.1:8000/enter/" in made.out
    for figure in ("客户 96 家", "答卷 241 份", "流失客户访谈 24 次"):
        assert figure in made.out
    assert liusheng("db", "check").code == 0
    assert liusheng("coding", "read", "--json").json()["read_now"] == 0

    refused = liusheng("demo")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert "--force" in refused.err
    assert liusheng("demo", "--force").code == 0


def test_a_real_instance_is_never_replaced(liusheng: Command) -> None:
    assert liusheng("init").code == 0
    assert liusheng("user", "add", "a@example.com", "--role", "admin").code == 0
    refused = liusheng("demo", "--force")
    assert refused.code == 2
    assert "--instance" in refused.err
    assert liusheng("user", "add", "a@example.com", "--role", "admin").code == 2  # still there
