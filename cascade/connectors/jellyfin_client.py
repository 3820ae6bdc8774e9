"""Calls of one Jellyfin server: its rows as it sends them, a deletion, and the word that files went."""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

import httpx
from pydantic import SecretStr, TypeAdapter

from cascade.connectors import jellyfin_wire as wire
from cascade.connectors._answer import Answer
from cascade.connectors._http import ApiClient, Params
from cascade.connectors._paging import Part, Tally, walk
from cascade.connectors._picture import read_picture
from cascade.errors import Rejected, Unexpected

R = TypeVar("R")

PAGE = 500
IDS_PAGE = 2000  # rows without anything are small
AT_ONCE = 100  # ids per question: Jellyfin takes request lines of 8 KB, and an id has 32 letters
FIELDS = "ProviderIds,Path,MediaSources,DateCreated,Genres,Tags"
# Pictures and, where nobody is asked about, what people watched are left out: both cost Jellyfin time.
LEAN: Params = {"recursive": "true", "enableImages": "false", "enableUserData": "false"}
# Listings grow at their end, so that what arrives meanwhile moves no row; without virtual entries, which
# stand for episodes that are missing.
ORDER: Params = {
    "sortBy": "DateCreated,SortName",
    "sortOrder": "Ascending",
    "excludeLocationTypes": "Virtual",
}
NEWEST: Params = {"sortBy": "DatePlayed", "sortOrder": "Descending"}
_ID = re.compile(r"[0-9a-f]{32}")


def item_id(ref: str, server: str) -> str:
    """Return an id fit for a path; Unexpected, before any call, for all but 32 hexadecimal digits."""
    plain = ref.replace("-", "").lower()
    if _ID.fullmatch(plain):
        return plain
    raise Unexpected(
        f"“{ref[:40]}” is no single item of {server}; nothing was asked of it. Sync, then plan again.",
        server=server,
    )


