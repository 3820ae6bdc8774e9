"""What lies in the folders that Jellyfin deletes with an item, as Jellyfin itself sees its disk.

Of a film that has a folder it deletes the whole folder, whatever else is in there; of a show or season its
folder; of an episode the file. Where the folder is away, it drops the rows, and the files stay.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cascade.connectors.jellyfin_client import JellyfinClient
from cascade.connectors.jellyfin_wire import Folder, Row
from cascade.connectors.paths import clean_path, file_name, map_path, server_paths, within
from cascade.errors import Unexpected
from cascade.ports import PathMap
from cascade.step import Probe, State

TOPS = "Movie,Series"
MOST_FOLDERS = 500  # of one item; a link that leads back into itself ends here too
# What Jellyfin plays as a film, and names that make a file an extra of one, as its documentation lists them.
VIDEOS = frozenset(
    ("3gp", "asf", "avi", "divx", "dvr-ms", "f4v", "flv", "img", "iso", "m2ts", "m2v", "m4v", "mk3d", "mkv",
     "mov", "mp4", "mpeg", "mpg", "mts", "nrg", "nsv", "nuv", "ogm", "ogv", "rec", "rm", "rmvb", "ts", "vob",
     "webm", "wmv", "wtv")
)  # fmt: skip
EXTRAS = frozenset(
    ("backdrops", "behind the scenes", "clips", "deleted scenes", "extras", "featurettes", "interviews",
     "other", "sample", "samples", "scenes", "shorts", "trailers")
)  # fmt: skip
_EXTRA = re.compile(
    r"([-._ ](trailer|sample)"
    r"|-(behindthescenes|clip|deleted|deletedscene|extra|featurette|interview|other|scene|short))$"
)


@dataclass(frozen=True, slots=True)
class Contents:
    """The files in some folders by their paths as the bot sees them; which are videos, and extras of one."""

    files: frozenset[str] = frozenset()
    videos: frozenset[str] = frozenset()
    extras: frozenset[str] = frozenset()


class JellyfinDisk:
    """Looks into folders by Jellyfin's own eyes, which needs the right to administer it."""

    def __init__(self, client: JellyfinClient, path_map: PathMap) -> None:
        self.name = client.name
        self._client = client
        self._path_map = path_map

    async def objection(self, row: Row, planned: Collection[str]) -> Probe | None:
        """Say why an item must not be deleted: its folder holds more than was planned, or cannot be seen."""
        whole, others = await self._taken(row, planned)
        if strange := sorted(whole.videos - whole.extras - set(planned)):
            return Probe(
                State.CHANGED,
                f"{self.name} deletes “{row.name}” with its whole folder, which also holds "
                f"“{file_name(strange[0])}”, which was not planned.",
            )
        if not (whole.files | others.files) & set(planned):
            return Probe(
                State.UNPROVEN,
                f"{self.name} lists “{row.name}”, but none of its files is on its disk; is the disk mounted?",
            )
        return None

    async def extras(self, row: Row, planned: Collection[str]) -> frozenset[str]:
        """Name the trailers and such that go along with an item."""
        whole, _ = await self._taken(row, planned)
        return whole.extras - set(planned)

    async def left(self, planned: Collection[str]) -> Probe | None:
        """Look for files of an item whose rows are gone; None if the disk shows that none is there."""
        libraries = await self._client.folders()
        places = {place: one for one in libraries for place in one.locations or ()}
        folders: set[str] = set()
        for path in planned:
            spelt = {there for there in self._spelt(path) if any(within(there, place) for place in places)}
            if not spelt:
                return Probe(State.UNPROVEN, f"{path} lies in no library of {self.name}.")
            folders |= {_folder(there) for there in spelt}
        if left := sorted(set(planned) & (await self._in(sorted(folders), deep=False)).files):
            return Probe(State.MIXED, f"{self.name} dropped the entry, but {left[0]} is still on its disk.")
        for place, library in places.items():
            if any(within(folder, place) for folder in folders) and await self._is_away(place, library):
                return Probe(State.UNPROVEN, f"{self.name} sees nothing in {place}; is the disk mounted?")
        return None

    async def _is_away(self, place: str, library: Folder) -> bool:
        """Whether a library's folder shows nothing although the library is not empty."""
        found = await self._client.contents(place)
        return not found and (
            found is None or (await self._client.listing(library.item_id, TOPS, 0, 1)).total > 0
        )

    async def _taken(self, row: Row, planned: Collection[str]) -> tuple[Contents, Contents]:
        """Read what is in the folders that go with an item, and in those of which only its files go."""
        places = {clean_path(place) for one in await self._client.folders() for place in one.locations or ()}
        folders = _folders(row) or {_folder(there) for path in planned for there in self._spelt(path)}
        tops = {folder for folder in folders if clean_path(folder) in places}
        if tops and row.type in {"Series", "Season"} and row.path:
            raise Unexpected(
                f"“{row.name}” is a whole library folder of {self.name}, which is never deleted.",
                server=self.name,
            )
        whole = folders - tops if row.type != "Episode" and row.path else set()
        return await self._in(sorted(whole), deep=True), await self._in(sorted(folders - whole), deep=False)

    def _spelt(self, path: str) -> list[str]:
        """Give each path that Jellyfin may mean; names can be stored in either form of Unicode."""
        there = server_paths(path, self._path_map)
        return [*dict.fromkeys(spelt for one in there for spelt in (one, unicodedata.normalize("NFD", one)))]

    async def _in(self, folders: Sequence[str], *, deep: bool) -> Contents:
        """Read folders, with all that lies beneath them where `deep`; one that is not there is empty."""
        files: set[str] = set()
        videos: set[str] = set()
        extras: set[str] = set()
        left = [(folder, False) for folder in folders]
        for read in range(MOST_FOLDERS):
            if read == len(left):
                return Contents(frozenset(files), frozenset(videos), frozenset(extras))
            folder, extra = left[read]
            for entry in await self._client.contents(folder) or ():
                if entry.type == "Directory":
                    left += [(entry.path, extra or _is_extra(entry.name))] * deep
                    continue
                name, _, ending = entry.name.rpartition(".")
                path = map_path(entry.path, self._path_map)
                files.add(path)
                videos |= {path} if ending.casefold() in VIDEOS else set()
                extras |= {path} if path in videos and (extra or _is_extra(name)) else set()
        raise Unexpected(
            f"{self.name} shows more than {MOST_FOLDERS} folders in {folders[0]}, which no item has.",
            server=self.name,
        )


def _folders(row: Row) -> set[str]:
    """Name the folders that an entry lies in, or is; none for a season that is no folder."""
    if row.type in {"Series", "Season"}:
        return {row.path} if row.path else set()
    return {_folder(source.path) for source in row.media_sources or () if source.path}


def _folder(path: str) -> str:
    """Cut the name off a path, which stays as the server spells it: it compares bytes."""
    return path[: max(path.rfind("/"), path.rfind("\\"))] or path[:1]


def _is_extra(name: str) -> bool:
    plain = name.casefold()
    return plain in EXTRAS or _EXTRA.search(plain) is not None
