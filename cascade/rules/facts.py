"""What is known of one item, as the reference evaluator reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cascade.media import Kind, text_key


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """The stored facts of one item; whether they may be believed is Knowledge's to say.

    `scalars` goes by column of `items`, None = unknown. `sets` goes by field and holds values as written.
    `paths` are the compared forms of the item's files, `resolutions` all that these have, the best first.
    `watch_doubt` marks an unresolved play of this name.
    """

    kind: Kind
    scalars: Mapping[str, str | int | float | datetime | None]
    sets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    paths: tuple[str, ...] = ()
    watch_doubt: bool = False
    resolutions: tuple[str, ...] = ()

    def instant(self, column: str) -> datetime | None:
        """Return an instant, or None where it is unknown."""
        value = self.scalars.get(column)
        return value if isinstance(value, datetime) else None

    def number(self, column: str) -> int | float | None:
        """Return a number, or None where it is unknown."""
        value = self.scalars.get(column)
        return value if isinstance(value, int | float) else None

    def text(self, column: str) -> str | None:
        """Return a text, or None where it is unknown."""
        value = self.scalars.get(column)
        return value if isinstance(value, str) else None

    def flag(self, column: str) -> bool | None:
        """Return a yes or no, or None where it is unknown."""
        value = self.scalars.get(column)
        return bool(value) if isinstance(value, int) else None

    def values(self, name: str) -> frozenset[str]:
        """Return the values of a set field as written."""
        return self.sets.get(name, frozenset())

    def keys(self, name: str) -> frozenset[str]:
        """Return the values of a set field as compared."""
        return frozenset(text_key(value) for value in self.values(name))
