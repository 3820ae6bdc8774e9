"""A Jellyfin's libraries and entries as the domain knows them."""

from collections.abc import AsyncIterator, Sequence

from cascade.connectors._paging import Part, walk
from cascade.connectors.jellyfin_client import JellyfinClient
from cascade.connectors.jellyfin_marks import MarksReader
from cascade.connectors.jellyfin_rows import TYPES, Marks, ToBot, media_entry, section_of, sections
from cascade.connectors.jellyfin_wire import Row, Source
from cascade.errors import NotFound, Unexpected
from cascade.media import Kind, MediaEntry, Section
from cascade.ports import Page

NO_MARKS = Marks()


class JellyfinShelf:
    """Reads entries. The library a single one is of shows in its path alone."""

    def __init__(self, client: JellyfinClient, to_bot: ToBot) -> None:
        self.name = client.name
        self._client = client
        self._to_bot = to_bot
        self._marks = MarksReader(client)

    async def sections(self) -> tuple[Section, ...]:
        """List the libraries of films and shows; whoever reads them all begins here."""
        self._marks.forget()
        return tuple(found for folder in await self._client.folders() for found in sections(folder))

    async def entries(self, section: Section, kind: Kind) -> AsyncIterator[Page[MediaEntry]]:
        """List a library."""
        marks = await self._marks.read()

        async def read(start: int) -> Part[Row]:
            return await self._client.listing(section.ref, TYPES[kind], start)

        async for part in walk(read, f"the listing of “{section.title}”", self.name):
            rows = [await self._entry(row, section.title, marks) for row in part.rows]
            yield Page(tuple(rows), part.total, part.unread)

    async def read(self, ref: str) -> MediaEntry:
        """Read one entry in full; NotFound on a 404, which proves nothing by itself.

        A 404 to anything else that is read for it says nothing of the entry.
        """
        row = await self._client.row(ref)
        try:
            return await self._entry(row, await self._section(row), await self._marks.read())
        except NotFound as error:
            raise Unexpected(error.message, server=self.name) from error

    async def entry(self, row: Row) -> MediaEntry:
        """Turn a row into an entry without its library, collections and favourites."""
        return await self._entry(row, "", NO_MARKS)

    async def leaves(self, ref: str, *, bare: bool = False) -> tuple[MediaEntry, ...]:
        """Read every episode beneath a show or season; Unexpected unless all can be understood.

        A season need not be a folder, so its episodes are looked for in its show.
        """
        row = await self._client.row(ref)
        rows: Sequence[Row] = await self._client.all_rows(row.series_id or row.id, TYPES[Kind.EPISODE])
        if row.type == "Season":
            rows = [one for one in rows if one.season_id == row.id]
        section = "" if bare else await self._section(row)
        marks = NO_MARKS if bare else await self._marks.read()
        return tuple([await self._entry(one, section, marks) for one in rows])

    async def paths(self, ref: str) -> tuple[str, ...]:
        """Give the paths of all files of an entry, as the server writes them."""
        row = await self._client.row(ref)
        rows: Sequence[Row] = [row]
        if row.type in {"Series", "Season"}:
            rows = await self._client.all_rows(row.series_id or row.id, TYPES[Kind.EPISODE])
        found = [
            source.path
            for one in rows
            if row.type != "Season" or one.season_id == row.id
            for source in one.media_sources or ()
            if source.path is not None
        ]
        return tuple(dict.fromkeys(found))

    async def _entry(self, row: Row, section: str, marks: Marks) -> MediaEntry:
        more: list[Source] = []
        if (row.part_count or 1) > 1:
            more = [one for part in await self._client.parts(row.id) for one in part.media_sources or ()]
        return media_entry(row, section, self._to_bot, marks, more)

    async def _section(self, row: Row) -> str:
        """Name the library of an entry; a season that is no folder lies where its show does."""
        path = row.path
        if not path and row.series_id is not None:
            path = (await self._client.row(row.series_id)).path
        found = section_of(path or "", await self._client.folders())
        if found is None:
            raise Unexpected(
                f"{self.name} keeps “{row.name}” in none of its libraries of films or shows; sync it again.",
                server=self.name,
            )
        return found
