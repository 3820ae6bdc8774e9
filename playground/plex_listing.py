"""Entries of the shelf as Plex shows them: plain nodes that become JSON or XML."""

from collections.abc import Mapping
from datetime import datetime

from playground.people import Person
from playground.plex_tags import tag_number
from playground.plex_views import ViewState
from playground.shelf import Entry, Media, Part, Play, Section, Session, Shelf
from playground.titles import ExternalIds
from playground.world import World

Node = dict[str, object]

CONTAINER = {"identifier": "com.plexapp.plugins.library", "mediaTagPrefix": "/system/bundle/media/flags/"}


class Listing:
    """Renders entries with the view states of the owner, whose token the client holds.

    `full` renders as `/library/metadata/{id}` does: guids, streams and every tag. A listing never holds
    labels and cuts other tags off after two: who needs them all asks for a tag's listing (plex_tags).
    """

    def __init__(self, world: World, views: Mapping[str, ViewState], owner: int) -> None:
        self.world = world
        self.shelf = world.shelf
        self.views = views
        self.owner = owner

    def node(self, entry: Entry, *, guids: bool, full: bool = False, check: bool = False) -> Node:
        """Render one entry; `check` looks whether its files exist, as `checkFiles=1` asks."""
        node = _head(entry)
        node.update(_above(entry, self.shelf))
        if entry.kind in {"show", "season"}:
            node.update(self._below(entry))
        else:
            node.update(_seen(self.views.get(entry.guid)))
            node["duration"] = entry.duration_ms
        if self.owner in entry.offsets:
            node["viewOffset"] = entry.offsets[self.owner]
        if entry.trashed is not None:
            node["deletedAt"] = unix(entry.trashed)
        if full:
            node["librarySectionID"] = entry.section
            node["librarySectionKey"] = f"/library/sections/{entry.section}"
            node["librarySectionTitle"] = self.shelf.sections[entry.section].title
        if entry.media:
            node["Media"] = [self._media(media, entry, full=full, check=check) for media in entry.media]
        node.update(_tags(entry, full=full))
        if guids or full:
            node["Guid"] = [{"id": guid} for guid in _guids(entry.ids)]
        return node

    def session(self, session: Session) -> Node:
        """Render something that plays right now."""
        person = next(person for person in self.world.people if person.plex_id == session.person)
        return {
            **self.node(self.shelf.entries[session.key], guids=False, full=True),
            "sessionKey": session.id,
            "viewOffset": session.offset_ms,
            "User": {"id": str(person.plex_id), "thumb": _avatar(person), "title": person.name},
            "Player": {"machineIdentifier": f"player-{person.plex_id}", "product": "Plex Web"}
            | {"platform": "Chrome", "state": "playing", "title": "Living room", "local": True},
            "Session": {"id": session.id, "bandwidth": 8000, "location": "lan"},
        }

    def _below(self, entry: Entry) -> Node:
        leaves = self.shelf.leaves(entry.key)
        states = [state for leaf in leaves if (state := self.views.get(leaf.guid))]
        last = max((state.last for state in states if state.last), default=None)
        node: Node = {"leafCount": len(leaves), "viewedLeafCount": len(states)}
        if entry.kind == "show":
            node["childCount"] = len(entry.children)
            node["duration"] = entry.duration_ms
        return node | _seen(ViewState(sum(state.count for state in states), last))

    def _media(self, media: Media, entry: Entry, *, full: bool, check: bool) -> Node:
        return {
            "id": media.id,
            "duration": entry.duration_ms,
            "bitrate": media.bitrate,
            "width": media.width,
            "height": media.height,
            "aspectRatio": 1.78,
            "audioChannels": 6,
            "audioCodec": "ac3",
            "videoCodec": media.codec,
            "videoResolution": media.resolution,
            "container": "mkv",
            "videoFrameRate": "24p",
            "videoProfile": "main",
            "Part": [self._part(part, media, entry, full=full, check=check) for part in media.parts],
        }

    def _part(self, part: Part, media: Media, entry: Entry, *, full: bool, check: bool) -> Node:
        node: Node = {
            "id": part.id,
            "key": f"/library/parts/{part.id}/file.mkv",
            "duration": entry.duration_ms,
            "file": self.world.seen("plex", part.file),
            "size": part.size,
            "container": "mkv",
            "videoProfile": "main",
        }
        if check:
            there = self.world.disk.size(part.file) is not None
            node |= {"accessible": there, "exists": there}
        if full:
            node["Stream"] = [_stream(part, media)]
        return node


def section(row: Section, world: World) -> Node:
    """Render a library; `Location` gives its folders as Plex sees them."""
    agent = "tv.plex.agents.movie" if row.kind == "movie" else "tv.plex.agents.series"
    folders = [{"id": row.key * 10 + n, "path": world.seen("plex", f)} for n, f in enumerate(row.folders)]
    return {
        "allowSync": True,
        "art": f"/:/resources/{row.kind}-fanart.jpg",
        "filters": True,
        "refreshing": False,
        "thumb": f"/:/resources/{row.kind}.png",
        "key": str(row.key),
        "type": row.kind,
        "title": row.title,
        "agent": agent,
        "scanner": "Plex Movie" if row.kind == "movie" else "Plex TV Series",
        "language": "en-US",
        "uuid": row.uuid,
        "updatedAt": unix(row.scanned),
        "createdAt": unix(row.scanned),
        "scannedAt": unix(row.scanned),
        "content": True,
        "directory": True,
        "contentChangedAt": unix(row.scanned),
        "Location": folders,
    }


