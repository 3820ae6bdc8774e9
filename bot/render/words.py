"""Small pieces of what people read: counts, sizes, days, ages."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cascade.media import Kind
from cascade.plan import PlanItem, gb

AMBER, RED, GREEN, GREY, BLUE = 0xF0A020, 0xD83A3A, 0x3BA55D, 0x80848E, 0x5865F2

_KINDS = {
    Kind.MOVIE: ("film", "films"),
    Kind.SHOW: ("show", "shows"),
    Kind.SEASON: ("season", "seasons"),
    Kind.EPISODE: ("episode", "episodes"),
}


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return "1 film", "42 films", "1,204 films"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def of_kind(kind: Kind, number: int) -> str:
    """Return a count of items of a kind."""
    return counted(number, *_KINDS[kind])


def kinds(by_kind: Mapping[str, int], episodes: int = 0) -> str:
    """Return "42 films, 3 shows (61 episodes)"."""
    if not by_kind:
        return "nothing"
    said = ", ".join(of_kind(Kind(kind), number) for kind, number in by_kind.items())
    return f"{said} ({of_kind(Kind.EPISODE, episodes)})" if episodes else said


def relative(moment: datetime) -> str:
    """Return a moment that Discord shows as "in 23 hours", in the reader's language."""
    return f"<t:{int(moment.timestamp())}:R>"


def day(moment: datetime, zone: ZoneInfo) -> str:
    """Return a day as people write it, in the household's zone."""
    local = moment.astimezone(zone)
    return f"{local.day} {local:%b %Y}"


def took(span: timedelta) -> str:
    """Return a length of time, in one or two units."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def watched(item: PlanItem, zone: ZoneInfo) -> str:
    """Say when an item was last watched, and by whom."""
    if item.last_play_at is None:
        return "no play on record"
    people = item.watched_by
    who = f", {people[0]}" if len(people) == 1 else f", {len(people)} people" if people else ""
    return f"last {day(item.last_play_at, zone)}{who}"


def size(size_bytes: int) -> str:
    """Return an amount of bytes."""
    return gb(size_bytes)
