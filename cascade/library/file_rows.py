"""Rows of files, as every server's entries have them."""

from collections.abc import Collection

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.bulk import upsert
from cascade.library.tables import files
from cascade.media import MediaFile, Role, text_key

Row = dict[str, object]


def file_row(source: str, ref: str, role: Role, file: MediaFile) -> Row:
    """Return the row of a file; an *arr's files belong to its entry and to no item."""
    return {
        "source": source,
        "ref": ref,
        "path": file.path,
        "path_key": text_key(file.path),
        "name": file.path.rpartition("/")[2],
        "size_bytes": file.size_bytes,
        "file_ref": file.ref,
        "resolution": file.resolution,
        "role": role.value,
        "item_id": None,
        "season_id": None,
        "show_id": None,
    }


async def replace_files(conn: AsyncConnection, source: str, refs: Collection[str], rows: list[Row]) -> None:
    """Put the files of entries in the place of those they had; one path is stored once per entry."""
    if refs:
        await conn.execute(delete(files).where(files.c.source == source, files.c.ref.in_(refs)))
    await upsert(conn, files, rows)