def history_row(play: Play) -> Node:
    """Render one row of history. It keeps the ratingKey of its day and carries no guid."""
    node: Node = {
        "historyKey": f"/status/sessions/history/{play.id}",
        "key": f"/library/metadata/{play.key}",
        "ratingKey": str(play.key),
        "librarySectionID": str(play.section),
        "title": play.title,
        "type": play.kind,
        "thumb": f"/library/metadata/{play.key}/thumb/1",
        "viewedAt": unix(play.at),
        "accountID": play.person,
        "deviceID": play.person % 7 + 1,
    }
    if play.released:
        node["originallyAvailableAt"] = play.released.isoformat()
    if play.kind == "episode":
        node |= {
            "parentKey": f"/library/metadata/{play.parent}",
            "grandparentKey": f"/library/metadata/{play.grandparent}",
            "grandparentTitle": play.grandparent_title,
            "index": play.index,
            "parentIndex": play.parent_index,
        }
    return node


def account(person: Person) -> Node:
    """Render one account of the server."""
    return {
        "id": person.plex_id,
        "key": f"/accounts/{person.plex_id}",
        "name": person.name,
        "defaultAudioLanguage": "en",
        "autoSelectAudio": True,
        "defaultSubtitleLanguage": "en",
        "subtitleMode": 0,
        "thumb": _avatar(person),
    }


def unix(at: datetime) -> int:
    """Give a moment as Plex does, in whole seconds since 1970."""
    return int(at.timestamp())


def _avatar(person: Person) -> str:
    return f"https://plex.example/users/{person.plex_id}/avatar"


def _head(entry: Entry) -> Node:
    # The key of what has children leads to the children; plexapi cuts that off again.
    children = "/children" if entry.kind in {"show", "season"} else ""
    node: Node = {
        "ratingKey": str(entry.key),
        "key": f"/library/metadata/{entry.key}{children}",
        "guid": entry.guid,
        "type": entry.kind,
        "title": entry.title,
        "summary": "",
        "thumb": f"/library/metadata/{entry.key}/thumb/1",
        "addedAt": unix(entry.added),
        "updatedAt": unix(entry.added),
    }
    # Plex leaves out what it does not know, such as a rating without votes.
    known = {
        "index": entry.index,
        "year": entry.year,
        "originallyAvailableAt": entry.released and entry.released.isoformat(),
        "contentRating": entry.certification or None,
        "studio": entry.studio or None,
        "rating": entry.critic,
        "audienceRating": entry.audience,
    }
    return node | {key: value for key, value in known.items() if value is not None}


def _above(entry: Entry, shelf: Shelf) -> Node:
    node: Node = {}
    parent = shelf.entries[entry.parent] if entry.parent is not None else None
    if parent is not None:
        node |= _relative("parent", parent)
        if parent.index is not None:
            node["parentIndex"] = parent.index
        if parent.parent is not None:
            node |= _relative("grandparent", shelf.entries[parent.parent])
    return node


def _relative(prefix: str, entry: Entry) -> Node:
    return {
        f"{prefix}RatingKey": str(entry.key),
        f"{prefix}Key": f"/library/metadata/{entry.key}",
        f"{prefix}Guid": entry.guid,
        f"{prefix}Title": entry.title,
    }


def _seen(state: ViewState | None) -> Node:
    if state is None or state.last is None:
        return {}
    return {"viewCount": state.count, "lastViewedAt": unix(state.last)}


def _tags(entry: Entry, *, full: bool) -> Node:
    """Render the tags. A listing shows two of each at most, and no label at all."""
    shown = {"Genre": entry.genres, "Collection": entry.collections}
    if full:
        shown["Label"] = entry.labels
    rows = {name: tags if full else tags[:2] for name, tags in shown.items()}
    return {name: [_tag(name.lower(), tag) for tag in tags] for name, tags in rows.items() if tags}


def _tag(field: str, tag: str) -> Node:
    number = tag_number(tag)
    return {"id": number, "filter": f"{field}={number}", "tag": tag}


def _guids(ids: ExternalIds) -> list[str]:
    found = {"imdb": ids.imdb, "tmdb": ids.tmdb, "tvdb": ids.tvdb}
    return [f"{provider}://{number}" for provider, number in found.items() if number]


def _stream(part: Part, media: Media) -> Node:
    return {
        "id": part.id * 10,
        "key": f"/library/streams/{part.id * 10}",
        "streamType": 1,
        "default": True,
        "codec": media.codec,
        "index": 0,
        "bitrate": media.bitrate,
        "height": media.height,
        "width": media.width,
        "displayTitle": f"{media.height}p ({media.codec.upper()})",
        "extendedDisplayTitle": f"{media.height}p ({media.codec.upper()})",
    }
