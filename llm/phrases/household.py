"""The household's names in a message: known ones are found, unknown ones asked about."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from cascade.media import text_key
from cascade.rules.expr import Text
from cascade.rules.text import print_value
from llm.catalogue import NAMED, PEOPLE, Catalogue, Named
from llm.names import resolve
from llm.phrases.pattern import Filling, Unclear
from llm.phrases.phrase import Role
from llm.phrases.words import Message

BARE: Final = ("genre", "tag", "label", "collection", "library")
"""The fields whose names people say alone, as in "keep the anime"; what people do is said with a verb."""

_LIMIT: Final = 1000  # names of one field; a household has some hundred
_LONGEST: Final = 6  # words of one name
_BREAKS: Final = frozenset(
    [
    ",", ".", "and", "or", "nor", "but", "except", "unless", "keep", "not", "never", "until",
    "till", "first", "without", "than", "if", "then", "nobody",
]
)  # fmt: skip
_WHAT: Final = {
    "requested-by": "Nobody who requested anything is called",
    "watched-by": "Nobody who watched anything is called",
    "favorited-by": "Nobody with favourites is called",
    "on": "There is no server",
}
_JOINERS: Final = frozenset([",", ".", "and", "or", "nor", "&"])
_MYSELF: Final = frozenset({"me", "myself", "i"})


@dataclass(frozen=True, slots=True)
class Household:
    """Every name a rule may use, by field."""

    names: Mapping[str, tuple[Named, ...]]
    memory: dict[tuple[str, str], str | None] = field(default_factory=dict)

    @classmethod
    async def of(cls, catalogue: Catalogue) -> "Household":
        """Read the names from the Library."""
        return cls({field: await catalogue.names(field, _LIMIT) for field in NAMED})

    def named(self, field_name: str, words: str) -> str | None:
        """Return the one name that words say; None where it is none or several."""
        if field_name in PEOPLE and text_key(words) in _NO_ONE:
            return None
        key = field_name, words
        if key not in self.memory:
            named = self._alike(field_name, words)
            found = resolve(field_name, words, named) if named else ()
            self.memory[key] = found.name if isinstance(found, Named) else None
        return self.memory[key]

    def _alike(self, field_name: str, words: str) -> tuple[Named, ...]:
        """Leave out names that cannot be meant, since looking for the nearest is slow."""
        named = self.names.get(field_name, ())
        if field_name == "genre" and len(words.split()) < 3:  # a genre is called by other words too: cartoons
            return named
        begins = _letters(words)[:2]
        return tuple(
            one for one in named if any(_letters(name)[:2] == begins for name in (one.name, *one.aliases))
        )


_ANYBODY: Final = frozenset({"anybody", "anyone", "somebody", "someone"})
_NO_ONE: Final = _ANYBODY | {"nobody", "no one", "noone", "none", "everybody", "everyone"}
"""What is no name without quotes, whoever calls themselves so."""


def _letters(name: str) -> str:
    plain = text_key(name)
    for article in ("the ", "a ", "an ", "my ", "our ", "@"):
        plain = plain.removeprefix(article)
    return re.sub(r"[\W_]+", "", plain)


class Names:
    """The names of one household in one message.

    `role` says which phrase of the grammar begins at a word, if any: a name that could be read as one, such
    as a tag "kids bigger than 5 GB", has to stand in quotes. So nobody changes a rule by naming something.
    """

    def __init__(
        self, message: Message, household: Household, asker: str, role: Callable[[int], Role | None]
    ) -> None:
        self.message = message
        self.household = household
        self.asker = asker
        self.role = role

    def known(self, field: str, at: int) -> Iterator[tuple[int, Filling]]:
        """Give the known names of a field that begin at a word, or a list of such names."""
        first = self.one(field, at)
        if first is None:
            return
        yield first
        yield from self._shorter(field, at, first[0])
        end, filling = first
        texts, joiners = [filling.text], set[str]()
        while filling.unclear is None:
            following, joined = self._joiner(end)
            other = self.one(field, following) if following > end else None
            if other is None:
                return
            end, filling = other
            joiners.add(joined)
            texts.append(filling.text)
            names = ",".join(dict.fromkeys(texts))
            said = self.message.said(at, end)
            both = len(set(texts)) > 1 and not {"or"} <= joiners <= {",", "or"}
            yield end, Filling(names, said, both=both, unclear=filling.unclear)

    def asked(self, field: str, at: int) -> Iterator[tuple[int, Filling]]:
        """Give known names, or ask about the words that should be one."""
        found = list(self.known(field, at))
        yield from found or self._unknown(field, at)

    def one(self, field: str, at: int) -> tuple[int, Filling] | None:
        """Return the longest known name of a field that begins at a word, or the question it raises."""
        words = self.message.words[at:]
        if words and words[0].text in _MYSELF and field in PEOPLE:
            return at + 1, self._asker(field, at)
        found = [
            (end, name)
            for end in range(at + self._reach(at), at, -1)
            if (name := self._named(field, at, end))
        ]
        if not found:
            return None
        end, name = found[0]
        if any(self._could_be_more(place) for place in range(at + 1, end)):
            return end, Filling("", unclear=self._two_ways(field, at, found))
        return end, Filling(print_value(Text(name)), self.message.said(at, end))

    def _shorter(self, field: str, at: int, end: int) -> Iterator[tuple[int, Filling]]:
        """Give names that end earlier: of "Alien collection", the last word can be the phrase's."""
        for stop in range(end - 1, at, -1):
            if name := self._named(field, at, stop):
                yield stop, Filling(print_value(Text(name)), self.message.said(at, stop))

    def _named(self, field: str, at: int, end: int) -> str | None:
        if self.message.words[end - 1].text == "&":  # it goes on with something else
            return None
        return self.household.named(field, self.message.name(at, end))

    def _could_be_more(self, at: int) -> bool:
        return self.role(at) not in {None, Role.NOUN, Role.LIGHT, Role.NAME, Role.JOIN}

    def _reach(self, at: int) -> int:
        """Return how many words a name that begins here can have."""
        words = self.message.words[at : at + _LONGEST]
        if words and words[0].quoted:
            return 1
        for length, word in enumerate(words):
            ends = word.quoted or word.text == "'s" or word.text in (_BREAKS if length else _JOINERS)
            ends = ends or not (word.text == "&" or any(char.isalnum() for char in word.text))
            if ends:
                return length
        return len(words)

    def _two_ways(self, field: str, at: int, found: list[tuple[int, str]]) -> Unclear:
        """Ask whether words are one name, or a shorter name and something else."""
        (end, name), shorter = found[0], found[1:2]
        begin, finish = self.message.words[at].start, self.message.words[end - 1].end
        choices = [(f"the {field} {name}", f'"{name}"')]
        for stop, other in shorter:
            rest = self.message.source[self.message.words[stop - 1].end : finish]
            choices.append((f"the {field} {other}, and {rest.strip()}", f'"{other}"{rest}'))
        asks = f'"{self.message.said(at, end)}" is the name of a {field}, and reads another way too. Which?'
        return Unclear(begin, finish, asks, tuple(choices))

    def _asker(self, field: str, at: int) -> Filling:
        named = self.household.names.get(field, ())
        found = resolve(field, self.asker, named)
        word = self.message.words[at]
        if isinstance(found, Named):
            return Filling(print_value(Text(found.name)), found.name)
        near = found or tuple(one.name for one in named[:5])
        asks = f"Nobody on the media server is called {self.asker}. Which name is yours there?"
        choices = tuple((name, f'"{name}"') for name in near)
        return Filling("", unclear=Unclear(word.start, word.end, asks, choices))

    def _joiner(self, at: int) -> tuple[int, str]:
        """Return where the next name of a list would begin, and how it is joined."""
        words = [word.text for word in self.message.words[at : at + 2]]
        length = 2 if words[:1] == [","] and words[1:] and words[1] in {"and", "or"} else 1
        joined = words[length - 1] if words[length - 1 :] else ""
        return (at + length, joined) if joined in {",", "and", "or", "&"} else (at, "")

    def _unknown(self, field: str, at: int) -> Iterator[tuple[int, Filling]]:
        words = self.message.words
        begin = at + (at < len(words) and words[at].text in {"the", "our"})
        if (several := self._several(field, begin)) is not None:
            place = words[begin].start, words[several - 1].end
            yield several, Filling("", unclear=Unclear(*place, "There are several of that name.", ()))
            return
        if begin >= len(words) or not (words[begin].quoted or self._goes_on(begin)):
            return
        if words[begin].text in _ANYBODY and not words[begin].quoted:
            return
        end = begin + 1
        while not words[begin].quoted and end < len(words) and self._goes_on(end):
            end += 1
        end, names = self._nearest(field, begin, end)
        said = self.message.name(begin, end)
        asks = f'{_WHAT.get(field, f"There is no {field}")} "{said}" here.'
        asks += " Which is meant?" if names else ""
        place = words[begin].start, words[end - 1].end
        yield end, Filling("", unclear=Unclear(*place, asks, tuple((name, f'"{name}"') for name in names)))

    def _several(self, field: str, at: int) -> int | None:
        """Return where a name ends that several have, whom no query tells apart: Movies and movies."""
        keys = [text_key(one.name) for one in self.household.names.get(field, ())]
        ends = range(min(len(self.message.words), at + _LONGEST), at, -1)
        return next((end for end in ends if keys.count(text_key(self.message.name(at, end))) > 1), None)

    def _nearest(self, field: str, begin: int, end: int) -> tuple[int, tuple[str, ...]]:
        """Return the names nearest to words, with a noun behind them where that helps: "Kid TV"."""
        longer = end
        while longer < len(self.message.words) and self.role(longer) is Role.NOUN:
            longer += 1
        near: tuple[str, ...] | Named = ()
        for stop in (longer, end):
            near = resolve(field, self.message.name(begin, stop), self.household.names.get(field, ()))
            if isinstance(near, Named):
                return stop, (near.name,)
            if near:
                return stop, near
        return end, ()

    def _goes_on(self, at: int) -> bool:
        word = self.message.words[at]
        known = word.quoted or word.text in _BREAKS or word.text == "'s"
        return not known and self.role(at) in {None, Role.NAME}
