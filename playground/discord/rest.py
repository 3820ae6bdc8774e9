"""The frame of the REST: the log, the token, rate limits, faults and errors around every route."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from playground.discord.body import read_body
from playground.discord.calls import Call
from playground.discord.faults import REFUSALS, Fault, Faults, Trouble
from playground.discord.message import Upload
from playground.discord.ratelimits import RateLimits
from playground.discord.refusal import Json, Refusal, Why
from playground.discord.state import State

BASE = "/api/v10"


@dataclass(frozen=True, slots=True)
class Ask:
    """What a route may know of a request. Its `refs` are the parts of the path, its ids as texts."""

    refs: dict[str, str]
    query: dict[str, str]
    payload: Json
    uploads: Sequence[Upload]

    def id(self, name: str) -> int:
        """Give an id of the path."""
        return int(self.refs[name])


@dataclass(frozen=True, slots=True)
class Reply:
    """What a route answers: JSON, or with None nothing at all (204)."""

    body: object = None
    status: int = 200


Handler = Callable[[Ask], Awaitable[Reply] | Reply]


@dataclass(frozen=True, slots=True)
class Route:
    """A path, relative to the base, and who answers it; `open` ones carry their own token in the path."""

    method: str
    path: str
    handler: Handler
    open: bool = False


class Rest:
    """Answers everything under /api/v10 and keeps the log of it in `calls`."""

    def __init__(
        self,
        state: State,
        routes: Sequence[Route],
        faults: Faults,
        limits: RateLimits,
        drop_gateway: Callable[[], Awaitable[None]],
    ) -> None:
        self._state = state
        self._routes = routes
        self._faults = faults
        self._limits = limits
        self._drop_gateway = drop_gateway
        self.calls: list[Call] = []

    def routes(self) -> list[web.RouteDef]:
        """Give the routes as the web server wants them."""
        made = [web.route(each.method, BASE + each.path, partial(self._serve, each)) for each in self._routes]
        missing = Route("*", "/{rest:.*}", _missing)
        return [*made, web.route("*", BASE + missing.path, partial(self._serve, missing))]

    async def _serve(self, route: Route, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix(BASE)
        call = Call(len(self.calls) + 1, request.method, path, dict(request.query), self._state.clock.now())
        self.calls.append(call)
        hits = self._faults.strike(request.method, path)
        headers: dict[str, str] = {}
        try:
            payload, uploads = await read_body(request)
            call.body, call.files = payload or None, tuple(upload.filename for upload in uploads)
            if early := await self._hinder(hits, call):
                return early
            self._authorise(route, request)
            bucket, wait = self._limits.take(request.method, path)
            headers = bucket.headers(self._limits.now())
            if wait:
                return _slow_down(call, wait, headers)
            ask = Ask(dict(request.match_info), dict(request.query), payload, uploads)
            answered = route.handler(ask)
            reply = answered if isinstance(answered, Reply) else await answered
        except Refusal as refusal:
            return _answer(call, refusal.status, refusal.body(), headers)
        if any(hit.kind is Fault.DROP_GATEWAY for hit in hits):
            await self._drop_gateway()
        answer = _answer(call, reply.status if reply.body is not None else 204, reply.body, headers)
        if any(hit.kind is Fault.LOST for hit in hits) and request.transport is not None:
            call.status, call.answer = 0, None
            request.transport.abort()
        return answer

    def _authorise(self, route: Route, request: web.Request) -> None:
        if not route.open and request.headers.get("Authorization") != f"Bot {self._state.token}":
            raise Refusal(Why.UNAUTHORIZED)

    async def _hinder(self, hits: Sequence[Trouble], call: Call) -> web.Response | None:
        """Let the faults have their way before anything is done. Raises Refusal."""
        for hit in hits:
            if hit.kind is Fault.LATENCY:
                await asyncio.sleep(hit.seconds)
            elif hit.kind is Fault.STATUS:
                call.status = hit.status
                return web.Response(status=hit.status, text="upstream connect error")
            elif hit.kind is Fault.RATE_LIMIT:
                return _slow_down(call, hit.seconds, {})
            elif hit.kind in REFUSALS:
                raise Refusal(REFUSALS[hit.kind])
        return None


def _missing(_: Ask) -> Reply:
    raise Refusal(Why.NOT_FOUND)


def _slow_down(call: Call, seconds: float, headers: dict[str, str]) -> web.Response:
    body = {"message": "You are being rate limited.", "retry_after": seconds, "global": False, "code": 0}
    # Without Via a client takes the answer for a ban by the proxy in front.
    told = {**headers, "Via": "1.1 google", "Retry-After": str(seconds), "X-RateLimit-Scope": "user"}
    return _answer(call, 429, body, told)


def _answer(call: Call, status: int, body: object, headers: dict[str, str]) -> web.Response:
    call.status, call.answer = status, body
    if body is None:
        return web.Response(status=status, headers=headers)
    # Clients compare the content type as a whole: it has no charset.
    data = json.dumps(body).encode()
    return web.Response(status=status, body=data, headers=headers, content_type="application/json")
