"""A receiver of webhooks for tests: it keeps what comes and answers what it is told to."""

import json
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Received:
    """One request that came in. `json` is its body, None when it is no JSON."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    json: Any


@dataclass(slots=True)
class Letterbox:
    """Listens on a port of this machine while the `async with` lasts."""

    status: int = 200
    received: list[Received] = field(default_factory=list)
    url: str = ""
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._take)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/hook"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    @property
    def events(self) -> list[str]:
        """Give the kinds of what came, in order."""
        kinds = ("eventType", "NotificationType", "notification_type")
        return [next(row.json[kind] for kind in kinds if kind in row.json) for row in self.received]

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        parsed = json.loads(body) if body.startswith(b"{") else None
        self.received.append(Received(request.method, request.path, dict(request.headers), body, parsed))
        return web.Response(status=self.status)
