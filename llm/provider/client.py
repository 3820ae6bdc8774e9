"""A language model behind one endpoint: whatever comes back ends in a Reply or in a ModelError."""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Final, Self

from llm.errors import BadKey, ModelError, Unpaid
from llm.provider import chat_api, model_age, responses_api
from llm.provider.circuit import HALF_AN_HOUR, Circuit
from llm.provider.door import Door, Got, late
from llm.provider.endpoint import Api, Endpoint
from llm.provider.failure import Failed, Failure, Judged, request_id
from llm.provider.judgement import judge
from llm.provider.profile import Body, Profile
from llm.provider.retrying import Sleep, retrying
from llm.turn import Reply, Turn, Usage

log = logging.getLogger(__name__)

_LESSONS: Final = 12  # refusals of one request that are learnt from at most


class ModelClient:
    """Asks one model. Close it, or use it as a context. `now` and `sleep` are its clock and its waits.

    `pause` is how long nothing is asked after the provider refused for want of money.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        pause: timedelta = HALF_AN_HOUR,
        now: Callable[[], datetime] | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.endpoint = endpoint
        self.profile = Profile(endpoint.api)
        self._now = now or (lambda: datetime.now(UTC))
        self._sleep = sleep
        self._circuit = Circuit(pause, self._now)
        self._door = Door(endpoint, self._now)

    def __repr__(self) -> str:
        return f"ModelClient({self.endpoint.model})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._door.aclose()

    @property
    def state(self) -> str | None:
        """Say why nothing is asked of the model just now; None while it is asked."""
        return self._circuit.state

    async def ask(self, turn: Turn) -> Reply:
        """Ask once, and again where that is worth it. The usage is that of all attempts, in errors too."""
        self._circuit.check()
        spent: list[Usage] = []
        try:
            reply = await self._patiently(turn, spent)
        except ModelError as error:
            error.usage = _sum(spent)
            if isinstance(error, Unpaid):
                self._circuit.trip()
            raise
        return replace(reply, usage=_sum(spent))

    async def warnings(self) -> tuple[str, ...]:
        """Say what an operator should know at the start: a refused key, a model not listed or soon gone.

        A server that lists no models, as some do not, is no reason for a warning.
        """
        try:
            got = await self._door.models()
        except Judged as judged:
            return (judged.error.message,)
        except Failed as failed:
            error = judge(failed.failure)
            return (error.message,) if isinstance(error, BadKey) else ()
        return model_age.warnings(self.endpoint.model, got.text, self._now().date())

    async def _patiently(self, turn: Turn, spent: list[Usage]) -> Reply:
        try:
            async with asyncio.timeout(self.endpoint.total_seconds):
                reply: Reply = await retrying(self.endpoint, self._sleep)(self._attempt, turn, spent)
        except TimeoutError as error:
            raise late() from error
        return reply

    async def _attempt(self, turn: Turn, spent: list[Usage]) -> Reply:
        begun = time.monotonic()
        try:
            reply = await self._taught(turn)
        except Judged as judged:
            spent.append(judged.error.usage)
            raise self._noted(judged.error, None, begun) from judged
        except Failed as failed:
            raise self._noted(judge(failed.failure), failed.failure, begun) from None
        spent.append(reply.usage)
        return reply

    async def _taught(self, turn: Turn) -> Reply:
        """Ask, and ask in another way as long as the server's refusals teach one."""
        for _ in range(_LESSONS):
            api = self.profile.api
            body = _request(api, turn, self.endpoint, self.profile)
            try:
                reply = await self._exchange(api, body)
            except Failed as failed:
                if not self.profile.learn(api, body, failed.failure):
                    raise
            else:
                self.profile.answered(api)
                return reply
        raise Failed(Failure(400, code="too_many_refusals"))

    async def _exchange(self, api: Api, body: Body) -> Reply:
        begun = time.monotonic()
        self._show("Sent", lambda: json.dumps(body))
        got = await self._door.create(api, body)
        self._show("Got", lambda: got.text)
        reply = _reply(api, got.text)
        self._note(api, reply.usage, got, begun)
        return reply

    def _show(self, what: str, text: Callable[[], str]) -> None:
        if self.endpoint.log_texts:
            log.debug("%s: %s", what, text())

    def _note(self, api: Api, usage: Usage, got: Got, begun: float) -> None:
        log.info(
            "%s by %s: %d tokens in (%d cached, %d written), %d out (%d thought), %d ms, request %s",
            self.endpoint.model,
            api,
            usage.input,
            usage.cached,
            usage.written,
            usage.output,
            usage.reasoning,
            _ms(begun),
            request_id(got.headers),
        )

    def _noted(self, error: ModelError, failure: Failure | None, begun: float) -> ModelError:
        said = "" if failure is None else f" ({failure.status} {failure.code} {failure.param})"
        request = "unnamed" if failure is None else failure.request
        log.warning(
            "%s: %s%s, %d ms, request %s, reference %s",
            self.endpoint.model,
            error.kind,
            said,
            _ms(begun),
            request,
            error.reference,
        )
        return error


def _request(api: Api, turn: Turn, endpoint: Endpoint, profile: Profile) -> dict[str, object]:
    put = responses_api.request if api is Api.RESPONSES else chat_api.request
    return put(turn, endpoint, profile)


def _reply(api: Api, text: str) -> Reply:
    return responses_api.reply(text) if api is Api.RESPONSES else chat_api.reply(text)


def _ms(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)


def _sum(spent: list[Usage]) -> Usage:
    return Usage(
        input=sum(usage.input for usage in spent),
        cached=sum(usage.cached for usage in spent),
        written=sum(usage.written for usage in spent),
        output=sum(usage.output for usage in spent),
        reasoning=sum(usage.reasoning for usage in spent),
    )
