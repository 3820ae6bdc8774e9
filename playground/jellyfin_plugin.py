"""Jellyfin's webhook plugin: it tells of added and deleted items, a while later, from a queue in memory."""

import json
from collections.abc import Mapping

from playground.hooks import Background, Hooks
from playground.jellyfin_shelf import Item, JellyfinShelf
from playground.jellyfin_views import moment
from playground.world import World

ADDED, DELETED = "ItemAdded", "ItemDeleted"
_SECOND = 10_000_000  # in ticks


class JellyfinPlugin:
    """Collects what happened; the server empties the queue (every 30 s in real life) and posts each item.

    What is queued is lost when the server stops. The plugin says nothing of who deleted something, and a
    replaced file is a deletion to it, followed by an addition.
    """

    def __init__(self, server: Background) -> None:
        self.hooks = Hooks(server, _plain)
        self.queue: list[tuple[str, Mapping[str, object]]] = []

    def flush(self) -> None:
        """Post what was queued, deletions and additions each in their order."""
        queued, self.queue = self.queue, []
        for event, body in queued:
            self.hooks.announce(event, body)


def announce_item(world: World, shelf: JellyfinShelf, event: str, item: Item) -> None:
    """Let the plugin hear of an item that is still on the shelf."""
    world.announce("jellyfin", event, payload(world, shelf, event, item))


def payload(world: World, shelf: JellyfinShelf, event: str, item: Item) -> dict[str, object]:
    """Give every field the plugin knows of an item ("send all properties"); ids are written with dashes."""
    told: dict[str, object] = {
        "ServerId": shelf.server,
        "ServerName": shelf.name,
        "ServerVersion": shelf.version,
        "ServerUrl": "http://jellyfin.home.example",
        "NotificationType": event,
        "Timestamp": moment(world.now),
        "UtcTimestamp": moment(world.now),
        "Name": item.name,
        "Overview": "",
        "Tagline": "",
        "ItemId": dashed(item.id),
        "ItemType": item.kind,
    }
    title = item.title
    if title is not None:
        seconds = title.runtime_min * 60
        hours = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:00"
        told |= {"RunTimeTicks": seconds * _SECOND, "RunTime": hours, "Year": title.year}
        told["Genres"] = ", ".join(title.genres)
    if title is not None and item.kind in {"Movie", "Series"}:
        ids = {"tmdb": title.ids.tmdb, "tvdb": title.ids.tvdb, "imdb": title.ids.imdb}
        told |= {f"Provider_{name}": str(number) for name, number in ids.items() if number}
        told["PremiereDate"] = title.released.isoformat()
    return told | _numbers(shelf, item)


def dashed(number: str) -> str:
    """Write an id as .NET's JSON does."""
    return "-".join((number[:8], number[8:12], number[12:16], number[16:20], number[20:]))


def _numbers(shelf: JellyfinShelf, item: Item) -> dict[str, object]:
    if item.parent is None:
        return {}
    series = shelf.series_of(item)
    told: dict[str, object] = {"SeriesName": series.name, "SeriesId": dashed(series.id)}
    if item.kind == "Season":
        return told | _padded("SeasonNumber", item.index)
    season = shelf.items[item.parent]
    told |= {"SeasonId": dashed(season.id), **_padded("SeasonNumber", season.index)}
    told |= _padded("EpisodeNumber", item.index)
    return told | (_padded("EpisodeNumberEnd", item.index_end) if item.index_end is not None else {})


def _padded(name: str, number: int | None) -> dict[str, object]:
    shown = number or 0
    return {name: number, f"{name}00": f"{shown:02}", f"{name}000": f"{shown:03}"}


def _plain(_: str, body: Mapping[str, object]) -> tuple[str, bytes]:
    """Render JSON as the plugin does unless a Content-Type header is pasted: as plain text."""
    return "text/plain; charset=utf-8", json.dumps(body, ensure_ascii=False).encode()
