"""Migrations: up, down and up again, and files that must be left alone."""

import asyncio
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import cascade.detection.tables
import cascade.household.tables
import cascade.ledger.tables
import cascade.library.tables  # noqa: F401 - the tables enter the metadata
from cascade.database import Database
from cascade.errors import BadInput
from cascade.migrate import HEAD, configuration, current, downgrade_file, opened, upgrade, upgrade_file
from cascade.schema import metadata


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "house.db"


def schema(path: Path) -> dict[str, set[str]]:
    """Return every table and index with the parts of its definition, whatever their order."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {
        name: {re.sub(r"[\s\"]+", " ", part).strip(" ,") for part in sql.split("\n")}
        for name, sql in rows
        if name != "alembic_version"
    }


def created(path: Path) -> dict[str, set[str]]:
    engine = create_engine(f"sqlite:///{path}")
    metadata.create_all(engine)
    engine.dispose()
    return schema(path)


def test_a_migrated_database_is_what_the_tables_say(path: Path, tmp_path: Path) -> None:
    upgrade_file(path)
    assert schema(path) == created(tmp_path / "created.db")


def test_alembic_finds_nothing_to_change(path: Path) -> None:
    upgrade_file(path)
    with opened(path) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_down_removes_everything_and_up_brings_it_back(path: Path) -> None:
    upgrade_file(path)
    before = schema(path)
    downgrade_file(path, "base")
    assert schema(path) == {}
    upgrade_file(path)
    assert schema(path) == before


def test_the_head_named_in_code_is_that_of_the_scripts(path: Path) -> None:
    with opened(path) as connection:
        assert ScriptDirectory.from_config(configuration(connection)).get_current_head() == HEAD


async def test_upgrading_twice_keeps_what_is_stored(path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{path}")
    await upgrade(database)
    async with database.write() as connection:
        await connection.exec_driver_sql("INSERT INTO sources (name, server) VALUES ('plex', 'plex')")
    await upgrade(database)
    async with database.read() as connection:
        assert (await connection.exec_driver_sql("SELECT name FROM sources")).scalar() == "plex"
    await database.aclose()


async def test_two_processes_may_make_the_tables_at_once(path: Path) -> None:
    await asyncio.gather(*(asyncio.to_thread(upgrade_file, path) for _ in range(4)))
    with opened(path) as connection:
        assert current(connection) == HEAD


def newer(path: Path) -> None:
    upgrade_file(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def corrupt(path: Path) -> None:
    path.write_bytes(b"this was a database once" * 500)


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


@pytest.mark.parametrize(
    ("spoil", "says"), [(newer, "newer version"), (corrupt, "no database"), (foreign, "another program")]
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence_and_left_alone(
    spoil: Callable[[Path], None], says: str, path: Path
) -> None:
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(BadInput, match=says) as caught:
        upgrade_file(path)
    assert "\n" not in caught.value.message
    assert path.read_bytes() == before


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="DATABASE_URL"):
        upgrade_file(tmp_path / "nowhere" / "house.db")


def test_a_failing_revision_changes_nothing(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("CREATE TABLE sources (name TEXT)")  # in the way of the first revision
    before = schema(path)
    with pytest.raises(BadInput):
        upgrade_file(path)
    assert schema(path) == before


def stored(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        rows = [connection.execute(f"SELECT {wanted}").fetchall() for wanted in KEPT]
    return [row for found in rows for row in found]


KEPT = (
    "id, digest, state, successor FROM plans",
    "plan_id, item_id FROM plan_items",
    "id, plan_id, accept_partial FROM runs",
    "run_id, item_id, locked FROM run_items",
    "id, title, status FROM deletion_events",
    "event_id, status FROM outbox",
)
OLD_ROWS = """
INSERT INTO plans VALUES ('p', 'd', 'running', 'sam', 'q', 0, 1, '{}', NULL);
INSERT INTO plan_items VALUES ('p', 0, 7, '{}');
INSERT INTO runs VALUES ('r', 'p', 'running', 'sam', 'cli', 0, NULL, NULL, 1);
INSERT INTO run_items VALUES ('r', 7, 0, 'running', 5, 1, NULL, NULL, NULL);
INSERT INTO deletion_events (id, at, updated_at, source, by, kind, title, title_key, ids, size_bytes,
    snapshot, results, status, can_undo)
VALUES ('e', 0, 0, 'cli', 'sam', 'movie', 'Troy', 'troy', '{}', 5, '{}', '{}', 'completed', 0);
INSERT INTO outbox (at, event_id, status) VALUES (0, 'e', 'completed');
"""


def test_the_ledger_goes_up_and_down_unharmed(path: Path) -> None:
    upgrade_file(path, "0001")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(OLD_ROWS)
    before = stored(path)
    assert len(before) == len(KEPT)
    upgrade_file(path)
    assert stored(path) == before
    downgrade_file(path, "0001")
    assert stored(path) == before
