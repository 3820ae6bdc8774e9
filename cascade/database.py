"""The database: many readers, one writer. What is SQLite's own stands here and in the store modules."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from cascade.errors import BadInput, Unreachable

BUSY_TIMEOUT_MS = 30_000


class Database:
    """One SQLite file. Writes are serialised in this process by a lock and between processes by SQLite."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._reader = _engine(url, "BEGIN")
        self._writer = _engine(url, "BEGIN IMMEDIATE")
        self._lock = asyncio.Lock()

    @property
    def path(self) -> Path:
        """The database file."""
        return Path(self._url.database or "")

    @property
    def url(self) -> str:
        """The address, for migrations, which are synchronous."""
        return f"sqlite:///{self.path}"

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a consistent view. Never wait for the network inside."""
        async with _translated(self.path), self._reader.connect() as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open the one writing transaction; it commits at the end, or rolls back on an error.

        Never wait for the network inside: every other writer waits for this one.
        """
        async with (
            self._lock,
            _translated(self.path),
            self._writer.connect() as connection,
            connection.begin(),
        ):
            yield connection

    async def aclose(self) -> None:
        """Close every connection."""
        await self._reader.dispose()
        await self._writer.dispose()


@asynccontextmanager
async def _translated(path: Path) -> AsyncIterator[None]:
    """Say in one sentence what is wrong with the file."""
    try:
        yield
    except OperationalError as error:
        raise Unreachable(
            f"The database {path} did not take the change ({error.orig}); "
            "free space on its disk or close what holds it, then try again.",
            server="database",
        ) from error
    except DatabaseError as error:
        if isinstance(error.orig, sqlite3.IntegrityError):
            raise
        raise BadInput(
            f"The database {path} cannot be read ({error.orig}); restore a backup or move the file away.",
            server="database",
        ) from error


def _engine(url: str, begin: str) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=4, max_overflow=8)

    @event.listens_for(engine.sync_engine, "connect")
    def _settle(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # SQLAlchemy's own BEGIN, not the driver's late one
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "foreign_keys=ON",
            "synchronous=FULL",  # an intent that was committed must survive a power cut
            "temp_store=FILE",  # what a sync derives from 100,000 items need not all lie in memory
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
