"""What Shoko's hub tells, in both generations of its words, and the feeds in which it does. Pure.

Before 6 everything is in the feed `shoko` and named `ShokoEvent:...`; since 6 each topic has a feed and
names of its own. What else is told there is passed over.
"""

from typing import Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from cascade.ports import EntryGone, FileGone, Told

_FIRST_TOPICS = 6


class _Link(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    series: int | None = Field(None, alias="SeriesID")


class _File(BaseModel):
    """A file that went from one place; its folder's name differs between generations and is not needed."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: int = Field(alias="FileID")
    path: str = Field("", alias="RelativePath")
    links: tuple[_Link, ...] = Field((), alias="CrossReferences")


class _Series(BaseModel):
    """A series that changed in some way; before 6 only `Reason` says in which."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    reason: str = Field("", alias="Reason")
    id: int | None = Field(None, alias="SeriesID")
    ids: tuple[int, ...] = Field((), alias="ShokoSeriesIDs")


_FILE, _SERIES = TypeAdapter(_File), TypeAdapter(_Series)
FILE_EVENTS: Final = frozenset({"ShokoEvent:FileDeleted", "file:deleted"})
SERIES_EVENTS: Final = frozenset({"ShokoEvent:SeriesUpdated", "metadata:series.removed"})


def feeds(version: str) -> tuple[str, ...]:
    """Return the feeds that tell of deletions; who joins none hears nothing but pings."""
    return ("file", "metadata") if has_topics(version) else ("shoko",)


def has_topics(version: str) -> bool:
    """Whether this version has feeds by topic, and methods to join them."""
    major = version.partition(".")[0]
    return major.isdigit() and int(major) >= _FIRST_TOPICS


def read_event(name: str, body: object) -> tuple[Told, ...]:
    """Read one event; nothing where it tells of no deletion. ValidationError where it cannot be read."""
    if name in FILE_EVENTS:
        file = _FILE.validate_python(body)
        series = next((str(link.series) for link in file.links if link.series), None)
        return (FileGone(str(file.id), series, file.path.replace("\\", "/").rpartition("/")[2]),)
    if name in SERIES_EVENTS:
        changed = _SERIES.validate_python(body)
        own = () if changed.id is None else (changed.id,)
        if name.startswith("metadata:") or changed.reason == "Removed":
            return tuple(EntryGone(str(number)) for number in dict.fromkeys((*own, *changed.ids)) if number)
    return ()
