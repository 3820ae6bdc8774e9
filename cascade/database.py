"""The database: many readers, one writer. What is SQLite's own stands here and in the store modules."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakSet

import aiosqlite
from sqlalchemy import Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from cascade.errors import BadInput, Unreachable

BUSY_TIMEOUT_MS = 30_000
_CLOSING_SECONDS = 5
_T = TypeVar("_T")


class Database:
    """One SQLite file. Writes are serialised in this process by a lock and between processes by SQLite."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._reader = _engine(url, "BEGIN")
        self._writer = _engine(url, "BEGIN IMMEDIATE")
        self._lock = asyncio.Lock()
        self._at_work = 0
        self._at_rest = asyncio.Event()
        self._at_rest.set()
        self._closed = False

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
        async with (
            _translated(self.path),
            _cancelled_afterwards(),
            self._connected(self._reader) as connection,
            connection.begin(),
        ):
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open the one writing transaction; it commits at the end, or rolls back on an error.

        Never wait for the network inside: every other writer waits for this one.
        """
        async with (
            self._lock,
            _translated(self.path),
            _cancelled_afterwards(),
            self._connected(self._writer) as connection,
            connection.begin(),
        ):
            yield connection

    async def aclose(self) -> None:
        """Let what is at work end, and close every connection; afterwards nothing is read or written."""
        self._closed = True
        async with _cancelled_afterwards():
            try:
                with suppress(TimeoutError):  # whoever closes may do so from within
                    async with asyncio.timeout(_CLOSING_SECONDS):
                        await self._at_rest.wait()
            finally:
                await self._reader.dispose()
                await self._writer.dispose()

    @asynccontextmanager
    async def _connected(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """Connect, and close in the same task; SQLAlchemy's own `async with` leaves that to another."""
        if self._closed:
            raise Unreachable(f"The database {self.path} is closed; the program ends.", server="database")
        self._at_work += 1
        self._at_rest.clear()
        try:
            connection = await engine.connect()
            try:
                yield connection
            finally:
                await connection.close()
        finally:
            self._at_work -= 1
            if self._at_work == 0:
                self._at_rest.set()


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


class _Steady(aiosqlite.Connection):
    """A connection that no cancelled task leaves in the middle of something.

    SQLAlchemy and aiosqlite lose connections, or wait for ever, where a task is cancelled again while what it
    held is being closed. So a cancellation waits for the end of the statement.
    """

    async def _execute(self, fn: Callable[..., _T], *args: Any, **kwargs: Any) -> _T:
        if _touches_no_file(fn):
            return fn(*args)
        return await _to_the_end(super()._execute(fn, *args, **kwargs))  # type: ignore[no-untyped-call] # as it is

    async def close(self) -> None:
        await _to_the_end(super().close())


def _touches_no_file(fn: Callable[..., Any]) -> bool:
    """Whether going to the connection's thread and back would take longer than the thing itself."""
    of = getattr(fn, "__self__", None)
    name = getattr(fn, "__name__", None)
    return (isinstance(of, sqlite3.Connection) and name == "cursor") or (
        isinstance(of, sqlite3.Cursor) and name == "close"
    )


_cancelled: WeakSet[asyncio.Task[Any]] = WeakSet()  # tasks that have yet to hear of it


async def _to_the_end(work: Awaitable[_T]) -> _T:
    doing = asyncio.ensure_future(work)
    while not doing.done():
        try:
            await asyncio.wait([doing])
        except asyncio.CancelledError:
            if (task := asyncio.current_task()) is not None:
                _cancelled.add(task)
    return doing.result()


def _hear_of_cancellation(*_: object) -> None:
    task = asyncio.current_task()
    if task is not None and task in _cancelled:
        _cancelled.discard(task)
        raise asyncio.CancelledError


@asynccontextmanager
async def _cancelled_afterwards() -> AsyncIterator[None]:
    try:
        yield
    finally:
        _hear_of_cancellation()


def _engine(url: str, begin: str) -> AsyncEngine:
    path = make_url(url).database or ""

    async def open_file() -> aiosqlite.Connection:
        connection = _Steady(
            lambda: sqlite3.connect(path, isolation_level=None, check_same_thread=False), iter_chunk_size=64
        )
        connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does: no thread keeps a program from ending
        return await _to_the_end(connection)

    engine = create_async_engine(url, async_creator=open_file, pool_size=4, max_overflow=8)

    @event.listens_for(engine.sync_engine, "connect")
    def _settle(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
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

    event.listen(
        engine.sync_engine, "before_cursor_execute", _hear_of_cancellation
    )  # no statement is begun then

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
