"""Overseerr, Jellyseerr and Seerr: who asked for what, and the removal of a request or a media row."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import httpx
from pydantic import SecretStr, TypeAdapter

from cascade.connectors import seerr_steps
from cascade.connectors import seerr_wire as wire
from cascade.connectors._http import ApiClient, Params
from cascade.connectors._paging import Part, walk
from cascade.connectors._ref import item_number
from cascade.connectors._turns import Turns
from cascade.errors import CascadeError, NotFound, Rejected, Unexpected, Unreachable
from cascade.media import Request, Requester, RequestMedia, Role
from cascade.ports import Attempt, Health, Identity, Page
from cascade.step import Action, Probe, Proposal, State, Step, Subject

R = TypeVar("R")
T = TypeVar("T")

API = "/api/v1"
PAGE = 1000  # the server takes any number, and needs about half a second for so many
# How long a whole listing may serve as proof for several items; see `_Listing`.
FRESH_SECONDS = 2.0
MAY_DELETE = 2 | 16  # the permission bits ADMIN and MANAGE_REQUESTS


@dataclass(frozen=True, slots=True)
class _Snapshot(Generic[T]):
    begun: float
    rows: dict[str, T]


class _Listing(Generic[T]):
    """The last whole listing: read once for all steps that ask within two seconds.

    A listing begun before a step's own attempt proves nothing for it, nor does one it has seen already: a
    step that asks again wants to know what is so now.
    """

    def __init__(
        self, read: Callable[[], AsyncIterator[Page[T]]], key: Callable[[T], str], what: str, server: str
    ) -> None:
        self._read = read
        self._key = key
        self._what = what
        self._server = server
        self._lock = asyncio.Lock()
        self._last: _Snapshot[T] | None = None

    async def rows(self, not_before: float) -> dict[str, T]:
        """Give all rows by id, read after that moment; Unexpected if the listing is not whole."""
        async with self._lock:
            last = self._last
            if last is None or last.begun <= not_before or time.monotonic() - last.begun > FRESH_SECONDS:
                begun = time.monotonic()
                last = self._last = _Snapshot(begun, await self._whole())
            return last.rows

    async def _whole(self) -> dict[str, T]:
        found: dict[str, T] = {}
        totals: set[int | None] = set()
        skipped = 0
        async for page in self._read():
            found |= {self._key(row): row for row in page.rows}
            totals.add(page.total)
            skipped += page.skipped
        if skipped or totals != {len(found)}:
            raise Unexpected(
                f"{self._server} did not list all {self._what} in one go; nothing can be concluded from it.",
                server=self._server,
            )
        return found


class Seerr:
    """One Overseerr, Jellyseerr or Seerr. The key travels in X-Api-Key: one in the URL is not accepted.

    `/media/{id}/file` is never called: it deletes through Radarr behind everybody's back, answers 404 for
    shows that exist, and without a default 4K server never answers at all.
    """

    server = "seerr"
    roles = frozenset({Role.REQUESTS})

    def __init__(
        self,
        name: str,
        url: str,
        key: SecretStr,
        *,
        deadline: float = 10.0,
        concurrency: int = 8,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.name = name
        self._http = ApiClient(
            name,
            self.server,
            url,
            {"X-Api-Key": key},
            deadline=deadline,
            concurrency=concurrency,
            transport=transport,
        )
        self._turns = Turns()
        self._requests = _Listing(self.requests, lambda row: row.ref, "requests", name)
        self._media = _Listing(self.media, lambda row: row.ref, "titles", name)
        self._seen: dict[tuple[Action, str], float] = {}  # when each step was last looked at or attempted

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def identity(self) -> Identity:
        """Read the version. Seerr has no id of its own; its rows are compared by the ids of the title."""
        answer = await self._http.get(f"{API}/status")
        return Identity("seerr", answer.parse(wire.STATUS).version, answer.clock)

    async def check(self) -> Health:
        """Say which of the three it is, and whether the key's user may remove other people's requests."""
        try:
            version = (await self.identity()).version
            me = (await self._http.get(f"{API}/auth/me")).parse(wire.ME)
        except CascadeError as error:
            reachable = not isinstance(error, Unreachable)
            return Health(self.name, self.server, reachable, None, may_delete=None, message=error.message)
        may = bool(me.permissions & MAY_DELETE)
        return Health(
            self.name,
            self.server,
            reachable=True,
            version=version,
            may_delete=may,
            message=f"{wire.product(version)} {version}.",
            advice=() if may else (f"Give the user of {self.name}'s key the right to manage requests.",),
        )

    async def requests(self) -> AsyncIterator[Page[Request]]:
        """List all requests, whatever their state, youngest first."""
        async for part in self._listing("request", wire.REQUESTS, wire.RequestRow):
            rows = tuple(wire.request(row) for row in part.rows)
            yield Page(rows, part.total, part.unread)

    async def media(self) -> AsyncIterator[Page[RequestMedia]]:
        """List all media rows. Other filters than `all` lie: `deleted` lets every row pass."""
        async for part in self._listing("media", wire.MEDIA, wire.MediaRow):
            rows = tuple(wire.media(row) for row in part.rows)
            yield Page(rows, part.total, part.unread)

    async def requesters(self) -> tuple[Requester, ...]:
        """List the users. Discord ids of others need the right to manage users; without it there are none."""

        async def read(start: int) -> Part[wire.User]:
            window: Params = {"take": PAGE, "skip": start, "sort": "created"}
            listing = (await self._http.get(f"{API}/user", window)).parse(wire.USERS)
            rows = tuple(row for row in listing.rows if isinstance(row, wire.User))
            return Part(rows, len(listing.rows), listing.page_info.results)

        users = [user async for part in walk(read, "the listing of users", self.name) for user in part.rows]
        discord = await asyncio.gather(*(self._discord_id(user) for user in users))
        return tuple(Requester(wire.user_name(user), its) for user, its in zip(users, discord, strict=True))

    async def _discord_id(self, user: wire.User) -> str | None:
        try:
            answer = await self._http.get(f"{API}/user/{user.id}/settings/notifications")
        except Rejected:
            return None
        given = (answer.parse(wire.NOTIFICATIONS).discord_id or "").strip()
        return given if given.isascii() and given.isdigit() else None

    async def plan(self, subject: Subject) -> Proposal:
        """Plan what Seerr is to forget of the item."""
        return seerr_steps.plan(self.name, subject)

    async def probe(self, step: Step) -> Probe:
        """Compare the row with the plan; gone only when a whole listing does not hold it."""
        item_number(step.ref, self.name)
        try:
            match step.action:
                case Action.DELETE_REQUEST:
                    return await self._probe_request(step)
                case Action.DELETE_MEDIA:
                    return await self._probe_media(step)
                case _:
                    raise self._foreign(step)
        finally:
            self._seen[step.action, step.ref] = time.monotonic()

    async def apply(self, step: Step, attempt: Attempt) -> None:
        """Remove one request, or one media row with the requests on it."""
        number = item_number(step.ref, self.name)
        match step.action:
            case Action.DELETE_REQUEST:
                kind = "request"
            case Action.DELETE_MEDIA:
                kind = "media"
            case _:
                raise self._foreign(step)
        async with self._turns.deleting(), attempt(f"DELETE {kind} {number}"):
            try:
                await self._http.send("DELETE", f"{API}/{kind}/{number}")
            finally:
                self._seen[step.action, step.ref] = time.monotonic()

    async def _probe_request(self, step: Step) -> Probe:
        try:
            answer = await self._http.get(f"{API}/request/{step.ref}")
        except NotFound:
            found = (await self._requests.rows(self._since(step))).get(step.ref)
            if found is None:
                return Probe(State.DONE, f"{self.name} no longer has request {step.ref}.")
            message = f"{self.name} answers 404 for request {step.ref} but lists it."
            return Probe(State.UNPROVEN, message)
        request = wire.request(answer.parse(wire.REQUEST))
        if request.ref != step.ref:
            raise Unexpected(f"{self.name} answered with another request than {step.ref}.", server=self.name)
        return seerr_steps.compare_request(self.name, step.expected, request)

    async def _probe_media(self, step: Step) -> Probe:
        since = self._since(step)
        listed = await self._media.rows(since)
        requests = await self._requests.rows(since)
        if (row := listed.get(step.ref)) is not None:
            own = [request for request in requests.values() if request.media_ref == step.ref]
            return seerr_steps.compare_media(self.name, step.expected, row, own)
        # Every request lies on a media row, so an empty listing beside requests is no true one.
        if requests and not listed:
            return Probe(State.UNPROVEN, f"{self.name} lists requests but not one title.")
        return Probe(State.DONE, f"{self.name} no longer has the title.")

    def _since(self, step: Step) -> float:
        return self._seen.get((step.action, step.ref), float("-inf"))

    async def _listing(
        self, kind: str, adapter: TypeAdapter[wire.Listing[R]], row_type: type[R]
    ) -> AsyncIterator[Part[R]]:
        async def read(start: int) -> Part[R]:
            window: Params = {"take": PAGE, "skip": start, "filter": "all", "sort": "added"}
            listing = (await self._http.get(f"{API}/{kind}", window)).parse(adapter)
            rows = tuple(row for row in listing.rows if isinstance(row, row_type))
            return Part(rows, len(listing.rows), listing.page_info.results)

        async with self._turns.listing():
            async for part in walk(read, f"the listing of {kind}", self.name):
                yield part

    def _foreign(self, step: Step) -> CascadeError:
        return Unexpected(f"{self.name} has no action {step.action}; nothing was done.", server=self.name)
