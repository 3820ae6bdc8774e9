"""The Tautulli wire: who watched what, for as long as it has been recording."""

from collections.abc import Callable, Mapping, Sequence

from aiohttp import web

from playground import tautulli_history as history
from playground.people import Person
from playground.shelf import Entry, Play, Section
from playground.wire import EXCHANGE, CallLog, FaultKind, Wire
from playground.world import World

Query = Mapping[str, str]
Command = Callable[[web.Request, Query], object]


class TautulliWire(Wire):
    """Tautulli. It asks Plex for libraries and sessions: while Plex is down those are empty successes.

    `plex_is_up` tells it so; history and statistics come from its own database and need no Plex.
    """

    def __init__(self, world: World, log: CallLog, plex_is_up: Callable[[], bool] = lambda: True) -> None:
        super().__init__("tautulli", log)
        self.world = world
        self.plex_is_up = plex_is_up
        self._rows: tuple[object, list[history.Row]] = (None, [])
        self.commands: dict[str, Command] = {
            "get_activity": self.get_activity,
            "get_history": self.get_history,
            "get_item_watch_time_stats": self.get_item_watch_time_stats,
            "get_libraries": self.get_libraries,
            "get_library_media_info": self.get_library_media_info,
            "get_server_identity": self.get_server_identity,
            "get_server_info": self.get_server_info,
            "get_tautulli_info": self.get_tautulli_info,
            "get_users": self.get_users,
            "server_status": self.server_status,
            "status": self.status,
        }

    def routes(self) -> Sequence[web.RouteDef]:
        """Give Tautulli's one path."""
        return [web.get("/api/v2", self.serve), web.post("/api/v2", self.serve)]

    def refuse(self, request: web.Request) -> web.Response | None:
        """Let everything in: the key may stand in the form, so `serve` looks for it."""
        del request
        return None

    def unauthorized(self) -> web.Response:
        """Give what Tautulli says to a wrong key: 400, not 401."""
        return self._failure("Invalid apikey")

    async def serve(self, request: web.Request) -> web.Response:
        """Answer a command; its parameters come from the query or from a form."""
        query = {**request.query, **{k: str(v) for k, v in (await request.post()).items()}}
        # The key counts as a parameter alone: one in a header is as good as none.
        if not query.get("apikey"):
            return self._failure("Parameter apikey is required")
        if query["apikey"] != self.world.tautulli_key:
            return self.unauthorized()
        if not query.get("cmd"):
            return self._failure("Parameter cmd is required")
        command = self.commands.get(query["cmd"])
        if command is None:
            return self._failure(f"Unknown command: {query['cmd']}")
        data = command(request, query)
        return self.json({"response": {"result": "success", "message": None, "data": data}})

    def get_history(self, request: web.Request, query: Query) -> object:
        """Give a page of history. recordsTotal ignores the filters, recordsFiltered heeds them."""
        every = self._history(live=query.get("include_activity", "1") == "1")
        if request[EXCHANGE].hit(FaultKind.EMPTY):
            every = []
        rows = history.ordered(history.chosen(every, query), query)
        shown = self.listed(request, history.page(rows, query))
        return {
            "draw": 1,
            "recordsTotal": len(every),
            "recordsFiltered": len(rows),
            "total_duration": "0",
            "filter_duration": "0",
            "data": shown,
        }

    def get_activity(self, request: web.Request, query: Query) -> object:
        """Show what plays right now; an empty object while Plex is down."""
        del query
        if not self.plex_is_up():
            return {}
        shelf = self.world.shelf
        live = [session for session in shelf.sessions.values() if session.key in shelf.entries]
        rows = [
            history.live_row(session, shelf, self._person(session.person), self.world.now)
            | {"session_id": session.id, "view_offset": str(session.offset_ms)}
            for session in self.listed(request, live)
        ]
        # Numbers arrive as text here, unlike in the history.
        sessions = [{k: str(v) if isinstance(v, int) else v for k, v in row.items()} for row in rows]
        return {"stream_count": str(len(rows)), "sessions": sessions, "total_bandwidth": 0}

    def get_item_watch_time_stats(self, request: web.Request, query: Query) -> object:
        """Count the plays of an item and of what lies below it, by span of days (0: ever)."""
        del request
        key = query.get("rating_key", "")
        rows = [p for p in history.recorded(self.world.shelf) if key in map(str, _line(p))]
        stats = []
        for days in (int(part) for part in query.get("query_days", "1,7,30,0").split(",")):
            within = [p for p in rows if not days or (self.world.now - p.at).days < days]
            total = sum(play.duration_s for play in within)
            stats.append({"query_days": days, "total_plays": len(within), "total_time": total})
        return stats

    def get_libraries(self, request: web.Request, query: Query) -> object:
        """List the libraries; an empty list while Plex is down."""
        del query
        sections = list(self.world.shelf.sections.values()) if self.plex_is_up() else []
        return [self._library(section) for section in self.listed(request, sections)]

    def get_library_media_info(self, request: web.Request, query: Query) -> object:
        """List a library's films or shows with their last play; empty while Plex is down."""
        number = query.get("section_id", "")
        section = self.world.shelf.sections.get(int(number)) if number.isdigit() else None
        entries = self.world.shelf.of_kind(section.key, section.kind) if section else []
        if not self.plex_is_up() or request[EXCHANGE].hit(FaultKind.EMPTY):
            entries = []
        shown = self.listed(request, history.page(entries, query))
        size = sum(self._size(entry) for entry in entries)
        return {
            "draw": 1,
            "recordsTotal": len(entries),
            "recordsFiltered": len(entries),
            "filtered_file_size": size,
            "total_file_size": size,
            "last_refreshed": int(self.world.now.timestamp()),
            "data": [self._media_info(entry) for entry in shown],
        }

    def get_server_identity(self, request: web.Request, query: Query) -> object:
        """Say which Plex server it watches; nothing while Plex is down."""
        del request, query
        shelf = self.world.shelf
        return {"machine_identifier": shelf.machine, "version": shelf.version} if self.plex_is_up() else {}

    def get_server_info(self, request: web.Request, query: Query) -> object:
        """Describe the Plex server as it was set up."""
        del request, query
        shelf = self.world.shelf
        return {
            "pms_identifier": self.world.tautulli_plex or shelf.machine,
            "pms_ip": "127.0.0.1",
            "pms_is_remote": 0,
            "pms_name": shelf.name,
            "pms_platform": "Linux",
            "pms_plexpass": 1,
            "pms_port": 32400,
            "pms_ssl": 0,
            "pms_url": "http://127.0.0.1:32400",
            "pms_url_manual": 0,
            "pms_version": shelf.version,
        }

    def get_tautulli_info(self, request: web.Request, query: Query) -> object:
        """Describe Tautulli."""
        del request, query
        return {
            "tautulli_install_type": "docker",
            "tautulli_version": "v2.17.2",
            "tautulli_branch": "master",
            "tautulli_platform": "Linux",
            "tautulli_python_version": "3.11.7",
        }

    def get_users(self, request: web.Request, query: Query) -> object:
        """List the people."""
        del query
        return [
            {
                "row_id": row,
                "user_id": person.plex_tv_id,
                "username": person.name,
                "friendly_name": person.name,
                "email": person.email,
                "is_active": 1,
                "is_admin": int(person.plex_id == 1),
                "keep_history": int(person.plex_id not in self.world.shelf.unrecorded),
            }
            for row, person in enumerate(self.listed(request, self.world.people), start=1)
        ]

    def server_status(self, request: web.Request, query: Query) -> object:
        """Say whether Plex can be reached."""
        del request, query
        return {"result": "success", "connected": self.plex_is_up()}

    def status(self, request: web.Request, query: Query) -> object:
        """Say that Tautulli is there."""
        del request, query
        return {"result": "success", "message": "Ok"}

    def _failure(self, message: str) -> web.Response:
        return self.json({"response": {"result": "error", "message": message, "data": {}}}, status=400)

    def _history(self, *, live: bool) -> list[history.Row]:
        shelf = self.world.shelf
        # Rendering some 100,000 rows for every page would outlast the client; plays are only ever added.
        newest = shelf.plays[-1].id if shelf.plays else 0
        version = (len(shelf.plays), newest, shelf.history_from, shelf.unrecorded, self.world.people)
        if self._rows[0] != version:
            finished = history.recorded(shelf)
            self._rows = version, [history.history_row(play, self._person(play.person)) for play in finished]
        rows = self._rows[1]
        if not live:
            return rows
        running = [session for session in shelf.sessions.values() if session.key in shelf.entries]
        now = self.world.now
        return [history.live_row(s, shelf, self._person(s.person), now) for s in running] + rows

    def _person(self, number: int) -> Person:
        return next(person for person in self.world.people if person.plex_id == number)

    def _library(self, section: Section) -> dict[str, object]:
        shelf = self.world.shelf
        row: dict[str, object] = {
            "section_id": str(section.key),
            "section_name": section.title,
            "section_type": section.kind,
            "agent": f"tv.plex.agents.{'movie' if section.kind == 'movie' else 'series'}",
            "thumb": f"/:/resources/{section.kind}.png",
            "art": f"/:/resources/{section.kind}-fanart.jpg",
            "count": str(len(shelf.of_kind(section.key, section.kind))),
            "is_active": 1,
        }
        if section.kind == "show":
            row["parent_count"] = str(len(shelf.of_kind(section.key, "season")))
            row["child_count"] = str(len(shelf.of_kind(section.key, "episode")))
        return row

    def _media_info(self, entry: Entry) -> dict[str, object]:
        plays = [play for play in history.recorded(self.world.shelf) if entry.key in _line(play)]
        return {
            "rating_key": str(entry.key),
            "section_id": entry.section,
            "section_type": self.world.shelf.sections[entry.section].kind,
            "media_type": entry.kind,
            "title": entry.title,
            "sort_title": entry.title,
            "year": str(entry.year or ""),
            "added_at": str(int(entry.added.timestamp())),
            "file_size": self._size(entry),
            "last_played": int(plays[0].at.timestamp()) if plays else None,
            "play_count": len(plays) or None,
        }

    def _size(self, entry: Entry) -> int:
        return sum(part.size for leaf in self.world.shelf.leaves(entry.key) for part in leaf.parts)


def _line(play: Play) -> tuple[int | None, ...]:
    """Give the keys a play counts for: its own, its season's and its show's."""
    return (play.key, play.parent, play.grandparent)
