"""A small household of plain values, as a catalogue."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cascade.media import Kind, text_key
from cascade.rules.expr import Rule
from llm.catalogue import Catalogue, Found, Group, Named, Share
from llm.phrases import PhraseReader
from llm.reading import Asker, Conversation, Question, Reading

ASKER = Asker("1", "Olga", datetime(2026, 11, 21, 12, tzinfo=UTC), ZoneInfo("Europe/Berlin"))

NAMES: dict[str, tuple[Named, ...]] = {
    "library": tuple(Named(name, 10) for name in ("Movies", "Kids TV", "TV Shows", "4K Movies")),
    "genre": tuple(
        Named(name, 10)
        for name in (
            "Horror",
            "Comedy",
            "Drama",
            "Documentary",
            "Science Fiction",
            "Action & Adventure",
            "Anime",
        )
    ),
    "tag": tuple(Named(name, 5) for name in ("keep", "kids", "seed")),
    "label": (Named("Family", 3),),
    "collection": (Named("Alien", 4), Named("The Matrix Collection", 4), Named("James Bond", 20)),
    "on": (Named("radarr", 10), Named("uhd", 5)),
    "watched-by": tuple(
        Named(name, 9) for name in ("Olga", "anna", "Ben", "Chloé", "dimitri.k", "Tante Elfriede")
    ),
    "requested-by": tuple(
        Named(name, 9) for name in ("Olga", "anna", "Ben", "Chloé", "dimitri.k", "Tante Elfriede", "Tom")
    ),
}
NAMES["favorited-by"] = (Named("anna", 3), Named("Ben", 2))
TITLES = (
    Found(1, Kind.MOVIE, "Cats", 2019, 10**9),
    Found(2, Kind.MOVIE, "Dune", 1984, 10**9),
    Found(3, Kind.MOVIE, "Dune", 2021, 2 * 10**9),
    Found(4, Kind.MOVIE, "Troy", 2004, 10**9),
    Found(5, Kind.MOVIE, "Troy", 2004, 9 * 10**9),
    Found(6, Kind.SHOW, "Lost", 2004, 10**9),
    Found(7, Kind.SHOW, "Dark", 2017, 10**9),
    Found(8, Kind.MOVIE, "The Lord of the Rings: The Two Towers", 2002, 10**9),
    Found(9, Kind.MOVIE, "Spider-Man", 2002, 10**9),
    Found(10, Kind.MOVIE, "The Matrix", 1999, 10**9),
    Found(11, Kind.MOVIE, "Fargo", 1996, 10**9),
    Found(12, Kind.SHOW, "Fargo", 2014, 10**9),
    Found(13, Kind.MOVIE, "The Matrix Reloaded", 2003, 10**9),
    Found(14, Kind.MOVIE, "1917", 2019, 10**9),
    Found(15, Kind.MOVIE, "No Country for Old Men", 2007, 10**9),
    Found(16, Kind.MOVIE, "The Big Short", 2015, 10**9),
)


@dataclass(frozen=True, slots=True)
class House(Catalogue):
    """Names and titles held in memory."""

    named: dict[str, tuple[Named, ...]] = field(default_factory=lambda: NAMES)
    titles: tuple[Found, ...] = TITLES

    async def names(self, field: str, limit: int) -> tuple[Named, ...]:
        return self.named.get(field, ())[:limit]

    async def search(self, text: str, kind: Kind | None, limit: int) -> tuple[Found, ...]:
        fitting = (
            one for one in self.titles if text_key(text) in text_key(one.title) and kind in {None, one.kind}
        )
        return tuple(sorted(fitting, key=lambda one: len(one.title)))[:limit]

    async def stats(self, group: Group) -> tuple[Share, ...]:
        return (Share(group, 1, 10**9),)


async def read(
    *messages: str, rule: Rule | None = None, question: Question | None = None, house: House | None = None
) -> Reading:
    """Read the last of some messages."""
    return await PhraseReader(house or House()).read(Conversation(messages, rule, question), ASKER)
