"""What the household prefers: one row per preference that was changed, typed on the way in and out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import get_type_hints

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.errors import BadInput
from cascade.household.tables import preferences
from cascade.ledger.events import write_activity
from cascade.ledger.states import Stands

ELSEWHERE = frozenset({"deletions", "drift", "returns", "outages"})
"""What may be told of what others did."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What an admin may set while the bot runs; the defaults are those of a new installation.

    `practice`: nothing is deleted. Above `count_modal_items` the one who confirms types the number of items,
    and, with `always_ask_when_no_undo`, whenever files go for good. A second admin is needed from
    `second_admin_items` or `second_admin_bytes` on (None = never). Above `digest_above` events at once,
    the feed sums them up. `elsewhere_kinds` are those of ELSEWHERE that the feed tells of; `finish_external`:
    what somebody else began to delete is finished without asking.
    """

    practice: bool = True
    admin_role_ids: tuple[int, ...] = ()
    admin_channel_id: int | None = None
    feed_channel_id: int | None = None
    friends_channel_id: int | None = None
    chat_channel_id: int | None = None
    any_admin_may_confirm: bool = False
    second_admin_items: int | None = None
    second_admin_bytes: int | None = None
    count_modal_items: int = 25
    always_ask_when_no_undo: bool = True
    ping_role_id: int | None = None
    mention_requester: bool = False
    feed_kinds: frozenset[str] = frozenset(stands.value for stands in Stands)
    digest_above: int = 10
    elsewhere_kinds: frozenset[str] = ELSEWHERE
    finish_external: bool = False
    set_up: bool = False


_ADAPTER = TypeAdapter(Preferences)
_TYPES: dict[str, TypeAdapter[object]] = {
    name: TypeAdapter(hint) for name, hint in get_type_hints(Preferences).items()
}


@dataclass(frozen=True, slots=True)
class PreferenceStore:
    """Reads and changes preferences."""

    db: Database
    clock: Callable[[], datetime]

    async def read(self) -> Preferences:
        """The preferences in force."""
        async with self.db.read() as conn:
            return await read_preferences(conn)

    async def since(self, name: str) -> datetime | None:
        """Since when a preference is as it is; None = since the beginning."""
        async with self.db.read() as conn:
            return await changed_at(conn, name)

    async def change(self, *, by: str, **changes: object) -> Preferences:
        """Change some preferences, all or none; BadInput for an unknown name or a value it cannot take."""
        strange = sorted(set(changes) - _TYPES.keys())
        if strange:
            raise BadInput(f"There is no preference {strange[0]}.")
        checked = _checked(changes)
        async with self.db.write() as conn:
            before = await read_preferences(conn)
            after = replace(before, **checked)  # type: ignore[arg-type]
            now = self.clock()
            was, is_now = _ADAPTER.dump_python(before, mode="json"), _ADAPTER.dump_python(after, mode="json")
            for name in sorted(changes):
                if was[name] == is_now[name]:
                    continue
                await _write(conn, name, is_now[name], by=by, now=now)
                said = f"{name}: {was[name]} -> {is_now[name]}"
                await write_activity(conn, "preference", by=by, status="changed", now=now, detail=said)
        return after


async def changed_at(conn: AsyncConnection, name: str) -> datetime | None:
    """When a preference was changed last; None = never."""
    found: datetime | None = await conn.scalar(
        select(preferences.c.changed_at).where(preferences.c.key == name)
    )
    return found


async def read_preferences(conn: AsyncConnection) -> Preferences:
    """Read the preferences; a row of another version's preference is passed over."""
    rows = await conn.execute(select(preferences.c.key, preferences.c.value))
    return _ADAPTER.validate_python({key: value for key, value in rows if key in _TYPES})


async def _write(conn: AsyncConnection, name: str, value: object, *, by: str, now: datetime) -> None:
    row = {"value": value, "changed_by": by, "changed_at": now}
    statement = insert(preferences).values(key=name, **row)
    await conn.execute(statement.on_conflict_do_update(index_elements=["key"], set_=row))


def _checked(changes: dict[str, object]) -> dict[str, object]:
    """Check values as strictly as their types say: a text is no number, and 1 is no yes."""
    checked = {}
    for name, value in changes.items():
        try:
            checked[name] = _TYPES[name].validate_python(value, strict=True)
        except ValidationError as error:
            said = error.errors()[0]["msg"]
            raise BadInput(f"The preference {name} cannot be {value!r}: {said}.") from error
    return checked
