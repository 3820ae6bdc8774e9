"""Titles in a message: words that no phrase knows, where a title can stand, looked up in the Library."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cascade.media import Kind, text_key
from cascade.rules.expr import Text
from cascade.rules.query import parse
from cascade.rules.text import print_value
from llm.catalogue import Catalogue, Found
from llm.language.calendar import YEAR
from llm.phrases.grammar import LITERALS
from llm.phrases.phrase import Role
from llm.phrases.piece import Piece
from llm.phrases.which_title import name_or_title, near_titles, title_or, which_title
from llm.phrases.words import Message

_LIMIT: Final = 20
_SHORTEST: Final = 3  # letters of a title that is asked about
_LONGEST: Final = 8  # pieces that make up one title, such as "The | Lord | of | the | Rings"
_BEFORE: Final = frozenset({Role.VERB, Role.KEEP, Role.NOT, Role.NOUN, Role.JOIN, Role.ONLY, Role.ADD})
_WITHIN: Final = frozenset({Role.UNPLACED, Role.LIGHT, Role.JOIN})
_SIGNS: Final = " -'.,:!?&"  # what people leave out of titles, or put in


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a title may stand: pieces `first` up to `last`, words `start` up to `end`."""

    first: int
    last: int
    start: int
    end: int
    year: int | None
    finish: int  # the word behind the title and its year


async def with_titles(message: Message, pieces: tuple[Piece, ...], catalogue: Catalogue) -> tuple[Piece, ...]:
    """Return the pieces with titles of the Library in the place of words that no phrase knows."""
    found: list[Piece] = []
    at = 0
    while at < len(pieces):
        placed = await _title(message, pieces, found, at, catalogue)
        placed = placed or await _spoken_title(message, pieces, found, at, catalogue)
        if placed is None:
            found.append(pieces[at])
            at += 1
        else:
            piece, at = placed
            while found and found[-1].end > piece.start:  # its article
                found.pop()
            found.append(piece)
    return tuple(found)


async def _title(
    message: Message, pieces: tuple[Piece, ...], found: list[Piece], at: int, catalogue: Catalogue
) -> tuple[Piece, int] | None:
    """Return the title that begins at a piece and the number of the piece behind it; None where none does."""
    piece = pieces[at]
    if piece.role is Role.NAME and piece.test is not None:
        return await _rival(message, pieces, found, at, catalogue)
    if piece.role is not Role.UNPLACED or not _fits(message, pieces, found, at):
        return None
    nearest: tuple[Found, ...] = ()
    spot = Piece(Role.UNPLACED, piece.start, piece.end), at + 1
    for place in _places(message, pieces, found, at):
        results: tuple[Found, ...] = ()
        exact: list[Found] = []
        for said in dict.fromkeys((_text(message, place), message.name(place.start, place.end))):
            results = await _search(catalogue, said, _kind(pieces, found))
            exact = exact or _exact(results, said, place.year)
        if exact:
            return _piece(message, pieces, found, place, exact), place.last
        holding = tuple(one for one in results if text_key(said) in text_key(one.title))
        if holding and place.last > at + 1 and not place.year:  # the longest comes first
            spot, nearest = (Piece(Role.UNPLACED, place.start, place.end), place.last), holding
            break
        nearest = () if place.year else results
    piece, behind = spot
    said = message.name(piece.start, piece.end)
    if not nearest or len(said) < _SHORTEST or LITERALS.issuperset(said.casefold().split()):
        return None
    return near_titles(message, piece, said, nearest), behind


