"""The small language in which phrases are written down: `[the] (film|movie) of {date}`.

Words stand for themselves, `(a|b c)` is a choice, `[a|b]` may be missing, `{slot}` is filled by a reader of
names or amounts, and WORDS in capitals are lists of words that `WORDS` below spells out.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

WORDS: Final = {
    "WATCHED": "(watched|seen|viewed|played|looked at)",
    "WATCH": "(watch|see|view|play)",
    "NOBODY": "(nobody|no one|none of us|not one of us|not a soul)",
    "ANYBODY": "(anybody|anyone|any one|somebody|someone)",
    "HAVE": "[have|has|had]",
    "BE": "[is|are|was|were|being|be]",
    "BEEN": "[been]",
    "IT": "[it|them|those|these|this]",
    "THAT": "[that|which|who|what]",
    "THE": "[the|my|our|a|an|all|any]",
    "OVER": "(over|above|more than|bigger than|larger than|greater than|higher than|better than|heavier than"
    "|exceeding|>)",
    "UNDER": "(under|below|less than|fewer than|smaller than|lower than|worse than|lighter than|<)",
    "ATLEAST": "(at least|no less than|not less than|no fewer than|not (under|below|smaller than|lower than)"
    "|no smaller than|a minimum of|>=)",
    "ATMOST": "(at most|at the most|up to|no more than|not more than|not (over|above|bigger than|larger than"
    "|better than|higher than|greater than)|no (bigger|larger|greater|higher|better) than|a maximum of|<=)",
    "ORMORE": "(or more|or over|or above|or bigger|or larger|or higher|or better|or longer|+)",
    "ORLESS": "(or less|or fewer|or under|or below|or smaller|or lower|or worse|or shorter)",
    "FILES": "[films|movies|shows|series|titles|items|things|ones|of them]",
}

_PIECES: Final = re.compile(r"[()\[\]|]|\{[\w:?!]+\}|[^\s()\[\]|{}]+")


@dataclass(frozen=True, slots=True)
class Unclear:
    """Words that need a question: where they stand, what to ask, and (label, what to say instead)."""

    start: int
    end: int
    asks: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands in a slot, as query text; `day` is the day a span reaches back to.

    `both` says that several names were joined by "and".
    """

    text: str
    said: str = ""
    day: str = ""
    both: bool = False
    unclear: Unclear | None = None


Slot = Callable[[int], Iterator[tuple[int, Filling]]]
Filled = Mapping[str, Filling]


@dataclass(frozen=True, slots=True)
class _Literal:
    word: str


@dataclass(frozen=True, slots=True)
class _Slot:
    name: str


@dataclass(frozen=True, slots=True)
class _Choice:
    ways: "tuple[tuple[_Node, ...], ...]"


_Node = _Literal | _Slot | _Choice


class Pattern:
    """A phrase, ready to be looked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        spelled = re.sub(r"\b[A-Z]+\b", lambda found: WORDS[found[0]], text)
        self._pieces = _PIECES.findall(spelled)
        self._at = 0
        self.nodes: tuple[_Node, ...] = (_Choice(self._ways()),)
        if self._at != len(self._pieces):
            raise ValueError(f"a bracket is not matched in the phrase {text!r}")

    def matches(self, words: tuple[str, ...], start: int, slots: Mapping[str, Slot]) -> tuple[int, Filled]:
        """Return the furthest end of the phrase from `start`, and what fills its slots; `start` if none."""
        best: tuple[int, Filled] = (start, {})
        for end, filled in _ends(self.nodes, words, start, slots, {}):
            if end > best[0]:
                best = end, filled
        return best

    def literals(self) -> frozenset[str]:
        """Every word that stands for itself in the phrase."""
        return frozenset(_literals(self.nodes))

    def firsts(self) -> frozenset[str] | None:
        """The words the phrase can begin with; None where it can begin with a slot."""
        firsts, ends = _firsts(self.nodes)
        return None if firsts is None or ends else frozenset(firsts)

    def _sequence(self) -> tuple[_Node, ...]:
        nodes: list[_Node] = []
        while self._at < len(self._pieces) and self._pieces[self._at] not in {")", "]", "|"}:
            piece = self._pieces[self._at]
            self._at += 1
            if piece in {"(", "["}:
                nodes.append(self._choice(piece))
            elif piece.startswith("{"):
                nodes.append(_Slot(piece[1:-1]))
            else:
                nodes.append(_Literal(piece))
        return tuple(nodes)

    def _choice(self, opening: str) -> _Choice:
        ways = self._ways()
        if self._pieces[self._at : self._at + 1] != [{"(": ")", "[": "]"}[opening]]:
            raise ValueError(f"a bracket is not closed in the phrase {self.text!r}")
        self._at += 1
        return _Choice((*ways, ()) if opening == "[" else ways)

    def _ways(self) -> tuple[tuple[_Node, ...], ...]:
        ways = [self._sequence()]
        while self._pieces[self._at : self._at + 1] == ["|"]:
            self._at += 1
            ways.append(self._sequence())
        return tuple(ways)


def _ends(
    nodes: tuple[_Node, ...], words: tuple[str, ...], at: int, slots: Mapping[str, Slot], filled: Filled
) -> Iterator[tuple[int, Filled]]:
    if not nodes:
        yield at, filled
        return
    first, rest = nodes[0], nodes[1:]
    match first:
        case _Literal(word=word):
            if at < len(words) and words[at] == word:
                yield from _ends(rest, words, at + 1, slots, filled)
        case _Choice(ways=ways):
            for way in ways:
                yield from _ends(way + rest, words, at, slots, filled)
        case _Slot(name=name):
            kind, _, key = name.partition(":")
            for end, filling in slots[kind](at):
                yield from _ends(rest, words, end, slots, {**filled, (key or kind).strip("?!"): filling})


def _literals(nodes: tuple[_Node, ...]) -> Iterator[str]:
    for node in nodes:
        match node:
            case _Literal(word=word):
                yield word
            case _Choice(ways=ways):
                for way in ways:
                    yield from _literals(way)
            case _Slot():
                continue


def _firsts(nodes: tuple[_Node, ...]) -> tuple[set[str] | None, bool]:
    """Return the first words of a sequence (None: a slot) and whether it can be empty."""
    firsts: set[str] = set()
    for node in nodes:
        match node:
            case _Literal(word=word):
                return firsts | {word}, False
            case _Slot():
                return None, False
            case _Choice(ways=ways):
                found = [_firsts(way) for way in ways]
                if any(words is None for words, _ in found):
                    return None, False
                firsts.update(word for words, _ in found for word in words or ())
                if not any(empty for _, empty in found):
                    return firsts, False
    return firsts, True
