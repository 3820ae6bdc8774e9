"""The Plex wire: a media server as a deletion tool meets it."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from aiohttp import web

from playground import plex_listing, plex_trash
from playground.hooks import Hooks
from playground.people import OWNER
from playground.plex_answer import answer, refusal
from playground.plex_hooks import as_form
from playground.plex_listing import CONTAINER
from playground.plex_pictures import poster
from playground.plex_rendered import Rendered
from playground.plex_tags import FIELDS, tag_rows, tagged
from playground.shelf import Entry, Kind, Play
from playground.wire import EXCHANGE, CallLog, FaultKind, Wire
from playground.world import World

T = TypeVar("T")

TYPES: dict[str, Kind] = {"1": "movie", "2": "show", "3": "season", "4": "episode"}


class PlexWire(Wire):
    """Plex, with settings for what real servers surprise a client with.

    `stand_ins` maps a ratingKey to the one answered in its place (the key of another item); `pictures` to
    what is sent as its poster; `scan_s` is how long a scan takes; `rendered.forgets_views` leaves the view
    counts out.
    """

    def __init__(self, world: World, log: CallLog) -> None:
        super().__init__("plex", log)
        self.world = world
        self.stand_ins: dict[int, int] = {}
        self.pictures: dict[int, bytes] = {}
        self.scan_s = 0.05
        self.rendered = Rendered(world)
        self.hooks = Hooks(self, as_form)
        world.listeners["plex"] = self.hooks.announce

    def routes(self) -> Sequence[web.RouteDef]:
        """Give Plex's paths."""
        return [
            web.get("/", self.root),
            web.get("/identity", self.identity),
            web.get("/accounts", self.accounts),
            web.get("/:/prefs", self.prefs),
            web.put("/:/prefs", self.set_prefs),
            web.get("/library", self.library),
            web.get("/library/sections", self.sections),
            web.get("/library/sections/all", self.sections),
            web.get(r"/library/sections/{section:\d+}/all", self.listing),
            web.get(rf"/library/sections/{{section:\d+}}/{{tag:{'|'.join(FIELDS)}}}", self.tags),
            web.get(r"/library/sections/{section:\d+}/refresh", self.scan),
            web.post(r"/library/sections/{section:\d+}/refresh", self.scan),
            web.get("/library/metadata/{ids}", self.metadata),
            web.delete("/library/metadata/{ids}", self.delete),
            web.get(r"/library/metadata/{id:\d+}/thumb/{at:\d+}", self.thumb),
            web.get(r"/library/metadata/{id:\d+}/children", self.children),
            web.get(r"/library/metadata/{id:\d+}/allLeaves", self.leaves),
            web.get("/status/sessions", self.sessions),
            web.get("/status/sessions/history/all", self.history),
        ]

    def refuse(self, request: web.Request) -> web.Response | None:
        """Let in who names the owner's token; `/identity` is open to all."""
        given = request.headers.get("X-Plex-Token") or request.query.get("X-Plex-Token")
        if request.path == "/identity" or given == self.world.shelf.token:
            return None
        return self.unauthorized()

    def unauthorized(self) -> web.Response:
        """Give Plex's 401, a page of HTML."""
        return refusal(401, "Unauthorized")

    async def root(self, request: web.Request) -> web.Response:
        """Describe the server; allowMediaDeletion is absent when the preference is off."""
        shelf = self.world.shelf
        container: dict[str, object] = {
            "size": 0,
            "allowSync": True,
            "claimed": True,
            "friendlyName": shelf.name,
            "machineIdentifier": shelf.machine,
            "multiuser": True,
            "myPlex": True,
            "myPlexUsername": OWNER.email,
            "platform": "Linux",
            "platformVersion": "6.1",
            "updatedAt": plex_listing.unix(self.world.now),
            "version": shelf.version,
        }
        if shelf.may_delete:
            container["allowMediaDeletion"] = True
        return answer(request, container)

    async def identity(self, request: web.Request) -> web.Response:
        """Say who the server is, without a token."""
        shelf = self.world.shelf
        who = {"size": 0, "claimed": True, "machineIdentifier": shelf.machine, "version": shelf.version}
        return answer(request, who)

    async def accounts(self, request: web.Request) -> web.Response:
        """List the accounts; 0 without a name is whoever plays unsigned on the local network."""
        nobody = {"id": 0, "key": "/accounts/0", "name": ""}
        people = [plex_listing.account(person) for person in self.world.people]
        rows = self.listed(request, [nobody, *people])
        return answer(request, {"size": len(rows), **CONTAINER, "Account": rows})

    async def prefs(self, request: web.Request) -> web.Response:
        """Show the one preference that a deletion depends on."""
        setting = {
            "id": "allowMediaDeletion",
            "label": "Allow media deletion",
            "summary": "The owner of the server will be allowed to delete media files from disk.",
            "type": "bool",
            "default": True,
            "value": self.world.shelf.may_delete,
            "hidden": False,
            "advanced": False,
            "group": "library",
        }
        return answer(request, {"size": 1, "Setting": [setting]})

    async def set_prefs(self, request: web.Request) -> web.Response:
        """Switch the preference."""
        wanted = request.query.get("allowMediaDeletion")
        if wanted is None:
            return refusal(400, "Bad Request")
        self.change(request, lambda: setattr(self.world.shelf, "may_delete", wanted in {"1", "true"}))
        return web.Response()

    async def library(self, request: web.Request) -> web.Response:
        """Show the root of the library, which plexapi reads before anything below it."""
        rows = [{"key": "sections", "title": "Library Sections"}]
        return answer(request, {"size": 1, **CONTAINER, "title1": "Plex Library", "Directory": rows})

    async def sections(self, request: web.Request) -> web.Response:
        """List the libraries."""
        every = [plex_listing.section(row, self.world) for row in self.world.shelf.sections.values()]
        rows = self.listed(request, every)
        return answer(request, {"size": len(rows), **CONTAINER, "title1": "Plex Library", "Directory": rows})

    async def listing(self, request: web.Request) -> web.Response:
        """List a library page by page: its films or shows, or another `type`, or those with a tag."""
        section = self.world.shelf.sections.get(int(request.match_info["section"]))
        kind = TYPES.get(request.query.get("type", "1" if section and section.kind == "movie" else "2"))
        if section is None or kind is None:
            return refusal(404, "Not Found")
        rows = tagged(self.rendered.of_kind(section.key, kind), request.query)
        page, frame = self._page(request, rows)
        frame |= {"librarySectionID": section.key, "librarySectionTitle": section.title}
        guids = request.query.get("includeGuids") == "1"
        if "json" in request.headers.get("Accept", ""):
            return self._spliced(frame, self.rendered.texts(page, guids=guids))
        return answer(request, {**frame, "Metadata": self.rendered.nodes(page, guids=guids)})

    async def tags(self, request: web.Request) -> web.Response:
        """List the labels, collections or genres of a library; the key goes into a listing's filter."""
        section, field = int(request.match_info["section"]), request.match_info["tag"]
        if section not in self.world.shelf.sections:
            return refusal(404, "Not Found")
        every = (self.world.shelf.entries[key] for key in self.world.shelf.by_section.get(section, []))
        rows = self.listed(request, tag_rows(section, field, every))
        return answer(request, {"size": len(rows), **CONTAINER, "Directory": rows})

    async def metadata(self, request: web.Request) -> web.Response:
        """Show one or several entries in full; 404 when none of them is there."""
        wanted = [int(part) for part in request.match_info["ids"].split(",") if part.isdigit()]
        keys = [self.stand_ins.get(key, key) for key in wanted]
        found = [self.world.shelf.entries[key] for key in keys if key in self.world.shelf.entries]
        if not found:
            return refusal(404, "Not Found")
        check = request.query.get("checkFiles") == "1"
        entries = self.listed(request, found)
        listing = self.rendered.listing()
        rows = [listing.node(entry, guids=True, full=True, check=check) for entry in entries]
        frame = {"size": len(rows), **CONTAINER, "librarySectionID": found[0].section}
        return answer(request, {**frame, "Metadata": rows})

    async def delete(self, request: web.Request) -> web.Response:
        """Delete one entry with every file of it and of all below: 200, and the files are gone.

        Real servers take a list of ids here; this one refuses it, because no client may ever send one.
        """
        ids, shelf = request.match_info["ids"], self.world.shelf
        if not shelf.may_delete:
            return refusal(403, "Forbidden")
        if not ids.isdigit():
            return refusal(400, "Bad Request")
        if int(ids) not in shelf.entries:
            return refusal(404, "Not Found")
        if not plex_trash.can_unlink(self.world, int(ids)):
            return refusal(400, "Bad Request")
        self.change(request, lambda: plex_trash.delete(self.world, int(ids)))
        return web.Response(content_type="text/html")

    async def thumb(self, request: web.Request) -> web.Response:
        """Show the poster of an entry."""
        key = int(request.match_info["id"])
        if key not in self.world.shelf.entries:
            return refusal(404, "Not Found")
        return web.Response(body=self.pictures.get(key, poster(key)), content_type="image/jpeg")

    async def children(self, request: web.Request) -> web.Response:
        """List the seasons of a show or the episodes of a season."""
        entry = self.world.shelf.entries.get(int(request.match_info["id"]))
        if entry is None:
            return refusal(404, "Not Found")
        return self._nested(request, [self.world.shelf.entries[key] for key in entry.children])

    async def leaves(self, request: web.Request) -> web.Response:
        """List every episode under a show or season."""
        key = int(request.match_info["id"])
        if key not in self.world.shelf.entries:
            return refusal(404, "Not Found")
        return self._nested(request, self.world.shelf.leaves(key))

    async def sessions(self, request: web.Request) -> web.Response:
        """Show what plays right now."""
        shelf, listing = self.world.shelf, self.rendered.listing()
        live = [session for session in shelf.sessions.values() if session.key in shelf.entries]
        rows = [listing.session(session) for session in self.listed(request, live)]
        return answer(request, {"size": len(rows), "Metadata": rows})

    async def history(self, request: web.Request) -> web.Response:
        """Show what was watched to the end, by all accounts; rows of deleted items keep their dead keys."""
        rows = _asked_for(self.rendered.watched(), request.query)
        if request.query.get("sort", "") in {"viewedAt:desc", "-viewedAt"}:
            rows.reverse()
        page, frame = self._page(request, rows)
        return answer(request, {**frame, "Metadata": [plex_listing.history_row(play) for play in page]})

    async def scan(self, request: web.Request) -> web.Response:
        """Start a scan: 200 at once, entries whose files are gone are dropped a little later."""
        section = int(request.match_info["section"])
        if section not in self.world.shelf.sections:
            return refusal(404, "Not Found")
        seconds = self.scan_s
        self.change(request, lambda: self.later(seconds, lambda: plex_trash.scan(self.world, section)))
        return web.Response(content_type="text/html")

    def _nested(self, request: web.Request, rows: list[Entry]) -> web.Response:
        page, frame = self._page(request, rows)
        guids = request.query.get("includeGuids") == "1"
        return answer(request, {**frame, "Metadata": self.rendered.nodes(page, guids=guids)})

    def _page(self, request: web.Request, rows: Sequence[T]) -> tuple[Sequence[T], dict[str, object]]:
        """Cut out the page that was asked for; a fault may shorten it, or empty the whole listing."""
        every = [] if request[EXCHANGE].hit(FaultKind.EMPTY) else rows
        start = _paging(request, "X-Plex-Container-Start", 0)
        size = _paging(request, "X-Plex-Container-Size", len(every))
        page = self.listed(request, every[start : start + size])
        frame = {"size": len(page), "totalSize": len(every), "offset": start, "allowSync": True}
        return page, {**frame, **CONTAINER}

    def _spliced(self, frame: Mapping[str, object], rows: list[str]) -> web.Response:
        """Answer JSON from rows that are rendered already."""
        head = json.dumps(frame, separators=(",", ":"))[:-1]
        listed = f',"Metadata":[{",".join(rows)}]' if rows else ""
        text = f'{{"MediaContainer":{head}{listed}}}}}'
        headers = {"X-Plex-Container-Start": str(frame["offset"])}
        headers["X-Plex-Container-Total-Size"] = str(frame["totalSize"])
        return web.Response(text=text, content_type="application/json", headers=headers)


def _paging(request: web.Request, name: str, default: int) -> int:
    """Read a paging number: a header, or a query parameter of the same name."""
    given = request.headers.get(name) or request.query.get(name, "")
    return int(given) if given.isdigit() else default


def _asked_for(plays: Sequence[Play], query: Mapping[str, str]) -> list[Play]:
    """Keep the history rows that the filters want; the key of a show or season means all below it."""
    tests: list[Callable[[Play], bool]] = []
    if person := query.get("accountID"):
        tests.append(lambda play: str(play.person) == person)
    if section := query.get("librarySectionID"):
        tests.append(lambda play: str(play.section) == section)
    if item := query.get("metadataItemID"):
        tests.append(lambda play: item in {str(play.key), str(play.parent), str(play.grandparent)})
    if since := query.get("viewedAt>"):
        tests.append(lambda play: plex_listing.unix(play.at) >= int(since))
    return [play for play in plays if all(test(play) for test in tests)] if tests else list(plays)
