"""Words that look like a slip of the finger: asked about, never corrected in silence."""

import difflib
from typing import Final

from llm.phrases.grammar import KEYWORDS
from llm.phrases.household import BARE, Household
from llm.phrases.pattern import Unclear
from llm.phrases.phrase import Role
from llm.phrases.piece import Piece
from llm.phrases.words import Message

_NEAR: Final = 0.82  # "raise" must not come near "erase"
_SHORTEST: Final = 4  # letters; shorter words are near to everything
_PEOPLE: Final = ("requested-by", "watched-by")


def with_slips(message: Message, pieces: tuple[Piece, ...], household: Household) -> tuple[Piece, ...]:
    """Return the pieces with a question for each unknown word that is nearly a known one."""
    names = {
        named.name.casefold(): named.name
        for field in (*BARE, *_PEOPLE)
        for named in household.names.get(field, ())
    }
    return tuple(_asked(message, piece, names) if piece.role is Role.UNPLACED else piece for piece in pieces)


def _asked(message: Message, piece: Piece, names: dict[str, str]) -> Piece:
    unclear = [_slip(message, at, names) for at in range(piece.start, piece.end)]
    known = tuple(each for each in unclear if each is not None)
    if len(known) < len(unclear):
        return piece
    return Piece(Role.VAGUE, piece.start, piece.end, unclear=known)


def _slip(message: Message, at: int, names: dict[str, str]) -> Unclear | None:
    word = message.words[at]
    if len(word.text) < _SHORTEST or word.quoted or not word.text.isalpha():
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
