"""Which of a person's words nothing in the rule answers to: they are named, never dropped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from cascade.media import Kind
from cascade.rules.expr import Rule, terms_of
from cascade.rules.text import print_value
from llm.proposal.clause import Clause, Household
from llm.proposal.cues import (
    EARLIER,
    EITHER,
    FIELD_CUES,
    FILLER,
    KEEPING,
    KIND_CUES,
    LATER,
    LESS,
    MORE,
    ORDERING,
    STOPPING,
    TIME,
    WITHIN,
    denies,
    fits,
    negates,
)
from llm.proposal.evidence import TEXTS, places
from llm.proposal.kinds import shows_me
from llm.proposal.prose import Said, Window
from llm.proposal.stops import Halt

Place = tuple[int, int]

_BESIDE: Final = (*MORE, *LESS, *EARLIER, *LATER, *WITHIN, *TIME, "old", "ago", "ever", "since", "between")
_NEAR: Final = 6  # words around an amount that may belong to it
_KEPT: Final = (*KEEPING, "alone", "safe", "kept", "stay*", "spared")


@dataclass(slots=True)
class Account:
    """The words of a person, and which of them are accounted for."""

    said: Said
    house: Household
    explained: set[Place] = field(default_factory=set)
    meant: frozenset[Place] = frozenset()  # words that are no courtesy here

    def kinds(self, kinds: Sequence[Kind]) -> None:
        """Account for the names of the kinds a rule is about."""
        cues = tuple(cue for kind in kinds for cue in KIND_CUES[kind])
        self._everywhere(cues)
        self.explained |= {
            (message, number)
            for message, words in enumerate(self.said.words)
            for number in range(len(words))
            if shows_me(words, number)
        }

    def clause(self, clause: Clause) -> None:
        """Account for a condition: its values, and what stands beside them."""
        quotes = self.said.find(clause.condition.from_words) or self.said.whole()
        for quote in quotes:
            found = self._values(clause, quote)
            if found:
                self._beside(clause, quote, found)
        if clause.keeps:
            self._everywhere(_KEPT)
            self.explained |= {place for place, key in self._keys() if negates(key)}
        if len(clause.spelled) > 1:
            self.either()

    def _values(self, clause: Clause, quote: Window) -> list[Window]:
        every = [
            place
            for value in range(len(clause.spelled))
            for place in places(clause, value, self.said, quote, self.house)
        ]
        self.explained |= {place for window in every for place in window.places()}
        return every

    def _beside(self, clause: Clause, quote: Window, found: Sequence[Window]) -> None:
        cues = FIELD_CUES[clause.field.name]
        beside = () if clause.field.kind in TEXTS else _BESIDE  # "the last season of Lost"
        words = self.said.words[quote.message]
        for number in range(quote.first, quote.last):
            near = any(one.first - _NEAR <= number < one.last + _NEAR for one in found)
            key = words[number].key
            if near and (fits(key, cues) or fits(key, beside) or denies(key)):
                self.explained.add((quote.message, number))
            if near and key == "or" and any(fits(one.key, _BESIDE) for one in words[number + 1 : number + 2]):
                self.explained.add((quote.message, number))  # "30 GB or more"

    def order(self, quote: str, name: str) -> None:
        """Account for the words of an order."""
        self._quoted(quote, (*ORDERING, *FIELD_CUES[name]))

    def stop(self, halt: Halt) -> None:
        """Account for a stop: its amount, and what stands beside it."""
        for amount in halt.places:
            self.explained |= set(amount.places())
            words = self.said.words[amount.message]
            beside = range(max(0, amount.first - _NEAR), min(len(words), amount.last + _NEAR))
            self.explained |= {
                (amount.message, number) for number in beside if fits(words[number].key, STOPPING)
            }

    def either(self) -> None:
        """Account for "or"."""
        self._everywhere(EITHER)

    def words(self, quote: str) -> None:
        """Account for words that are answered otherwise: by a question, or by being named."""
        for window in self.said.find(quote):
            self.explained |= set(window.places())

    def gone(self, base: Rule | None, rule: Rule) -> None:
        """Account for words about conditions that went: "also what Anna requested"."""
        if base is None:
            return
        standing = set(terms_of(rule.where))
        for term in terms_of(base.where):
            if term not in standing:
                self._everywhere(FIELD_CUES[term.field])
                for value in term.values:
                    self.words(print_value(value) if value else "")

    def left(self, messages: Iterable[int]) -> tuple[Window, ...]:
        """Return the runs of words in some messages that nothing accounts for."""
        return tuple(run for message in messages for run in self._runs(message))

    def _runs(self, message: int) -> Iterable[Window]:
        words = self.said.words[message]
        loose = [
            number
            for number, word in enumerate(words)
            if (message, number) in self.meant
            or ((message, number) not in self.explained and word.key not in FILLER)
        ]
        start = 0
        for index, number in enumerate(loose):
            if index + 1 == len(loose) or loose[index + 1] != number + 1:
                yield Window(message, loose[start], number + 1)
                start = index + 1

    def _quoted(self, quote: str, cues: tuple[str, ...]) -> None:
        for window in self.said.find(quote):
            self.explained |= {
                place for place in window.places() if fits(self.said.words[place[0]][place[1]].key, cues)
            }

    def _everywhere(self, cues: tuple[str, ...]) -> None:
        self.explained |= {place for place, key in self._keys() if fits(key, cues)}

    def _keys(self) -> Iterable[tuple[Place, str]]:
        for message, words in enumerate(self.said.words):
            for number, word in enumerate(words):
                yield (message, number), word.key
