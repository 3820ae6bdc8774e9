"""plexapi, confined: accounts, and one checked item fetched and deleted, in threads of its own.

plexapi is synchronous, waits per read rather than in total, follows redirects, puts URLs into its errors
and takes the first element of an answer for the item that was asked for. So it gets out only through
`_Line`, and nothing of it is seen outside this module.
"""

import asyncio
import importlib
import os
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar, cast
from xml.etree.ElementTree import ParseError

import httpx
from pydantic import SecretStr
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from cascade.connectors._answer import Place, broken, late, looks_like_markup, refusal
from cascade.connectors._http import ATTEMPTS
from cascade.errors import CascadeError, Rejected, Unexpected, Unreachable

T = TypeVar("T")


@dataclass(slots=True)
class _Ticket:
    """What one call may do. Whoever is first counts: the thread that sends or the deadline that withdraws."""

    ends: float
    delete: str | None = None  # the one path that may be deleted
    sent: bool = False
    withdrawn: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, path: str, place: Place) -> None:
        """Allow the deletion of that path once; refuse any other, and any after the deadline."""
        with self.lock:
            if self.withdrawn or self.sent or path != self.delete:
                raise Unexpected(f"A deletion of {path} was not asked for, so it was not sent.")
            if time.monotonic() >= self.ends:
                raise Unreachable(
                    f"{place.name} was too slow to begin DELETE {path}; nothing was sent.", sent=False
                )
            self.sent = True

    def withdraw(self) -> bool:
        """Let nothing be sent any more; say whether it has been."""
        with self.lock:
            self.withdrawn = True
            return self.sent


class _Line:
    """plexapi's only way out, in the place of a requests session: reads, and what the ticket allows."""

    def __init__(
        self, place: Place, base_url: str, token: SecretStr, client_id: str, patience: float
    ) -> None:
        self._place = place
        self._token = token
        self._base = httpx.URL(base_url.rstrip("/"))
        self._own = {
            "X-Plex-Client-Identifier": client_id,  # plexapi's is the MAC, new in each container
            "X-Plex-Product": "Cascadarr",
            "X-Plex-Device-Name": "Cascadarr",
        }
        # Neither redirects nor this machine's proxies and .netrc may see the token.
        self._client = httpx.Client(timeout=patience, follow_redirects=False, trust_env=False)
        self._local = threading.local()

    def use(self, ticket: _Ticket) -> None:
        """Put this thread under a ticket."""
        self._local.ticket = ticket

    def get(self, url: str, headers: Mapping[str, str], params: object, timeout: float) -> httpx.Response:
        """Read, as plexapi calls it."""
        del timeout
        answer = self._exchange(self._client.build_request("GET", url, params=cast("Any", params)), headers)
        if "html" in answer.headers.get("Content-Type", "") and looks_like_markup(
            answer.content, answer.headers
        ):
            raise Unexpected(
                f"{self._place.name} answered HTML where XML was expected; "
                f"is {self._place.url_setting} pointing at a login page or proxy?",
                server=self._place.name,
            )
        return answer

    def delete(self, url: str, headers: Mapping[str, str], params: object, timeout: float) -> httpx.Response:
        """Delete, as plexapi calls it. The body of a success says nothing, so plexapi gets none to parse."""
        del params, timeout
        request = self._client.build_request("DELETE", url)
        self._ticket.take(self._path(request), self._place)
        return httpx.Response(self._exchange(request, headers).status_code, request=request)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @property
    def _ticket(self) -> _Ticket:
        return cast("_Ticket", self._local.ticket)

    def _path(self, request: httpx.Request) -> str:
        """Give the path below the base URL, with any query, so that it equals only what was meant."""
        origin = (request.url.scheme, request.url.host, request.url.port)
        if origin != (self._base.scheme, self._base.host, self._base.port):
            raise Unexpected(f"plexapi wanted to leave {self._place.name}; nothing was sent.")
        return request.url.raw_path.decode("ascii").removeprefix(self._base.path.rstrip("/"))

    def _exchange(self, request: httpx.Request, headers: Mapping[str, str]) -> httpx.Response:
        call = f"{request.method} {self._path(request).partition('?')[0]}"
        request.headers.update({**headers, **self._own})
        try:
            answer = self._read(request, call)
        except httpx.HTTPError as error:
            raise broken(self._place, call, error) from None
        if not answer.is_success:
            secrets = [self._token.get_secret_value()]
            raise refusal(self._place, call, answer, secrets=secrets, now=datetime.now(UTC))
        return answer

    def _read(self, request: httpx.Request, call: str) -> httpx.Response:
        """Read an answer to its end, but not beyond the ticket's."""
        answer = self._client.send(request, stream=True)
        try:
            body = bytearray()
            for chunk in answer.iter_bytes():
                body += chunk
                if time.monotonic() > self._ticket.ends:
                    raise late(self._place, call, self._client.timeout.read or 0)
            # The body is decoded already, so its encoding must not be told again.
            kept = {
                name: answer.headers[name]
                for name in ("Content-Type", "Retry-After")
                if name in answer.headers
            }
            return httpx.Response(answer.status_code, headers=kept, content=bytes(body))
        finally:
            answer.close()


