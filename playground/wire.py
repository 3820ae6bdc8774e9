"""The base of every server: a loopback port, a call log, authentication and faults on demand."""

import asyncio
import json
import logging
import socket
import struct
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate
from typing import NoReturn, TypeVar

from aiohttp import web

from playground.calls import Call, CallLog, Hook, HungUp
from playground.faults import Fault, FaultKind, Faults

__all__ = [
    "EXCHANGE",
    "Call",
    "CallLog",
    "Exchange",
    "Fault",
    "FaultKind",
    "Faults",
    "Hook",
    "HungUp",
    "Wire",
]

T = TypeVar("T")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Sign in</p></body></html>"
# What the log keeps of a request's headers: the rest is the same on every call.
_LOGGED = {"accept", "authorization", "content-type", "x-api-key", "x-api-user", "x-plex-token"}
# Headers of Jellyfin's past, logged so that a test can forbid them.
_LOGGED |= {"apikey", "x-emby-token", "x-emby-authorization", "x-mediabrowser-token"}


# Linger for 0 seconds: closing such a socket sends a TCP reset.
_RESET = struct.pack("ii", 1, 0)


def _is_news(record: logging.LogRecord) -> bool:
    """Keep a connection that was ended on purpose out of the log, and nothing else."""
    return not (record.exc_info and isinstance(record.exc_info[1], HungUp))


log = logging.getLogger(__name__)
log.addFilter(_is_news)


@dataclass(slots=True)
class Exchange:
    """What a handler may know of the request it answers, beside the request itself."""

    faults: list[Fault]
    effect: bool = False

    def hit(self, kind: FaultKind) -> Fault | None:
        """Give the fault of this kind that is on the call, if any."""
        return next((fault for fault in self.faults if fault.kind is kind), None)


EXCHANGE = web.RequestKey("exchange", Exchange)


