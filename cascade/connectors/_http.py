"""The one door to the servers: total deadlines, bounded retries for reads, our errors, no key outside."""

import asyncio
import functools
import logging
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
from pydantic import SecretStr
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_random_exponential

from cascade.connectors._answer import Answer, Place, broken, late, looks_like_markup, markup, refusal
from cascade.errors import BadInput, Unreachable

__all__ = ["LISTING_DEADLINE", "Answer", "ApiClient"]

log = logging.getLogger(__name__)

LISTING_DEADLINE = 300.0
IDLE_DEADLINE = 10.0
OPENING_DEADLINE = 60.0  # servers build a whole listing before its first byte
ATTEMPTS = 3
LONGEST_WAIT = 10.0  # however long a server asks for, a caller is waiting too

Params = Mapping[str, str | int]
Headers = Mapping[str, SecretStr | str]
Form = Mapping[str, SecretStr | str | int]

_backoff = wait_random_exponential(multiplier=0.25, max=2)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, Unreachable) and error.retry_after is not None:
        return min(error.retry_after, LONGEST_WAIT)
    return _backoff(state)


def _plain(values: Form) -> dict[str, str]:
    return {
        key: value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for key, value in values.items()
    }


async def _read_out(response: httpx.Response) -> None:
    try:
        await response.aread()
    finally:
        await response.aclose()


@dataclass(frozen=True, slots=True)
class _Call:
    method: str
    path: str
    params: Params | None = None
    headers: Headers | None = None
    json: object = None
    data: Form | None = None
    accept: Collection[int] = ()

    def __str__(self) -> str:
        return f"{self.method} {self.path}"  # never the query: a server may take secrets there


@functools.cache
def _trust() -> ssl.SSLContext:
    """The certificates to believe, read once: that takes longer than opening the database."""
    return httpx.create_ssl_context(trust_env=False)


