"""What may be one item's or all of theirs: "unwatched films up to 500 GB", "rated above 3, at most 5"."""

import re
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

_MEASURES: Final = frozenset({"rating", "critic-rating", "plays", "viewers", "votes", "copies", "season"})
_ITEMS: Final = frozenset({"titles", "items", "things", "them", "ones", "files"})
_BEST: Final = 10  # of all ratings
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
        elif measure := _measure(message, pieces, before, piece):
            found.append(replace(piece, unclear=(_limit(message, piece, measure),)))
        else:
            found.append(piece)
        before = before if piece.role is Role.LIGHT else piece
    return tuple(found)


def _measure(message: Message, pieces: tuple[Piece, ...], before: Piece | None, piece: Piece) -> str | None:
    """Return the field of a measure with which a bare number may go on: "rated at least 3 and at most 5"."""
    measure = before
    if before is not None and before.role is Role.JOIN:
        behind = [each for each in pieces[: pieces.index(before)] if each.role is not Role.LIGHT]
        measure = behind[-1] if behind else None
    field = measure.says.partition(":")[0] if measure else ""
    bare = re.fullmatch(r"limit:\d+", piece.says) and message.words[piece.end - 1].text not in _ITEMS
    return field if bare and field in _MEASURES else None


def _limit(message: Message, piece: Piece, measure: str) -> Unclear:
    number = piece.says.removeprefix("limit:").split()[0]
    ways = (f"at most {number} of them", f"rated at most {number}")
    asks = f'"{message.said(piece.start, piece.end)}": so many of them, or is that how it is?'
    pairs = tuple((way, way) for way in ways[: 2 if measure == "rating" and int(number) <= _BEST else 1])
    return Unclear(message.words[piece.start].start, message.words[piece.end - 1].end, asks, pairs)


def _asked(message: Message, piece: Piece, after: Role | None) -> Unclear:
    size = piece.says.lstrip("size:<>=")
    each = _EACH[piece.says.removeprefix("size:").removesuffix(size)].format(size)
    choices = (each, f"until {size} are back")
    first, last = message.words[piece.start], message.words[piece.end - 1]
    asks = f'"{message.said(piece.start, piece.end)}": each of them, or all together?'
    pairs = () if after is Role.KEEP else tuple((choice, choice) for choice in choices)
    return Unclear(first.start, last.end, asks, pairs)
