"""A message as pieces: the longest phrase at each place, then names, and what is left is unplaced."""

from collections.abc import Mapping
from itertools import takewhile
from typing import Final

from cascade.rules.expr import And, Expr, Not, Term
from cascade.rules.query import QueryError, parse
from llm.phrases.grammar import BEGINNING
from llm.phrases.household import BARE, Household, Names
from llm.phrases.pattern import Filled, Unclear
from llm.phrases.phrase import Phrase, Role
from llm.phrases.piece import Piece
from llm.phrases.slots import slots_of
from llm.phrases.words import Message
from llm.reading import Asker

_QUOTED: Final = "\0"  # a quoted text is none of the grammar's words
_NEGATIVE: Final = frozenset({"not", "no", "never", "nobody", "without", "none"})
_ADJECTIVES: Final = frozenset({Role.NAME, Role.CONDITION, Role.NOUN})
_BEFORE_COUNT: Final = frozenset({None, Role.VERB, Role.ONLY})
_ARTICLES: Final = frozenset({"the", "a", "an"})


def segment(message: Message, household: Household, asker: Asker, *, changing: bool) -> tuple[Piece, ...]:
    """Divide a message into pieces that cover every word of it. `changing` says that a rule is at hand."""
    return _Segmenter(message, household, asker, changing).pieces()