class JellyfinClient:
    """Calls one Jellyfin. Errors are those of `ApiClient`, and Unexpected for what makes no sense.

    The key goes into the Authorization header alone: 12.0 takes neither older headers nor keys in URLs.
    """

    def __init__(
        self,
        name: str,
        url: str,
        key: SecretStr,
        *,
        deadline: float,
        concurrency: int,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self.name = name
        self._http = ApiClient(
            name,
            "jellyfin",
            url,
            {"Authorization": SecretStr(f'MediaBrowser Token="{key.get_secret_value()}"')},
            deadline=deadline,
            concurrency=concurrency,
            transport=transport,
        )
        self._admin: str | None = None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def info(self) -> tuple[Answer, wire.Info]:
        """Read what the server says of itself."""
        answer = await self._http.get("/System/Info")
        return answer, answer.parse(wire.INFO)

    async def owner(self) -> wire.User | None:
        """Read whose token it is; None for an API key, which is nobody's."""
        answer = await self._http.get("/Users/Me", accept={400, 404})
        return answer.parse(wire.USER) if answer.status == httpx.codes.OK else None

    async def users(self) -> list[wire.User]:
        """Read everybody with an account, hidden and disabled ones too; Rejected where there is nobody."""
        users = await self._accounts()
        if not users:
            raise Rejected(
                f"{self.name} shows no user; check that {self._http.place.key_setting} is an API key.",
                server=self.name,
            )
        return users

    async def _accounts(self) -> list[wire.User]:
        return (await self._http.get("/Users")).parse(wire.USERS)

    async def folders(self) -> list[wire.Folder]:
        """Read the list of libraries, music and books among them."""
        return (await self._http.get("/Library/VirtualFolders")).parse(wire.FOLDERS)

    async def listing(self, parent: str, kinds: str, start: int, size: int = PAGE) -> Part[wire.Row]:
        """Read a page of what lies in a library or show; `kinds` are Jellyfin's names, with commas."""
        params: Params = {"parentId": item_id(parent, self.name), "includeItemTypes": kinds, "fields": FIELDS}
        return await self._page(wire.ROWS, wire.Row, {**LEAN, **ORDER, **params}, start, size)

    async def all_rows(self, parent: str, kinds: str) -> tuple[wire.Row, ...]:
        """Read all of a kind beneath an entry; Unexpected if something is missing or not understood."""
        found: dict[str, wire.Row] = {}

        async def read(start: int) -> Part[wire.Row]:
            return await self.listing(parent, kinds, start)

        total = 0
        async for part in walk(read, f"what lies in item {parent}", self.name):
            found |= {row.id: row for row in part.rows}
            total = part.total
        if len(found) != total:
            raise Unexpected(
                f"{self.name} listed {len(found)} of {total} entries in item {parent}; try again.",
                server=self.name,
            )
        return tuple(found.values())

    async def rows(self, ids: Iterable[str]) -> list[wire.Row]:
        """Read entries by id, whoever may see them; those that are not there are left out.

        Unexpected where the answer is short: what it lacks may be there.
        """
        params: Params = {**LEAN, "fields": FIELDS, "ids": ",".join(item_id(ref, self.name) for ref in ids)}
        found = await self._page(wire.ROWS, wire.Row, params, 0, AT_ONCE)
        if found.arrived < found.total:
            raise Unexpected(
                f"{self.name} listed {found.arrived} of {found.total} entries it was asked for; try again.",
                server=self.name,
            )
        return list(found.rows)

    async def row(self, ref: str) -> wire.Row:
        """Read one entry; NotFound on a 404.

        Asked for by its id alone and without a person, Jellyfin answers 404 to everything, so an entry that
        is not listed is asked for once more, in the name of an administrator.
        """
        wanted = item_id(ref, self.name)
        rows = await self.rows([wanted])
        match rows:
            case [row] if item_id(row.id, self.name) == wanted:
                return row
            case []:
                await self._http.get(f"/Items/{wanted}", {"userId": await self.admin(anew=True)})
        raise Unexpected(
            f"{self.name} has item {wanted} but lists other items for it ({len(rows)}); sync it again.",
            server=self.name,
        )

    async def parts(self, ref: str) -> list[wire.Part]:
        """Read the further parts of a film that is cut in several files."""
        path = f"/Videos/{item_id(ref, self.name)}/AdditionalParts"
        found = (await self._http.get(path)).parse(wire.PARTS)
        return [row for row in found.rows if isinstance(row, wire.Part)]

    async def seen(self, user: str, state: str, start: int) -> Part[wire.Seen]:
        """Read a page of what a person watched or began (`state`: IsPlayed, IsResumable), newest first."""
        params: Params = {"userId": user, "filters": state, "includeItemTypes": "Movie,Episode"}
        return await self._page(
            wire.SEEN, wire.Seen, {**LEAN, **NEWEST, **params, "enableUserData": "true"}, start, PAGE
        )

    async def favorites(self, user: str) -> list[str]:
        """Read the ids of a person's favourites."""
        kinds = "Movie,Series,Season,Episode"
        what = {"userId": user, "filters": "IsFavorite", "includeItemTypes": kinds}
        return [row.id for row in await self._all_bare(what, "the favourites")]

    async def collections(self) -> list[wire.Bare]:
        """Read the collections."""
        admin = await self.admin(anew=True)
        return await self._all_bare({"userId": admin, "includeItemTypes": "BoxSet"}, "collections")

    async def members(self, collection: wire.Bare) -> list[str]:
        """Read the ids of what is in a collection, which Jellyfin shows to persons only."""
        what = {"userId": await self.admin(), "parentId": item_id(collection.id, self.name)}
        rows = await self._all_bare({**what, "recursive": "false"}, f"collection “{collection.name}”")
        return [row.id for row in rows]

    async def contents(self, folder: str) -> list[wire.OnDisk] | None:
        """Read what lies in a folder of the server's disk; None where it is not there."""
        params: Params = {"path": folder, "includeFiles": "true", "includeDirectories": "true"}
        answer = await self._http.get("/Environment/DirectoryContents", params, accept={404})
        return answer.parse(wire.ON_DISK) if answer.status == httpx.codes.OK else None

    async def picture(self, ref: str) -> bytes | None:
        """Read the poster of an entry, made small by Jellyfin; None where there is none."""
        path = f"/Items/{item_id(ref, self.name)}/Images/Primary"
        return await read_picture(self._http, path, {"maxWidth": 600})

    async def sessions(self) -> list[wire.Playing]:
        """Read what plays now."""
        sessions = (await self._http.get("/Sessions")).parse(wire.SESSIONS)
        return [one.now_playing_item for one in sessions if one.now_playing_item is not None]

    async def delete(self, ref: str) -> None:
        """Delete one entry with its files. A list of ids would be deleted in part where one is unknown."""
        await self._http.send("DELETE", f"/Items/{item_id(ref, self.name)}")

    async def tell(self, paths: Iterable[str]) -> None:
        """Say that files went, named as the server sees them; it looks after a while. Nothing is changed."""
        updates = [{"Path": path, "UpdateType": "Deleted"} for path in paths]
        await self._http.send("POST", "/Library/Media/Updated", json={"Updates": updates})

    async def admin(self, *, anew: bool = False) -> str:
        """Give the id of an administrator, in whose name everything can be seen.

        Jellyfin answers 404 to whatever is asked in the name of somebody who has no account any more.
        """
        if self._admin is None or anew:
            owners = [user for user in await self._accounts() if user.policy and user.policy.is_administrator]
            self._admin = owners[0].id if owners else self._admin
        if self._admin is None:
            raise Rejected(f"{self.name} shows no administrator; check its users.", server=self.name)
        return self._admin

    async def _all_bare(self, what: Mapping[str, str], name: str) -> list[wire.Bare]:
        """Read a listing of ids to its end; Unexpected where it has a gap."""
        tally = Tally(name, self.name)
        found: list[wire.Bare] = []

        async def read(start: int) -> Part[wire.Bare]:
            return await self._page(wire.BARE, wire.Bare, {**LEAN, **what}, start, IDS_PAGE)

        async for part in walk(read, name, self.name):
            tally.add(frozenset(row.id for row in part.rows), part.unread, part.total)
            found += part.rows
        tally.close()
        return found

    async def _page(
        self, adapter: TypeAdapter[wire.Items[R]], kind: type[R], params: Params, start: int, size: int
    ) -> Part[R]:
        window: Params = {"startIndex": start, "limit": size, "enableTotalRecordCount": "true"}
        answer = (await self._http.get("/Items", {**params, **window})).parse(adapter)
        rows = tuple(row for row in answer.rows if isinstance(row, kind))
        return Part(rows, len(answer.rows), answer.total_record_count)
