"""Posts: where something stands in a room, so that it can be edited later, also after a restart."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.dialects.sqlite import insert

from cascade.database import Database
from cascade.household.tables import posts


@dataclass(frozen=True, slots=True)
class Post:
    """One message: what it shows (`kind`, `ref`), where it stands, and whom it is for (None = everybody)."""

    kind: str
    ref: str
    room_id: int
    message_id: int
    person_id: str | None
    put_at: datetime


@dataclass(frozen=True, slots=True)
class Posts:
    """Remembers one message per kind and ref."""

    db: Database
    clock: Callable[[], datetime]

    async def put(
        self, kind: str, ref: str, room_id: int, message_id: int, person_id: str | None = None
    ) -> Post:
        """Remember a message; a later one of the same kind and ref takes its place."""
        post = Post(kind, ref, room_id, message_id, person_id, self.clock())
        row = {
            "room_id": room_id,
            "message_id": message_id,
            "person_id": person_id,
            "put_at": post.put_at,
        }
        statement = insert(posts).values(kind=kind, ref=ref, **row)
        async with self.db.write() as conn:
            await conn.execute(statement.on_conflict_do_update(index_elements=["kind", "ref"], set_=row))
        return post

    async def find(self, kind: str, ref: str) -> Post | None:
        """The message of something, or None."""
        async with self.db.read() as conn:
            query = select(posts).where(posts.c.kind == kind, posts.c.ref == ref)
            row = (await conn.execute(query)).one_or_none()
        return None if row is None else _post(row)

    async def shown_in(self, kind: str, message_id: int) -> Post | None:
        """What a message shows, the newest of that kind, or None."""
        query = select(posts).where(posts.c.kind == kind, posts.c.message_id == message_id)
        async with self.db.read() as conn:
            row = (await conn.execute(query.order_by(posts.c.id.desc()).limit(1))).one_or_none()
        return None if row is None else _post(row)

    async def of_kind(self, kind: str) -> tuple[Post, ...]:
        """Every message of a kind, oldest first."""
        async with self.db.read() as conn:
            query = select(posts).where(posts.c.kind == kind).order_by(posts.c.put_at, posts.c.id)
            return tuple(_post(row) for row in await conn.execute(query))

    async def forget(self, kind: str, ref: str) -> None:
        """Forget a message, as when somebody removed it. Idempotent."""
        async with self.db.write() as conn:
            await conn.execute(delete(posts).where(posts.c.kind == kind, posts.c.ref == ref))


def _post(row: Row[Any]) -> Post:
    return Post(row.kind, row.ref, row.room_id, row.message_id, row.person_id, row.put_at)
