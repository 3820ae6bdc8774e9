"""Which entries lie in the same file: by path, or by name and size where servers call folders otherwise."""

from sqlalchemy import ColumnElement, FromClause, and_, exists, or_

from cascade.library.tables import holdings
from cascade.media import Role


def same_file(mine: FromClause, theirs: FromClause) -> ColumnElement[bool]:
    """Compare two rows of `files` of media servers.

    A name speaks only for entries that a single media server holds: the others are known by their paths.
    """
    named = and_(
        theirs.c.name == mine.c.name,
        theirs.c.size_bytes == mine.c.size_bytes,
        theirs.c.source != mine.c.source,
        mine.c.size_bytes > 0,
        _alone(mine),
        _alone(theirs),
    )
    return or_(theirs.c.path_key == mine.c.path_key, named)


def _alone(file: FromClause) -> ColumnElement[bool]:
    other = holdings.alias()
    return ~exists().where(
        other.c.item_id == file.c.item_id,
        other.c.role == Role.MEDIA.value,
        other.c.gone_at.is_(None),
        other.c.source != file.c.source,
    )


SHARES_PATH = """
files f ON f.item_id = t.id
CROSS JOIN files g ON g.path_key = f.path_key AND g.item_id <> f.item_id AND +g.source <> f.source
"""
_ALONE = """
NOT EXISTS (SELECT 1 FROM holdings h WHERE h.item_id = {0}.item_id AND +h.role = 'media'
            AND h.gone_at IS NULL AND h.source <> {0}.source)
"""
SHARES_NAME = f"""
files f ON f.item_id = t.id AND f.size_bytes > 0 AND {_ALONE.format("f")}
CROSS JOIN files g ON g.name = f.name AND g.size_bytes = f.size_bytes AND g.item_id <> f.item_id
  AND +g.source <> f.source AND {_ALONE.format("g")}
"""
"""The same as text, for statements that join the touched items `t` to files `f` and `g` of two servers."""
