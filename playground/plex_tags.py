"""The tags of a Plex library, and listings filtered by one.

A plain listing shows no labels and only two of an item's other tags. All of them come from
`/library/sections/{id}/label` (or `collection`, `genre`), whose keys filter a listing: `all?label=KEY`.
"""

import zlib
from collections.abc import Iterable, Mapping

from playground.shelf import Entry

FIELDS = ("label", "collection", "genre")


def tag_rows(section: int, field: str, entries: Iterable[Entry]) -> list[dict[str, str]]:
    """List the labels, collections or genres in use; `key` goes into a listing's filter."""
    names = sorted({tag for entry in entries for tag in _tags_of(entry, field)})
    at = f"/library/sections/{section}/all?{field}="
    return [
        {"fastKey": f"{at}{tag_number(name)}", "key": str(tag_number(name)), "title": name} for name in names
    ]


def tagged(entries: list[Entry], query: Mapping[str, str]) -> list[Entry]:
    """Keep the entries that have the tags whose keys the query names."""
    for field in FIELDS:
        if wanted := query.get(field):
            entries = [
                row for row in entries if wanted in {str(tag_number(tag)) for tag in _tags_of(row, field)}
            ]
    return entries


def _tags_of(entry: Entry, field: str) -> list[str]:
    return {"label": entry.labels, "collection": entry.collections, "genre": entry.genres}[field]


def tag_number(tag: str) -> int:
    """Give a tag its number: the same in every run, and nothing like its name."""
    return zlib.crc32(tag.encode()) % 1_000_000 + 1