class _Segmenter:
    """One message; what begins at each word is found once."""

    def __init__(self, message: Message, household: Household, asker: Asker, changing: bool) -> None:  # noqa: FBT001 - as above
        self.message = message
        self.words = tuple(_QUOTED if word.quoted else word.text for word in message.words)
        self.changing = changing
        self.names = Names(message, household, asker.name, self.role)
        self.slots = slots_of(message, self.names, asker.now, asker.zone)
        self.found: dict[int, Piece | None] = {}

    def pieces(self) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        at = 0
        while at < len(self.words):
            piece = self.name_with_article(at) or self.phrase(at) or self.name(at) or self.unplaced(at)
            at = piece.end
            if pieces and self.goes_on(pieces[-1], piece):
                piece = Piece(Role.UNPLACED, pieces.pop().start, piece.end)
            if pieces and pieces[-1].role is Role.NOT and self.words[piece.start] in _NEGATIVE:
                pieces.append(Piece(Role.UNPLACED, pieces.pop().start, piece.start))  # "not not"
            pieces.append(piece)
        return tuple(self.counted(pieces, place) for place in range(len(pieces)))

    def goes_on(self, before: Piece, piece: Piece) -> bool:
        """Whether two unplaced stretches are one."""
        quoted = _QUOTED in {self.words[piece.start], self.words[piece.start - 1]}
        return before.role is piece.role is Role.UNPLACED and not quoted

    def counted(self, pieces: list[Piece], place: int) -> Piece:
        """Return a piece, or the stop that a number is where it counts what follows: "5 horror films"."""
        piece = pieces[place]
        if piece.role is not Role.UNPLACED:
            return piece
        before = next((each.role for each in reversed(pieces[:place]) if each.role is not Role.LIGHT), None)
        behind = takewhile(lambda each: each.role in _ADJECTIVES, pieces[place + 1 :])
        roles = [each.role for each in behind]
        if before not in _BEFORE_COUNT or not roles or Role.NOUN not in roles or roles[0] is Role.NOUN:
            return piece
        found = (each.text for end, each in self.slots["few"](piece.start) if end == piece.end)
        count = next(found, None)
        return (
            piece
            if count is None
            else Piece(Role.DIRECTIVE, piece.start, piece.end, f"limit:{count} counted:1")
        )

    def role(self, at: int) -> Role | None:
        """Return the role of what begins at a word; None where no phrase does."""
        piece = self.phrase(at) if at < len(self.words) else None
        return piece.role if piece else None

    def phrase(self, at: int) -> Piece | None:
        if at not in self.found:
            self.found[at] = self.longest(at)
        return self.found[at]

    def longest(self, at: int) -> Piece | None:
        best: tuple[int, Phrase, Filled] | None = None
        for phrase in BEGINNING.get(self.words[at], BEGINNING[""]):
            if phrase.role in {Role.CHANGE, Role.ADD} and not self.changing:
                continue
            end, filled = phrase.pattern.matches(self.words, at, self.slots)
            if end > (best[0] if best else at):
                best = end, phrase, filled
        return self.piece(best[1], at, best[0], best[2]) if best else None

    def piece(self, phrase: Phrase, start: int, end: int, filled: Filled) -> Piece | None:
        unclear = tuple(filling.unclear for filling in filled.values() if filling.unclear)
        if unclear:
            return Piece(phrase.role, start, end, unclear=unclear)
        if phrase.role is Role.VAGUE:
            return Piece(phrase.role, start, end, unclear=(self.asked(phrase, start, end, filled),))
        texts = {key: filling.text for key, filling in filled.items()}
        texts |= {f"{key}_day": filling.day for key, filling in filled.items()}
        says, both = phrase.says.format_map(texts), any(filling.both for filling in filled.values())
        if phrase.role is not Role.CONDITION:
            return Piece(phrase.role, start, end, says)
        try:
            test, denied = _expr(says), _expr(phrase.denied.format_map(texts))
        except QueryError:  # such as a range that ends before it begins
            return None
        if "both" in phrase.pattern.literals() and "both" in self.words[start:end]:
            test, both = _each(test) if both else None, False
        if test is None or (both and not isinstance(test, Term | Not)):  # "nobody but Anna and Ben"
            return None
        return Piece(phrase.role, start, end, says, test, denied, both)

    def asked(self, phrase: Phrase, start: int, end: int, filled: Filled) -> Unclear:
        said: Mapping[str, str] = {key: filling.said for key, filling in filled.items()}
        choices = tuple(choice.format_map(said) for choice in phrase.choices)
        first, last = self.message.words[start], self.message.words[end - 1]
        asks = phrase.asks if "{words}" in phrase.asks else f'"{{words}}": {phrase.asks}'
        asks = asks.replace("{words}", self.message.said(start, end))
        return Unclear(first.start, last.end, asks, tuple((each, each) for each in choices))

    def name_with_article(self, at: int) -> Piece | None:
        """Return a name that begins with its article, such as the collection "The Matrix"."""
        if self.words[at] not in _ARTICLES or self.role(at) is not Role.LIGHT or at + 1 >= len(self.words):
            return None
        if self.phrase(at + 1) or self.name(at + 1):
            return None
        return self.name(at)

    def name(self, at: int) -> Piece | None:
        """Return a name of the household that stands alone; a question where several fields have it."""
        found = [(field, *one) for field in BARE if (one := self.names.one(field, at))]
        if not found:
            return None
        end = max(stop for _, stop, _ in found)
        fitting = [(field, filling) for field, stop, filling in found if stop == end]
        if len(fitting) > 1:
            return Piece(Role.NAME, at, end, unclear=(self.which(at, end, [field for field, _ in fitting]),))
        field, filling = fitting[0]
        if filling.unclear:
            return Piece(Role.NAME, at, end, unclear=(filling.unclear,))
        says = f"{field}:{filling.text}"
        return Piece(Role.NAME, at, end, says, _expr(says))

    def which(self, at: int, end: int, fields: list[str]) -> Unclear:
        first, last = self.message.words[at], self.message.words[end - 1]
        said = self.message.name(at, end)
        choices = tuple((f"the {field} {said}", f'the {field} "{said}"') for field in fields)
        return Unclear(
            first.start, last.end, f'"{said}" is the name of several things here. Which is meant?', choices
        )

    def unplaced(self, at: int) -> Piece:
        return Piece(Role.UNPLACED, at, at + 1)


def _each(test: Expr | None) -> Expr | None:
    """Return the condition that holds for each value of a list, as "both" says."""
    if not isinstance(test, Term):
        return None
    return And(tuple(Term(test.field, test.op, (value,)) for value in test.values))


def _expr(text: str) -> Expr | None:
    return parse(text).where if text else None