class Wire(ABC):
    """One pretend server on 127.0.0.1. A subclass gives its routes and its idea of authentication.

    A handler that changes state goes through `change`, one that lists through `listed`, so that
    faults and the call log know of it. The port stays the same over a restart. `latency` holds for
    every call; `clock_skew` is how far the server's clock is ahead; both in seconds.
    """

    def __init__(self, name: str, log: CallLog) -> None:
        self.name = name
        self.log = log
        self.faults = Faults()
        self.latency = 0.0
        self.clock_skew = 0.0
        self._port = 0
        self._runner: web.AppRunner | None = None
        self._stopping = asyncio.Event()
        self._pages: dict[str, tuple[int, bytes]] = {}
        self._pending: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Give http://127.0.0.1:port. Raises RuntimeError before the first start."""
        if not self._port:
            raise RuntimeError(f"{self.name} has not been started.")
        return f"http://127.0.0.1:{self._port}"

    @property
    def listening(self) -> bool:
        """Say whether the server is up."""
        return self._runner is not None

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
        exchange = request[EXCHANGE]
        if exchange.hit(FaultKind.NOOP):
            return None
        exchange.effect = True
        return act()

    def listed(self, request: web.Request, rows: Sequence[T]) -> Sequence[T]:
        """Give the rows of a listing: all, none or half of them, as the faults have it."""
        exchange = request[EXCHANGE]
        if exchange.hit(FaultKind.EMPTY):
            return []
        return rows[: len(rows) // 2] if exchange.hit(FaultKind.SHORT) else rows

    def json(self, value: object, status: int = 200) -> web.Response:
        """Answer JSON, in UTF-8 and without spaces."""
        return web.Response(
            body=_compact(value), status=status, content_type="application/json", charset="utf-8"
        )

    def kept(self, request: web.Request, revision: int | None, render: Callable[[], object]) -> web.Response:
        """Answer JSON that is rendered once per URL and revision; a revision of None keeps nothing."""
        if revision is None or request[EXCHANGE].faults:
            return self.json(render())
        known, body = self._pages.get(request.raw_path, (None, b""))
        if known != revision:
            body = _compact(render())
            self._pages[request.raw_path] = (revision, body)
        return web.Response(body=body, content_type="application/json", charset="utf-8")

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something a while after the answer, as servers with a job queue do; a stop cancels it."""
        self.background(_after(seconds, act))

    def background(self, work: Coroutine[None, None, None]) -> None:
        """Work on something beside the answers; `settle` waits for it, a stop cancels it."""
        task = asyncio.create_task(work)
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    async def settle(self) -> None:
        """Wait until nothing started by `later` is outstanding."""
        while self._pending:
            await asyncio.gather(*self._pending)

    async def start(self) -> None:
        """Listen; on the same port as before when it was stopped. Idempotent."""
        if self._runner:
            return
        self._stopping = asyncio.Event()
        app = web.Application(middlewares=[self._serve], client_max_size=64 * 1024**2)
        app.add_routes(self.routes())
        runner = web.AppRunner(app, access_log=None, logger=log, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = runner.addresses[0][1]
        self._runner = runner

    async def stop(self) -> None:
        """Stop listening and tear down what is open. Idempotent."""
        runner, self._runner = self._runner, None
        self._stopping.set()
        for task in set(self._pending):
            task.cancel()
        await asyncio.gather(*self._pending, return_exceptions=True)
        if runner:
            await runner.cleanup()

    @web.middleware
    async def _serve(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Take one request: log, faults, hooks, authentication, answer."""
        headers = {name: value for name, value in request.headers.items() if name.lower() in _LOGGED}
        body = await request.text() if request.can_read_body else ""
        call = self.log.arrived(self.name, request.method, request.raw_path, headers, body)
        exchange = Exchange(self.faults.strike(request.method, request.raw_path))
        request[EXCHANGE] = exchange
        await self._hook(self.log.before, call, request)
        await self._wait(
            self.latency + sum(f.seconds for f in exchange.faults if f.kind is FaultKind.LATENCY)
        )
        response = await self._refusal(request, exchange) or await self._answer(request, handler)
        call = self.log.record(call, effect=exchange.effect)
        await self._hook(self.log.after, call, request)
        response = await self._spoil(request, exchange, response)
        self.log.record(call, status=response.status)
        if self.clock_skew:
            response.headers["Date"] = formatdate(time.time() + self.clock_skew, usegmt=True)
        return response

    async def _hook(self, hook: Hook | None, call: Call, request: web.Request) -> None:
        try:
            if hook:
                await hook(call)
        except HungUp:
            self._tear(request)

    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return self.refuse(request) or await handler(request)
        except web.HTTPException as error:
            # aiohttp raises for unknown paths; an answer like any other.
            return web.Response(status=error.status, text=error.reason)

    async def _refusal(self, request: web.Request, exchange: Exchange) -> web.Response | None:
        """Give what the faults answer in the server's place, None when the server is asked."""
        for fault in exchange.faults:
            match fault.kind:
                case FaultKind.STATUS:
                    return web.Response(status=fault.status, text="The server is not well.")
                case FaultKind.RATE_LIMIT:
                    wait = {"Retry-After": f"{fault.seconds:g}"}
                    return web.Response(status=429, text="Too many requests", headers=wait)
                case FaultKind.HTML:
                    return web.Response(text=LOGIN_PAGE, content_type="text/html")
                case FaultKind.UNAUTHORIZED:
                    return self.unauthorized()
                case FaultKind.HANG:
                    await self._stopping.wait()
                    self._tear(request)
                case FaultKind.RESET:
                    self._tear(request, reset=True)
                case _:
                    continue
        return None

    async def _spoil(
        self, request: web.Request, exchange: Exchange, response: web.StreamResponse
    ) -> web.StreamResponse:
        """Lose the answer or a part of it, when a fault says so."""
        if lost := exchange.hit(FaultKind.LOST):
            await self._wait(lost.seconds)
            self._tear(request)
        if exchange.hit(FaultKind.CUT) and isinstance(response, web.Response):
            await self._cut(request, response)
        return response

    async def _cut(self, request: web.Request, response: web.Response) -> None:
        """Send half of a body under the length of the whole, then hang up."""
        body = response.body if isinstance(response.body, bytes) else b""
        half = web.StreamResponse(status=response.status)
        half.content_type = response.content_type
        half.content_length = len(body) + 1
        await half.prepare(request)
        await half.write(body[: len(body) // 2])
        self._tear(request)

    def _tear(self, request: web.Request, *, reset: bool = False) -> NoReturn:
        """End the connection once what was written has left, or at once by a TCP reset."""
        if request.transport is not None and reset:
            line: socket.socket = request.transport.get_extra_info("socket")
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            request.transport.abort()
        elif request.transport is not None:
            request.transport.close()
        raise HungUp(f"{self.name} hung up on purpose.")

    async def _wait(self, seconds: float) -> None:
        """Wait, but not longer than until the server stops."""
        if seconds:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), seconds)


def _compact(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


async def _after(seconds: float, act: Callable[[], None]) -> None:
    await asyncio.sleep(seconds)
    act()
