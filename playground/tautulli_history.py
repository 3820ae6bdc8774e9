"""Tautulli's history table: its rows, filters, order and pages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from playground.people import Person
from playground.shelf import Entry, Play, Session, Shelf

Row = dict[str, object]
T = TypeVar("T")

# Tautulli's default: from 85 % on something is watched.
WATCHED_PERCENT = 85
DEFAULT_LENGTH = 25
KEYS = ("rating_key", "parent_rating_key", "grandparent_rating_key", "section_id", "user_id")


def recorded(shelf: Shelf) -> list[Play]:
    """List the plays since Tautulli began to record, of the people it records, newest first."""
    kept = (play for play in reversed(shelf.plays) if play.at >= shelf.history_from)
    return [play for play in kept if play.person not in shelf.unrecorded]


def history_row(play: Play, person: Person) -> Row:
    """Render a finished play. `date` is when it began; keys and guid are those of its day."""
    started = int((play.at - timedelta(seconds=play.duration_s)).timestamp())
    full = f"{play.grandparent_title} - {play.title}" if play.kind == "episode" else play.title
    return _who(person) | {
        "reference_id": play.id,
        "row_id": play.id,
        "id": play.id,
        "date": started,
        "started": started,
        "stopped": int(play.at.timestamp()),
        "duration": play.duration_s,
        "play_duration": play.duration_s,
        "full_title": full,
        "title": play.title,
        "parent_title": play.parent_title,
        "grandparent_title": play.grandparent_title,
        "original_title": "",
        "year": _or_empty(play.year),
        "media_type": play.kind,
        "rating_key": play.key,
        "parent_rating_key": _or_empty(play.parent),
        "grandparent_rating_key": _or_empty(play.grandparent),
        "section_id": play.section,
        "media_index": _or_empty(play.index),
        "parent_media_index": _or_empty(play.parent_index),
        "thumb": f"/library/metadata/{play.key}/thumb/1",
        "originally_available_at": play.released.isoformat() if play.released else "",
        "guid": play.guid,
        "percent_complete": play.percent,
        "watched_status": watched_status(play.percent),
        "group_count": 1,
        "group_ids": str(play.id),
        "state": None,
        "session_key": None,
    }


def live_row(session: Session, shelf: Shelf, person: Person, now: datetime) -> Row:
    """Render what plays right now: no row number, a state, and `stopped` is this moment."""
    entry = shelf.entries[session.key]
    play = _so_far(session, entry, shelf, now)
    nothing_yet = {"reference_id": None, "row_id": None, "id": None, "group_count": 1, "group_ids": None}
    live = {"state": "playing", "session_key": session.id, "watched_status": 0}
    return history_row(play, person) | nothing_yet | live


def watched_status(percent: int) -> float:
    """Give Tautulli's mark: 1 for watched, else the last quarter that was passed."""
    return 1 if percent >= WATCHED_PERCENT else percent // 25 / 4


def chosen(rows: Iterable[Row], query: Mapping[str, str]) -> list[Row]:
    """Keep the rows that the filters of get_history ask for."""
    tests: list[Callable[[Row], bool]] = [
        lambda row, key=key, wanted=query[key]: str(row[key]) == wanted  # type: ignore[misc]
        for key in (*KEYS, "user", "media_type")
        if query.get(key)
    ]
    if guid := query.get("guid"):
        tests.append(lambda row: str(row["guid"]).startswith(guid))
    if search := query.get("search", "").casefold():
        tests.append(lambda row: search in str(row["full_title"]).casefold())
    return [row for row in rows if all(test(row) for test in tests)]


def ordered(rows: list[Row], query: Mapping[str, str]) -> list[Row]:
    """Sort as asked for; newest first unless told otherwise."""
    column = query.get("order_column") or "date"
    if not rows or column not in rows[0]:
        return rows
    falling = query.get("order_dir", "desc") != "asc"
    return sorted(rows, key=lambda row: _sortable(row[column]), reverse=falling)


def page(rows: Sequence[T], query: Mapping[str, str]) -> Sequence[T]:
    """Cut a page out: `length` rows from `start`. A length of -1 loses the last row, as in Tautulli."""
    start = _number(query.get("start"), 0)
    length = _number(query.get("length"), DEFAULT_LENGTH)
    return rows[start:-1] if length < 0 else rows[start : start + length]


def _who(person: Person) -> Row:
    return {
        "user": person.name,
        "user_id": person.plex_tv_id,
        "friendly_name": person.name,
        "ip_address": "192.0.2.10",
        "live": 0,
        "location": "lan",
        "machine_id": f"player-{person.plex_id}",
        "paused_counter": 0,
        "platform": "Chrome",
        "player": "Living room",
        "product": "Plex Web",
        "relayed": 0,
        "secure": 1,
        "transcode_decision": "direct play",
    }


def _so_far(session: Session, entry: Entry, shelf: Shelf, now: datetime) -> Play:
    parent = shelf.entries[entry.parent] if entry.parent is not None else None
    show = shelf.entries[parent.parent] if parent and parent.parent is not None else None
    return Play(
        id=0,
        person=session.person,
        key=entry.key,
        parent=parent.key if parent else None,
        grandparent=show.key if show else None,
        section=entry.section,
        kind="episode" if entry.kind == "episode" else "movie",
        guid=entry.guid,
        title=entry.title,
        parent_title=parent.title if parent else "",
        grandparent_title=show.title if show else "",
        year=entry.year,
        index=entry.index,
        parent_index=parent.index if parent else None,
        released=entry.released,
        at=now,
        duration_s=max(0, int((now - session.since).total_seconds())),
        percent=100 * session.offset_ms // entry.duration_ms if entry.duration_ms else 0,
    )


def _or_empty(value: int | None) -> int | str:
    """Tautulli shows "" where it knows nothing."""
    return "" if value is None else value


def _sortable(value: object) -> tuple[int, float, str]:
    if isinstance(value, int | float):
        return (1, float(value), "")
    return (0, 0.0, str(value or "").casefold())


def _number(text: str | None, default: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return default
