"""Jellyfin's look at its own disk: what lies in a folder."""

from aiohttp import web

from playground.jellyfin_door import caller
from playground.jellyfin_shelf import JellyfinShelf
from playground.world import World


class EnvironmentRoutes:
    """Shows folders to administrators. One that is not there is 404, a lost mount is an empty folder."""

    def __init__(self, world: World, shelf: JellyfinShelf) -> None:
        self._world = world
        self._shelf = shelf

    def routes(self) -> list[web.RouteDef]:
        """Give the paths."""
        return [web.get("/Environment/DirectoryContents", self._contents)]

    async def _contents(self, request: web.Request) -> web.Response:
        """List files and folders as they are asked for: neither of them by default."""
        asking = caller(self._shelf, request)
        if asking is not None and not asking.admin:
            return web.Response(status=403)
        path = request.query.get("path", "").rstrip("/")
        if not path:
            return web.Response(status=400, text="Error processing request.")
        folder = self._world.house("jellyfin", path)
        disk = self._world.disk
        if folder is None or not (disk.under(folder) or disk.real(folder).is_dir()):
            return web.Response(status=404, text="Error processing request.")
        inside = [file.removeprefix(f"{folder}/" if folder else "") for file in disk.under(folder)]
        found = {name.partition("/")[0]: "Directory" if "/" in name else "File" for name in inside}
        asked = {
            kind
            for kind, flag in (("File", "includeFiles"), ("Directory", "includeDirectories"))
            if request.query.get(flag, "").lower() == "true"
        }
        return web.json_response(
            [
                {"Name": name, "Path": f"{path}/{name}", "Type": kind}
                for name, kind in sorted(found.items())
                if kind in asked
            ]
        )
