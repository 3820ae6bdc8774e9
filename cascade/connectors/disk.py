"""The disks as the bot sees them: by its own eyes, or in part by a probe on this machine."""

import asyncio
import ipaddress
import os
import stat as modes
from pathlib import Path

import httpx
from pydantic import BaseModel, TypeAdapter

from cascade.connectors._http import ApiClient
from cascade.errors import BadInput, NotFound
from cascade.ports import DiskSpace, FileStat


class LocalDisk:
    """Looks at files and disks through the operating system, in threads."""

    async def space(self, path: str) -> DiskSpace | None:
        """Return the space of the disk that holds a path; None when the path cannot be seen."""
        return await asyncio.to_thread(_space, path)

    async def stat(self, path: str) -> FileStat | None:
        """Return the file at a path; None when no file is there, or its folder is not ours to look into."""
        return await asyncio.to_thread(_stat, path)

    async def visible(self, path: str) -> bool:
        """Whether a file missing at this path is truly missing.

        Its folder is there, or the folder above it is there and holds something: a deletion removes a film's
        folder too, while a lost mount leaves an empty one.
        """
        return await asyncio.to_thread(_seen_folder, path) is not None

    async def aclose(self) -> None:
        """Nothing is held open."""


class _SpaceRow(BaseModel):
    total: int
    free: int


_SPACE = TypeAdapter(_SpaceRow)


class ProbedDisk(LocalDisk):
    """Asks a probe for the space; files it sees itself. BadInput unless the probe is on this machine."""

    def __init__(self, url: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        base, _, path = url.rpartition("/")
        if not _is_loopback(url):
            raise BadInput("DISK_PROBE_URL must be on this machine, such as http://127.0.0.1:8099/disk.")
        self._path = f"/{path}"
        self._client = ApiClient(
            "disk", "disk", base, {}, transport=transport, url_setting="DISK_PROBE_URL", key_setting="none"
        )

    async def space(self, path: str) -> DiskSpace | None:
        """Return the probe's answer; None when it knows no such path."""
        try:
            answer = await self._client.get(self._path, {"path": path})
        except NotFound:
            return None
        row = answer.parse(_SPACE)
        return DiskSpace(total_bytes=row.total, free_bytes=row.free)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _is_loopback(url: str) -> bool:
    try:
        host = httpx.URL(url).host
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except (httpx.InvalidURL, ValueError):
        return False


def _space(path: str) -> DiskSpace | None:
    place = Path(path) if Path(path).exists() else _seen_folder(path)
    if place is None:
        return None
    numbers = os.statvfs(place)
    return DiskSpace(
        total_bytes=numbers.f_frsize * numbers.f_blocks, free_bytes=numbers.f_frsize * numbers.f_bavail
    )


def _stat(path: str) -> FileStat | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - one call, and no path object is needed
    except (OSError, ValueError):  # no path at all, as one with a null in it
        return None
    if not modes.S_ISREG(found.st_mode):
        return None
    return FileStat(found.st_size, found.st_nlink, found.st_dev, found.st_ino)


def _seen_folder(path: str) -> Path | None:
    folder = Path(path).parent
    try:
        if folder.is_dir():
            return folder
        above = folder.parent
        return above if any(above.iterdir()) else None
    except (OSError, ValueError):
        return None
