"""Servers that are no longer in the settings: what they said does not count, and nothing of it is gone."""

import json
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def set_aside(conn: AsyncConnection, configured: Collection[str], at: datetime) -> None:
    """Set aside what only servers hold that are not in `configured`, and forget what those said of the rest.

    It is neither deleted nor absent: a server that returns to the settings brings all of it back. What was
    watched there stays watched. Idempotent.
    """
    names = {"names": json.dumps(sorted(configured)), "at": int(at.timestamp() * 1_000_000)}
    if await conn.scalar(text(_ANY), names):
        for statement in _STATEMENTS:
            await conn.execute(text(statement), names)


_LEFT = "source IN (SELECT name FROM sources WHERE name NOT IN (SELECT value FROM json_each(:names)))"
_ANY = f"SELECT 1 FROM holdings WHERE gone_at IS NULL AND {_LEFT} LIMIT 1"  # noqa: S608 - constants alone
_STATEMENTS = (
    "CREATE TEMPORARY TABLE IF NOT EXISTS aside (id INTEGER PRIMARY KEY)",
    "DELETE FROM aside",
    f"""
    INSERT OR IGNORE INTO aside SELECT h.item_id FROM holdings h JOIN items i ON i.id = h.item_id
    WHERE h.role = 'media' AND h.gone_at IS NULL AND i.gone_at IS NULL AND h.{_LEFT} AND NOT EXISTS (
      SELECT 1 FROM holdings o WHERE o.item_id = h.item_id AND o.role = 'media' AND o.gone_at IS NULL
        AND o.source IN (SELECT value FROM json_each(:names)))
    """,  # noqa: S608
    "UPDATE items SET gone_at = :at, gone_why = 'aside' WHERE id IN (SELECT id FROM aside)",
    "UPDATE plays SET item_id = NULL WHERE item_id IN (SELECT id FROM aside)",
    """
    UPDATE holdings SET item_id = NULL, match = 'none'
    WHERE role <> 'media' AND gone_at IS NULL AND item_id IN (SELECT id FROM aside)
    """,
    "DELETE FROM item_values WHERE item_id IN (SELECT id FROM aside)",
    f"DELETE FROM item_values WHERE field <> 'watched-by' AND {_LEFT}",  # noqa: S608
    f"DELETE FROM files WHERE {_LEFT}",  # noqa: S608
    "UPDATE files SET role = 'media' WHERE role = 'second'",  # what another one lists too is marked again
    f"DELETE FROM scopes WHERE {_LEFT}",  # noqa: S608
    f"UPDATE holdings SET match = 'none' WHERE role <> 'media' AND gone_at IS NULL AND {_LEFT}",  # noqa: S608
    f"UPDATE holdings SET gone_at = :at WHERE gone_at IS NULL AND {_LEFT}",  # noqa: S608
)
