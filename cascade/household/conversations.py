"""Conversations: what one person said in one room, so that "no, keep the anime" is understood later."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, delete, select
from sqlalchemy.dialects.sqlite import insert

from cascade.database import Database
from cascade.household.tables import conversations

KEPT: Final = timedelta(hours=6)
"""How long a conversation waits for its next message; what is said later begins a new one."""
MESSAGES: Final = 6
"""How many messages are kept, the latest ones."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One person in one room. `messages` are theirs, oldest first; `query` is the rule at hand, canonical.

    `question` is what was asked last, in a form its asker can read again. `plan_id` is the plan of that rule.
    """

    room_id: int
    person_id: str
    messages: tuple[str, ...] = ()
    query: str | None = None
    question: Mapping[str, object] | None = None
    plan_id: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conversations:
    """Remembers one conversation per room and person, over restarts."""

    db: Database
    clock: Callable[[], datetime]

    async def find(self, room_id: int, person_id: str) -> Talk | None:
        """The conversation at hand, or None where there is none or it is too old."""
        query = select(conversations).where(
            conversations.c.room_id == room_id,
            conversations.c.person_id == person_id,
            conversations.c.at >= self.clock() - KEPT,
        )
        async with self.db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
        return None if row is None else _talk(row)

    async def keep(self, talk: Talk) -> None:
        """Remember a conversation as it stands; old ones of everybody go."""
        now = self.clock()
        row: dict[str, object] = {
            "at": now,
            "messages": list(talk.messages[-MESSAGES:]),
            "query": talk.query,
            "question": talk.question and dict(talk.question),
            "plan_id": talk.plan_id,
            "extra": dict(talk.extra),
        }
        statement = insert(conversations).values(room_id=talk.room_id, person_id=talk.person_id, **row)
        key = ["room_id", "person_id"]
        async with self.db.write() as conn:
            await conn.execute(delete(conversations).where(conversations.c.at < now - KEPT))
            await conn.execute(statement.on_conflict_do_update(index_elements=key, set_=row))

    async def forget(self, room_id: int, person_id: str) -> None:
        """Forget a conversation. Idempotent."""
        async with self.db.write() as conn:
            await conn.execute(
                delete(conversations).where(
                    conversations.c.room_id == room_id, conversations.c.person_id == person_id
                )
            )


def _talk(row: Row[Any]) -> Talk:
    return Talk(
        row.room_id,
        row.person_id,
        tuple(row.messages),
        row.query,
        row.question,
        row.plan_id,
        row.extra,
    )
