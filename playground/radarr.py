"""Radarr on the wire: films and their files."""

from collections.abc import Sequence
from typing import cast

from aiohttp import web

from playground.arr import API, ArrWire, body, flag, numbers
from playground.arr_views import Json
from playground.instance import Movie
from playground.radarr_views import movie, movie_file
from playground.removal import exclude, forget_movie


class RadarrWire(ArrWire):
    """A Radarr, v3 API."""

    exclusions = "exclusions"
    rescan_command = "RefreshMovie"

    def own_routes(self) -> Sequence[web.RouteDef]:
        return [
            web.get(f"{API}/movie", self._movies),
            web.put(f"{API}/movie/editor", self._edit),
            web.delete(f"{API}/movie/editor", self._delete_many),
            web.get(f"{API}/movie/{{id:\\d+}}", self._movie),
            web.put(f"{API}/movie/{{id:\\d+}}", self._update),
            web.delete(f"{API}/movie/{{id:\\d+}}", self._delete),
            web.get(f"{API}/moviefile", self._files),
            web.get(f"{API}/moviefile/{{id:\\d+}}", self._file),
            web.delete(f"{API}/moviefile/{{id:\\d+}}", self._delete_file),
        ]

    def _shown(self, entry: Movie) -> Json:
        return movie(self.world, self.instance, entry)

    async def _movies(self, request: web.Request) -> web.Response:
        wanted = numbers(request, "tmdbId")

        def render() -> list[Json]:
            entries = [e for e in self.instance.movies.values() if not wanted or e.title.ids.tmdb in wanted]
            return [self._shown(entry) for entry in self.listed(request, entries)]

        return self.kept(request, None if wanted else self.revision, render)

    async def _movie(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"])
        entry = self.instance.movies.get(number)
        return self.json(self._shown(entry)) if entry else self.not_found("Movie", number)

    async def _update(self, request: web.Request) -> web.Response:
        number, asked = int(request.match_info["id"]), await body(request)
        entry = self.instance.movies.get(number)
        if entry is None:
            return self.not_found("Movie", number)
        self.change(request, lambda: _apply(entry, asked))
        return self.json(self._shown(entry), 202)

    async def _edit(self, request: web.Request) -> web.Response:
        asked = await body(request)
        ids = cast("list[int]", asked.get("movieIds") or [])
        if any(number not in self.instance.movies for number in ids):
            return self.missing_row()
        entries = [self.instance.movies[number] for number in ids]
        self.change(request, lambda: _edit(entries, asked))
        return self.json([self._shown(entry) for entry in entries], 202)

    async def _delete(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"])
        if number not in self.instance.movies:
            return self.missing_row()
        files, excluded = flag(request, "deleteFiles"), flag(request, "addImportExclusion")
        self.change(request, lambda: self._drop([number], files=files, excluded=excluded))
        return self.json({})

    async def _delete_many(self, request: web.Request) -> web.Response:
        asked = await body(request)
        ids = cast("list[int]", asked.get("movieIds") or [])
        if any(number not in self.instance.movies for number in ids):
            return self.missing_row()
        files, excluded = bool(asked.get("deleteFiles")), bool(asked.get("addImportExclusion"))
        self.change(request, lambda: self._drop(ids, files=files, excluded=excluded))
        return self.json({})

    def _drop(self, ids: list[int], *, files: bool, excluded: bool) -> None:
        """Forget films and their files' rows at once; the files go later."""
        dropped = [forget_movie(self.world, self.instance, number, files=files) for number in ids]
        for entry in dropped if excluded else []:
            exclude(self.world, self.instance, entry)
        if files:
            self.remove_later([entry.path for entry in dropped])

    async def _files(self, request: web.Request) -> web.Response:
        owners = numbers(request, "movieId")
        ids = numbers(request, "movieFileIds")
        if not owners and not ids:
            return self.error(400, "movieId or movieFileIds must be provided")
        rows = [row for owner in owners for row in self.instance.held(owner)]
        rows += [self.instance.files[number] for number in ids if number in self.instance.files]
        shown = [movie_file(self.world, self.instance, row) for row in self.listed(request, rows)]
        return self.json(shown)

    async def _file(self, request: web.Request) -> web.Response:
        row = self.instance.files.get(int(request.match_info["id"]))
        if row is None:
            return self.not_found("MovieFile", request.match_info["id"])
        return self.json(movie_file(self.world, self.instance, row))

    async def _delete_file(self, request: web.Request) -> web.Response:
        row = self.instance.files.get(int(request.match_info["id"]))
        if row is None:
            return self.not_found("MovieFile", request.match_info["id"])
        return self.delete_file(request, self.instance.movies[row.owner].root, row, "Movie")


def _apply(entry: Movie, asked: Json) -> None:
    """Take over what a PUT of a whole movie may change here."""
    entry.monitored = bool(asked.get("monitored", entry.monitored))
    entry.tags = cast("list[int]", asked.get("tags", entry.tags))
    entry.profile = cast("int", asked.get("qualityProfileId", entry.profile))


def _edit(entries: list[Movie], asked: Json) -> None:
    """Apply a bulk edit: what is absent or null stays."""
    tags = cast("list[int] | None", asked.get("tags"))
    for entry in entries:
        if asked.get("monitored") is not None:
            entry.monitored = bool(asked["monitored"])
        if tags is not None:
            entry.tags = _tagged(entry.tags, tags, str(asked.get("applyTags", "add")))


def _tagged(old: list[int], tags: list[int], how: str) -> list[int]:
    """Add tags to those there are, remove them, or put them in their place."""
    match how:
        case "add":
            return [*old, *(tag for tag in tags if tag not in old)]
        case "remove":
            return [tag for tag in old if tag not in tags]
        case _:
            return tags
