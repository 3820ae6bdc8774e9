"""Sonarr: the shows it fetches, and the deletion of a show or of one season there."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime

import httpx
from pydantic import SecretStr, TypeAdapter

from cascade.connectors._agreement import allowed_files, another_copy, reason_against
from cascade.connectors._arr import API, App, Names
from cascade.connectors._arr_rows import FILES, OBJECT, QUEUE, EntryRow, QueueRow, Row, known, moment
from cascade.connectors._arr_target import UNKNOWN, ArrTarget
from cascade.connectors._entry import EntryReading
from cascade.connectors._ref import item_number
from cascade.connectors._season import (
    judge_season,
    monitored_seasons,
    planned_files,
    season_downloads,
    season_kept,
    season_of,
    unmonitored,
)
from cascade.connectors.paths import map_path
from cascade.errors import NotFound, Unexpected, Unreachable
from cascade.media import ArrEntry, ExternalIds, Kind, MediaFile, Role
from cascade.ports import Attempt, PathMap
from cascade.step import Action, Expected, Probe, Proposal, Step, Subject

QUEUE_PAGE = 500


class _Statistics(Row):
    size_on_disk: int = 0
    next_airing: datetime | None = None  # of episodes that are monitored


class _Season(Row):
    season_number: int
    monitored: bool = False
    statistics: _Statistics | None = None


class _Ratings(Row):
    votes: int = 0


class _SeriesRow(EntryRow):
    id: int
    title: str
    path: str
    monitored: bool
    root_folder_path: str | None = None
    year: int | None = None
    tvdb_id: int | None = None
    tmdb_id: int | None = None
    imdb_id: str | None = None
    status: str | None = None
    quality_profile_id: int | None = None
    language_profile_id: int | None = None
    series_type: str | None = None
    season_folder: bool | None = None
    monitor_new_items: str | None = None
    added: datetime | None = None
    previous_airing: datetime | None = None
    next_airing: datetime | None = None
    seasons: tuple[_Season, ...] = ()
    statistics: _Statistics | None = None
    ratings: _Ratings | None = None


_ROW = TypeAdapter(_SeriesRow)
_NO_NAMES = Names({}, {})


class Sonarr(ArrTarget[_SeriesRow]):
    """One Sonarr. Specials, and seasons that go on or may go on, leave only where allowed."""

    app = App("Sonarr", range(3, 6), "series", "tvdbId", "importlistexclusion", "addImportListExclusion")
    role = Role.SHOWS

    def __init__(
        self,
        name: str,
        url: str,
        key: SecretStr,
        path_map: PathMap,
        *,
        allow_specials: bool = False,
        allow_newest_season: bool = False,
        deadline: float = 10.0,
        concurrency: int = 8,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(
            name, url, key, path_map, deadline=deadline, concurrency=concurrency, transport=transport
        )
        self._allow_specials = allow_specials
        self._allow_newest_season = allow_newest_season

    async def files(self, ref: str) -> tuple[MediaFile, ...]:
        """Read the files of one show now, with their seasons; NotFound for an unknown show."""
        params = {"seriesId": item_number(ref, self.name)}
        rows = (await self._client.get(f"{API}/episodefile", params)).parse(FILES)
        return tuple(row.media_file(self._path_map) for row in rows)

    async def plan(self, subject: Subject) -> Proposal:
        """Plan to delete the show, or one season of it, whose files are the item's; reads the files now."""
        if subject.kind not in (Kind.SHOW, Kind.SEASON) or not subject.holdings:
            return Proposal()
        if len(subject.holdings) > 1:
            return Proposal(notes=(f"{self.name} has several entries for “{subject.title}”; all stay.",))
        entry = await self._present(item_number(subject.holdings[0].ref, self.name))
        if entry is None:
            return Proposal(
                notes=(f"{self.name} no longer shows its entry for “{subject.title}”; sync again.",)
            )
        if (other := another_copy(self.name, subject, entry.files)) is not None:
            return Proposal(notes=(other,))
        if subject.kind is Kind.SHOW:
            return self._plan_show(subject, entry)
        return self._plan_season(subject, entry)

    def _plan_show(self, subject: Subject, entry: ArrEntry) -> Proposal:
        against = reason_against(self.name, subject, entry.ids, entry.path, entry.files)
        if against:
            return Proposal(notes=(against,))
        expected = Expected(
            ids=entry.ids, path=entry.path, files=entry.files, allowed=allowed_files(subject.files)
        )
        return Proposal((Step(self.name, Action.DELETE_ENTRY, entry.ref, expected),))

    def _plan_season(self, subject: Subject, entry: ArrEntry) -> Proposal:
        label = f"{self.name}: season {subject.season} of “{subject.title}”"
        if entry.ids.conflicts(subject.ids):
            return Proposal(notes=(f"{label} has other ids there, so it stays.",))
        number = season_of(entry, subject)
        if number is None:
            return Proposal(notes=(f"{label} stays: no season there has exactly these files.",))
        kept = season_kept(
            entry,
            number,
            allow_specials=self._allow_specials,
            allow_newest_season=self._allow_newest_season,
        )
        if kept:
            return Proposal(notes=(f"{label} stays: {kept}.",))
        files = tuple(file for file in entry.files if file.season == number)
        expected = Expected(
            ids=entry.ids, path=entry.path, season=number, files=files, allowed=allowed_files(subject.files)
        )
        notes = () if number == subject.season else (f"{label} is its season {number}, by its files.",)
        return Proposal((Step(self.name, Action.DELETE_SEASON, entry.ref, expected),), notes)

    async def read(self, ref: str) -> ArrEntry:
        """Read one show now, with its files; NotFound when the server, being itself, does not have it."""
        number = item_number(ref, self.name)
        names, row = await asyncio.gather(self._names(), self._row(number))
        if row is None:
            await self._status()
            await self._refuse_listed(number)
            raise NotFound(f"{self.name} has no show {number}.", server=self.name)
        return self._with_files(row, await self._all_named(names, row.tags), await self.files(ref))

    def _rows(self) -> TypeAdapter[_SeriesRow]:
        return _ROW

    def _entry(self, row: _SeriesRow, names: Names) -> ArrEntry:
        return self._with_files(row, names, ())

    def _with_files(self, row: _SeriesRow, names: Names, files: tuple[MediaFile, ...]) -> ArrEntry:
        root = map_path(row.root_folder_path or row.path.rpartition("/")[0], self._path_map)
        tags = names.of_tags(row.tags)
        profile = names.profiles.get(row.quality_profile_id or 0)
        return ArrEntry(
            ref=str(row.id),
            kind=Kind.SHOW,
            title=row.title,
            path=map_path(row.path, self._path_map),
            root_folder=root,
            monitored=row.monitored,
            year=known(row.year),
            ids=ExternalIds(tmdb=known(row.tmdb_id), tvdb=known(row.tvdb_id), imdb=row.imdb_id or None),
            status=row.status,
            tags=tags,
            quality_profile=profile,
            added_at=moment(row.added),
            size_bytes=row.statistics.size_on_disk if row.statistics else 0,
            files=files,
            votes=row.ratings.votes if row.ratings else None,
            last_aired_at=moment(row.previous_airing),
            next_airing_at=moment(row.next_airing),
            coming_seasons=_coming(row.seasons),
            snapshot=_snapshot(row, root, profile, tags),
        )

    async def _present(self, number: int) -> ArrEntry | None:
        # One after the other: Sonarr answers 404 for the files of a show it does not have.
        row = await self._row(number)
        return None if row is None else self._with_files(row, _NO_NAMES, await self.files(str(number)))

    async def _row(self, number: int) -> _SeriesRow | None:
        answer = await self._client.get(f"{API}/series/{number}", accept=UNKNOWN)
        if answer.status in UNKNOWN:
            return None
        row = answer.parse(_ROW)
        if row.id != number:
            raise Unexpected(f"{self.name} answered show {row.id} when asked for {number}.", server=self.name)
        return row

    async def _refuse_listed(self, number: int) -> None:
        """Raise Unreachable if the listing has an entry that the server would not show alone."""
        async for page in self.entries():
            if any(entry.ref == str(number) for entry in page.rows):
                raise Unreachable(f"{self.name} lists show {number} but cannot show it.", server=self.name)

    def _judge(self, step: Step, reading: EntryReading) -> Probe:
        if step.action is Action.DELETE_SEASON:
            return judge_season(step, self.name, reading)
        return super()._judge(step, reading)

    async def _carry_out(self, step: Step, reading: EntryReading, attempt: Attempt) -> None:
        if step.action is not Action.DELETE_SEASON:
            await super()._carry_out(step, reading, attempt)
        elif reading.entry is not None and step.expected.season is not None:
            await self._empty_season(step.expected, step.expected.season, reading.entry, attempt)

    async def _empty_season(self, expected: Expected, season: int, entry: ArrEntry, attempt: Attempt) -> None:
        """Stop the season from coming back, then delete its files one by one; never the show."""
        number = item_number(entry.ref, self.name)
        if season in monitored_seasons(entry):
            await self._unmonitor(number, season, attempt)
        for row in season_downloads(await self._queue(number), number, season):
            async with attempt(f"DELETE queue {row}"):
                # The download client keeps the download; Sonarr only stops importing it.
                params = {"removeFromClient": "false", "blocklist": "false", "skipRedownload": "true"}
                await self._client.send("DELETE", f"{API}/queue/{row}", params=params, accept={404})
        for file in planned_files(expected, entry.files):
            file_number = item_number(file.ref or "", self.name)
            async with attempt(f"DELETE episodefile {file_number}"):
                # 404: gone already. 409: the root folder is missing or empty, which stops the step.
                await self._client.send("DELETE", f"{API}/episodefile/{file_number}", accept={404})

    async def _unmonitor(self, number: int, season: int, attempt: Attempt) -> None:
        """PUT takes the whole show and would undo what others changed since, so it is read just before."""
        path = f"{API}/series/{number}"
        series = (await self._client.get(path)).parse(OBJECT)
        body = unmonitored(series, season)
        if body is None or series.get("id") != number:
            raise Unexpected(f"{self.name} shows no season {season} in show {number}.", server=self.name)
        async with attempt(f"PUT series {number} season {season} unmonitored"):
            await self._client.send("PUT", path, json=body)

    async def _queue(self, number: int) -> list[QueueRow]:
        rows: list[QueueRow] = []
        page = 1
        while True:
            params = {"page": page, "pageSize": QUEUE_PAGE, "seriesIds": number}
            part = (await self._client.get(f"{API}/queue", params)).parse(QUEUE)
            rows += part.records
            if not part.records or len(rows) >= part.total_records:
                return rows
            page += 1


def _coming(seasons: Iterable[_Season]) -> frozenset[int]:
    return frozenset(
        season.season_number
        for season in seasons
        if season.statistics is not None and season.statistics.next_airing is not None
    )


def _snapshot(row: _SeriesRow, root: str, profile: str | None, tags: tuple[str, ...]) -> Mapping[str, object]:
    return {
        "root_folder": root,
        "quality_profile": profile,
        "quality_profile_id": row.quality_profile_id,
        "language_profile_id": row.language_profile_id,
        "series_type": row.series_type,
        "season_folder": row.season_folder,
        "monitor_new_items": row.monitor_new_items,
        "monitored": row.monitored,
        "seasons": [season.season_number for season in row.seasons],
        "monitored_seasons": [season.season_number for season in row.seasons if season.monitored],
        "tags": list(tags),
    }
