"""The rows of JSON that Radarr and Sonarr share, and their values in our words."""

from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic.alias_generators import to_camel

from cascade.connectors.paths import map_path
from cascade.media import MediaFile
from cascade.ports import PathMap


class Row(BaseModel):
    """A JSON object with camelCase names; what it holds beyond these fields is ignored."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True)


class StatusRow(Row):
    app_name: str
    version: str


class RootRow(Row):
    path: str
    accessible: bool
    free_space: int | None = None


class EntryRow(Row):
    """What the entries of both programs have in common for reading them."""

    tags: tuple[int, ...] = ()


class TagRow(Row):
    id: int
    label: str


class ImportListRow(Row):
    name: str | None = None
    tags: tuple[int, ...] = ()
    enabled: bool = True  # Radarr; Sonarr's lists have no such switch
    enable_auto: bool = False  # Radarr
    enable_automatic_add: bool = False  # Sonarr


class ProfileRow(Row):
    id: int
    name: str


class MediaManagementRow(Row):
    recycle_bin: str | None = None


class QualityRow(Row):
    resolution: int = 0


class QualityModelRow(Row):
    quality: QualityRow = QualityRow()


class FileRow(Row):
    id: int
    path: str
    size: int
    date_added: datetime | None = None
    quality: QualityModelRow | None = None
    season_number: int | None = None  # Sonarr

    def media_file(self, path_map: PathMap) -> MediaFile:
        """Return the file in our words."""
        resolution = self.quality.quality.resolution if self.quality else 0
        return MediaFile(
            path=map_path(self.path, path_map),
            size_bytes=self.size,
            ref=str(self.id),
            resolution=f"{resolution}p" if resolution else None,
            added_at=moment(self.date_added),
            season=self.season_number,
        )


class FoundRow(Row):
    path: str


class ExclusionRow(Row):
    tmdb_id: int | None = None
    tvdb_id: int | None = None


class NumberedRow(ExclusionRow):
    id: int


class QueueRow(Row):
    id: int
    series_id: int | None = None
    season_number: int | None = None
    download_id: str | None = None


class QueuePage(Row):
    total_records: int
    records: list[QueueRow]


def moment(value: datetime | None) -> datetime | None:
    """Return an instant in UTC; these servers write the year 1 for "never"."""
    if value is None or value.year < 1900:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def known(number: int | None) -> int | None:
    """Return a number; these servers write 0 for "none"."""
    return number or None


STATUS = TypeAdapter(StatusRow)
ROOTS = TypeAdapter(list[RootRow])
TAG = TypeAdapter(TagRow)
TAGS = TypeAdapter(list[TagRow])
IMPORT_LISTS = TypeAdapter(list[ImportListRow])
PROFILES = TypeAdapter(list[ProfileRow])
MEDIA_MANAGEMENT = TypeAdapter(MediaManagementRow)
FILES = TypeAdapter(list[FileRow])
FOUND = TypeAdapter(list[FoundRow])
EXCLUSIONS = TypeAdapter(list[ExclusionRow])
NUMBERED = TypeAdapter(list[NumberedRow])
QUEUE = TypeAdapter(QueuePage)
OBJECT = TypeAdapter(dict[str, object])
