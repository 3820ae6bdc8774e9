"""The Jellyfin wire: a media server as a deletion tool meets it, of 10.11 and of 12.0."""

import base64
import json
import re
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from aiohttp import web

from playground import jellyfin_rows, jellyfin_trash
from playground.jellyfin_door import asked_for, caller, is_known
from playground.jellyfin_environment import EnvironmentRoutes
from playground.jellyfin_plugin import JellyfinPlugin
from playground.jellyfin_query import Query, chosen, plain
from playground.jellyfin_scan import scan
from playground.jellyfin_shelf import Item, JellyfinShelf, JellyfinUser
from playground.jellyfin_views import ON_DEMAND, Shown
from playground.wire import EXCHANGE, CallLog, FaultKind, Wire
from playground.world import World

_GUID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_OPEN = ("/System/Info/Public", "/System/Ping", "/health")
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class JellyfinWire(Wire):
    """Jellyfin. `scan_s` is how long a scan takes; the settings of its shelf say what it does to files.

    `plugin_s` is how often the webhook plugin empties its queue.
    """

    def __init__(self, world: World, log: CallLog) -> None:
        super().__init__("jellyfin", log)
        if world.jellyfin is None:
            raise LookupError("This household has no Jellyfin: build its world with a version of one.")
        self.world = world
        self.shelf: JellyfinShelf = world.jellyfin
        self.scan_s = 0.05
        self.plugin_s = 0.1
        self.plugin = JellyfinPlugin(self)
        world.listeners["jellyfin"] = self._queue
        self._listed: tuple[object, list[Item]] = (None, [])

    def routes(self) -> Sequence[web.RouteDef]:
        """Give Jellyfin's paths."""
        return [
            web.get("/System/Info", self._info),
            web.get("/System/Info/Public", self._public),
            web.get("/System/Ping", self._ping),
            web.get("/health", self._health),
            web.get("/Users", self._users),
            web.get("/Users/Me", self._me),
            web.get("/Library/VirtualFolders", self._folders),
            web.get("/UserViews", self._views),
            web.get("/Items", self._items),
            web.delete("/Items", self._delete_many),
            web.get("/Items/{id}", self._item),
            web.delete("/Items/{id}", self._delete),
            web.get("/Items/{id}/Images/Primary", self._image),
            web.post("/Items/{id}/Refresh", self._refresh_one),
            web.get("/Shows/{id}/Seasons", self._seasons),
            web.get("/Shows/{id}/Episodes", self._episodes),
            web.get("/Sessions", self._sessions),
            web.post("/Library/Refresh", self._refresh),
            web.post("/Library/Media/Updated", self._updated),
            *EnvironmentRoutes(self.world, self.shelf).routes(),
        ]

    def refuse(self, request: web.Request) -> web.Response | None:
        """Let in who names the key or a user's token; pictures and who the server is are open to all."""
        if request.path in _OPEN or "/Images/" in request.path:
            return None
        if not is_known(self.shelf, request):
            return self.unauthorized()
        number = request.match_info.get("id", "0" * 32)
        return None if _GUID.fullmatch(number) else self._bad(f"The value '{number}' is not valid.")

    def unauthorized(self) -> web.Response:
        """Give Jellyfin's 401, which has no body."""
        return web.Response(status=401)

    async def stop(self) -> None:
        """Stop; what the plugin had queued is lost."""
        self.plugin.queue.clear()
        await super().stop()

    def _queue(self, event: str, body: Mapping[str, object]) -> None:
        """Queue what the plugin will post; without a webhook nothing is worth queueing."""
        if not self.plugin.hooks.pasted:
            return
        if not self.plugin.queue:
            self.later(self.plugin_s, self.plugin.flush)
        self.plugin.queue.append((event, body))

    def _caller(self, request: web.Request) -> JellyfinUser | None:
        return caller(self.shelf, request)

    def _user(self, request: web.Request) -> JellyfinUser | None:
        return asked_for(self.shelf, request)

    def _missing(self) -> web.Response:
        return self.json(_problem(404, "Not Found"), 404)

    def _bad(self, detail: str) -> web.Response:
        return self.json({**_problem(400, "Bad Request"), "detail": detail}, 400)

    def _by_id(self, request: web.Request) -> Item | None:
        return self.shelf.items.get(plain(request.match_info["id"]))

    async def _info(self, request: web.Request) -> web.Response:
        caller = self._caller(request)
        if caller is not None and not caller.admin:
            return web.Response(status=403)
        more = {"HasPendingRestart": False, "IsShuttingDown": False, "SupportsLibraryMonitor": True}
        return self.json({**self._who(), **more, "WebSocketPortNumber": 8096, "CompletedInstallations": []})

    async def _public(self, _: web.Request) -> web.Response:
        return self.json(self._who())

    def _who(self) -> dict[str, object]:
        return {
            "LocalAddress": self.url,
            "ServerName": self.shelf.name,
            "Version": self.shelf.version,
            "ProductName": "Jellyfin Server",
            "OperatingSystem": "",
            "Id": self.shelf.server,
            "StartupWizardCompleted": True,
        }

    async def _ping(self, _: web.Request) -> web.Response:
        return self.json("Jellyfin Server")

    async def _health(self, _: web.Request) -> web.Response:
        return web.Response(text="Healthy")

    async def _users(self, request: web.Request) -> web.Response:
        users = self.listed(request, list(self.shelf.users.values()))
        return self.json([jellyfin_rows.user(user, self.shelf.server) for user in users])

    async def _me(self, request: web.Request) -> web.Response:
        """Show who asks; a key is nobody, which is a bad request."""
        caller = self._caller(request)
        if caller is None:
            return self._bad("The key belongs to no user.")
        return self.json(jellyfin_rows.user(caller, self.shelf.server))

    async def _folders(self, request: web.Request) -> web.Response:
        caller = self._caller(request)
        if caller is not None and not caller.admin:
            return web.Response(status=403)
        rows = self.listed(request, list(self.shelf.libraries.values()))
        return self.json([jellyfin_rows.virtual_folder(self.world, library) for library in rows])

    async def _views(self, request: web.Request) -> web.Response:
        user = self._user(request)
        if user is None:
            return self._nobody()
        shown = Shown(self.world, self.shelf, user)
        rows = self.listed(request, list(self.shelf.libraries.values()))
        return self._result([shown.library(library) for library in rows], len(rows))

    async def _items(self, request: web.Request) -> web.Response:
        """List items, page by page. Without `userId` a key sees nobody's watch state."""
        query, user = Query.of(request.query.items()), self._user(request)
        if not query.all("ids") and not query.one("parentId") and query.flag("recursive") is not True:
            shown = Shown(self.world, self.shelf, user)
            libraries = [shown.library(library) for library in self.shelf.libraries.values()]
            return self._result(libraries, len(libraries))
        return self._page(request, query, user, self._chosen(query, user))

    def _chosen(self, query: Query, user: JellyfinUser | None) -> list[Item]:
        """Choose the items; a large household keeps the last choice until something changes."""
        key = (self.world.revision, query.key(), user)
        if not self.world.kept or self._listed[0] != key:
            self._listed = (key, chosen(self.shelf, query, user))
        return self._listed[1]

    def _page(
        self, request: web.Request, query: Query, user: JellyfinUser | None, rows: Sequence[Item]
    ) -> web.Response:
        """Cut out the page that was asked for; a fault may shorten it, or empty the whole listing."""
        every = [] if request[EXCHANGE].hit(FaultKind.EMPTY) else rows
        start = max(query.number("startIndex") or 0, 0)
        limit = query.number("limit")
        page = self.listed(request, every[start:] if limit is None else every[start : start + limit])
        shown = Shown(self.world, self.shelf, None if query.flag("enableUserData") is False else user)
        fields: Collection[str] = {*query.all("fields")}
        counted = query.flag("enableTotalRecordCount") is not False
        return self._result([shown.item(item, fields) for item in page], len(every) if counted else 0, start)

    def _result(self, rows: list[dict[str, object]], total: int, start: int = 0) -> web.Response:
        return self.json({"Items": rows, "TotalRecordCount": total, "StartIndex": start})

    def _nobody(self) -> web.Response:
        """Answer where a user is needed and the key has none: an ArgumentException, 400 and not 404."""
        return web.Response(status=400, text="Error processing request.")

    async def _item(self, request: web.Request) -> web.Response:
        """Show one item in full; with a key, `userId` must say for whom (400 without it)."""
        user = self._user(request)
        if user is None:
            return self._nobody()
        item = self._by_id(request)
        return (
            self.json(Shown(self.world, self.shelf, user).item(item, ON_DEMAND)) if item else self._missing()
        )

    async def _delete(self, request: web.Request) -> web.Response:
        """Delete an item with its files: 204. A key may delete everything, a user needs the right (401)."""
        item, caller = self._by_id(request), self._caller(request)
        if item is None:
            return self._missing()
        if refusal := self._may_not(caller):
            return refusal
        self.change(request, lambda: jellyfin_trash.delete(self.world, self.shelf, item.id))
        return web.Response(status=204)

    def _may_not(self, caller: JellyfinUser | None) -> web.Response | None:
        if caller is not None and not (caller.admin or caller.may_delete):
            return self.json("Unauthorized access", 401)
        if not jellyfin_trash.can_unlink(self.shelf):
            return web.Response(status=500, text="Error processing request.")
        return None

    async def _delete_many(self, request: web.Request) -> web.Response:
        """Delete one after the other: at the first unknown id it ends with 404, what is gone is gone."""
        caller = self._caller(request)
        for number in Query.of(request.query.items()).all("ids"):
            item = self.shelf.items.get(plain(number))
            if item is None:
                return self._missing()
            if refusal := self._may_not(caller):
                return refusal
            self.change(request, partial(jellyfin_trash.delete, self.world, self.shelf, item.id))
        return web.Response(status=204)

    async def _image(self, request: web.Request) -> web.Response:
        if self._by_id(request) is None:
            return self._missing()
        return web.Response(body=_PIXEL, content_type="image/png")

    async def _seasons(self, request: web.Request) -> web.Response:
        return self._nested(request, "Season")

    async def _episodes(self, request: web.Request) -> web.Response:
        return self._nested(request, "Episode")

    def _nested(self, request: web.Request, kind: str) -> web.Response:
        """List the seasons or the episodes of a show, in the order of their numbers."""
        user, query, series = self._user(request), Query.of(request.query.items()), self._by_id(request)
        if series is None or series.kind != "Series":
            return self._missing()
        season, number = plain(query.one("seasonId")), query.number("season")
        if season and season not in self.shelf.items:
            return self._missing()
        rows = [item for item in self.shelf.below(season or series.id) if item.kind == kind]
        if number is not None and kind == "Episode":
            rows = [item for item in rows if self.shelf.items[item.parent or ""].index == number]
        return self._page(request, query, user, rows)

    async def _sessions(self, request: web.Request) -> web.Response:
        live = [row for row in self.shelf.sessions.values() if row.item in self.shelf.items]
        return self.json(
            [jellyfin_rows.session(self.world, self.shelf, row) for row in self.listed(request, live)]
        )

    async def _refresh(self, request: web.Request) -> web.Response:
        """Start a scan of everything: 204 at once, done a while later. Only for administrators."""
        caller = self._caller(request)
        if caller is not None and not caller.admin:
            return web.Response(status=403)
        return self._scan_later(request)

    async def _refresh_one(self, request: web.Request) -> web.Response:
        return self._scan_later(request) if self._by_id(request) else self._missing()

    async def _updated(self, request: web.Request) -> web.Response:
        """Hear of changed paths (as Sonarr and Radarr report them): 204, and a scan a while later."""
        try:
            told = json.loads(await request.text())
        except json.JSONDecodeError:
            told = None
        if not isinstance(told, dict) or not isinstance(told.get("Updates"), list):
            return self._bad("The Updates field is required.")
        return self._scan_later(request)

    def _scan_later(self, request: web.Request) -> web.Response:
        self.change(request, lambda: self.later(self.scan_s, lambda: scan(self.world, self.shelf)))
        return web.Response(status=204)


def _problem(status: int, title: str) -> dict[str, object]:
    """Give the problem details that ASP.NET answers."""
    section = {400: "1", 404: "5"}[status]
    kind = f"https://tools.ietf.org/html/rfc9110#section-15.5.{section}"
    return {"type": kind, "title": title, "status": status}
