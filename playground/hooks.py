"""Webhooks: what a server posts to whom, and what may go wrong on the way."""

import asyncio
import base64
import json
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp


@dataclass(frozen=True, slots=True)
class Hook:
    """Where a server posts. `events` names those that are wanted, empty for all of them.

    `user` and `password` are sent as basic auth when one of them is there.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"
    user: str = ""
    password: str = ""
    events: frozenset[str] = frozenset()

    def wants(self, event: str) -> bool:
        """Say whether an event is posted here."""
        return not self.events or event in self.events


@dataclass(frozen=True, slots=True)
class Letter:
    """One body on its way."""

    hook: Hook
    event: str
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a letter: the status answered, None when nobody was there to answer."""

    event: str
    status: int | None


class Background(Protocol):
    """Whoever works beside its answers: a server of the household."""

    def background(self, work: Coroutine[None, None, None]) -> None:
        """Start some work."""


class Postman:
    """Posts for one server, once and in order, unless told otherwise. Failures are not repeated.

    `times` is how often each letter arrives, `delay_s` how long it takes. `hold` keeps the letters back
    until `release`, which may send them in the opposite order.
    """

    def __init__(self, server: Background) -> None:
        self._server = server
        self._held: list[Letter] | None = None
        self._queue: list[Letter] = []
        self._working = False
        self.times = 1
        self.delay_s = 0.0
        self.deliveries: list[Delivery] = []

    def hold(self) -> None:
        """Keep letters back from now on."""
        self._held = self._held or []

    def release(self, *, backwards: bool = False) -> None:
        """Send what was kept back."""
        held, self._held = self._held or [], None
        for letter in reversed(held) if backwards else held:
            self.post(letter)

    def post(self, letter: Letter) -> None:
        """Send a letter, after those that are on their way."""
        if self._held is not None:
            self._held.append(letter)
            return
        self._queue += [letter] * self.times
        if not self._working:
            self._working = True
            self._server.background(self._work())

    async def _work(self) -> None:
        try:
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
                while self._queue:
                    letter = self._queue.pop(0)
                    await asyncio.sleep(self.delay_s)
                    self.deliveries.append(Delivery(letter.event, await deliver(session, letter)))
        finally:
            self._working = False


async def deliver(session: aiohttp.ClientSession, letter: Letter) -> int | None:
    """Post one letter and give the status answered, None when nobody was there."""
    hook = letter.hook
    headers = {"Content-Type": letter.content_type, **hook.headers}
    if hook.user or hook.password:
        pair = base64.b64encode(f"{hook.user}:{hook.password}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    try:
        async with session.request(hook.method, hook.url, data=letter.body, headers=headers) as answer:
            await answer.read()
            return answer.status
    except (aiohttp.ClientError, TimeoutError):
        return None


class Hooks:
    """The webhooks somebody pasted into a server that has no API to set them up.

    `render` gives the content type and the body of an event, as the server sends it.
    """

    def __init__(
        self, server: Background, render: Callable[[str, Mapping[str, object]], tuple[str, bytes]]
    ) -> None:
        self.postman = Postman(server)
        self.pasted: list[Hook] = []
        self._render = render

    def announce(self, event: str, body: Mapping[str, object]) -> None:
        """Post an event to whoever wants it."""
        for hook in self.pasted:
            if hook.wants(event):
                content_type, text = self._render(event, body)
                self.postman.post(Letter(hook, event, content_type, text))


def as_json(_: str, body: Mapping[str, object]) -> tuple[str, bytes]:
    """Render a body as JSON."""
    return "application/json", json.dumps(body, ensure_ascii=False).encode()
