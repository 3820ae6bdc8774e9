"""Paths as the bot sees them: a server in a container calls the same folder by another name."""

import unicodedata

from cascade.ports import PathMap


def clean_path(path: str) -> str:
    """Return a path in the one form in which paths are compared: slashes, NFC, no slash at the end."""
    path = unicodedata.normalize("NFC", path).replace("\\", "/")
    return path.rstrip("/") or path[:1]


def map_path(path: str, path_map: PathMap) -> str:
    """Translate a server's path; the longest prefix that ends at a folder boundary wins, else it stays."""
    path = clean_path(path)
    matches = [(clean_path(prefix), here) for prefix, here in path_map.items() if within(path, prefix)]
    if not matches:
        return path
    prefix, here = max(matches, key=lambda pair: len(pair[0]))
    rest = path[len(prefix) :].lstrip("/")
    here = clean_path(here)
    return clean_path(f"{here.rstrip('/')}/{rest}") if rest else here


def within(path: str, folder: str) -> bool:
    """Whether a path is that folder or lies in it; `/movies2` does not lie in `/movies`."""
    path, folder = clean_path(path), clean_path(folder)
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def file_name(path: str) -> str:
    """Return the last part of a path."""
    return clean_path(path).rpartition("/")[2]