@dataclass(frozen=True, slots=True)
class Found:
    """One item plexapi has fetched and that was checked to be the one meant."""

    number: int
    item: Any = field(repr=False)


class PlexApi:
    """plexapi on one server; nothing is connected before the first call."""

    def __init__(
        self,
        place: Place,
        base_url: str,
        token: SecretStr,
        client_id: str,
        *,
        deadline: float,
        concurrency: int,
    ) -> None:
        self._place = place
        self._url = base_url.rstrip("/")
        self._token = token
        self._deadline = deadline
        self._line = _Line(place, base_url, token, client_id, deadline)
        # Of its own: threads that wait for this server must not hold up those of the whole program.
        self._threads = ThreadPoolExecutor(concurrency, thread_name_prefix=f"plexapi-{place.name}")
        self._connecting = threading.Lock()
        self._server: Any = None

    async def accounts(self) -> dict[int, str]:
        """Read the server's accounts: id and name; whoever plays unsigned has the id 0 and no name."""
        return await _reads()(self._run, "GET /accounts", self._accounts)

    async def fetch(self, number: int, *, guid: str | None) -> Found:
        """Fetch one item; Unexpected unless the answer holds it alone, with that guid."""
        call = f"GET /library/metadata/{number}"
        return await _reads()(self._run, call, lambda: self._fetch(number, guid))

    async def delete(self, found: Found) -> None:
        """Delete the item with its files. Late answers are Unreachable; `sent` says whether it left."""
        path = f"/library/metadata/{found.number}"
        await self._run(f"DELETE {path}", found.item.delete, delete=path)

    def close(self) -> None:
        """Let go of the threads without waiting for them, and of the connections."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._line.close()

    async def _run(self, call: str, work: Callable[[], T], delete: str | None = None) -> T:
        ticket = _Ticket(time.monotonic() + self._deadline, delete)
        future = self._threads.submit(self._translated, call, work, ticket)
        try:
            async with asyncio.timeout(self._deadline):
                return await asyncio.wrap_future(future)
        except TimeoutError as error:
            failure = late(self._place, call, self._deadline)
            failure.sent = ticket.withdraw()
            raise failure from error
        except asyncio.CancelledError:
            ticket.withdraw()
            raise

    def _translated(self, call: str, work: Callable[[], T], ticket: _Ticket) -> T:
        """Run plexapi and let out errors of ours alone; its own carry URLs and bodies."""
        self._line.use(ticket)
        try:
            return work()
        except CascadeError as error:
            raise self._explained(call, error, delete=ticket.delete is not None) from None
        except (_exceptions(), ParseError, ValueError, TypeError, LookupError, AttributeError) as error:
            raise Unexpected(
                f"{self._place.name} answered {call} with something plexapi cannot read "
                f"({type(error).__name__}); check that its version is supported.",
                server=self._place.name,
            ) from None

    def _explained(self, call: str, error: CascadeError, *, delete: bool) -> CascadeError:
        """Say what a refused deletion mostly means: Plex answers 400 or 403 when it may not delete."""
        if not delete or not isinstance(error, Rejected | Unexpected):
            return error
        return Rejected(
            f"{error.message} Nothing was deleted by {call}: allow media deletion in Plex's library settings "
            "and let it write to the folder, or set CASCADE_ORDER=arr-first.",
            server=self._place.name,
        )

    def _connected(self) -> Any:
        with self._connecting:
            if self._server is None:
                server = _library().server.PlexServer
                token = self._token.get_secret_value()
                self._server = server(self._url, token, session=self._line, timeout=self._deadline)
            return self._server

    def _accounts(self) -> dict[int, str]:
        server = self._connected()
        found = server.fetchItems("/accounts", _library().server.SystemAccount)
        return {int(account.id): str(account.name or "") for account in found}

    def _fetch(self, number: int, guid: str | None) -> Found:
        answer = self._connected().fetchItems(f"/library/metadata/{number}")
        # fetchItem() would take the first element, whatever it is.
        what = [(str(item.ratingKey), item.guid) for item in answer]
        if what != [(str(number), guid)]:
            raise Unexpected(
                f"{self._place.name} answered GET /library/metadata/{number} with other items "
                f"({', '.join(key for key, _ in what)[:80] or 'none'}); nothing was deleted.",
                server=self._place.name,
            )
        return Found(number, answer[0])


def _reads() -> AsyncRetrying:
    """Repeat a read a little, as `ApiClient` does; a deletion never."""
    return AsyncRetrying(
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_random_exponential(multiplier=0.25, max=2),
        retry=retry_if_exception_type(Unreachable),
        reraise=True,
    )


@cache
def _library() -> Any:
    """Import plexapi without the user's configuration and with its automatic reloading really off.

    It reads its configuration at import; the attribute `plexapi.autoreload` has no effect.
    """
    os.environ["PLEXAPI_CONFIG_PATH"] = os.devnull
    plexapi = importlib.import_module("plexapi")
    importlib.import_module("plexapi.server")
    plexapi.CONFIG.data.setdefault("plexapi", {})["autoreload"] = "false"
    return plexapi


def _exceptions() -> type[Exception]:
    return cast("type[Exception]", importlib.import_module("plexapi.exceptions").PlexApiException)
