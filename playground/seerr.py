"""The Seerr wire: Overseerr, Jellyseerr or Seerr, by version."""

from collections.abc import Iterable, Sequence

from aiohttp import web

from playground import seerr_query as ask
from playground.hooks import Hooks, as_json
from playground.people import Person
from playground.request import MediaRow, Request
from playground.seerr_rows import (
    AVAILABLE,
    BLOCKLISTED,
    UNKNOWN,
    family,
    media_row,
    notifications_row,
    request_row,
    user_row,
)
from playground.wire import EXCHANGE, CallLog, FaultKind, Wire
from playground.world import World

OPEN_PATHS = {"/api/v1/status", "/api/v1/settings/public"}


class SeerrWire(Wire):
    """Seerr and its elders: 1.x is Overseerr, 2.x Jellyseerr, 3.x Seerr.

    `has_4k_default` says whether a default Radarr for 4K is set; without one a request to delete a 4K
    file is never answered.
    """

    def __init__(self, world: World, log: CallLog, version: str = "3.1.0") -> None:
        super().__init__("seerr", log)
        self.world = world
        self.version = version
        self.has_4k_default = False
        self.hooks = Hooks(self, as_json)
        world.listeners["seerr"] = self.hooks.announce

    def routes(self) -> Sequence[web.RouteDef]:
        """Give Seerr's paths."""
        routes = [
            web.get("/status", self.status),
            web.get("/settings/public", self.public_settings),
            web.get("/auth/me", self.me),
            web.get("/user", self.users),
            web.get("/user/{id}/settings/notifications", self.notifications),
            web.get("/request", self.requests),
            web.get("/request/{id}", self.request),
            web.delete("/request/{id}", self.delete_request),
            web.get("/media", self.media),
            web.delete("/media/{id}", self.delete_media),
            web.delete("/media/{id}/file", self.delete_file),
            web.get("/movie/{id}", self.lookup),
            web.get("/tv/{id}", self.lookup),
        ]
        return [web.RouteDef(r.method, f"/api/v1{r.path}", r.handler, r.kwargs) for r in routes]

    def refuse(self, request: web.Request) -> web.Response | None:
        """Want the key in X-Api-Key: none is 401, a wrong one 403; one in the query does not count."""
        given = request.headers.get("X-Api-Key")
        if request.path in OPEN_PATHS:
            return None
        if not given:
            return self.unauthorized()
        if given != self.world.seerr_key or self._user(request) is None:
            return self._failure(403, "You do not have permission to access this endpoint")
        return None

    def unauthorized(self) -> web.Response:
        """Give Seerr's 401, which asks for the cookie of a browser."""
        message = "cookie 'connect.sid' required"
        return self.json({"message": message, "errors": [{"message": message}]}, status=401)

    async def status(self, request: web.Request) -> web.Response:
        """Give the version, without a key."""
        del request
        fresh = {"updateAvailable": False, "commitsBehind": 0, "restartRequired": False}
        return self.json({"version": self.version, "commitTag": "playground", **fresh})

    async def public_settings(self, request: web.Request) -> web.Response:
        """Give what the login page knows, without a key."""
        del request
        title = family(self.version).capitalize()
        return self.json({"initialized": True, "applicationTitle": title, "movie4kEnabled": True})

    async def me(self, request: web.Request) -> web.Response:
        """Give the user a key acts as: the owner, or whom X-API-User names."""
        person = self._user(request)
        return self.json(user_row(person)) if person else self._failure(403, "Forbidden")

    async def users(self, request: web.Request) -> web.Response:
        """List the users page by page."""
        counts = {p.seerr_id: self._asked_by(p) for p in self.world.people}
        rows = [user_row(person, counts[person.seerr_id]) for person in self.world.people]
        return self._listing(request, rows, filters=set(), names={"sort", "q", "includeIds"})

    async def notifications(self, request: web.Request) -> web.Response:
        """Show how a user wants to be told, Discord id included: to themselves and to who manages users."""
        found = next((p for p in self.world.people if p.seerr_id == _number(request)), None)
        if found is None:
            return self._failure(404, "User not found.")
        me = self._user(request)
        if me is None or me.seerr_id not in {1, found.seerr_id}:
            return self._failure(403, "You do not have permission to view this user's settings.")
        return self.json(notifications_row(found))

    async def requests(self, request: web.Request) -> web.Response:
        """List the requests page by page, youngest first."""
        of, world = family(self.version), self.world
        passes = ask.request_passes(request.query.get("filter", "all"), of)
        pairs = [(r, world.media[r.media]) for r in world.requests.values()]
        rows = [r for r, media in pairs if passes(r, media) and self._asked(request, r, media)]
        names = {"filter", "sort", "requestedBy"}
        if of != "overseerr":
            names |= {"sortDirection", "mediaType"}
        shown = self._sorted(request, rows)
        return self._listing(request, shown, filters=ask.request_filters(of), names=names)

    async def request(self, request: web.Request) -> web.Response:
        """Show one request."""
        found = self.world.requests.get(_number(request))
        return self.json(self._shown(found)) if found else self._failure(404, "Request not found.")

    async def delete_request(self, request: web.Request) -> web.Response:
        """Delete a request: 204. The media row stays; unless it is available it falls to UNKNOWN."""
        found = self.world.requests.get(_number(request))
        if found is None:
            return self._failure(404, "Request not found.")
        person = self._user(request)
        owns = person is not None and (person.seerr_id in {1, found.person} or found.status == 1)
        if not owns:
            return self._failure(401, "You do not have permission to delete this request.")
        self.change(request, lambda: self._drop_request(found))
        return web.Response(status=204)

    async def media(self, request: web.Request) -> web.Response:
        """List the media rows page by page. The filter `deleted` is accepted and lets all rows pass."""
        of = family(self.version)
        passes = ask.media_passes(request.query.get("filter", "all"))
        rows = [row for row in reversed(self.world.media.values()) if passes(row)]
        return self._listing(request, rows, filters=ask.media_filters(of), names={"filter", "sort"})

    async def delete_media(self, request: web.Request) -> web.Response:
        """Delete a media row with its requests: 204. A blocklisted row is only reset."""
        person = self._user(request)
        if person is None or person.seerr_id != 1:
            return self._failure(403, "You do not have permission to access this endpoint")
        found = self.world.media.get(_number(request))
        if found is None:
            return self._failure(404, "Media not found")
        self.change(request, lambda: self._drop_media(found))
        return web.Response(status=204)

    async def delete_file(self, request: web.Request) -> web.Response:
        """Delete a film through Radarr, behind everyone's back; Overseerr has no such path.

        A show needs the outside world to be looked up: 404 although the row exists. Without a default
        server of that class no answer ever comes.
        """
        found = self.world.media.get(_number(request))
        if family(self.version) == "overseerr" or found is None or found.kind == "tv":
            return self._failure(404, "Media not found")
        uhd = request.query.get("is4k") == "true"
        if uhd and not self.has_4k_default:
            await self._stopping.wait()
            self._tear(request)
        self.change(request, lambda: self._drop_film(found, uhd=uhd))
        return web.Response(status=204)

    async def lookup(self, request: web.Request) -> web.Response:
        """Fail as Seerr does when TMDB cannot be reached: this household has no outside world."""
        what = "movie" if "/movie/" in request.path else "series"
        return self._failure(500, f"Unable to retrieve {what}.")

    def _listing(
        self,
        request: web.Request,
        rows: Sequence[Request | MediaRow | dict[str, object]],
        *,
        filters: set[str],
        names: set[str],
    ) -> web.Response:
        if wrong := ask.complaint(request.query, filters, names):
            return self.json({"message": wrong, "errors": [{"message": wrong}]}, status=400)
        page = ask.asked_page(request.query)
        if request[EXCHANGE].hit(FaultKind.EMPTY):
            rows = []
        shown = [self._shown(row) for row in self.listed(request, page.cut(rows))]
        body: dict[str, object] = {"pageInfo": page.info(len(rows)), "results": shown}
        if family(self.version) != "overseerr" and request.path.endswith("/request"):
            body["serviceErrors"] = {"radarr": [], "sonarr": []}
        return self.json(body)

    def _shown(self, row: Request | MediaRow | dict[str, object]) -> dict[str, object]:
        of = family(self.version)
        match row:
            case Request():
                people = {person.seerr_id: person for person in self.world.people}
                return request_row(row, self.world.media[row.media], people, of)
            case MediaRow():
                return media_row(row, of)
            case _:
                return row

    def _sorted(self, request: web.Request, rows: Iterable[Request]) -> list[Request]:
        modified = request.query.get("sort") == "modified"
        rising = request.query.get("sortDirection") == "asc"
        return sorted(rows, key=lambda r: (r.updated, r.id) if modified else (r.id,), reverse=not rising)

    def _asked(self, request: web.Request, row: Request, media: MediaRow) -> bool:
        by, kind = request.query.get("requestedBy"), request.query.get("mediaType", "all")
        return by in {None, str(row.person)} and kind in {"all", media.kind}

    def _asked_by(self, person: Person) -> int:
        return sum(request.person == person.seerr_id for request in self.world.requests.values())

    def _user(self, request: web.Request) -> Person | None:
        """Find whom the call acts as: the first user, or the one X-API-User names."""
        wanted = request.headers.get("X-API-User", "1")
        return next((p for p in self.world.people if str(p.seerr_id) == wanted), None)

    def _drop_request(self, request: Request) -> None:
        del self.world.requests[request.id]
        media = self.world.media[request.media]
        left = {other.is_4k for other in self.world.requests.values() if other.media == media.id}
        if False not in left and media.status != AVAILABLE:
            media.status = UNKNOWN
        if True not in left and media.status_4k != AVAILABLE:
            media.status_4k = UNKNOWN
        self.world.touch()

    def _drop_media(self, media: MediaRow) -> None:
        if media.status == BLOCKLISTED:
            media.key = media.key_4k = media.entry = media.entry_4k = None
        else:
            del self.world.media[media.id]
            requests = self.world.requests
            for request in [row for row in requests.values() if row.media == media.id]:
                del requests[request.id]
        self.world.touch()

    def _drop_film(self, media: MediaRow, *, uhd: bool) -> None:
        instance = self.world.instances["uhd" if uhd else "radarr"]
        number = media.entry_4k if uhd else media.entry
        movie = instance.movies.get(number) if number is not None else None
        if movie is not None:
            for file in instance.held(movie.id):
                instance.drop_file(file.id)
            self.world.disk.remove_folder(movie.path)
            del instance.movies[movie.id]
        self.world.touch()

    def _failure(self, status: int, message: str) -> web.Response:
        return self.json({"status": status, "message": message}, status=status)


def _number(request: web.Request) -> int:
    """Read the id of the path; what is no number is no id, so it is never found."""
    text = request.match_info["id"]
    return int(text) if text.isdigit() else -1
