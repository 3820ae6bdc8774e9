"""Whether something took the place of an item that went: in a media server, or in Sonarr alone so far."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.detection import inbox
from cascade.detection.hints import Hint, Says
from cascade.detection.leaving import Departure
from cascade.errors import CascadeError
from cascade.library.departures import Remembered
from cascade.library.tables import MEDIA_FILES, files, holdings, items
from cascade.media import Kind, MediaFile, Role, text_key
from cascade.policy import Vigilance
from cascade.servers import Servers

_FILES_LOOKED_FOR = 200  # of a show with hundreds; one that is still there is enough


@dataclass(frozen=True, slots=True)
class Replacement:
    """Looks for what replaced an item; writes nothing."""

    db: Database
    servers: Servers
    vigilance: Vigilance

    async def is_there(self, departure: Departure) -> bool:
        """Whether a media server has the title again, listed or not yet listed but reported."""
        async with self.db.read() as conn:
            since, known = await self._since(conn, departure), departure.known.files[:_FILES_LOOKED_FOR]
            for query in (
                _itself(departure),
                _successor(departure, since),
                _in_place(known),
                _moved(known, departure),
            ):
                if (await conn.execute(query.limit(1))).first() is not None:
                    return True
        said = await self._said(departure)
        return any([await self._shows(hint, departure.known) for hint in said if hint.says is Says.ARRIVED])

    async def is_among(self, theirs: Sequence[MediaFile], departure: Departure) -> bool:
        """Whether one of Sonarr's files may be a new one of the item, which no media server lists yet.

        It came after the item was seen for the last time, or is as large as a file of it: renamed. It is of
        the same season, unless Sonarr itself said that it replaces it: others may count seasons otherwise.
        """
        known = departure.known
        sizes = {file.size_bytes for file in known.files}
        season = None if await self._said(departure) else known.season
        async with self.db.read() as conn:
            since = await self._since(conn, departure)
            new = [
                file
                for file in theirs
                if season is None or file.season in {None, season}
                if file.size_bytes in sizes or (file.added_at is not None and file.added_at > since)
            ]
            return await _unlisted(conn, new)

    async def _since(self, conn: AsyncConnection, departure: Departure) -> datetime:
        """From here what is new may be its replacement: a sync may notice either of them hours later."""
        seen: datetime | None = await conn.scalar(
            select(func.max(holdings.c.seen_at)).where(
                holdings.c.item_id == departure.item_id, holdings.c.role == Role.MEDIA.value
            )
        )
        return (seen or departure.at) - self.vigilance.settle

    async def _said(self, departure: Departure) -> tuple[Hint, ...]:
        """What servers reported of something that took its place; only their own readings make it so."""
        async with self.db.read() as conn:
            said = await inbox.about(conn, [departure.item_id], departure.at - self.vigilance.patience)
        return tuple(one.hint for one in said if one.hint.says in {Says.ARRIVED, Says.FILE_REPLACED})

    async def _shows(self, hint: Hint, known: Remembered) -> bool:
        """Whether a media server has the new entry it spoke of."""
        server = next((one for one in self.servers.media if one.name == hint.source), None)
        if server is None or hint.ref is None or hint.ref in known.held.get(hint.source, ()):
            return False
        try:
            return (await server.read(hint.ref)).kind is known.kind
        except CascadeError:
            return False


def _itself(departure: Departure) -> Select[tuple[int]]:
    return select(items.c.id).where(items.c.id == departure.item_id, items.c.gone_at.is_(None))


def _successor(departure: Departure, since: datetime) -> Select[tuple[int]]:
    """An item of the title, or of the part of its show, that the Library met later than this one."""
    known = departure.known
    later = select(items.c.id).where(
        items.c.kind == known.kind.value, items.c.gone_at.is_(None), _later(departure)
    )
    if known.kind in {Kind.MOVIE, Kind.SHOW}:
        as_large = and_(items.c.size_bytes > 0, items.c.size_bytes == known.size_bytes)
        return later.where(_titled(known), or_(items.c.added_at > since, as_large))
    # When a file was made says little, and nobody has an episode twice.
    gone = items.alias("gone")
    number = or_(items.c.kind == Kind.SEASON.value, items.c.number == gone.c.number)
    numbered = and_(items.c.season_number == gone.c.season_number, number)
    return later.join(gone, and_(gone.c.id == departure.item_id, gone.c.show_id == items.c.show_id)).where(
        or_(numbered, _titled(known))
    )


def _titled(known: Remembered) -> ColumnElement[bool]:
    """By the guid. Jellyfin has none, and there the numbers of a film or show are its own."""
    numbers = {"tmdb": known.ids.tmdb, "tvdb": known.ids.tvdb, "imdb": known.ids.imdb}
    top = known.kind in {Kind.MOVIE, Kind.SHOW}
    same = [items.c[name] == number for name, number in numbers.items() if number is not None and top]
    return or_(
        false() if known.guid is None else items.c.guid == known.guid,
        and_(items.c.guid.is_(None), or_(false(), *same)),
    )


def _in_place(known: Sequence[MediaFile]) -> Select[tuple[int]]:
    """A file of it that is listed where it was; the form in which paths are compared has an index."""
    keys, paths = [text_key(file.path) for file in known], [file.path for file in known]
    return _listed().where(files.c.path_key.in_(keys), files.c.path.in_(paths))


def _moved(known: Sequence[MediaFile], departure: Departure) -> Select[tuple[int]]:
    """A file of the same name and size elsewhere in its library, of an item met later."""
    names = [(file.path.rpartition("/")[2], file.size_bytes) for file in known]
    pairs = tuple_(files.c.name, files.c.size_bytes).in_(names)
    return _listed().where(files.c.name.in_([name for name, _ in names]), pairs, _later(departure))


def _listed() -> Select[tuple[int]]:
    return (
        select(items.c.id).join(files, files.c.item_id == items.c.id).where(files.c.role == Role.MEDIA.value)
    )


def _later(departure: Departure) -> ColumnElement[bool]:
    return and_(items.c.library == departure.known.library, items.c.id > departure.item_id)


async def _unlisted(conn: AsyncConnection, theirs: Collection[MediaFile]) -> bool:
    """Whether no media server lists one of these files."""
    keys = {text_key(file.path) for file in theirs}
    listed = select(files.c.path_key).where(files.c.role.in_(MEDIA_FILES), files.c.path_key.in_(keys))
    return bool(keys - set(await conn.scalars(listed)))
