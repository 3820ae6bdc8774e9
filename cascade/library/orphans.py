"""Orphans: rows of any table that hang on something which is gone. There must be none; queries count them."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def count_orphans(conn: AsyncConnection) -> dict[str, int]:
    """Count the orphans of every table, by what they are; kinds of which there are none are left out."""
    counts = {name: await conn.scalar(text(sql)) or 0 for name, sql in _ORPHANS.items()}
    broken = len((await conn.execute(text("PRAGMA foreign_key_check"))).all())
    return {name: count for name, count in {**counts, "broken references": broken}.items() if count}


_ORPHANS: Final[Mapping[str, str]] = {
    "files of gone items": """
        SELECT count(*) FROM files f JOIN items i ON i.id = f.item_id WHERE i.gone_at IS NOT NULL""",
    "files of no living entry": """
        SELECT count(*) FROM files f WHERE NOT EXISTS (
          SELECT 1 FROM holdings h WHERE h.source = f.source AND h.ref = f.ref AND h.gone_at IS NULL)""",
    "values of gone items": """
        SELECT count(*) FROM item_values v JOIN items i ON i.id = v.item_id WHERE i.gone_at IS NOT NULL""",
    "plays of gone items": """
        SELECT count(*) FROM plays p JOIN items i ON i.id = p.item_id WHERE i.gone_at IS NOT NULL""",
    "living entries of gone items": """
        SELECT count(*) FROM holdings h JOIN items i ON i.id = h.item_id
        WHERE h.gone_at IS NULL AND i.gone_at IS NOT NULL""",
    "items beneath gone ones": """
        SELECT count(*) FROM items i JOIN items p ON p.id IN (i.parent_id, i.show_id)
        WHERE i.gone_at IS NULL AND p.gone_at IS NOT NULL""",
    "present items that nobody holds": """
        SELECT count(*) FROM items i WHERE i.gone_at IS NULL AND NOT EXISTS (
          SELECT 1 FROM holdings h WHERE h.item_id = i.id AND h.role = 'media' AND h.gone_at IS NULL)""",
    "departures that name an event which is not there": """
        SELECT count(*) FROM departures d WHERE d.event_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM deletion_events e WHERE e.id = d.event_id)""",
    "hints that name an event which is not there": """
        SELECT count(*) FROM inbox n WHERE n.event_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM deletion_events e WHERE e.id = n.event_id)""",
    "posts about an event which is not there": """
        SELECT count(*) FROM outbox o
        WHERE NOT EXISTS (SELECT 1 FROM deletion_events e WHERE e.id = o.event_id)""",
    "requests without their media row": """
        SELECT count(*) FROM requests r WHERE NOT EXISTS (
          SELECT 1 FROM request_media m WHERE m.source = r.source AND m.ref = r.media_ref)""",
}