async def _spoken_title(
    message: Message, pieces: tuple[Piece, ...], found: list[Piece], at: int, catalogue: Catalogue
) -> tuple[Piece, int] | None:
    """Return a title that begins at a piece and is made of known words too: "No Country for Old Men".

    Only words that make no rule otherwise become a title, so that nobody changes a rule by naming something;
    where they would be asked about, the title is one more answer.
    """
    if _before(found) not in {None, *_BEFORE}:
        return None
    for stop in range(min(len(pieces), at + _LONGEST), at, -1):
        stretch = pieces[at:stop]
        known = not any(piece.role is Role.UNPLACED for piece in stretch)
        vague = next((piece for piece in stretch if piece.role is Role.VAGUE), None)
        noun = stop < len(pieces) and pieces[stop].role is Role.NOUN  # "big films" are none
        if any(_quoted(message, piece) for piece in stretch) or (known and (vague is None or noun)):
            continue
        for place in _dated(message, pieces, at, stop, pieces[at].start):
            exact = await _called(message, place, _kind(pieces, found), catalogue)
            if exact and known and vague:
                return title_or(message, Piece(Role.NAME, place.start, place.end), exact[0], vague), stop
            if exact:
                return _piece(message, pieces, found, place, exact), place.last
    return None


async def _called(message: Message, place: _Place, kind: Kind | None, catalogue: Catalogue) -> list[Found]:
    for said in dict.fromkeys((_text(message, place), message.name(place.start, place.end).rstrip(" ,"))):
        if exact := _exact(await catalogue.search(said, kind, _LIMIT), said, place.year):
            return exact
    return []


async def _search(catalogue: Catalogue, said: str, kind: Kind | None) -> tuple[Found, ...]:
    """Look for a title as written, then by its first word, since people leave out signs: "Spider Man"."""
    results = await catalogue.search(said, kind, _LIMIT)
    first = said.split(maxsplit=1)[0]
    again = not results and first != said and len(first) >= _SHORTEST
    return await catalogue.search(first, kind, _LIMIT) if again else results


async def _rival(
    message: Message, pieces: tuple[Piece, ...], found: list[Piece], at: int, catalogue: Catalogue
) -> tuple[Piece, int] | None:
    """Ask about a name of the household that is a title too."""
    piece = pieces[at]
    before = _before(found)
    behind = pieces[at + 1].role if at + 1 < len(pieces) else None
    if behind is Role.NOUN or before not in {Role.VERB, Role.KEEP, Role.NOT} or _quoted(message, piece):
        return None
    said = message.name(piece.start, piece.end)
    exact = _exact(await catalogue.search(said, _kind(pieces, found), _LIMIT), said, None)
    if not exact:
        return None
    return name_or_title(message, piece, said, exact[0]), at + 1


def _fits(message: Message, pieces: tuple[Piece, ...], found: list[Piece], at: int) -> bool:
    if _quoted(message, pieces[at]):
        return True
    behind = pieces[at + 1] if at + 1 < len(pieces) else None
    before = _before(found)
    named = before is None or before in _BEFORE or (found and _of_season(found))
    return bool(named) and not (behind and behind.role is Role.NOUN)


def _of_season(found: list[Piece]) -> bool:
    """Whether "season 2 of" stands before."""
    behind = [piece for piece in found if piece.role is not Role.LIGHT]
    return bool(behind) and behind[-1].says.startswith("season:") and found[-1].role is Role.LIGHT


def _before(found: list[Piece]) -> Role | None:
    return next((piece.role for piece in reversed(found) if piece.role is not Role.LIGHT), None)


def _places(message: Message, pieces: tuple[Piece, ...], found: list[Piece], at: int) -> Iterator[_Place]:
    """Give the stretches that may be a title, the longest first, with and without an article before."""
    last = at + 1
    while last < len(pieces) and last - at < _LONGEST and pieces[last].role in _WITHIN:
        last += 1
    article = bool(found) and found[-1].role is Role.LIGHT and found[-1].end - found[-1].start == 1
    for stop in range(last, at, -1):
        if pieces[stop - 1].role is Role.UNPLACED:
            for start in (found[-1].start, pieces[at].start) if article else (pieces[at].start,):
                yield from _dated(message, pieces, at, stop, start)


