"""The query for orphans finds each kind of them."""

from pathlib import Path

import pytest
from sqlalchemy import text

from cascade.library.orphans import count_orphans
from tests.detection.ear import open_ear

PLANTED = {
    "files of gone items": "UPDATE items SET gone_at = 1 WHERE id = 1",
    "files of no living entry": "UPDATE holdings SET gone_at = 1 WHERE item_id = 1 AND role = 'media'",
    "living entries of gone items": "UPDATE items SET gone_at = 1 WHERE id = 1",
    "items beneath gone ones": "UPDATE items SET gone_at = 1 WHERE kind = 'season'",
    "present items that nobody holds": "DELETE FROM holdings WHERE item_id = 1 AND role = 'media'",
    "departures that name an event which is not there": "INSERT INTO departures"
    " (item_id, at, known, event_id) VALUES (1, 1, '{}', 'nowhere')",
    "hints that name an event which is not there": "INSERT INTO inbox"
    " (received_at, source, digest, by, hint, event_id) VALUES (1, 'plex', 'd', 'webhook', '{}', 'nowhere')",
    "posts about an event which is not there": "INSERT INTO outbox (at, event_id, status)"
    " VALUES (1, 'nowhere', 'completed')",
    "requests without their media row": "DELETE FROM request_media",
    "values of gone items": "UPDATE items SET gone_at = 1 WHERE id IN (SELECT item_id FROM item_values)",
    "plays of gone items": "UPDATE items SET gone_at = 1 WHERE id IN (SELECT item_id FROM plays)",
}


@pytest.mark.parametrize("kind", sorted(PLANTED))
async def test_an_orphan_is_found(tmp_path: Path, kind: str) -> None:
    async with open_ear(tmp_path, films=4, shows=1) as ear:
        assert await ear.detection.orphans() == {}
        async with ear.house.library.db.write() as conn:
            await conn.execute(text(PLANTED[kind]))
            found = await count_orphans(conn)
        assert found.get(kind, 0) > 0
