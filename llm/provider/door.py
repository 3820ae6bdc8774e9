"""The door to a model's server: the SDK of OpenAI, and the one boundary around all that can come back."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final, Protocol

from openai import APIConnectionError, APIStatusError, APITimeoutError, AsyncOpenAI, DefaultAsyncHttpxClient

from llm.errors import Down, Unusable
from llm.provider.endpoint import Api, Endpoint
from llm.provider.failure import Failed, Judged, from_status
from llm.provider.judgement import UNUSABLE

log = logging.getLogger(__name__)

_LATE: Final = "The language model did not answer in time; try again in a few minutes."
_UNREACHABLE: Final = "The language model cannot be reached; the operator should see OPENAI_BASE_URL."
# These log addresses and headers at levels that operators do use.
_LOUD: Final = ("openai", "httpx2", "httpcore2")


class Got(Protocol):
    """An HTTP answer as the SDK hands it out. Its text is read here: the SDK checks no type of it."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def text(self) -> str: ...


class _Raw(Protocol):
    @property
    def http_response(self) -> Got: ...


class Door:
    """One server. Each call has a total deadline, and ends in an answer, Failed or Judged, nothing else.

    The SDK's own timeout holds for each read alone, so that a server which drips would never end. Its own
    retries are off: they look at the status only, and would repeat a call that was refused for want of money.
    """

    def __init__(self, endpoint: Endpoint, now: Callable[[], datetime]) -> None:
        self._seconds = endpoint.call_seconds
        self._now = now
        for name in _LOUD:
            logging.getLogger(name).setLevel(logging.WARNING)
        self._client = AsyncOpenAI(
            api_key=endpoint.key.get_secret_value() if endpoint.key else "none",
            base_url=endpoint.base_url,
            max_retries=0,
            timeout=endpoint.call_seconds,
            http_client=DefaultAsyncHttpxClient(
                timeout=endpoint.call_seconds,
                follow_redirects=False,  # one would take the key elsewhere
                trust_env=endpoint.base_url.startswith("https:"),  # a proxy would see the key otherwise
            ),
        )
        self._create: dict[Api, Callable[..., Awaitable[_Raw]]] = {
            Api.RESPONSES: self._client.responses.with_raw_response.create,
            Api.CHAT: self._client.chat.completions.with_raw_response.create,
        }

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def create(self, api: Api, body: Mapping[str, object]) -> Got:
        """Send a request to the model."""
        return await self._pass(self._create[api](**body))

    async def models(self) -> Got:
        """List the server's models."""
        return await self._pass(self._client.models.with_raw_response.list())

    async def _pass(self, call: Awaitable[_Raw]) -> Got:
        try:
            async with asyncio.timeout(self._seconds):
                return (await call).http_response
        except (TimeoutError, APITimeoutError) as error:
            raise Judged(late()) from error
        except APIConnectionError as error:
            raise Judged(Down(_UNREACHABLE, retryable=True)) from error
        except APIStatusError as error:
            got: Got = error.response
            raise Failed(from_status(got.status_code, got.headers, got.text, self._now())) from None
        except Exception as error:
            # Servers and proxies send what no SDK foresees; none of it may reach a person or end a task.
            log.warning("The SDK failed in a way of its own: %s", type(error).__name__)
            raise Judged(Unusable(UNUSABLE, retryable=True)) from error


def late() -> Down:
    """Give the error for an answer that did not come in time."""
    return Down(_LATE, retryable=True)