def _dated(message: Message, pieces: tuple[Piece, ...], at: int, stop: int, start: int) -> Iterator[_Place]:
    """Give a stretch with and without the year that may be its end or stand behind it."""
    end = pieces[stop - 1].end
    behind = re.fullmatch(r"year:(\d{4})", pieces[stop].says) if stop < len(pieces) else None
    if behind is None:
        yield _Place(at, stop, start, end, None, end)
    if end - start > 1 and YEAR.fullmatch(message.words[end - 1].text):
        yield _Place(at, stop, start, end - 1, int(message.words[end - 1].text), end)
    elif behind:
        yield _Place(at, stop, start, end, int(behind[1]), end)
    elif year := _year_behind(message, pieces, stop):
        yield _Place(at, stop + 2, start, end, year, end + 2)


def _year_behind(message: Message, pieces: tuple[Piece, ...], at: int) -> int | None:
    """Return the year in parentheses behind a title."""
    if at + 1 >= len(pieces) or pieces[at].says != "," or pieces[at + 1].role is not Role.UNPLACED:
        return None
    year = pieces[at + 1]
    word = message.words[year.start]
    return int(word.text) if year.end - year.start == 1 and YEAR.fullmatch(word.text) else None


def _text(message: Message, place: _Place) -> str:
    if place.end - place.start == 1:
        return message.words[place.start].raw
    return message.said(place.start, place.end)


def _exact(results: tuple[Found, ...], said: str, year: int | None) -> list[Found]:
    exact = [one for one in results if text_key(one.title) == text_key(said)]
    if not exact and all(char.isalnum() or char in _SIGNS for char in said):
        exact = [one for one in results if _letters(one.title) == _letters(said)]
    return [one for one in exact if year is None or one.year == year]


def _letters(title: str) -> str:
    return re.sub(r"[\W_]+", "", text_key(title))


def _kind(pieces: tuple[Piece, ...], found: list[Piece]) -> Kind | None:
    """Return the kind that the noun before says."""
    if _about_seasons(pieces):
        return Kind.SHOW
    nouns = [piece.says for piece in found if piece.role is Role.NOUN and piece.says in set(Kind)]
    return Kind(nouns[-1]) if len(set(nouns)) == 1 else None


def _about_seasons(pieces: tuple[Piece, ...]) -> bool:
    return any(piece.says == Kind.SEASON or piece.says.startswith("season:") for piece in pieces)


def _piece(
    message: Message, pieces: tuple[Piece, ...], found: list[Piece], place: _Place, exact: list[Found]
) -> Piece:
    """Return a title as a condition; the question, where it is several titles or copies."""
    end = place.finish
    keeps = any(piece.role is Role.KEEP for piece in found) or _before(found) is Role.NOT
    titles = {(one.kind, text_key(one.title), one.year): one for one in exact}
    several = len(titles) > 1 or (len(exact) > 1 and not _copies_said(message, place, found))
    if several and not keeps and not _about_seasons(pieces):
        return which_title(message, Piece(Role.NAME, place.start, end), _text(message, place), exact)
    one = exact[0]
    test = f"{'show' if _about_seasons(pieces) else 'title'}:={print_value(Text(one.title))}"
    if place.year is not None:
        test += f" year:{place.year}"
    return Piece(Role.NAME, place.start, end, f"title:{one.kind}", parse(test).where)


def _copies_said(message: Message, place: _Place, found: list[Piece]) -> bool:
    """Whether the message says which copies: all of them, or those of a resolution."""
    before = [word.text for word in message.words[: place.start]]
    spoken = before[-3:] in (["all", "copies", "of"], ["all", "versions", "of"])
    return spoken or any(piece.says.startswith("resolution:") for piece in found[-2:])


def _quoted(message: Message, piece: Piece) -> bool:
    return piece.end - piece.start == 1 and message.words[piece.start].quoted
