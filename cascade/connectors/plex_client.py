"""Reads of one Plex server, as the rows it sends."""

from typing import TypeVar

import httpx
from pydantic import SecretStr, TypeAdapter

from cascade.connectors import plex_wire as wire
from cascade.connectors._answer import Answer, Place
from cascade.connectors._http import ApiClient, Params
from cascade.connectors._paging import Part, walk
from cascade.connectors._picture import read_picture
from cascade.connectors._ref import item_number
from cascade.errors import CascadeError, Unexpected

R = TypeVar("R")

_PICTURES = "/library/metadata/"  # where Plex keeps them; nothing else is asked for

PAGE = 500
NUMBERS_PAGE = 2000  # rows without files are small
# What a listing may leave out: long texts and people, of which no fact is made.
LEAN: Params = {
    "includeGuids": 1,
    "excludeFields": "summary,tagline",
    "excludeElements": "Country,Director,Writer,Role,Producer,Similar",
}
# Of a tag's listing only the numbers are wanted.
NUMBERS: Params = {
    **LEAN,
    "includeGuids": 0,
    "excludeElements": f"{LEAN['excludeElements']},Media,Guid,Genre",
}


class PlexClient:
    """Calls one Plex server. Errors are those of `ApiClient`, and Unexpected for what makes no sense."""

    def __init__(
        self,
        name: str,
        url: str,
        token: SecretStr,
        client_id: str,
        *,
        deadline: float,
        concurrency: int,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self.name = name
        self._http = ApiClient(
            name,
            "plex",
            url,
            {"X-Plex-Token": token, "X-Plex-Client-Identifier": client_id, "X-Plex-Product": "Cascadarr"},
            deadline=deadline,
            concurrency=concurrency,
            transport=transport,
            key_setting="PLEX_TOKEN" if name == "plex" else f"PLEX_{name.upper()}_TOKEN",
        )

    @property
    def place(self) -> Place:
        """Give the server as errors name it."""
        return self._http.place

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def root(self) -> tuple[Answer, wire.Root]:
        """Read what the server says of itself."""
        answer = await self._http.get("/")
        return answer, answer.parse(wire.ROOT).container

    async def libraries(self) -> list[wire.Directory]:
        """Read the list of libraries, music and photos among them."""
        return (await self._http.get("/library/sections")).parse(wire.LIBRARIES).container.directories

    async def listing(self, section: str, kind: int, start: int, size: int = PAGE) -> Part[wire.Row]:
        """Read a page of a library; `kind` is 1 for films, 2 shows, 3 seasons, 4 episodes.

        It shows no label of an item and only the first few of its genres and collections.
        """
        path = f"/library/sections/{item_number(section, self.name)}/all"
        return await self._page(path, wire.ENTRIES, wire.Row, {**LEAN, "type": kind}, start=start, size=size)

    async def history(self, start: int) -> Part[wire.PlayRow]:
        """Read a page of everybody's history, newest first."""
        path, order = "/status/sessions/history/all", {"sort": "viewedAt:desc"}
        return await self._page(path, wire.PLAYS, wire.PlayRow, order, start=start)

    async def choices(self, section: str, kind: int, field: str) -> list[wire.Choice]:
        """Read the genres, labels or collections that a library's entries have."""
        path = f"/library/sections/{item_number(section, self.name)}/{field}"
        return (await self._http.get(path, {"type": kind})).parse(wire.CHOICES).container.choices

    async def tagged(self, section: str, kind: int, field: str, choice: wire.Choice) -> list[str]:
        """Read the numbers of the entries that have a genre, label or collection."""
        path = f"/library/sections/{item_number(section, self.name)}/all"
        params: Params = {**NUMBERS, "type": kind, field: choice.key}

        async def read(start: int) -> Part[wire.Bare]:
            return await self._page(path, wire.BARE, wire.Bare, params, start=start, size=NUMBERS_PAGE)

        parts = walk(read, f"the listing of {field} “{choice.title}”", self.name)
        return [row.rating_key async for part in parts for row in part.rows]

    async def row(self, ref: str, *, look: bool = False) -> wire.Row:
        """Read one entry in full; NotFound on a 404. `look` lets Plex look whether its files exist."""
        path = f"/library/metadata/{item_number(ref, self.name)}"
        answer = await self._http.get(path, {**LEAN, "checkFiles": 1} if look else LEAN)
        container = answer.parse(wire.ENTRIES).container
        match container.rows:
            case [wire.Row(rating_key=key) as row] if key == ref:
                return row.model_copy(update={"section_title": row.section_title or container.section_title})
        keys = ", ".join(row.rating_key if isinstance(row, wire.Row) else "?" for row in container.rows)
        raise Unexpected(
            f"{self.name} answered GET {path} with other items ({keys[:80] or 'none'}); sync it again.",
            server=self.name,
        )

    async def picture(self, ref: str) -> bytes | None:
        """Read the poster of an entry; None where there is none or it cannot be had."""
        try:
            path = (await self.row(ref)).thumb
        except CascadeError:
            return None
        return await read_picture(self._http, path) if path and path.startswith(_PICTURES) else None

    async def leaf_rows(self, ref: str) -> tuple[wire.Row, ...]:
        """Read every episode beneath a show or season; Unexpected if one is missing or not understood."""
        path = f"/library/metadata/{item_number(ref, self.name)}/allLeaves"
        found: dict[str, wire.Row] = {}

        async def read(start: int) -> Part[wire.Row]:
            return await self._page(path, wire.ENTRIES, wire.Row, LEAN, start=start)

        total = 0
        async for part in walk(read, f"GET {path}", self.name):
            found |= {row.rating_key: row for row in part.rows}
            total = part.total
        if len(found) != total:
            raise Unexpected(
                f"{self.name} listed {len(found)} episodes of {total} at GET {path}; try again.",
                server=self.name,
            )
        return tuple(found.values())

    async def sessions(self) -> list[wire.Playing]:
        """Read what plays now; Unexpected if a session does not say what it plays."""
        rows = (await self._http.get("/status/sessions")).parse(wire.PLAYING).container.rows
        playing = [row for row in rows if isinstance(row, wire.Playing)]
        if len(playing) < len(rows):
            raise Unexpected(f"{self.name} plays something that cannot be understood.", server=self.name)
        return playing

    async def scan(self, section: str, folder: str) -> None:
        """Start a scan of one folder, named as the server sees it. It only looks: no file is changed."""
        path = f"/library/sections/{item_number(section, self.name)}/refresh"
        await self._http.send("GET", path, params={"path": folder})

    async def _page(
        self,
        path: str,
        adapter: TypeAdapter[wire.Envelope[wire.Container[R]]],
        kind: type[R],
        params: Params,
        *,
        start: int,
        size: int = PAGE,
    ) -> Part[R]:
        window = {"X-Plex-Container-Start": str(start), "X-Plex-Container-Size": str(size)}
        answer = await self._http.get(path, params, window)
        return _part(answer.parse(adapter).container, kind)


def _part(container: wire.Container[R], kind: type[R]) -> Part[R]:
    rows = tuple(row for row in container.rows if isinstance(row, kind))
    return Part(rows, len(container.rows), container.total)
