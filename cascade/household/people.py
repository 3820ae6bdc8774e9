"""People: one person under the several names servers know them by."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.errors import BadInput, CascadeError
from cascade.household.known_names import Known, known_names
from cascade.household.tables import people, person_names
from cascade.ledger.events import write_activity
from cascade.library.derive import derive_people
from cascade.library.library import Library
from cascade.media import text_key
from cascade.servers import Servers


@dataclass(frozen=True, slots=True)
class Person:
    """One person. `id` is None until they are linked; `guessed` until somebody has said it is right."""

    id: int | None
    name: str
    plex: str | None = None
    seerr: str | None = None
    jellyfin: str | None = None
    discord_id: str | None = None
    guessed: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name a server knows them by."""
        return tuple(name for name in (self.plex, self.seerr, self.jellyfin) if name)


@dataclass(frozen=True, slots=True)
class People:
    """Who is who."""

    db: Database
    library: Library
    servers: Servers
    clock: Callable[[], datetime]

    async def all(self) -> tuple[Person, ...]:
        """Everybody who was linked, by name."""
        async with self.db.read() as conn:
            return await _everybody(conn)

    async def guess(self) -> tuple[Person, ...]:
        """Who the names are that nobody linked yet: equal names, case aside, are taken for one person.

        Names come from plays and requests, Discord ids from those request servers that show them.
        """
        requesters = await self._requesters()
        async with self.db.read() as conn:
            linked = await _everybody(conn)
            known = [*await known_names(conn), *requesters]
        taken = {text_key(name) for person in linked for name in person.names}
        return _guessed([one for one in known if text_key(one.name) not in taken])

    async def _requesters(self) -> list[Known]:
        """Who may request, as far as servers answer: a guess can do without them."""
        found: list[Known] = []
        for server in self.servers.requests:
            try:
                found += [Known(server.server, one.name, one.discord_id) for one in await server.requesters()]
            except CascadeError:
                continue
        return found

    async def named(self, name: str) -> Person | None:
        """The linked person whom a server knows by this name, case aside, or None."""
        query = select(people).join(person_names).where(person_names.c.key == text_key(name))
        async with self.db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
        return None if row is None else _person(row)

    async def link(self, person: Person, *, by: str = "system") -> Person:
        """Store a person, or change the one of that id; returns it with its id.

        Their names count as one person's from now on. BadInput when a name or Discord id is somebody else's.
        """
        if not person.names:
            raise BadInput(f"{person.name} has no name on any server; give at least one.")
        async with self.db.write() as conn:
            before = set[str]() if person.id is None else await _keys(conn, person.id)
            stored = await _store(conn, person)
            await self._told(conn, stored, "linked", by)
            await derive_people(conn, self.library.household, before | await _keys(conn, stored.id))
        return stored

    async def unlink(self, person_id: int, *, by: str = "system") -> None:
        """Forget a person; their names are several people's again. BadInput when there is none of that id."""
        async with self.db.write() as conn:
            row = (await conn.execute(select(people).where(people.c.id == person_id))).one_or_none()
            if row is None:
                raise BadInput(f"There is no person {person_id}.")
            keys = await _keys(conn, person_id)
            await conn.execute(delete(people).where(people.c.id == person_id))
            await self._told(conn, _person(row), "unlinked", by)
            await derive_people(conn, self.library.household, keys)

    async def _told(self, conn: AsyncConnection, person: Person, status: str, by: str) -> None:
        said = f"{person.name}: {', '.join(person.names)}"
        await write_activity(conn, "person", by=by, status=status, now=self.clock(), detail=said)


async def _everybody(conn: AsyncConnection) -> tuple[Person, ...]:
    rows = [_person(row) for row in await conn.execute(select(people))]
    return tuple(sorted(rows, key=lambda person: (text_key(person.name), person.id or 0)))


async def _keys(conn: AsyncConnection, person_id: int | None) -> set[str]:
    return set(await conn.scalars(select(person_names.c.key).where(person_names.c.person_id == person_id)))


async def _store(conn: AsyncConnection, person: Person) -> Person:
    values = {
        "name": person.name,
        "plex": person.plex,
        "seerr": person.seerr,
        "jellyfin": person.jellyfin,
        "discord_id": person.discord_id,
        "guessed": person.guessed,
    }
    try:
        if person.id is None:
            written = insert(people).values(values).returning(people.c.id)
            person = replace(person, id=(await conn.scalars(written)).one())
        else:
            changed = await conn.execute(update(people).where(people.c.id == person.id).values(values))
            if changed.rowcount == 0:
                raise BadInput(f"There is no person {person.id}.")
            await conn.execute(delete(person_names).where(person_names.c.person_id == person.id))
        names = {text_key(name): name for name in reversed(person.names)}
        rows = [{"key": key, "name": name, "person_id": person.id} for key, name in names.items()]
        await conn.execute(insert(person_names), rows)
    except IntegrityError as error:
        raise BadInput(
            f"One of the names of {person.name} is linked to somebody else already; unlink them first."
        ) from error
    return person


def _guessed(known: list[Known]) -> tuple[Person, ...]:
    found: dict[str, Person] = {}
    for one in known:
        key = text_key(one.name)
        person = found.get(key, Person(None, one.name, guessed=True))
        match one.software:
            case "seerr":
                person = replace(person, seerr=one.name)
            case "jellyfin":
                person = replace(person, jellyfin=one.name)
            case _:
                person = replace(person, plex=one.name)
        found[key] = replace(person, discord_id=person.discord_id or one.discord_id)
    return tuple(found[key] for key in sorted(found))


def _person(row: Row[Any]) -> Person:
    return Person(row.id, row.name, row.plex, row.seerr, row.jellyfin, row.discord_id, row.guessed)
