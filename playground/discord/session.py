"""A gateway session: the events of one bot, numbered, so that a new connection can go on where one broke."""

import asyncio
import json
import secrets
from collections import deque
from contextlib import suppress

from aiohttp import web

from playground.discord.refusal import Json

DISPATCH = 0
# A bot that missed more than this starts anew, as it does with Discord after some minutes.
_KEPT = 5000


class Session:
    """One identified bot. `intents` are the bits it asked for; `connected` says that a socket is open."""

    def __init__(self, intents: int) -> None:
        self.id = secrets.token_hex(16)
        self.intents = intents
        self.sequence = 0
        self._frames: deque[tuple[int, str]] = deque(maxlen=_KEPT)
        self._more = asyncio.Event()
        self._socket: web.WebSocketResponse | None = None
        self._writer: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        """Say whether a socket is open."""
        return self._socket is not None and not self._socket.closed

    def holds(self, socket: web.WebSocketResponse) -> bool:
        """Say whether this is its socket."""
        return self._socket is socket

    def dispatch(self, event: str, data: Json) -> None:
        """Send an event now, or when the bot resumes."""
        self.sequence += 1
        frame = {"op": DISPATCH, "t": event, "s": self.sequence, "d": data}
        self._frames.append((self.sequence, json.dumps(frame)))
        self._more.set()

    def knows(self, sequence: int) -> bool:
        """Say whether every event after this one is still at hand."""
        oldest = self._frames[0][0] if self._frames else 1
        return oldest - 1 <= sequence <= self.sequence

    def attach(self, socket: web.WebSocketResponse, after: int) -> None:
        """Send everything after an event's number through a socket, and whatever comes."""
        self._socket = socket
        self._writer = asyncio.create_task(self._write(socket, after))

    async def send(self, frame: Json) -> None:
        """Send a frame that is no event."""
        if self._socket is not None and not self._socket.closed:
            await self._socket.send_json(frame)

    async def detach(self, code: int = 1000) -> None:
        """Close the socket."""
        writer, self._writer = self._writer, None
        socket, self._socket = self._socket, None
        if writer is not None:
            writer.cancel()
            with suppress(asyncio.CancelledError):
                await writer
        if socket is not None and not socket.closed:
            await socket.close(code=code)

    async def _write(self, socket: web.WebSocketResponse, after: int) -> None:
        while not socket.closed:
            self._more.clear()
            for number, frame in [held for held in self._frames if held[0] > after]:
                # A socket that breaks off loses nothing: the frame is sent again on resume.
                try:
                    await socket.send_str(frame)
                except ConnectionError:
                    return
                after = number
            await self._more.wait()
