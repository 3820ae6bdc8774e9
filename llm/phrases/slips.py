"""Words that look like a slip of the finger: asked about, never corrected in silence."""

import difflib
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from llm.catalogue import PEOPLE
from llm.phrases.grammar import KEYWORDS
from llm.phrases.household import BARE, Household
from llm.phrases.pattern import Unclear
from llm.phrases.phrase import Role
from llm.phrases.piece import Piece
from llm.phrases.words import Message

_NEAR: Final = 0.82  # "raise" must not come near "erase"
_SHORTEST: Final = 4  # letters; shorter words are near to everything
_NOTHING: Final = frozenset({"nothing", "anything", "everything"})  # "delete nothing" is no slip of "thing"


def with_slips(
    message: Message, pieces: tuple[Piece, ...], household: Household, left: Callable[[str], int]
) -> tuple[Piece, ...]:
    """Return the pieces with a question for each unknown word that is nearly a known one.

    Where another word is left unknown, nothing is asked: then all of them are named.
    `left` counts the words of a text that find no place; only what leaves fewer is offered.
    """
    names = {
        named.name.casefold(): named.name
        for field in (*BARE, *PEOPLE)
        for named in household.names.get(field, ())
    }
    if not any(piece.role is Role.UNPLACED for piece in pieces):
        return pieces
    most = left(message.source)

    def helps(place: Unclear, instead: str) -> bool:
        return left(message.rewritten(place.start, place.end, instead)) < most

    asked = tuple(
        _asked(message, piece, names, helps) if piece.role is Role.UNPLACED else piece for piece in pieces
    )
    return pieces if any(piece.role is Role.UNPLACED for piece in asked) else asked


def _asked(
    message: Message, piece: Piece, names: dict[str, str], helps: Callable[[Unclear, str], bool]
) -> Piece:
    slips = (_slip(message, at, names) for at in range(piece.start, piece.end))
    unclear = [_helpful(slip, helps) if slip else None for slip in slips]
    known = tuple(each for each in unclear if each is not None)
    if len(known) < len(unclear):
        return piece
    return Piece(Role.VAGUE, piece.start, piece.end, unclear=known)


def _helpful(slip: Unclear, helps: Callable[[Unclear, str], bool]) -> Unclear | None:
    choices = tuple(choice for choice in slip.choices if helps(slip, choice[1]))
    return replace(slip, choices=choices) if choices else None


def _slip(message: Message, at: int, names: dict[str, str]) -> Unclear | None:
    word = message.words[at]
    if len(word.text) < _SHORTEST or word.quoted or not word.text.isalpha() or word.text in _NOTHING:
        return None
    near = difflib.get_close_matches(word.text, sorted({*KEYWORDS, *names}), n=3, cutoff=_NEAR)
    if not near or word.text in near:  # a known word in a place where it means nothing is no slip
        return None
    near = [
        each
        for each in near
        if not any(len(each) > len(other) and each.startswith(other[:-1]) for other in near)
    ]
    choices = tuple((said, said) for said in (each if each in KEYWORDS else names[each] for each in near))
    return Unclear(word.start, word.end, f'What is "{word.raw}"? Did you mean one of these?', choices)
