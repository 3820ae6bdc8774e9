"""Jellyfin's items, people and libraries as its API shows them."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time

from playground.jellyfin_shelf import (
    Item,
    JellyfinLibrary,
    JellyfinShelf,
    JellyfinUser,
    Source,
    Watch,
    number_of,
)
from playground.titles import Title
from playground.versions import Version, version_of
from playground.world import World

Dto = dict[str, object]

TICKS_PER_MS = 10_000
_PERCENT = 100
# What an item shows only when it is asked for by name; a single item shows all of it.
ON_DEMAND = {
    "CanDelete",
    "ChildCount",
    "DateCreated",
    "Etag",
    "Genres",
    "MediaSourceCount",
    "MediaSources",
    "Overview",
    "ParentId",
    "Path",
    "ProviderIds",
    "RecursiveItemCount",
    "SortName",
    "Studios",
    "Tags",
}


def moment(at: datetime) -> str:
    """Write a moment as .NET does: seven digits behind the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


class Shown:
    """Renders items for one user (None: for a key, which nobody's watch state belongs to)."""

    def __init__(self, world: World, shelf: JellyfinShelf, user: JellyfinUser | None) -> None:
        self.world = world
        self.shelf = shelf
        self.user = user

    def item(self, item: Item, fields: Collection[str] = ON_DEMAND) -> Dto:
        """Render an item with the fields that are asked for."""
        dto: Dto = {
            "Name": item.name,
            "ServerId": self.shelf.server,
            "Id": item.id,
            "ChannelId": None,
            "IsFolder": item.kind not in {"Movie", "Episode"},
            "Type": item.kind,
            "ImageTags": {"Primary": item.id},
            "BackdropImageTags": [],
            "ImageBlurHashes": {},
            "LocationType": "FileSystem",
            "MediaType": "Video" if item.kind in {"Movie", "Episode"} else "Unknown",
        }
        dto |= _numbers(item) | self._above(item)
        if item.title is not None:
            dto |= _work(item, item.title)
        if item.sources:
            dto |= {"Container": "mkv", "VideoType": "VideoFile", "HasSubtitles": False}
        dto |= self._on_demand(item, fields)
        if self.user is not None:
            dto["UserData"] = self.seen(item, self.user)
        return dto

    def library(self, library: JellyfinLibrary) -> Dto:
        """Render a library as the folder that a person sees."""
        return {
            "Name": library.name,
            "ServerId": self.shelf.server,
            "Id": library.id,
            "ChannelId": None,
            "IsFolder": True,
            "Type": "CollectionFolder",
            "CollectionType": library.kind,
            "ImageTags": {},
            "BackdropImageTags": [],
            "ImageBlurHashes": {},
            "LocationType": "FileSystem",
            "MediaType": "Unknown",
        }

    def seen(self, item: Item, user: JellyfinUser) -> Dto:
        """Render what a user did with an item; of a show or season, with all that is beneath it."""
        watch = self.shelf.watched.get((user.id, item.id), Watch())
        dto: Dto = {
            "PlaybackPositionTicks": watch.position_ms * TICKS_PER_MS,
            "PlayCount": watch.count,
            "IsFavorite": watch.favourite,
            "Played": watch.played,
            "Key": self.shelf.key_of(item),
            "ItemId": item.id,
        }
        if watch.last is not None:
            dto["LastPlayedDate"] = moment(watch.last)
        if watch.position_ms and item.title:
            dto["PlayedPercentage"] = _PERCENT * watch.position_ms / (item.title.runtime_min * 60_000)
        if item.kind not in {"Movie", "Episode"}:
            dto |= self._unplayed(item, user)
        return dto

    def _unplayed(self, item: Item, user: JellyfinUser) -> Dto:
        leaves = self._leaves(item)
        states = [self.shelf.watched.get((user.id, leaf.id)) for leaf in leaves]
        played = sum(1 for state in states if state is not None and state.played)
        dto: Dto = {"UnplayedItemCount": len(leaves) - played, "Played": played >= len(leaves)}
        return dto | ({"PlayedPercentage": _PERCENT * played / len(leaves)} if leaves else {})

    def _leaves(self, item: Item) -> list[Item]:
        if item.kind == "BoxSet":
            return [self.shelf.items[child] for child in item.children]
        return [row for row in self.shelf.below(item.id) if row.kind in {"Movie", "Episode"}]

    def _above(self, item: Item) -> Dto:
        """Name the season and the show of an episode, or the show of a season."""
        dto: Dto = {}
        parent = self.shelf.items.get(item.parent) if item.parent else None
        if parent is not None:
            series = self.shelf.series_of(item)
            dto |= {"SeriesName": series.name, "SeriesId": series.id}
        if parent is not None and parent.kind == "Season":
            dto |= {"SeasonName": parent.name, "SeasonId": parent.id, "ParentIndexNumber": parent.index}
        return dto

    def _on_demand(self, item: Item, fields: Collection[str]) -> Dto:
        """Render the fields that are asked for, and nothing else: a listing of a large household is long."""
        known: dict[str, Callable[[Item], object]] = {
            "CanDelete": lambda _: self.user is None or self.user.admin or self.user.may_delete,
            "DateCreated": lambda item: moment(item.added),
            "Etag": lambda item: number_of(f"etag {item.id} {len(item.sources)}"),
            "ParentId": lambda item: item.parent or number_of(f"folder {item.path.split('/')[0]}"),
            "ProviderIds": _providers,
            "SortName": lambda item: item.name.lower(),
            "Tags": lambda item: item.tags,
        }
        if item.path:
            known["Path"] = lambda item: self.world.seen("jellyfin", item.path)
        if item.title is not None:
            known |= {"Genres": _genres, "Studios": _studios, "Overview": lambda _: ""}
        if item.kind in {"Movie", "Episode"}:
            known["MediaSources"] = self._sources
            known["MediaSourceCount"] = lambda item: len(self._sources(item))
        else:
            known["ChildCount"] = lambda item: len(item.children)
            known["RecursiveItemCount"] = lambda item: len(self._leaves(item))
        return {name: render(item) for name, render in known.items() if name in fields}

    def _sources(self, item: Item) -> list[Dto]:
        """Render the files: the item's own, then those of the versions that were put together with it."""
        own = [self._source(source, item, "Default") for source in item.sources]
        number = item.primary or item.id
        group = [number, *self.shelf.items[number].alternates]
        others = [
            self.shelf.items[other] for other in group if other != item.id and other in self.shelf.items
        ]
        return own + [self._source(source, other, "Grouping") for other in others for source in other.sources]

    def _source(self, source: Source, item: Item, grouped: str) -> Dto:
        version = version_of(source.path)
        return {
            "Protocol": "File",
            "Id": source.id,
            "Path": self.world.seen("jellyfin", source.path),
            "Type": grouped,
            "Container": "mkv",
            "Size": source.size,
            "Name": source.path.rsplit("/", 1)[-1].removesuffix(".mkv"),
            "IsRemote": False,
            "ETag": f"{source.size:032x}",
            "RunTimeTicks": _runtime(item.title),
            "VideoType": "VideoFile",
            "MediaStreams": [_stream(version)],
            "MediaAttachments": [],
            "Formats": [],
            "Bitrate": version.bitrate * 1000,
            "RequiredHttpHeaders": {},
        }


