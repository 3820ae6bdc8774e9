"""Plex's webhooks: plays and new items, as a form. Of a deletion Plex says nothing."""

import json
from collections.abc import Mapping
from uuid import uuid4

from playground.people import Person
from playground.plex_listing import unix
from playground.shelf import Entry
from playground.world import World

Body = dict[str, object]


def rated(world: World, event: str, entry: Entry, person: Person) -> Body:
    """Tell what somebody does with an entry (`media.scrobble`) or that it is new (`library.new`)."""
    shelf = world.shelf
    section = shelf.sections[entry.section]
    metadata: Body = {
        "librarySectionType": section.kind,
        "ratingKey": str(entry.key),
        "key": f"/library/metadata/{entry.key}",
        "guid": entry.guid,
        "librarySectionTitle": section.title,
        "librarySectionID": section.key,
        "type": entry.kind,
        "title": entry.title,
        "addedAt": unix(entry.added),
        "updatedAt": unix(entry.added),
    }
    return {
        "event": event,
        "user": True,
        "owner": person.plex_id == 1,
        "Account": {"id": person.plex_id, "thumb": "", "title": person.name},
        "Server": {"title": shelf.name, "uuid": shelf.machine},
        "Player": {"local": True, "publicAddress": "192.0.2.1", "title": "Living room", "uuid": "player"},
        "Metadata": metadata,
    }


def as_form(_: str, body: Mapping[str, object]) -> tuple[str, bytes]:
    """Render a form: the JSON in a part `payload`, and sometimes a picture in a part `thumb`."""
    mark = uuid4().hex
    text = json.dumps(body, ensure_ascii=False)
    head = f'--{mark}\r\nContent-Disposition: form-data; name="payload"\r\n'
    part = f"{head}Content-Type: application/json\r\n\r\n{text}\r\n".encode()
    picture = b""
    if body.get("event") == "library.new":
        named = f'--{mark}\r\nContent-Disposition: form-data; name="thumb"; filename="thumb.jpg"\r\n'
        picture = f"{named}Content-Type: image/jpeg\r\n\r\n".encode() + b"\xff\xd8\xff\xd9\r\n"
    return f"multipart/form-data; boundary={mark}", part + picture + f"--{mark}--\r\n".encode()
