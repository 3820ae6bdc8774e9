"""The base of every server: a loopback port, a call log, authentication and faults on demand."""

import asyncio
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from aiohttp import web

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """One request that reached a server, numbered through the household from 1.

    `path` holds the query. `status` is 0 while it is unanswered and when the answer was withheld.
    `effect` says that the request really changed the server's state.
    """

    n: int
    server: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: str
    at: datetime
    status: int = 0
    effect: bool = False


Hook = Callable[[Call], Awaitable[None]]


class CallLog:
    """Every call of the household, in order of arrival.

    `before` is awaited when a request has arrived and nothing has happened; `after` when its effect has
    happened and no byte of the answer has left. A test kills its client in them.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.before: Hook | None = None
        self.after: Hook | None = None

    def effects(self, server: str | None = None) -> list[Call]:
        """List the calls that changed something, of one server or all."""
        return [call for call in self.calls if call.effect and server in {None, call.server}]


class FaultKind(StrEnum):
    """What can go wrong with a call. The first seven act before the server has done anything."""

    LATENCY = "latency"  # waits `seconds`, then goes on
    STATUS = "status"  # answers `status` with a short text
    RATE_LIMIT = "rate_limit"  # 429 with Retry-After `seconds`
    HANG = "hang"  # never answers
    RESET = "reset"  # the connection is torn down
    HTML = "html"  # 200 with a login page of some proxy
    UNAUTHORIZED = "unauthorized"  # 401 as if the key were wrong
    CUT = "cut"  # done, but the body ends in the middle
    LOST = "lost"  # done, but the answer never leaves (after `seconds` the connection is torn down)
    NOOP = "noop"  # the handler answers success and does nothing
    EMPTY = "empty"  # the handler shows an empty listing
    SHORT = "short"  # the handler shows a shorter page than was asked for


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong with calls whose method and path (with query) match.

    The first `after` matching calls pass unharmed, then `times` are hit (None: all of them).
    `method` and `path` are regular expressions; the method must match whole, the path somewhere.
    """

    kind: FaultKind
    method: str = ".*"
    path: str = ""
    after: int = 0
    times: int | None = None
    status: int = 503
    seconds: float = 0.0


class Faults:
    """The faults in force on one server."""

    def __init__(self) -> None:
        self._active: list[tuple[Fault, list[int]]] = []

    def add(self, kind: FaultKind | Fault, **how: object) -> None:
        """Put a fault in force: a `Fault`, or its kind and fields."""

    def clear(self) -> None:
        """End all faults."""

    def strike(self, method: str, path: str) -> list[Fault]:
        """Count a call and give the faults that hit it, oldest first."""
        return []


@dataclass(slots=True)
class Exchange:
    """What a handler may know of the request it answers, beside the request itself."""

    faults: list[Fault]
    effect: bool = False

    def hit(self, kind: FaultKind) -> bool:
        """Say whether a fault of this kind is on the call."""
        return any(fault.kind is kind for fault in self.faults)


EXCHANGE: web.RequestKey[Exchange] = web.RequestKey("exchange", Exchange)


class Wire(ABC):
    """One pretend server on 127.0.0.1. A subclass gives its routes and its idea of authentication.

    A handler that changes state goes through `change`, one that lists through `listed`, so that
    faults and the call log know of it. The port stays the same over a restart.
    """

    def __init__(self, name: str, log: CallLog) -> None:
        self.name = name
        self.log = log
        self.faults = Faults()
        self.latency = 0.0

    @property
    def url(self) -> str:
        """Give http://127.0.0.1:port. Raises RuntimeError before the first start."""
        raise RuntimeError

    @abstractmethod
    def routes(self) -> Sequence[web.RouteDef]:
        """Give the routes; exact paths before patterns."""

    @abstractmethod
    def refuse(self, request: web.Request) -> web.Response | None:
        """Give the answer to a request without the right key, None to let it in."""

    def unauthorized(self) -> web.Response:
        """Give this server's 401; a subclass gives its own text."""
        return web.Response(status=401, text="Unauthorized")

    def change(self, request: web.Request, act: Callable[[], T]) -> T | None:
        """Do something to the state, unless a fault says to only pretend (then None)."""

    def listed(self, request: web.Request, rows: Sequence[T]) -> Sequence[T]:
        """Give the rows of a listing: all, none or too few, as the faults have it."""
        return rows

    def json(self, value: object, status: int = 200) -> web.Response:
        """Answer JSON."""
        return web.json_response(value, status=status)

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something a while after the answer, as servers with a job queue do; a stop cancels it."""

    async def settle(self) -> None:
        """Wait until nothing started by `later` is outstanding."""

    async def start(self) -> None:
        """Listen; on the same port as before when it was stopped. Idempotent."""

    async def stop(self) -> None:
        """Stop listening and tear down what is open. Idempotent."""
