"""Names of one person: what was watched or requested under one of them counts for all of them."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

LINK = "link"
"""The source of values that follow from links; whoever shows names leaves these out."""


async def derive_other_names(conn: AsyncConnection) -> None:
    """Say of the touched items that who watched or requested them did so under all of their names.

    Rules may name a person by any of them; a name is only ever added, so that a rule that spares one of
    somebody's names never begins to select.
    """
    await conn.execute(text(_OTHER_NAMES), {"source": LINK})


_OTHER_NAMES = """
INSERT OR IGNORE INTO item_values (item_id, field, key, source, value)
SELECT v.item_id, v.field, o.key, :source, o.name
FROM touched t
CROSS JOIN item_values v ON v.item_id = t.id AND v.field IN ('watched-by', 'requested-by')
CROSS JOIN person_names n ON n.key = v.key
CROSS JOIN person_names o ON o.person_id = n.person_id AND o.key <> n.key
WHERE v.source <> :source AND EXISTS (SELECT 1 FROM person_names)
"""
