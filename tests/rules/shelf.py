"""A small Library in memory, and the same items as the evaluator sees them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, StaticPool, create_engine, delete, insert

from cascade.library.tables import files, item_values, items
from cascade.media import Kind, text_key
from cascade.rules.facts import ItemFacts
from cascade.schema import metadata

Scalar = str | int | float | datetime | None


@dataclass(frozen=True)
class Copy:
    """One item as a test writes it: only what it needs, the rest as a fresh row would have it."""

    kind: Kind = Kind.MOVIE
    columns: Mapping[str, Scalar] = field(default_factory=dict)
    sets: Mapping[str, Iterable[str]] = field(default_factory=dict)
    paths: Iterable[str] = ()

    def row(self) -> dict[str, Scalar]:
        """Return the row of `items`."""
        row: dict[str, Scalar] = {column.name: None for column in items.c if column.name != "id"}
        row |= {"title": "Charade", "library": "Films", "plays": 0, "viewers": 0, "arr_match": "one"}
        row |= {"in_progress": False, "watch_doubt": False, **self.columns}
        show = row.pop("show_title", None)
        row |= {
            "kind": str(self.kind),
            "title_key": text_key(str(row["title"])),
            "library_key": text_key(str(row["library"])),
            "show_title_key": text_key(str(show)) if show else None,
        }
        return row

    def facts(self) -> ItemFacts:
        """Return what the evaluator is given."""
        row = self.row()
        return ItemFacts(
            self.kind,
            row,
            {name: frozenset(values) for name, values in self.sets.items()},
            tuple(text_key(path) for path in self.paths),
            watch_doubt=bool(row["watch_doubt"]),
        )


@contextmanager
def library() -> Iterator[Connection]:
    """Open an empty Library in memory."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine)
    with engine.connect() as conn:
        yield conn
    engine.dispose()


def stock(conn: Connection, copies: Sequence[Copy]) -> dict[int, Copy]:
    """Replace the items of a Library; ids count from 1 in the order given."""
    for table in (files, item_values, items):
        conn.execute(delete(table))
    held = dict(enumerate(copies, start=1))
    conn.execute(insert(items), [{"id": number, **copy.row()} for number, copy in held.items()])
    values = [row for number, copy in held.items() for row in _values(number, copy)]
    paths = [row for number, copy in held.items() for row in _files(number, copy)]
    if values:
        conn.execute(insert(item_values), values)
    if paths:
        conn.execute(insert(files), paths)
    return held


def _values(number: int, copy: Copy) -> Iterator[dict[str, object]]:
    for name, texts in copy.sets.items():
        for text in texts:
            yield {"item_id": number, "field": name, "key": text_key(text), "source": "s", "value": text}


def _files(number: int, copy: Copy) -> Iterator[dict[str, object]]:
    owner = {Kind.SHOW: "show_id", Kind.SEASON: "season_id"}.get(copy.kind, "item_id")
    blank: dict[str, object] = {"ref": str(number), "size_bytes": 1, "item_id": None, "season_id": None}
    blank |= {"show_id": None, owner: number}
    for path in copy.paths:
        mine = {"path": path, "path_key": text_key(path)}
        yield blank | mine | {"source": "plex", "role": "media"}
        # What another server files under the item is no file of the media server's.
        yield blank | {"source": "radarr", "role": "movies", "path": f"/r{path}", "path_key": "/r"}
