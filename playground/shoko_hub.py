"""Shoko's hub: SignalR over WebSockets, with its JSON protocol.

A client negotiates, opens the socket, shakes hands and joins feeds; who joins none hears nothing but pings.
"""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

from aiohttp import WSMsgType, web

from playground.shoko_events import feed_of
from playground.shoko_shelf import ShokoShelf

END: Final = "\x1e"
_INVOCATION, _COMPLETION, _PING, _CLOSE = 1, 3, 6, 7
_OLD_FEEDS: Final = frozenset({"anidb", "queue", "shoko", "avdump", "network"})
_FEEDS: Final = frozenset({"anidb", "queue", "file", "metadata", "release", "managedfolder", "network"})
# The hub's methods since 6 -> how many arguments each must be given: none may be left out.
_METHODS: Final[Mapping[str, int]] = {
    "feed.list_all": 0,
    "feed.list_joined": 0,
    "feed.join_single": 2,
    "feed.join_many": 2,
    "feed.leave_single": 1,
    "feed.leave_many": 1,
    "feed.clear_all": 0,
}


@dataclass(slots=True)
class Listener:
    """One open connection."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    feeds: set[str] = field(default_factory=set)

    async def send(self, message: Mapping[str, object]) -> None:
        """Send one message; a connection that is gone is not missed."""
        with suppress(ConnectionError):
            await self.socket.send_str(json.dumps(message, ensure_ascii=False) + END)


class Hub:
    """Everybody who listens. `ping_s` is how often the hub pings; `is_on` False takes it away (404)."""

    def __init__(self, shelf: ShokoShelf) -> None:
        self._shelf = shelf
        self._tokens: set[str] = set()
        self.listeners: list[Listener] = []
        self.ping_s = 15.0
        self.is_on = True

    @property
    def feeds(self) -> frozenset[str]:
        """Give the feeds of this generation."""
        return _OLD_FEEDS if self._shelf.is_old else _FEEDS

    def negotiate(self, version: int) -> dict[str, object]:
        """Offer the ways to connect. Version 0, whoever names none, has no token: the id is the token."""
        token, number = uuid4().hex, uuid4().hex
        ways = [{"transport": "WebSockets", "transferFormats": ["Text", "Binary"]}]
        offered: dict[str, object] = {"connectionId": number, "availableTransports": ways}
        self._tokens.add(token if version else number)
        return {
            "negotiateVersion": min(version, 1),
            **offered,
            **({"connectionToken": token} if version else {}),
        }

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Keep a connection until one side ends it. A socket without negotiation is allowed."""
        token = request.query.get("id")
        if token is not None and token not in self._tokens:
            return web.Response(status=404, text="No Connection with that ID")
        self._tokens.discard(token or "")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        listener = Listener(socket, request.transport)
        if await _shake(listener):
            wanted = {
                feed.strip().lower()
                for value in request.query.getall("feeds", [])
                for feed in value.split(",")
            }
            await self._serve(listener, wanted)
        await socket.close()
        return socket

    async def tell(self, event: str, body: Mapping[str, object]) -> None:
        """Send an event to everybody who joined its feed."""
        message = {"type": _INVOCATION, "target": event, "arguments": [body]}
        for listener in list(self.listeners):
            if feed_of(event) in listener.feeds:
                await listener.send(message)

    async def hang_up(self, *, politely: bool = True) -> None:
        """End every connection: with a close message, or as when the network is gone."""
        for listener in list(self.listeners):
            if politely:
                await listener.send({"type": _CLOSE, "allowReconnect": True})
                await listener.socket.close()
            elif listener.transport is not None:
                listener.transport.abort()
            await listener.ended.wait()

    async def _serve(self, listener: Listener, wanted: set[str]) -> None:
        self.listeners.append(listener)
        pings = asyncio.create_task(self._ping(listener))
        try:
            await self._join(listener, wanted)
            async for message in listener.socket:
                if message.type is WSMsgType.TEXT:
                    for part in filter(None, message.data.split(END)):
                        await self._take(listener, json.loads(part))
        finally:
            pings.cancel()
            self.listeners.remove(listener)
            listener.ended.set()

    async def _ping(self, listener: Listener) -> None:
        while True:
            await asyncio.sleep(self.ping_s)
            await listener.send({"type": _PING})

    async def _join(self, listener: Listener, wanted: set[str]) -> bool:
        """Join feeds; names nobody knows are passed over. Before 6 each greets with an empty message."""
        new = (wanted & self.feeds) - listener.feeds
        listener.feeds |= new
        if self._shelf.is_old and "shoko" in new:
            greeting = {"type": _INVOCATION, "target": "ShokoEvent:OnConnected", "arguments": [None]}
            await listener.send(greeting)
        return bool(new)

    async def _take(self, listener: Listener, message: Mapping[str, object]) -> None:
        if message.get("type") != _INVOCATION:
            return
        target, given = str(message.get("target")), message.get("arguments")
        arguments = given if isinstance(given, list) else []
        answer = {"type": _COMPLETION, "invocationId": message.get("invocationId")}
        if problem := self._problem(target, len(arguments)):
            answer["error"] = problem
        else:
            answer["result"] = await self._call(listener, target, arguments)
        if message.get("invocationId") is not None:
            await listener.send(answer)

    def _problem(self, target: str, given: int) -> str | None:
        """Say why a method cannot be called. Before 6 there were no methods for feeds at all."""
        wanted = None if self._shelf.is_old else _METHODS.get(target)
        failed = f"Failed to invoke '{target}' due to an error on the server."
        if wanted is None:
            return f"{failed} HubException: Method does not exist."
        if wanted != given:
            said = f"Invocation provides {given} argument(s) but target expects {wanted}."
            return f"{failed} InvalidDataException: {said}"
        return None

    async def _call(self, listener: Listener, target: str, arguments: list[object]) -> object:
        first = arguments[0] if arguments else []
        named = {str(feed) for feed in first} if isinstance(first, list) else {str(first)}
        match target.removeprefix("feed."):
            case "list_all":
                return sorted(self.feeds)
            case "list_joined":
                return sorted(listener.feeds)
            case "join_single" | "join_many":
                return await self._join(listener, named)
            case "clear_all":
                named = set(listener.feeds)
        left = listener.feeds & named
        listener.feeds -= left
        return bool(left)


async def _shake(listener: Listener) -> bool:
    """Shake hands: the first message names the protocol, the answer is empty or says what is wrong."""
    message = await listener.socket.receive()
    if message.type is not WSMsgType.TEXT or not message.data.endswith(END):
        return False
    asked = json.loads(message.data.split(END)[0])
    if asked.get("protocol") != "json":
        await listener.send({"error": f"The protocol '{asked.get('protocol')}' is not supported."})
        return False
    await listener.send({})
    return True
