"""What Radarr and Sonarr have in common on the wire: their v3 API without the films and the shows."""

import json
from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar, cast

from aiohttp import web

from playground import arr_views as views
from playground.arr_hooks import NotificationRoutes
from playground.arr_notifications import Notifications
from playground.arr_views import Json
from playground.instance import ArrFile
from playground.removal import exclude_number, remove_file, remove_folders, rescan
from playground.wire import CallLog, Wire
from playground.world import World

T = TypeVar("T")
API = "/api/v3"
_VIDEO = (".mkv", ".mp4", ".avi")


class ArrWire(Wire):
    """A Radarr or Sonarr. `removal_delay` is how long (seconds) after its answer files really go."""

    exclusions = "exclusions"
    rescan_command = "RefreshMovie"

    def __init__(self, name: str, log: CallLog, world: World) -> None:
        super().__init__(name, log)
        self.world = world
        self.instance = world.instances[name]
        self.removal_delay = 0.05
        self.notifications = Notifications(self.instance, self)
        world.listeners[name] = self.notifications.announce
        self._commands: dict[int, Json] = {}

    @abstractmethod
    def own_routes(self) -> Sequence[web.RouteDef]:
        """Give the routes that the other server has not."""

    def routes(self) -> Sequence[web.RouteDef]:
        excluded = f"{API}/{self.exclusions}"
        return [
            *self.own_routes(),
            web.get(f"{API}/system/status", self._status),
            web.get(f"{API}/tag", self._tags),
            web.get(f"{API}/tag/{{id:\\d+}}", self._tag),
            web.post(f"{API}/tag", self._add_tag),
            web.get(f"{API}/qualityprofile", self._profiles),
            web.get(f"{API}/rootfolder", self._roots),
            web.get(f"{API}/diskspace", self._disk_space),
            web.get(f"{API}/config/mediamanagement", self._management),
            web.get(f"{API}/filesystem/mediafiles", self._media_files),
            web.get(f"{API}/queue", self._queue),
            web.delete(f"{API}/queue/{{id:\\d+}}", self._unqueue),
            web.get(f"{API}/command", self._list_commands),
            web.post(f"{API}/command", self._command),
            web.get(f"{API}/command/{{id:\\d+}}", self._show_command),
            web.get(f"{API}/importlist", self._import_lists),
            web.get(excluded, self._excluded),
            web.post(excluded, self._exclude),
            web.delete(f"{excluded}/{{id:\\d+}}", self._include),
            *NotificationRoutes(self, self.notifications).routes(API),
        ]

    def refuse(self, request: web.Request) -> web.Response | None:
        """Look for the key as these servers do: query, X-Api-Key, bearer; the first one found counts."""
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        key = query(request, "apikey") or request.headers.get("X-Api-Key") or bearer
        return None if key == self.instance.key else self.unauthorized()

    def change(self, request: web.Request, act: Callable[[], T]) -> T | None:
        done = super().change(request, act)
        self.world.touch()
        return done

    @property
    def revision(self) -> int | None:
        """Give the revision under which answers may be kept, None in a household that keeps none."""
        return self.world.revision if self.world.kept else None

    def error(self, status: int, message: str) -> web.Response:
        """Answer as the servers' error pipeline does."""
        return self.json({"message": message, "description": message}, status)

    def not_found(self, model: str, number: object) -> web.Response:
        """Answer a GET or PUT of an unknown id."""
        return self.error(404, f"{model} with ID {number} does not exist")

    def missing_row(self) -> web.Response:
        """Answer a DELETE of an unknown movie or series: an ApplicationException, not a 404."""
        return self.error(500, "Expected query to return 1 rows but returned 0")

    def remove_later(self, paths: list[str]) -> None:
        """Remove entries' folders as the servers do: after the answer."""
        self.later(self.removal_delay, lambda: remove_folders(self.world, self.instance, paths))

    def delete_file(self, request: web.Request, root: str, file: ArrFile, kind: str) -> web.Response:
        """Delete one file, at once; refused while the root folder is away or empty (a lost mount)."""
        seen = self.world.seen(self.name, root)
        if not self.world.disk.reaches(root):
            return self.error(409, f"{kind}'s root folder ({seen}) doesn't exist.")
        if self.world.disk.is_empty(root):
            return self.error(409, f"{kind}'s root folder ({seen}) is empty.")
        self.change(request, lambda: remove_file(self.world, self.instance, file.id))
        return self.json({})

    async def _status(self, _: web.Request) -> web.Response:
        return self.json(views.status(self.instance, self.world.now))

    async def _tags(self, request: web.Request) -> web.Response:
        rows = [{"id": number, "label": label} for number, label in self.instance.tags.items()]
        return self.json(self.listed(request, rows))

    async def _tag(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"])
        label = self.instance.tags.get(number)
        return self.json({"id": number, "label": label}) if label else self.not_found("Tag", number)

    async def _add_tag(self, request: web.Request) -> web.Response:
        label = str((await body(request))["label"]).lower()
        number = max(self.instance.tags, default=0) + 1
        self.change(request, lambda: self.instance.tags.__setitem__(number, label))
        return self.json({"id": number, "label": label}, 201)

    async def _profiles(self, request: web.Request) -> web.Response:
        return self.json(self.listed(request, views.profiles(self.instance)))

    async def _roots(self, request: web.Request) -> web.Response:
        return self.json(self.listed(request, views.root_folders(self.world, self.instance)))

    async def _disk_space(self, request: web.Request) -> web.Response:
        return self.json(self.listed(request, views.disk_space(self.world, self.instance)))

    async def _management(self, _: web.Request) -> web.Response:
        return self.json(views.management(self.instance))

    async def _media_files(self, request: web.Request) -> web.Response:
        """List the videos below a folder; a folder that is not there gives an empty list."""
        seen = query(request, "path").rstrip("/")
        house = self.world.house(self.name, seen)
        found = self.world.disk.under(house) if house else []
        paths = [self.world.seen(self.name, path) for path in found if path.endswith(_VIDEO)]
        rows = [
            {"path": path, "relativePath": path.removeprefix(seen + "/"), "name": path.rsplit("/", 1)[-1]}
            for path in paths
        ]
        return self.json(self.listed(request, rows))

    async def _queue(self, request: web.Request) -> web.Response:
        owners = numbers(request, "movieIds" if self.instance.app == "Radarr" else "seriesIds")
        rows = [row for row in self.instance.queue.values() if not owners or row.owner in owners]
        page, size = int(query(request, "page") or 1), int(query(request, "pageSize") or 10)
        shown = self.listed(request, rows[(page - 1) * size : page * size])
        return self.json(
            {
                "page": page,
                "pageSize": size,
                "sortKey": "timeleft",
                "sortDirection": "ascending",
                "totalRecords": len(rows),
                "records": [views.queued(self.instance, row) for row in shown],
            }
        )

    async def _unqueue(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"])
        if number not in self.instance.queue:
            return self.not_found("QueueItem", number)
        self.change(request, lambda: self.instance.queue.pop(number))
        return self.json({})

    async def _list_commands(self, request: web.Request) -> web.Response:
        return self.json(self.listed(request, list(self._commands.values())))

    async def _command(self, request: web.Request) -> web.Response:
        """Queue a command; a refresh rescans the folders of its entries a while later."""
        asked = await body(request)
        number, name = self.world.fresh(f"{self.name} command"), str(asked["name"])
        row = views.command(number, name, self.world.now, done=False)
        self._commands[number] = row
        if name in {self.rescan_command, self.rescan_command.replace("Refresh", "Rescan")}:
            owners = _owners(asked) or [*self.instance.movies, *self.instance.series]
            self.change(request, lambda: self.later(self.removal_delay, lambda: self._rescan(number, owners)))
        return self.json(row, 201)

    def _rescan(self, command: int, owners: Iterable[int]) -> None:
        for owner in owners:
            rescan(self.world, self.instance, owner)
        name = str(self._commands[command]["name"])
        self._commands[command] = views.command(command, name, self.world.now, done=True)

    async def _show_command(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"])
        row = self._commands.get(number)
        return self.json(row) if row else self.not_found("CommandModel", number)

    async def _import_lists(self, _: web.Request) -> web.Response:
        return self.json(views.import_lists(self.instance))

    async def _excluded(self, request: web.Request) -> web.Response:
        rows = [views.exclusion(self.instance, row) for row in self.instance.exclusions.values()]
        return self.json(self.listed(request, rows))

    async def _exclude(self, request: web.Request) -> web.Response:
        asked = await body(request)
        number = cast("int", asked.get("tmdbId") or asked.get("tvdbId") or 0)
        title = str(asked.get("movieTitle") or asked.get("title") or "")
        if not number or not title or any(x.number == number for x in self.instance.exclusions.values()):
            return self.error(400, "This exclusion has already been added or is not complete.")
        year = cast("int", asked.get("movieYear") or 0)
        self.change(request, lambda: exclude_number(self.world, self.instance, number, title, year))
        made = [row for row in self.instance.exclusions.values() if row.number == number]
        return self.json(views.exclusion(self.instance, made[0]) if made else asked, 201)

    async def _include(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"])
        if number not in self.instance.exclusions:
            return self.not_found("ImportListExclusion", number)
        self.change(request, lambda: self.instance.exclusions.pop(number))
        return self.json({})


def query(request: web.Request, name: str) -> str:
    """Give a query parameter, "" without it. ASP.NET takes names in any case and ignores unknown ones."""
    return next((value for key, value in request.query.items() if key.lower() == name.lower()), "")


def flag(request: web.Request, name: str) -> bool:
    """Give a query flag, false without it."""
    return query(request, name).lower() == "true"


def numbers(request: web.Request, name: str) -> list[int]:
    """Give the numbers of a query parameter that may stand several times."""
    found = [value for key, value in request.query.items() if key.lower() == name.lower()]
    return [int(part) for value in found for part in value.split(",") if part]


async def body(request: web.Request) -> Json:
    """Read a JSON object. Raises HTTPBadRequest for anything else."""
    try:
        value = json.loads(await request.text())
    except json.JSONDecodeError:
        value = None
    if not isinstance(value, dict):
        raise web.HTTPBadRequest(reason="A JSON object is expected.")
    return value


def _owners(asked: Json) -> list[int]:
    single = asked.get("movieId") or asked.get("seriesId")
    return cast("list[int]", [single] if single else asked.get("movieIds") or asked.get("seriesIds") or [])
