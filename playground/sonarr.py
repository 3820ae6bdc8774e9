"""Sonarr on the wire: shows, episodes and their files."""

from collections.abc import Sequence
from typing import cast

from aiohttp import web

from playground.arr import API, ArrWire, body, flag, numbers
from playground.arr_views import Json
from playground.instance import Episode, Series
from playground.removal import exclude, forget_series
from playground.sonarr_views import episode, episode_file, series


class SonarrWire(ArrWire):
    """A Sonarr, v3 API (as v3, v4 and the coming v5 serve it)."""

    exclusions = "importlistexclusion"
    rescan_command = "RefreshSeries"

    def own_routes(self) -> Sequence[web.RouteDef]:
        return [
            web.get(f"{API}/series", self._all),
            web.delete(f"{API}/series/editor", self._delete_many),
            web.get(f"{API}/series/{{id:\\d+}}", self._one),
            web.put(f"{API}/series/{{id:\\d+}}", self._update),
            web.delete(f"{API}/series/{{id:\\d+}}", self._delete),
            web.get(f"{API}/episode", self._episodes),
            web.put(f"{API}/episode/monitor", self._monitor),
            web.get(f"{API}/episode/{{id:\\d+}}", self._episode),
            web.get(f"{API}/episodefile", self._files),
            web.get(f"{API}/episodefile/{{id:\\d+}}", self._file),
            web.delete(f"{API}/episodefile/{{id:\\d+}}", self._delete_file),
        ]

    def _shown(self, entry: Series) -> Json:
        return series(self.world, self.instance, entry)

    async def _all(self, request: web.Request) -> web.Response:
        wanted = numbers(request, "tvdbId")

        def render() -> list[Json]:
            entries = [e for e in self.instance.series.values() if not wanted or e.title.ids.tvdb in wanted]
            return [self._shown(entry) for entry in self.listed(request, entries)]

        return self.kept(request, None if wanted else self.revision, render)

    async def _one(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"])
        entry = self.instance.series.get(number)
        return self.json(self._shown(entry)) if entry else self.not_found("Series", number)

    async def _update(self, request: web.Request) -> web.Response:
        number, asked = int(request.match_info["id"]), await body(request)
        entry = self.instance.series.get(number)
        if entry is None:
            return self.not_found("Series", number)
        self.change(request, lambda: self._apply(entry, asked))
        return self.json(self._shown(entry), 202)

    def _apply(self, entry: Series, asked: Json) -> None:
        """Take over a whole series; a season whose monitoring changes takes its episodes along."""
        entry.monitored = bool(asked.get("monitored", entry.monitored))
        entry.tags = cast("list[int]", asked.get("tags", entry.tags))
        entry.profile = cast("int", asked.get("qualityProfileId", entry.profile))
        for season in cast("list[dict[str, int]]", asked.get("seasons", [])):
            number, monitored = season["seasonNumber"], bool(season["monitored"])
            if entry.seasons.get(number) is monitored:
                continue
            entry.seasons[number] = monitored
            for row in self._of_series(entry.id):
                row.monitored = monitored if row.season == number else row.monitored

    async def _delete(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"])
        if number not in self.instance.series:
            return self.missing_row()
        files, excluded = flag(request, "deleteFiles"), flag(request, "addImportListExclusion")
        self.change(request, lambda: self._drop([number], files=files, excluded=excluded))
        return self.json({})

    async def _delete_many(self, request: web.Request) -> web.Response:
        asked = await body(request)
        ids = cast("list[int]", asked.get("seriesIds") or [])
        if any(number not in self.instance.series for number in ids):
            return self.missing_row()
        files, excluded = bool(asked.get("deleteFiles")), bool(asked.get("addImportListExclusion"))
        self.change(request, lambda: self._drop(ids, files=files, excluded=excluded))
        return self.json({})

    def _drop(self, ids: list[int], *, files: bool, excluded: bool) -> None:
        """Forget shows with everything below them at once; the files go later."""
        dropped = [forget_series(self.world, self.instance, number, files=files) for number in ids]
        for entry in dropped if excluded else []:
            exclude(self.world, self.instance, entry)
        if files:
            self.remove_later([entry.path for entry in dropped])

    def _of_series(self, number: int) -> list[Episode]:
        entry = self.instance.series.get(number)
        return [self.instance.episodes[row] for row in entry.episodes] if entry else []

    async def _episodes(self, request: web.Request) -> web.Response:
        """List episodes of a series (of one season on demand) or of given ids."""
        owners, ids = numbers(request, "seriesId"), numbers(request, "episodeIds")
        if not owners and not ids:
            return self.error(400, "seriesId or episodeIds must be provided")
        seasons, with_file = numbers(request, "seasonNumber"), flag(request, "includeEpisodeFile")

        def render() -> list[Json]:
            rows = [row for owner in owners for row in self._of_series(owner)]
            rows += [self.instance.episodes[number] for number in ids if number in self.instance.episodes]
            rows = [row for row in rows if not seasons or row.season in seasons]
            shown = self.listed(request, rows)
            return [episode(self.world, self.instance, row, with_file=with_file) for row in shown]

        return self.kept(request, self.revision, render)

    async def _episode(self, request: web.Request) -> web.Response:
        row = self.instance.episodes.get(int(request.match_info["id"]))
        if row is None:
            return self.not_found("Episode", request.match_info["id"])
        return self.json(episode(self.world, self.instance, row, with_file=True))

    async def _monitor(self, request: web.Request) -> web.Response:
        """Set the monitoring of episodes; ids nobody knows are passed over."""
        asked = await body(request)
        ids = cast("list[int]", asked.get("episodeIds") or [])
        rows = [self.instance.episodes[number] for number in ids if number in self.instance.episodes]
        monitored = bool(asked.get("monitored"))

        def act() -> None:
            for row in rows:
                row.monitored = monitored

        self.change(request, act)
        return self.json([episode(self.world, self.instance, row) for row in rows], 202)

    async def _files(self, request: web.Request) -> web.Response:
        owners, ids = numbers(request, "seriesId"), numbers(request, "episodeFileIds")
        if not owners and not ids:
            return self.error(400, "seriesId or episodeFileIds must be provided")

        def render() -> list[Json]:
            rows = [row for owner in owners for row in self.instance.held(owner)]
            rows += [self.instance.files[number] for number in ids if number in self.instance.files]
            return [episode_file(self.world, self.instance, row) for row in self.listed(request, rows)]

        return self.kept(request, self.revision, render)

    async def _file(self, request: web.Request) -> web.Response:
        row = self.instance.files.get(int(request.match_info["id"]))
        if row is None:
            return self.not_found("EpisodeFile", request.match_info["id"])
        return self.json(episode_file(self.world, self.instance, row))

    async def _delete_file(self, request: web.Request) -> web.Response:
        row = self.instance.files.get(int(request.match_info["id"]))
        if row is None:
            return self.not_found("EpisodeFile", request.match_info["id"])
        return self.delete_file(request, self.instance.series[row.owner].root, row, "Series")
