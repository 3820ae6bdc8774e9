"""A household in memory, and the other side of the wire to a model: scripts that say what it calls."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cascade.media import Kind, text_key
from llm.catalogue import Found, Group, Named, Share
from llm.proposal.clause import Household
from llm.proposal.dates import Clock
from llm.proposal.prose import Said
from llm.proposal.schema import PROPOSE
from llm.proposal.talk import Talk
from llm.reading import Asker, Conversation
from llm.turn import Reply, ToolCall, Turn

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
TOM = Asker("person-1", "Tom", NOW, ZONE)

NAMES: dict[str, tuple[Named, ...]] = {
    "library": (Named("Movies", 40), Named("TV Shows", 9), Named("Kids TV", 3)),
    "genre": tuple(Named(name, 4) for name in ("Horror", "Anime", "Documentary", "Comedy", "Drama")),
    "tag": (Named("keep", 3), Named("seed", 2)),
    "label": (),
    "collection": (Named("Bond", 20),),
    "on": (Named("radarr", 30), Named("uhd", 5)),
    "watched-by": (Named("Anna", 30, ("anna.k",)), Named("Tom", 20)),
    "requested-by": (Named("Anna", 8, ("anna.k",)), Named("Tom", 6), Named("Bea", 1)),
}
TITLES = ("Dune", "Alien", "Charade", "Cats")


@dataclass
class Shelf:
    """A Catalogue of plain values."""

    held: Mapping[str, Sequence[Named]] = field(default_factory=lambda: NAMES)
    titles: Sequence[str] = TITLES
    searches: int = 0

    async def names(self, field: str, limit: int) -> tuple[Named, ...]:
        return tuple(self.held.get(field, ())[:limit])

    async def search(self, text: str, kind: Kind | None, limit: int) -> tuple[Found, ...]:
        self.searches += 1
        hits = [title for title in self.titles if text_key(text) in text_key(title)] or self.titles
        return tuple(
            Found(number, kind or Kind.MOVIE, title, 2000, 10**9) for number, title in enumerate(hits[:limit])
        )

    async def stats(self, group: Group) -> tuple[Share, ...]:
        return tuple(Share(title, 3, 5 * 10**9) for title in (group.value, *self.titles))


Script = Callable[[Turn], Reply]


@dataclass
class Scripted:
    """A model that says what a script tells it to; the last entry goes on for ever."""

    script: Sequence[Reply | Script]
    turns: list[Turn] = field(default_factory=list)

    async def ask(self, turn: Turn) -> Reply:
        entry = self.script[min(len(self.turns), len(self.script) - 1)]
        self.turns.append(turn)
        return entry(turn) if callable(entry) else entry


def call(name: str, arguments: object) -> Reply:
    """One call; `arguments` may be text that is no JSON."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return Reply(calls=(ToolCall("call_1", name, text),))


def condition(field: str, op: str, values: str | Sequence[str], words: str) -> dict[str, Any]:
    """One condition as a model sends it."""
    listed = [values] if isinstance(values, str) else list(values)
    return {"field": field, "op": op, "values": listed, "from_words": words}


def draft(
    targets: str,
    delete: Sequence[dict[str, Any]] = (),
    *,
    keep: Sequence[dict[str, Any]] = (),
    match: str = "all",
    order: tuple[str, bool, str] | None = None,
    stops: Sequence[tuple[str, str, str]] = (),
    unsupported: Sequence[str] = (),
) -> dict[str, Any]:
    """The arguments of a proposal."""
    name, descending, words = order or (None, False, "")
    return {
        "targets": targets.split(),
        "delete_when": [{"match": match, "conditions": list(delete)}] if delete else [],
        "keep_when": list(keep),
        "order": {"field": name, "descending": descending, "from_words": words},
        "stops": [{"kind": kind, "amount": amount, "from_words": quote} for kind, amount, quote in stops],
        "unsupported": list(unsupported),
    }


def propose(arguments: Mapping[str, Any]) -> Reply:
    """The call of a proposal."""
    return call(PROPOSE, arguments)


def house(**names: tuple[Named, ...]) -> Household:
    """What drafts are resolved against."""
    return Household({**NAMES, **names}, Clock(NOW.astimezone(ZONE)), "Tom")


def talk(*messages: str, **more: Any) -> Talk:
    """What a person said, and the rule at hand."""
    return replace(Talk(Said.of(messages), house()), **more)


def said(*messages: str, **more: Any) -> Conversation:
    """A conversation."""
    return Conversation(tuple(messages), **more)
