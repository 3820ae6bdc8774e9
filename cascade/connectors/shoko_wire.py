"""Shoko's JSON and how its rows become ours. Names are in PascalCase; of 5 and 6 alike, as far as read."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from cascade.connectors.paths import map_path
from cascade.media import ArrEntry, ExternalIds, Kind, MediaFile
from cascade.ports import PathMap

R = TypeVar("R")

EVERYWHERE = "all folders"
"""The one scope of its series: the files of one may lie in several folders, or be gone."""


class Wire(BaseModel):
    """Base of what Shoko sends."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Server(Wire):
    """The part of the version that is the server's own."""

    version: str = Field(alias="Version")


class Version(Wire):
    """What `/Init/Version` answers, without a key."""

    server: Server = Field(alias="Server")


class Status(Wire):
    """What `/Init/Status` answers: Started, Starting, Waiting, Failed."""

    state: str = Field(alias="State")


class Folder(Wire):
    """A folder Shoko watches: an import folder before 6, a managed folder since."""

    path: str = Field(alias="Path")


class SeriesIds(Wire):
    """The numbers of a series. It is one anime of AniDB, which is mostly one season of a show elsewhere."""

    own: int = Field(alias="ID")
    anidb: int = Field(alias="AniDB")


class Series(Wire):
    """One series."""

    ids: SeriesIds = Field(alias="IDs")
    name: str = Field(alias="Name")


class Place(Wire):
    """Where a file lies; the whole path only where `include=AbsolutePaths` asks for it."""

    path: str = Field(alias="AbsolutePath")
    is_there: bool = Field(True, alias="IsAccessible")  # on the disk, as far as Shoko sees it now


class File(Wire):
    """A file Shoko has hashed; the same file may lie in several places, or for a while in none."""

    id: int = Field(alias="ID")
    size: int = Field(alias="Size")
    places: tuple[Place, ...] = Field((), alias="Locations")


class Listing(Wire, Generic[R]):
    """One page of a listing; rows that cannot be read stay as they came."""

    total: int = Field(alias="Total")
    rows: tuple[R | object, ...] = Field(alias="List")


VERSION = TypeAdapter(Version)
STATUS = TypeAdapter(Status)
FOLDERS = TypeAdapter(list[Folder])
SERIES = TypeAdapter(Series)
ALL_SERIES = TypeAdapter(Listing[Series])
FILE = TypeAdapter(File)
FILES = TypeAdapter(Listing[File])


def media_files(file: File, path_map: PathMap, *, gone_too: bool = True) -> tuple[MediaFile, ...]:
    """Return a file in our words, once for each place it lies in; or only where it is still there."""
    return tuple(
        MediaFile(map_path(place.path, path_map), file.size, str(file.id))
        for place in file.places
        if gone_too or place.is_there
    )


def entry(series: Series, files: tuple[MediaFile, ...]) -> ArrEntry:
    """Return a series in our words. Only AniDB's number is its own: others are those of a whole show."""
    return ArrEntry(
        ref=str(series.ids.own),
        kind=Kind.SHOW,
        title=series.name,
        path=files[0].path.rpartition("/")[0] if files else "",
        root_folder=EVERYWHERE,
        monitored=False,
        ids=ExternalIds(anidb=series.ids.anidb),
        size_bytes=sum({file.ref: file.size_bytes for file in files}.values()),
        files=files,
    )