def _numbers(item: Item) -> Dto:
    numbers = {"IndexNumber": item.index, "IndexNumberEnd": item.index_end}
    return {name: number for name, number in numbers.items() if number is not None}


def _work(item: Item, title: Title) -> Dto:
    """Render what the internet says of a work. A rating without votes is left out."""
    dto: Dto = {"OfficialRating": title.certification}
    if item.kind in {"Movie", "Series"}:
        dto |= {"PremiereDate": _day(title.released), "ProductionYear": title.year}
        if title.audience is not None and title.critic is not None:
            dto |= {"CommunityRating": title.audience, "CriticRating": round(title.critic * 10)}
    if item.kind == "Series":
        dto["Status"] = "Ended" if title.ended else "Continuing"
    return dto | {"RunTimeTicks": _runtime(title)}


def _runtime(title: Title | None) -> int | None:
    return title.runtime_min * 60_000 * TICKS_PER_MS if title else None


def _providers(item: Item) -> Dto:
    """Give the numbers in the public databases; seasons and episodes carry hardly any."""
    if item.title is None or item.kind not in {"Movie", "Series"}:
        return {}
    ids = item.title.ids
    numbers = {"Tmdb": ids.tmdb, "Tvdb": ids.tvdb, "Imdb": ids.imdb}
    return {name: str(number) for name, number in numbers.items() if number}


def _genres(item: Item) -> list[str]:
    return list(item.title.genres) if item.title else []


def _studios(item: Item) -> list[Dto]:
    name = item.title.studio if item.title else ""
    return [{"Name": name, "Id": number_of(f"studio {name}")}]


def _stream(version: Version) -> Dto:
    return {
        "Codec": version.codec,
        "Type": "Video",
        "Index": 0,
        "IsDefault": True,
        "Height": version.height,
        "Width": version.width,
        "BitRate": version.bitrate * 1000,
        "DisplayTitle": f"{version.height}p {version.codec.upper()}",
    }


def _day(day: date) -> str:
    return moment(datetime.combine(day, time(), UTC))
