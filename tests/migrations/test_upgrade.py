"""Migrations: up, down and up again with rows, killed in the middle, and equal to the models."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from survey import migrate
from survey.accounts import audit, users
from survey.accounts.actor import COMMAND_LINE
from survey.accounts.models import AuditEntry, User
from survey.db import Base, Database
from survey.errors import Conflict
from tests.conftest import NOW


def tables(database: Database) -> set[str]:
    return set(sa.inspect(database.engine).get_table_names()) - {"alembic_version"}


def fill(database: Database) -> None:
    with database.unit_of_work() as session:
        for number in range(50):
            users.add(
                session,
                email=f"{number}@example.com",
                name=f"用户 {number}",
                role="admin",
                actor=COMMAND_LINE,
                now=NOW,
            )


def test_the_newest_shape_is_the_models(bare: Database, tmp_path: Path) -> None:
    migrate.upgrade(bare, folder=tmp_path)
    assert tables(bare) == set(Base.metadata.tables)
    with bare.engine.connect() as connection:
        assert migrate.shape_differences(connection, Base.metadata) == []


def test_migrated_tables_equal_created_ones_to_the_last_constraint(bare: Database, tmp_path: Path) -> None:
    migrate.upgrade(bare, folder=tmp_path)
    migrated = shape(bare)
    migrate.downgrade(bare, folder=tmp_path, to="base")
    Base.metadata.create_all(bare.engine)
    assert shape(bare) == migrated


def shape(database: Database) -> dict[str, object]:
    """Columns, keys, checks and indexes of every table, as the database itself tells them."""
    if database.is_sqlite:
        statement = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    else:
        statement = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    with database.engine.connect() as connection:
        indexes = {
            name: text for name, text in connection.exec_driver_sql(statement) if "alembic" not in name
        }
    inspector = sa.inspect(database.engine)
    found: dict[str, object] = {"indexes": indexes}
    for table in tables(database):
        found[table] = {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in inspector.get_columns(table)
            },
            "primary": inspector.get_pk_constraint(table),
            "checks": sorted(str(check) for check in inspector.get_check_constraints(table)),
            "uniques": sorted(str(unique) for unique in inspector.get_unique_constraints(table)),
            "foreign": sorted(str(key) for key in inspector.get_foreign_keys(table)),
        }
    return found


def test_up_down_and_up_again(bare: Database, tmp_path: Path) -> None:
    assert migrate.current(bare) is None
    assert migrate.is_due(bare)
    migrate.upgrade(bare, folder=tmp_path)
    assert (migrate.current(bare), migrate.is_due(bare)) == (migrate.head(), False)
    fill(bare)
    migrate.upgrade(bare, folder=tmp_path)
    with bare.reading() as session:
        assert session.scalar(sa.select(sa.func.count(User.id))) == 50
        assert audit.verify(session) is None
    migrate.downgrade(bare, folder=tmp_path, to="base")
    assert tables(bare) == set()
    migrate.upgrade(bare, folder=tmp_path)
    fill(bare)


def test_the_trail_cannot_be_rewritten_even_by_sql(bare: Database, tmp_path: Path) -> None:
    migrate.upgrade(bare, folder=tmp_path)
    fill(bare)
    for change in (sa.update(AuditEntry).values(actor="别人"), sa.delete(AuditEntry)):
        with pytest.raises(sa.exc.DBAPIError), bare.unit_of_work() as session:
            session.execute(change)
    with bare.reading() as session:
        assert audit.verify(session) is None


def test_foreign_keys_are_enforced_again_afterwards(tmp_path: Path) -> None:
    store = Database(f"sqlite:///{tmp_path / 'x.db'}", pool_size=1)
    migrate.upgrade(store, folder=tmp_path)
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    store.dispose()


def test_a_store_of_a_newer_version_is_refused_in_words(bare: Database, tmp_path: Path) -> None:
    migrate.upgrade(bare, folder=tmp_path)
    with bare.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    for attempt in (lambda: migrate.upgrade(bare, folder=tmp_path), lambda: migrate.is_due(bare)):
        with pytest.raises(Conflict, match="更新版本的留声"):
            attempt()
    assert tables(bare) == set(Base.metadata.tables)


PARENT_AND_CHILDREN = '''"""Rebuilds the parent of rows that point to it."""

import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user") as table:
        table.add_column(sa.Column("nickname", sa.String(20), nullable=True))
        table.alter_column("department", existing_type=sa.String(60), type_=sa.String(80))
    {more}


def downgrade() -> None:
    with op.batch_alter_table("user") as table:
        table.drop_column("nickname")
'''


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations to which a test adds a next one."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    head = migrate.head()
    (folder / "head").write_text(head)
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)
    return folder


def add_version(folder: Path, more: str = "pass") -> None:
    head = (folder / "head").read_text()
    text = PARENT_AND_CHILDREN.format(head=head, more=more)
    (folder / "versions" / "9001_next.py").write_text(text)


def with_children(database: Database, folder: Path) -> None:
    migrate.upgrade(database, folder=folder)
    fill(database)
    with database.unit_of_work() as session:
        for user in users.everyone(session):
            users.reset_link(session, user, actor=COMMAND_LINE, now=NOW)


def children(database: Database) -> int:
    with database.engine.connect() as connection:
        return int(connection.execute(sa.text("SELECT count(*) FROM setup_token")).scalar_one())


def test_rebuilding_a_parent_keeps_its_children(bare: Database, tmp_path: Path, next_version: Path) -> None:
    with_children(bare, tmp_path)
    add_version(next_version)
    assert migrate.is_due(bare)
    migrate.upgrade(bare, folder=tmp_path)
    assert children(bare) == 50
    migrate.downgrade(bare, folder=tmp_path, to="-1")
    assert children(bare) == 50


def test_a_migration_that_orphans_rows_is_rolled_back(tmp_path: Path, next_version: Path) -> None:
    store = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with_children(store, tmp_path)
    add_version(next_version, 'op.execute("DELETE FROM user")')
    with pytest.raises(RuntimeError, match="point nowhere"):
        migrate.upgrade(store, folder=tmp_path)
    assert migrate.current(store) == (next_version / "head").read_text()
    assert children(store) == 50
    store.dispose()


KILLED = """
import sys
from pathlib import Path
from survey import migrate
from survey.db import Database
migrate.MIGRATIONS = Path(sys.argv[2])
migrate.upgrade(Database(sys.argv[1]), folder=Path(sys.argv[3]))
"""


def test_a_killed_upgrade_leaves_the_old_shape_and_can_be_run_again(
    bare: Database, tmp_path: Path, next_version: Path
) -> None:
    with_children(bare, tmp_path)
    reached = tmp_path / "reached"
    add_version(next_version, f"import pathlib, time; pathlib.Path({str(reached)!r}).touch(); time.sleep(60)")
    url = bare.url.render_as_string(hide_password=False)
    process = subprocess.Popen([sys.executable, "-c", KILLED, url, str(next_version), str(tmp_path)])
    deadline = time.monotonic() + 30
    while not reached.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.kill()
    process.wait()
    assert reached.exists()
    assert migrate.current(bare) == (next_version / "head").read_text()
    assert children(bare) == 50
    shutil.rmtree(next_version / "versions" / "__pycache__", ignore_errors=True)
    add_version(next_version)
    migrate.upgrade(bare, folder=tmp_path)
    assert migrate.current(bare) == "9001"
    assert children(bare) == 50


def test_upgraders_at_once_take_turns(bare: Database, tmp_path: Path) -> None:
    url = bare.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", KILLED, url, str(migrate.MIGRATIONS), str(tmp_path)]
    started = [subprocess.Popen(command) for _ in range(4)]
    assert [process.wait(60) for process in started] == [0] * 4
    assert migrate.current(bare) == migrate.head()
