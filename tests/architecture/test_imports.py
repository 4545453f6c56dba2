"""What is loaded when: the slow and the unneeded stay out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

CORE = ("stats", "text", "sheets", "questions", "instrument", "charts", "errors", "language")
FRAMEWORKS = {"flask", "werkzeug", "sqlalchemy", "wtforms", "jinja2", "click", "alembic"}
SLOW = {
    "jieba",
    "rjieba",
    "snownlp",
    "scipy.stats",
    "pandas",
    "statsmodels",
    "opencc",
    "typst",
    "docx",
    "pyreadstat",
    "polars",
}


def loaded(code: str, *arguments: str) -> set[str]:
    """The modules in a fresh process after `code` ran."""
    script = f"{code}\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, *arguments], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("room", CORE)
def test_the_core_loads_no_framework(room: str) -> None:
    assert not loaded(f"import survey.{room}") & (FRAMEWORKS | SLOW)


def test_importing_the_package_loads_nothing_else() -> None:
    assert not {name for name in loaded("import survey") if name.startswith("survey.")}


SERVED = """
import sys
from pathlib import Path
from survey.config import Settings
from survey.app import create_app, open_database
from survey import migrate
settings = Settings.from_env({}, instance=Path(sys.argv[1]))
database = open_database(settings)
migrate.upgrade(database, folder=settings.instance)
client = create_app(settings, database).test_client()
assert client.get("/sign-in").status_code == 200
assert client.get("/r/nothing-here").status_code in {403, 404}
"""


def test_the_web_application_loads_nothing_slow(tmp_path: Path) -> None:
    assert not loaded(SERVED, str(tmp_path)) & SLOW
