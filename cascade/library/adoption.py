"""Taking a server that became another one (a restore, new root folders) for the one it replaces."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.outcome import Outcome
from cascade.ports import Identity


async def forget_entries(conn: AsyncConnection, outcome: Outcome, identity: Identity, *, media: bool) -> None:
    """Drop what hung on the old server's numbers; items stay and are recognised by their files and guids.

    Plays keep the item they were joined to. Their numbers are of the old server, so they are renamed: the
    new one may give the same number to something else. A media server's sections stay guarded; the root
    folders of an *arr are what changed, so that their counts say nothing.
    """
    names = {
        "source": outcome.source,
        "was": f"was:{outcome.generation}:",
        "identity": identity.identity,
        "media": media,
    }
    for statement in _STATEMENTS:
        await conn.execute(text(statement), names)


_STATEMENTS = (
    # files keep the items recognisable until the listing has been read
    "UPDATE files SET ref = :was || ref WHERE source = :source",
    "DELETE FROM holdings WHERE source = :source",
    "DELETE FROM scopes WHERE source = :source AND (scope = 'history' OR NOT :media)",
    "UPDATE sources SET identity = :identity WHERE name = :source",
    """
    UPDATE plays SET ref = NULL,
      key = CASE WHEN key LIKE 'owner:%' THEN 'owner:' || :was || substr(key, 7) ELSE :was || key END
    WHERE source = :source
    """,
)


async def unheld(conn: AsyncConnection) -> list[int]:
    """Present items that no media server holds: left from before an adoption."""
    return list((await conn.scalars(text(_UNHELD))).all())


async def drop_old_files(conn: AsyncConnection, source: str) -> None:
    """After a whole listing, drop the files that only the old server's entries had."""
    await conn.execute(text(_OLD_FILES), {"source": source})


_OLD_FILES = """
DELETE FROM files WHERE source = :source
  AND NOT EXISTS (SELECT 1 FROM holdings h WHERE h.source = files.source AND h.ref = files.ref)
"""
_UNHELD = """
SELECT id FROM items WHERE gone_at IS NULL AND id NOT IN (
  SELECT item_id FROM holdings WHERE role = 'media' AND gone_at IS NULL AND item_id IS NOT NULL)
"""
