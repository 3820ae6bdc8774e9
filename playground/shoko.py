"""The Shoko wire: the anime server's REST API and its hub, of 5.3 and of 6.0."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from aiohttp import web

from playground import shoko_views as views
from playground.shoko_files import delete_file, delete_series
from playground.shoko_hub import Hub
from playground.shoko_shelf import ShokoShelf
from playground.wire import CallLog, Wire
from playground.world import World

T = TypeVar("T")
API, HUB = "/api/v3", "/signalr/aggregate"
_NOT_FOUND = "No {kind} entry for the given {name}"


class ShokoWire(Wire):
    """A Shoko; `hub` has settings of its own."""

    def __init__(self, world: World, log: CallLog) -> None:
        super().__init__("shoko", log)
        if world.shoko is None:
            raise LookupError("This household has no Shoko: build its world with a version of one.")
        self.world = world
        self.shelf: ShokoShelf = world.shoko
        self.hub = Hub(self.shelf)
        world.listeners["shoko"] = self._tell

    def routes(self) -> Sequence[web.RouteDef]:
        """Give Shoko's paths; import folders are called managed folders since 6."""
        folders = "ImportFolder" if self.shelf.is_old else "ManagedFolder"
        return [
            web.get(f"{API}/Init/Version", self._version),
            web.get(f"{API}/Init/Status", self._status),
            web.get(f"{API}/{folders}", self._folders),
            web.get(f"{API}/File", self._files),
            web.get(f"{API}/File/{{id:\\d+}}", self._file),
            web.delete(f"{API}/File/{{id:\\d+}}", self._delete_file),
            web.get(f"{API}/Series", self._all_series),
            web.get(f"{API}/Series/AniDB/{{id:\\d+}}/Series", self._by_anidb),
            web.get(f"{API}/Series/{{id:\\d+}}", self._series),
            web.get(f"{API}/Series/{{id:\\d+}}/File", self._series_files),
            web.delete(f"{API}/Series/{{id:\\d+}}", self._delete_series),
            web.post(f"{HUB}/negotiate", self._negotiate),
            web.get(HUB, self._connect),
        ]

    def refuse(self, request: web.Request) -> web.Response | None:
        """Look for the key: header, bearer, query; for the hub alone also `access_token` in the query."""
        if request.path.startswith(f"{API}/Init/"):
            return None
        bearer = request.headers.get("Authorization", "")
        given = {request.headers.get("apikey"), request.query.get("apikey")}
        given.add(bearer.removeprefix("Bearer ") if bearer.startswith("Bearer ") else None)
        if request.path.startswith(HUB):
            given.add(request.query.get("access_token"))
        return None if self.shelf.key in given else self.unauthorized()

    def unauthorized(self) -> web.Response:
        """Give Shoko's 401, which has no body."""
        return web.Response(status=401)

    async def stop(self) -> None:
        """Stop; whoever listens at the hub is cut off."""
        await self.hub.hang_up(politely=False)
        await super().stop()

    def _tell(self, event: str, body: Mapping[str, object]) -> None:
        if self.hub.listeners:
            self.background(self.hub.tell(event, body))

    async def _version(self, _: web.Request) -> web.Response:
        server = {"Version": self.shelf.version, "ReleaseChannel": "Stable" if self.shelf.is_old else "Dev"}
        return self.json({"Server": server})

    async def _status(self, _: web.Request) -> web.Response:
        return self.json({"State": "Started"})

    async def _folders(self, request: web.Request) -> web.Response:
        return self.json(self.listed(request, [views.folder(self.world, self.shelf)]))

    async def _files(self, request: web.Request) -> web.Response:
        return self._paged_files(request, list(self.shelf.files))

    async def _series_files(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"])
        if number not in self.shelf.series:
            return self._missing("Series", "seriesID")
        return self._paged_files(request, [file.id for file in self.shelf.of_series(number)])

    def _paged_files(self, request: web.Request, numbers: list[int]) -> web.Response:
        page = self._page(request, numbers)
        rows = [views.file(self.world, self.shelf, self.shelf.files[n], _include(request)) for n in page]
        return self.json({"Total": len(numbers), "List": rows})

    async def _file(self, request: web.Request) -> web.Response:
        file = self.shelf.files.get(int(request.match_info["id"]))
        if file is None:
            return self._missing("File", "fileID")
        return self.json(views.file(self.world, self.shelf, file, _include(request)))

    async def _delete_file(self, request: web.Request) -> web.Response:
        """Remove a file's row and, unless `removeFiles=false`, the file: 200 without a body."""
        file = self.shelf.files.get(int(request.match_info["id"]))
        if file is None:
            return self._missing("File", "fileID")
        from_disk = request.query.get("removeFiles", "true").lower() == "true"
        self.change(request, lambda: delete_file(self.world, self.shelf, file, from_disk=from_disk))
        return web.Response()

    async def _all_series(self, request: web.Request) -> web.Response:
        page = self._page(request, list(self.shelf.series.values()))
        rows = [views.series(self.shelf, row) for row in page]
        return self.json({"Total": len(self.shelf.series), "List": rows})

    async def _series(self, request: web.Request) -> web.Response:
        row = self.shelf.series.get(int(request.match_info["id"]))
        return self.json(views.series(self.shelf, row)) if row else self._missing("Series", "seriesID")

    async def _by_anidb(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"])
        row = next((row for row in self.shelf.series.values() if row.anidb == number), None)
        return self.json(views.series(self.shelf, row)) if row else self._missing("Series", "anidbID")

    async def _delete_series(self, request: web.Request) -> web.Response:
        """Remove a series and the rows of its files; the files only with `deleteFiles=true`."""
        row = self.shelf.series.get(int(request.match_info["id"]))
        if row is None:
            return self._missing("Series", "seriesID")
        from_disk = request.query.get("deleteFiles", "false").lower() == "true"
        self.change(request, lambda: delete_series(self.world, self.shelf, row, from_disk=from_disk))
        return web.Response()

    async def _negotiate(self, request: web.Request) -> web.Response:
        version = request.query.get("negotiateVersion", "0")
        if not self.hub.is_on:
            return web.Response(status=404)
        return self.json(self.hub.negotiate(int(version) if version.isdigit() else 0))

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        if not self.hub.is_on:
            return web.Response(status=404)
        if request.headers.get("Upgrade", "").lower() != "websocket":
            return web.Response(status=400, text="Connection ID required")
        return await self.hub.connect(request)

    def _page(self, request: web.Request, rows: list[T]) -> Sequence[T]:
        """Cut a page out: pages count from 1, a size of 0 means all."""
        size, page = int(request.query.get("pageSize", "100")), int(request.query.get("page", "1"))
        return self.listed(request, rows[(page - 1) * size : page * size] if size else rows)

    def _missing(self, kind: str, name: str) -> web.Response:
        return self.json(_NOT_FOUND.format(kind=kind, name=name), 404)


def _include(request: web.Request) -> set[str]:
    return {part for value in request.query.getall("include", []) for part in value.split(",")}