class ApiClient:
    """Calls one server. Paths are appended to the base URL, whose own path (a reverse proxy's) is kept.

    Errors: Unreachable (no usable answer; `sent` False only where no connection came about), Rejected (401,
    403), NotFound (404), Unexpected (other 4xx, and redirects, which are never followed). `accept` names
    statuses that the caller wants to read itself. BadInput from the constructor if the base URL is none.
    """

    def __init__(
        self,
        name: str,
        server: str,
        base_url: str,
        headers: Headers,
        *,
        deadline: float = 10.0,
        concurrency: int = 8,
        transport: httpx.AsyncBaseTransport | None = None,
        url_setting: str | None = None,
        key_setting: str | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        prefix = server.upper() if name == server else f"{server.upper()}_{name.upper()}"
        self.place = Place(name, server, url_setting or f"{prefix}_URL", key_setting or f"{prefix}_API_KEY")
        self._headers = dict(headers)
        self._deadline = deadline
        self._slots = asyncio.Semaphore(concurrency)
        self._sleep = sleep
        url, auth = self._address(base_url)
        self._client = httpx.AsyncClient(
            base_url=url,
            auth=auth,
            verify=_trust(),
            transport=transport,
            # Our deadline is total; a connection that does not come about ends earlier, as "not sent".
            timeout=httpx.Timeout(None, connect=deadline / 2),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=concurrency),
            follow_redirects=False,
            trust_env=False,  # neither proxies nor .netrc of this machine may see the keys
        )

    def __repr__(self) -> str:
        return f"ApiClient({self.place.name})"

    def _address(self, base_url: str) -> tuple[httpx.URL, httpx.BasicAuth | None]:
        setting = self.place.url_setting
        try:
            url = httpx.URL(base_url)
        except (httpx.InvalidURL, TypeError) as error:
            raise BadInput(f"{setting} is not a URL; write http://host:port.") from error
        if url.scheme not in ("http", "https") or not url.host:
            raise BadInput(f"{setting} is not a URL; write http://host:port.")
        if url.query or url.fragment:
            raise BadInput(f"{setting} must end before “?”; keys have a setting of their own.")
        # httpx logs whole URLs, so a password in one moves into a header.
        auth = httpx.BasicAuth(url.username, url.password) if url.userinfo else None
        return url.copy_with(username=None, password=None) if auth else url, auth

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def get(
        self,
        path: str,
        params: Params | None = None,
        headers: Headers | None = None,
        *,
        accept: Collection[int] = (),
    ) -> Answer:
        """Read; repeated up to three times while the server is unreachable."""
        call = _Call("GET", path, params, headers, accept=accept)
        return await self._retrying()(self._exchange, call)

    async def post_read(
        self,
        path: str,
        params: Params | None = None,
        headers: Headers | None = None,
        *,
        data: Form | None = None,
        accept: Collection[int] = (),
    ) -> Answer:
        """Read by POST, for servers that would take the key in a URL otherwise; repeated like `get`."""
        call = _Call("POST", path, params, headers, data=data, accept=accept)
        return await self._retrying()(self._exchange, call)

    async def send(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        json: object = None,
        data: Form | None = None,
        headers: Headers | None = None,
        accept: Collection[int] = (),
    ) -> Answer:
        """Change something; never repeated here, since a lost answer does not say that nothing happened."""
        return await self._exchange(_Call(method, path, params, headers, json, data, accept))

    def _retrying(self) -> AsyncRetrying:
        return AsyncRetrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=_wait,
            retry=retry_if_exception_type(Unreachable),
            sleep=self._sleep,
            reraise=True,
        )

    def _build(self, call: _Call) -> httpx.Request:
        headers = {**self._headers, **(call.headers or {})}
        return self._client.build_request(
            call.method,
            call.path,
            params=dict(call.params) if call.params else None,
            json=call.json,
            data=None if call.data is None else _plain(call.data),
            headers={"Accept": "application/json", **_plain(headers)},
        )

    async def _exchange(self, call: _Call) -> Answer:
        request = self._build(call)
        async with self._slots:
            begun = time.monotonic()
            try:
                async with asyncio.timeout(self._deadline):
                    response = await self._client.send(request)
            except TimeoutError as error:
                raise late(self.place, str(call), self._deadline) from error
            except httpx.HTTPError as error:
                raise broken(self.place, str(call), error) from error
            self._note(call, response.status_code, begun)
        if response.status_code not in call.accept:
            self._judge(call, response)
        return Answer(response.status_code, response.content, response.headers, self.place, str(call))

    @asynccontextmanager
    async def stream(
        self, path: str, params: Params | None = None, deadline: float = LISTING_DEADLINE
    ) -> AsyncIterator[AsyncIterator[bytes]]:
        """Open a long listing and yield its body as it arrives; only the opening is repeated.

        The deadline counts the time the server takes, not the reader's. A body cut short is Unreachable.
        Streams take none of the slots that bound concurrency, so calls inside one cannot lock up.
        """
        call = _Call("GET", path, params)
        response: httpx.Response = await self._retrying()(self._open, call)
        try:
            yield self._chunks(call, response, deadline)
        finally:
            await response.aclose()

    async def _open(self, call: _Call) -> httpx.Response:
        begun = time.monotonic()
        try:
            async with asyncio.timeout(OPENING_DEADLINE):
                response = await self._client.send(self._build(call), stream=True)
                if not response.is_success:
                    await _read_out(response)
        except TimeoutError as error:
            raise late(self.place, str(call), OPENING_DEADLINE) from error
        except httpx.HTTPError as error:
            raise broken(self.place, str(call), error) from error
        self._note(call, response.status_code, begun)
        self._judge(call, response)
        return response

    async def _chunks(self, call: _Call, response: httpx.Response, deadline: float) -> AsyncIterator[bytes]:
        chunks = aiter(response.aiter_bytes())
        spent, first = 0.0, True
        while True:
            begun = time.monotonic()
            try:
                async with asyncio.timeout(min(IDLE_DEADLINE, deadline - spent)):
                    chunk = await anext(chunks)
            except StopAsyncIteration:
                return
            except TimeoutError as error:
                raise late(self.place, str(call), spent + time.monotonic() - begun) from error
            except httpx.HTTPError as error:
                raise broken(self.place, str(call), error) from error
            spent += time.monotonic() - begun
            if first and looks_like_markup(chunk, response.headers):
                raise markup(self.place, str(call))
            first = False
            yield chunk

    def _note(self, call: _Call, status: int, begun: float) -> None:
        log.debug("%s %s %s %d ms", self.place.name, call, status, (time.monotonic() - begun) * 1000)

    def _judge(self, call: _Call, response: httpx.Response) -> None:
        """Raise what the status means; `response` has been read if it is no success."""
        if response.is_success:
            return
        secrets = [
            value.get_secret_value()
            for values in (self._headers, call.headers or {}, call.data or {})
            for value in values.values()
            if isinstance(value, SecretStr)
        ]
        error = refusal(self.place, str(call), response, secrets=secrets, now=datetime.now(UTC))
        log.debug("%s %s failed, reference %s", self.place.name, call, error.reference)
        raise error
