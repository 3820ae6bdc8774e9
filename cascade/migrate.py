"""Bring a database to the tables of this version: all of it, or nothing."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from cascade.database import BUSY_TIMEOUT_MS, Database
from cascade.errors import BadInput, Unreachable

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: Final = "0005"
"""The newest revision; a test compares it with the scripts."""


async def upgrade(database: Database) -> None:
    """Create or bring up the tables. Idempotent; two processes may do it at once.

    Raises BadInput for a file that is no database, is not ours, or is of a newer version, and changes
    nothing then; Unreachable where the disk does not take the change.
    """
    await asyncio.to_thread(upgrade_file, database.path)


def upgrade_file(path: Path, revision: str = HEAD) -> None:
    """Bring one database file up to a revision."""
    if not path.parent.is_dir():
        raise BadInput(f"The folder {path.parent} of DATABASE_URL does not exist; create it or name another.")
    with opened(path, "BEGIN") as connection:
        if current(connection) == revision:
            return
    with opened(path) as connection:
        _refuse_strangers(connection, path)
        from alembic import command  # noqa: PLC0415 - most starts need no migration, and it loads slowly

        command.upgrade(configuration(connection), revision)


def downgrade_file(path: Path, revision: str) -> None:
    """Take one database file back to a revision; "base" removes every table and all that is in them."""
    from alembic import command  # noqa: PLC0415 - likewise

    with opened(path) as connection:
        command.downgrade(configuration(connection), revision)


def current(connection: Connection) -> str | None:
    """Return the revision a database is at; None for one that is empty or not ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def configuration(connection: Connection) -> "Config":
    """Return what Alembic needs to know, without a file of its own."""
    from alembic.config import Config  # noqa: PLC0415 - likewise

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def opened(path: Path, begin: str = "BEGIN IMMEDIATE") -> Iterator[Connection]:
    """Open the file in one transaction that keeps other writers out; say what is wrong if it cannot be."""
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _settle(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # our BEGIN, which covers CREATE TABLE too
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    try:
        with engine.begin() as connection:
            yield connection
    except OperationalError as error:
        raise Unreachable(
            f"The database {path} cannot be opened or changed ({error.orig}); "
            "check its folder's rights and free space, then try again.",
            server="database",
        ) from error
    except DBAPIError as error:
        raise BadInput(
            f"{path} is no database that can be read ({error.orig}); restore a backup or move the file away.",
            server="database",
        ) from error
    finally:
        engine.dispose()


def _refuse_strangers(connection: Connection, path: Path) -> None:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - likewise

    at = current(connection)
    if at is None:
        if set(inspect(connection).get_table_names()) - {"alembic_version"}:
            raise BadInput(f"{path} is another program's database; give DATABASE_URL a file of its own.")
        return
    known = {
        script.revision for script in ScriptDirectory.from_config(configuration(connection)).walk_revisions()
    }
    if at not in known:
        raise BadInput(
            f"The database {path} was made by a newer version of Cascadarr (revision {at}); "
            "install that version, or restore an older backup."
        )
