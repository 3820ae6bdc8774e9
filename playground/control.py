"""The playground's own port: what a disk probe asks, the call log, faults from outside.

Calls here are no calls of the household: they stand in a log of their own.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from aiohttp import web

from playground.calls import Call, CallLog
from playground.faults import FaultKind
from playground.wire import Wire
from playground.world import World


class Control(Wire):
    """Answers `GET /disk`, `GET /calls`, `POST` and `DELETE /faults`, `GET /world`. It needs no key."""

    def __init__(self, world: World, log: CallLog, wires: Mapping[str, Wire]) -> None:
        super().__init__("control", CallLog())
        self._world = world
        self._household = log
        self._wires = wires

    def routes(self) -> Sequence[web.RouteDef]:
        return [
            web.get("/disk", self._disk),
            web.get("/calls", self._calls),
            web.post("/faults", self._add_fault),
            web.delete("/faults", self._clear_faults),
            web.get("/world", self._summary),
        ]

    def refuse(self, request: web.Request) -> web.Response | None:  # noqa: ARG002 - no key is asked for
        """Let everybody on this machine in."""
        return None

    async def _disk(self, request: web.Request) -> web.Response:
        """Tell the space of the disk that holds `path`: a real one, or one as Plex or Jellyfin sees it."""
        disk = self._world.disk
        path = request.query.get("path", str(disk.root))
        house = disk.house(Path(path))
        for server in ("plex", "jellyfin"):
            house = house if house is not None else self._world.house(server, path)
        if house is None or not disk.reaches(house):
            return self.json({"error": f"No disk of the household holds {path}."}, 404)
        return self.json({"path": path, "total": disk.total, "free": disk.free})

    async def _calls(self, request: web.Request) -> web.Response:
        """List the calls, of one `server` or all, after the call number `since`."""
        server, since = request.query.get("server"), int(request.query.get("since", "0"))
        calls = self._household.calls[since:]
        return self.json([_shown(call) for call in calls if server in {None, call.server}])

    async def _add_fault(self, request: web.Request) -> web.Response:
        """Put a fault in force: `server` and `kind`, then the fields of a fault."""
        asked = cast("dict[str, object]", await request.json())
        name = str(asked.get("server"))
        if name not in self._wires or asked.get("kind") not in set(FaultKind):
            return self.json({"error": f"Name a server of {sorted(self._wires)} and a kind."}, 400)
        self._wires[name].faults.add(
            FaultKind(str(asked["kind"])),
            method=str(asked.get("method", ".*")),
            path=str(asked.get("path", "")),
            after=cast("int", asked.get("after", 0)),
            times=cast("int | None", asked.get("times")),
            status=cast("int", asked.get("status", 503)),
            seconds=cast("float", asked.get("seconds", 0.0)),
        )
        return self.json(asked, 201)

    async def _clear_faults(self, request: web.Request) -> web.Response:
        """End the faults of one `server` or all."""
        server = request.query.get("server")
        for name, wire in self._wires.items():
            if server in {None, name}:
                wire.faults.clear()
        return self.json({})

    async def _summary(self, _: web.Request) -> web.Response:
        world = self._world
        return self.json(
            {
                "now": world.now.isoformat(),
                "seed": world.seed,
                "entries": Counter(entry.kind for entry in world.shelf.entries.values()),
                "plays": len(world.shelf.plays),
                "requests": len(world.requests),
                "servers": {name: wire.url for name, wire in self._wires.items()},
                "disk": {"total": world.disk.total, "free": world.disk.free},
            }
        )


def _shown(call: Call) -> dict[str, object]:
    """Show a call without its headers: they hold keys."""
    return {
        "n": call.n,
        "server": call.server,
        "method": call.method,
        "path": call.path,
        "status": call.status,
        "effect": call.effect,
        "at": call.at.isoformat(),
    }
