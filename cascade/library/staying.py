"""Entries that never left: their server was to notice that we deleted the files, and has not."""

import json

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.media import MediaEntry, text_key


async def never_left(conn: AsyncConnection, source: str, entry: MediaEntry) -> bool:
    """Whether a listed entry of something we deleted is only what its server did not drop.

    So it is while its refresh was never proved, its size is what it was, and no other server has it: neither
    a file at its paths, nor for a show or season its numbers.
    """
    known = {"source": source, "ref": entry.ref, "size": sum(file.size_bytes for file in entry.files)}
    if not await conn.scalar(text(_WAITED_FOR), known):
        return False
    if entry.files:
        paths = json.dumps([text_key(file.path) for file in entry.files])
        return not await conn.scalar(text(_FILE_ELSEWHERE), {"source": source, "paths": paths})
    ids = {"tmdb": entry.ids.tmdb, "tvdb": entry.ids.tvdb, "imdb": entry.ids.imdb}
    values = {"source": source, "kind": entry.kind.value, "ref": entry.ref, **ids}
    return not await conn.scalar(text(_TITLE_ELSEWHERE), values)


_WAITED_FOR = """
SELECT 1 FROM holdings h WHERE h.source = :source AND h.ref = :ref AND coalesce(h.size_bytes, 0) = :size
  AND EXISTS (
    SELECT 1 FROM steps s JOIN steps g ON g.run_id = s.run_id AND g.item_id = s.item_id AND g.position = 0
    WHERE s.item_id = h.item_id AND s.target = h.source AND s.ref = h.ref AND s.action = 'refresh'
      AND s.state <> 'done' AND g.state = 'done')
"""
_FILE_ELSEWHERE = """
SELECT 1 FROM json_each(:paths) p CROSS JOIN files f ON f.path_key = p.value WHERE f.source <> :source
"""
_TITLE_ELSEWHERE = """
SELECT 1 FROM holdings h
WHERE h.source <> :source AND h.kind = :kind AND h.gone_at IS NULL AND h.item_id IS NOT NULL
  AND (h.tmdb = :tmdb OR h.tvdb = :tvdb OR h.imdb = lower(:imdb))
"""
