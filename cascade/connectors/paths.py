"""Paths as the bot sees them: a server in a container calls the same folder by another name."""

import unicodedata
from functools import lru_cache

from cascade.ports import PathMap


def clean_path(path: str) -> str:
    """Return a path in the one form in which paths are compared: slashes, NFC, no slash at the end."""
    path = unicodedata.normalize("NFC", path).replace("\\", "/")
    return path.rstrip("/") or path[:1]


def within(path: str, folder: str) -> bool:
    """Whether a path is that folder or lies in it; `/movies2` does not lie in `/movies`."""
    return _within(clean_path(path), _clean_folder(folder))


def map_path(path: str, path_map: PathMap) -> str:
    """Translate a server's path; the longest prefix that ends at a folder boundary wins, else it stays."""
    path = clean_path(path)
    folders = [(_clean_folder(theirs), ours) for theirs, ours in path_map.items()]
    matches = [pair for pair in folders if _within(path, pair[0])]
    return _moved(path, *max(matches, key=lambda pair: len(pair[0]))) if matches else path


def server_paths(path: str, path_map: PathMap) -> tuple[str, ...]:
    """Return every path that a server may mean by one of ours; two prefixes can lead to one folder."""
    path = clean_path(path)
    candidates = [_moved(path, ours, theirs) for theirs, ours in path_map.items() if within(path, ours)]
    return tuple(dict.fromkeys(there for there in [*candidates, path] if map_path(there, path_map) == path))


def file_name(path: str) -> str:
    """Return the last part of a path."""
    return clean_path(path).rpartition("/")[2]


def tail(path: str) -> str:
    """Return the file name with its folder: what stays the same when mounts are named differently."""
    return "/".join(clean_path(path).split("/")[-2:])


@lru_cache(maxsize=256)
def _clean_folder(folder: str) -> str:
    """Clean one of the few folders that every path of a household is held against."""
    return clean_path(folder)


def _within(path: str, folder: str) -> bool:
    return bool(folder) and (path == folder or path.startswith(folder.rstrip("/") + "/"))


def _moved(path: str, old: str, new: str) -> str:
    rest = path[len(_clean_folder(old)) :].lstrip("/")
    new = _clean_folder(new)
    return f"{new.rstrip('/')}/{rest}" if rest else new
