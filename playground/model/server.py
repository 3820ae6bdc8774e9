"""The pretend model: a server that speaks OpenAI's two APIs and says what its script has."""

import asyncio
import json
from collections.abc import Sequence

from aiohttp import web

from playground.calls import CallLog
from playground.model.answers import body
from playground.model.asked import Asked, Spoken
from playground.model.manners import OPENAI, Manners
from playground.model.parameters import refusal
from playground.model.refusal import Refused
from playground.model.script import Delivered, Delivery, Mishap, Reply, Said, Script
from playground.wire import Wire


class ModelServer(Wire):
    """A model at /v1 of its address. The journal holds what it took, refused requests included.

    Faults of the wire come first, then the checks of a request, then the script: a request that is refused
    uses up no reply.
    """

    def __init__(self, log: CallLog | None = None, manners: Manners = OPENAI) -> None:
        super().__init__("model", log or CallLog())
        self.manners = manners
        self.script = Script()
        self.journal: list[Asked] = []

    @property
    def base_url(self) -> str:
        """The address for OPENAI_BASE_URL."""
        return f"{self.url}/v1"

    def routes(self) -> Sequence[web.RouteDef]:
        """Give the paths of both APIs."""
        return [
            web.post("/v1/responses", self.responses),
            web.post("/v1/chat/completions", self.chat),
            web.get("/v1/models", self.models),
            web.get("/v1/models/{id}", self.model),
        ]

    def refuse(self, request: web.Request) -> web.Response | None:
        """Want the key as a bearer's."""
        key = self.manners.key
        given = request.headers.get("Authorization", "")
        return None if key is None or given == f"Bearer {key}" else self.unauthorized()

    def unauthorized(self) -> web.Response:
        """Answer as the real API, which quotes a part of the key."""
        text = "Incorrect API key provided: sk-wrong****key. You can find your API key in your account."
        return self._no(Refused(text, code="invalid_api_key", status=401))

    async def responses(self, request: web.Request) -> web.StreamResponse:
        """Answer a request by the Responses API."""
        return await self._asked(request, Spoken.RESPONSES)

    async def chat(self, request: web.Request) -> web.StreamResponse:
        """Answer a request by Chat Completions."""
        return await self._asked(request, Spoken.CHAT)

    async def models(self, _: web.Request) -> web.Response:
        """List the models."""
        return self.json({"object": "list", "data": [self._row(name) for name in self.manners.models]})

    async def model(self, request: web.Request) -> web.Response:
        """Show one model."""
        name = request.match_info["id"]
        if name in self.manners.models:
            return self.json(self._row(name))
        return self._no(Refused(f"The model '{name}' does not exist", "model", "model_not_found", 404))

    def _row(self, name: str) -> dict[str, object]:
        row = {"id": name, "object": "model", "created": 1_780_000_000, "owned_by": "system"}
        return row | {"shutdown_date": self.manners.models[name]}

    async def _asked(self, request: web.Request, api: Spoken) -> web.StreamResponse:
        if api not in self.manners.apis:
            return web.Response(status=404, text="404 page not found")
        asked = await self._read(request, api)
        if asked is None:
            return self._no(Refused("We could not parse the JSON body of your request."))
        self.journal.append(asked)
        refused = refusal(asked, self.manners)
        return self._no(refused) if refused else await self._reply(request, asked, self.script.next(asked))

    async def _read(self, request: web.Request, api: Spoken) -> Asked | None:
        try:
            sent = json.loads(await request.text())
        except ValueError:
            return None
        headers = dict(request.headers)
        if "Authorization" in headers:
            headers["Authorization"] = "Bearer [key]"
        return Asked(len(self.journal) + 1, api, headers, sent) if isinstance(sent, dict) else None

    async def _reply(self, request: web.Request, asked: Asked, reply: Reply) -> web.StreamResponse:
        if isinstance(reply, Delivered):
            return await self._badly(request, self._whole(asked, reply.reply), reply)
        return self._whole(asked, reply)

    def _whole(self, asked: Asked, reply: Said | Mishap) -> web.Response:
        headers = {"x-request-id": f"req_{asked.n}"}
        if isinstance(reply, Said):
            answer = self.json(body(asked, reply))
            answer.headers.update(headers)
            return answer
        text = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
        return web.Response(
            status=reply.status,
            text=text,
            content_type=reply.content_type,
            headers=headers | dict(reply.headers),
        )

    async def _badly(self, request: web.Request, whole: web.Response, reply: Delivered) -> web.StreamResponse:
        match reply.how:
            case Delivery.HANG:
                await self._stopping.wait()
                self._tear(request)
            case Delivery.RESET:
                self._tear(request, reset=True)
            case Delivery.CUT:
                await self._cut(request, whole)
            case Delivery.DRIP:
                return await self._drip(request, whole, reply.seconds)
        return whole

    async def _drip(self, request: web.Request, whole: web.Response, seconds: float) -> web.StreamResponse:
        """Send a body byte by byte, slower than anybody waits and never too slow for a single read."""
        slow = web.StreamResponse(status=whole.status, headers={"x-request-id": "req_drip"})
        slow.content_type = whole.content_type
        content = whole.body if isinstance(whole.body, bytes) else b""
        slow.content_length = len(content)
        await slow.prepare(request)
        for n in range(len(content)):
            await slow.write(content[n : n + 1])
            await asyncio.sleep(seconds)
        return slow

    def _no(self, refused: Refused) -> web.Response:
        return self.json(refused.body, refused.status)
