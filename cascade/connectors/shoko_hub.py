"""Shoko's hub: one connection, from the first call until it ends. The only module that knows SignalR."""

import asyncio
import base64
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from pydantic import SecretStr, ValidationError
from pysignalr.client import SignalRClient
from pysignalr.exceptions import AuthorizationError, HubError
from pysignalr.messages import CompletionMessage, Message

from cascade.connectors.shoko_events import FILE_EVENTS, SERIES_EVENTS, feeds, has_topics, read_event
from cascade.errors import CascadeError, Rejected, Unexpected, Unreachable
from cascade.ports import Listener, Told

_JOINING = 20.0  # seconds until the feeds must be joined
_LARGEST = 4 * 2**20  # bytes of one frame; a season tells of its files in one burst of small ones

# It logs whole headers at DEBUG, the key among them, and a warning for every event nobody asked for.
logging.getLogger("pysignalr").setLevel(logging.CRITICAL)


class _Ended(Exception):
    """The connection ended; raised so that the client does not come back by itself."""


class ShokoHub:
    """One connection to the hub of one Shoko; made anew for each try.

    The client's own reconnection is not used: it forgets to negotiate, waits without telling anybody, and a
    frame that is no JSON ends it for good.
    """

    def __init__(self, name: str, url: str, path: str, key: SecretStr, version: str) -> None:
        self._name = name
        self._feeds = feeds(version)
        self._joins = has_topics(version)
        self._joined = asyncio.Event()
        self._refused: str | None = None
        # A proxy's password moves into a header, so that no address that is logged holds it.
        address = httpx.URL(url.rstrip("/") + path)
        headers = {"apikey": key.get_secret_value()}
        if address.userinfo:
            pair = base64.b64encode(f"{address.username}:{address.password}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        self._client = SignalRClient(
            str(
                address.copy_with(username=None, password=None).copy_set_param("feeds", ",".join(self._feeds))
            ),
            headers=headers,
            max_size=_LARGEST,
            retry_count=1,
        )

    async def listen(self, listener: Listener) -> None:
        """Tell the listener what is heard, until the connection ends: then Unreachable.

        Rejected where the key is not accepted, Unexpected where a frame or an answer makes no sense.
        """
        for name in (*FILE_EVENTS, *SERIES_EVENTS):
            self._client.on(name, self._handler(name, listener))
        self._client.on_open(self._join)
        self._client.on_close(_end)
        self._client.on_error(self._refuse)
        run = asyncio.create_task(self._client.run(), name="shoko hub")
        try:
            await self._wait_joined(run)
            await listener.joined()
            await run
        except CascadeError:
            raise
        except Exception as error:  # noqa: BLE001 - the client lets anything out, down to JSON it cannot read
            raise self._read(error) from None
        finally:
            run.cancel()
            await asyncio.gather(run, return_exceptions=True)
        raise self._over()

    async def _wait_joined(self, run: "asyncio.Task[None]") -> None:
        waiting = asyncio.create_task(self._joined.wait())
        try:
            await asyncio.wait({run, waiting}, timeout=_JOINING, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        if run.done():
            await run
        if self._refused is not None:
            raise Unexpected(f"The hub of {self._name} lets nobody join: {self._refused}", server=self._name)
        if not self._joined.is_set():
            raise Unreachable(f"The hub of {self._name} does not answer.", server=self._name)

    async def _join(self) -> None:
        """Join the feeds again by a call where there is one: it says whether that worked."""
        if not self._joins:
            self._joined.set()
            return

        async def answered(_: Message) -> None:
            self._joined.set()

        # The second argument, what to be told of at once, must be there though it is empty.
        arguments: list[Any] = [list(self._feeds), None]
        await self._client.send("feed.join_many", arguments, answered)

    async def _refuse(self, message: CompletionMessage) -> None:
        self._refused = str(message.error)[:200]

    def _handler(self, name: str, listener: Listener) -> Callable[[Any], Awaitable[None]]:
        async def handle(arguments: Any) -> None:
            try:
                (body,) = arguments
                told: tuple[Told, ...] = read_event(name, body)
            except (ValidationError, ValueError, TypeError):
                await listener.garbled()
                return
            for one in told:
                await listener.heard(one)

        return handle

    def _read(self, error: Exception) -> CascadeError:
        """Say in our words what ended the connection; its own text may hold what a stranger sent."""
        match error:
            case AuthorizationError():
                return Rejected(f"The hub of {self._name} does not accept the key.", server=self._name)
            case ValueError() | TypeError() | RuntimeError() | KeyError():
                return Unexpected(f"The hub of {self._name} sent what is no SignalR.", server=self._name)
            case HubError():
                said = getattr(error, "status", None)
                why = f" (HTTP {said}); is SignalR switched on there?" if said else "."
                return Unreachable(f"The hub of {self._name} turns us away{why}", server=self._name)
            case _:
                return self._over()

    def _over(self) -> Unreachable:
        return Unreachable(f"The hub of {self._name} cannot be reached, or hung up.", server=self._name)


async def _end() -> None:
    raise _Ended
