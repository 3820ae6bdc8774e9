"""Radarr: the films it fetches, and their deletion there."""

import asyncio
from datetime import datetime

from pydantic import TypeAdapter

from cascade.connectors._agreement import allowed_files, reason_against
from cascade.connectors._arr import API, App, Names
from cascade.connectors._arr_rows import EntryRow, FileRow, Row, known, moment
from cascade.connectors._arr_target import UNKNOWN, ArrTarget
from cascade.connectors._ref import item_number
from cascade.connectors.paths import map_path
from cascade.errors import NotFound, Unexpected, Unreachable
from cascade.media import ArrEntry, ExternalIds, Kind, MediaFile, Role
from cascade.step import Action, Expected, Holding, Proposal, Step, Subject


class _Votes(Row):
    votes: int = 0


class _Ratings(Row):
    imdb: _Votes | None = None
    tmdb: _Votes | None = None


class _MovieRow(EntryRow):
    id: int
    title: str
    path: str
    monitored: bool
    root_folder_path: str | None = None
    year: int | None = None
    tmdb_id: int | None = None
    imdb_id: str | None = None
    status: str | None = None
    quality_profile_id: int | None = None
    minimum_availability: str | None = None
    added: datetime | None = None
    size_on_disk: int | None = None
    has_file: bool | None = None
    movie_file: FileRow | None = None
    ratings: _Ratings | None = None


_ROW = TypeAdapter(_MovieRow)
_NO_NAMES = Names({}, {})


class Radarr(ArrTarget[_MovieRow]):
    """One Radarr."""

    app = App("Radarr", range(4, 7), "movie", "tmdbId", "exclusions", "addImportExclusion")
    role = Role.MOVIES

    async def read(self, ref: str) -> ArrEntry:
        """Read one film now; NotFound when the server, being itself, does not have it."""
        number = item_number(ref, self.name)
        names, row = await asyncio.gather(self._names(), self._row(number))
        if row is None:
            await self._status()
            await self._refuse_listed(number)
            raise NotFound(f"{self.name} has no film {number}.", server=self.name)
        return self._entry(row, await self._all_named(names, row.tags))

    async def files(self, ref: str) -> tuple[MediaFile, ...]:
        """Read the files of one film now."""
        return (await self.read(ref)).files

    async def plan(self, subject: Subject) -> Proposal:
        """Plan to delete the entry whose files are the film's; needs no call."""
        if subject.kind is not Kind.MOVIE or not subject.holdings:
            return Proposal()
        if len(subject.holdings) > 1:
            return Proposal(notes=(f"{self.name} has several entries for “{subject.title}”; all stay.",))
        holding = subject.holdings[0]
        against = reason_against(self.name, subject, holding.ids, holding.path, holding.files)
        if against:
            return Proposal(notes=(against,))
        return Proposal((self._step(subject, holding),))

    def _step(self, subject: Subject, holding: Holding) -> Step:
        expected = Expected(
            ids=holding.ids, path=holding.path, files=holding.files, allowed=allowed_files(subject.files)
        )
        return Step(self.name, Action.DELETE_ENTRY, holding.ref, expected)

    def _rows(self) -> TypeAdapter[_MovieRow]:
        return _ROW

    def _entry(self, row: _MovieRow, names: Names) -> ArrEntry:
        root = map_path(row.root_folder_path or row.path.rpartition("/")[0], self._path_map)
        file = row.movie_file.media_file(self._path_map) if row.movie_file else None
        tags = names.of_tags(row.tags)
        profile = names.profiles.get(row.quality_profile_id or 0)
        return ArrEntry(
            ref=str(row.id),
            kind=Kind.MOVIE,
            title=row.title,
            path=map_path(row.path, self._path_map),
            root_folder=root,
            monitored=row.monitored,
            year=known(row.year),
            ids=ExternalIds(tmdb=known(row.tmdb_id), imdb=row.imdb_id or None),
            status=row.status,
            tags=tags,
            quality_profile=profile,
            added_at=moment(row.added),
            size_bytes=file.size_bytes if file else row.size_on_disk or 0,
            files=(file,) if file else (),
            votes=_votes(row.ratings),
            snapshot={
                "root_folder": root,
                "quality_profile": profile,
                "quality_profile_id": row.quality_profile_id,
                "minimum_availability": row.minimum_availability,
                "monitored": row.monitored,
                "tags": list(tags),
            },
        )

    async def _present(self, number: int) -> ArrEntry | None:
        row = await self._row(number)
        return None if row is None else self._entry(row, _NO_NAMES)

    async def _row(self, number: int) -> _MovieRow | None:
        answer = await self._client.get(f"{API}/movie/{number}", accept=UNKNOWN)
        if answer.status in UNKNOWN:
            return None
        row = answer.parse(_ROW)
        if row.id != number:
            raise Unexpected(f"{self.name} answered film {row.id} when asked for {number}.", server=self.name)
        return row

    async def _refuse_listed(self, number: int) -> None:
        """Raise Unreachable if the listing has an entry that the server would not show alone."""
        async for page in self.entries():
            if any(entry.ref == str(number) for entry in page.rows):
                raise Unreachable(f"{self.name} lists film {number} but cannot show it.", server=self.name)


def _votes(ratings: _Ratings | None) -> int | None:
    if ratings is None:
        return None
    rating = ratings.imdb or ratings.tmdb
    return rating.votes if rating else None
