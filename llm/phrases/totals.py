"""Sizes that may be meant for all of it together: "unwatched films up to 500 GB" is asked about."""

from dataclasses import replace
from typing import Final

from llm.phrases.pattern import Unclear
from llm.phrases.phrase import Role
from llm.phrases.piece import Piece
from llm.phrases.words import Message

_EACH: Final = {
    ">": "bigger than {}",
    "<": "smaller than {}",
    ">=": "not smaller than {}",
    "<=": "not bigger than {}",
}
_OF_EACH: Final = frozenset(
    {
        "bigger", "larger", "heavier", "greater", "smaller", "lighter", "each", "size", "big", "large",
        "sized", "weighing", "using", "taking", ">", "<", ">=", "<=",
    }
)  # fmt: skip
"""Words by which a size is one item's."""

_CAPS: Final = frozenset({"most", "up", "maximum", "more", "less"})


def with_totals(message: Message, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return the pieces with a question for each size that is one item's or that of all, for all one knows.

    Behind the verb it is asked about; elsewhere if it caps, and something else says what is to go.
    """
    found: list[Piece] = []
    before: Piece | None = None
    several = sum(piece.role in {Role.CONDITION, Role.NAME} for piece in pieces) > 1
    for piece in pieces:
        words = {word.text for word in message.words[piece.start : piece.end]}
        sized = piece.role is Role.CONDITION and piece.says.startswith(("size:>", "size:<"))
        after = before.role if before else None
        caps = several and "<=" in piece.says and words & _CAPS and after is not Role.MARK
        if sized and not words & _OF_EACH and (caps or after is Role.VERB):
            found.append(replace(piece, test=None, unclear=(_asked(message, piece, after),)))
        else:
            found.append(piece)
        before = before if piece.role is Role.LIGHT else piece
    return tuple(found)


def _asked(message: Message, piece: Piece, after: Role | None) -> Unclear:
    size = piece.says.lstrip("size:<>=")
    each = _EACH[piece.says.removeprefix("size:").removesuffix(size)].format(size)
    choices = (each, f"until {size} are back")
    first, last = message.words[piece.start], message.words[piece.end - 1]
    asks = f'"{message.said(piece.start, piece.end)}": each of them, or all together?'
    pairs = () if after is Role.KEEP else tuple((choice, choice) for choice in choices)
    return Unclear(first.start, last.end, asks, pairs)
