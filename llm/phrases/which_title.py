"""Questions about titles: which of several, one copy or all, a title or a name, a title or what it says."""

from typing import Final

from cascade.media import Kind, text_key
from llm.catalogue import Found
from llm.phrases.pattern import Unclear
from llm.phrases.phrase import Role
from llm.phrases.piece import Piece
from llm.phrases.words import Message

_NOUNS: Final = {Kind.MOVIE: "film", Kind.SHOW: "show", Kind.SEASON: "season", Kind.EPISODE: "episode"}
_MOST: Final = 5  # a row of buttons


def which_title(message: Message, piece: Piece, said: str, exact: list[Found]) -> Piece:
    """Ask which of several titles, or of several copies, a name means."""
    titles = {(one.kind, text_key(one.title), one.year): one for one in exact}
    if len(titles) == 1:
        title = _spoken(exact[0])
        copies = (
            (f"all {len(exact)} copies", f'all copies of "{title}"'),
            ("only the 4K copy", f'the 4k copy "{title}"'),
            ("only the 1080p copy", f'the 1080p copy "{title}"'),
        )
        return _asking(message, piece, f'There are {len(exact)} copies of "{said}". All of them?', copies)
    choices = tuple(_choice(one) for one in list(titles.values())[:_MOST])
    return _asking(message, piece, f'There are several titles "{said}". Which is meant?', choices)


def _choice(one: Found) -> tuple[str, str]:
    noun, year = _NOUNS[one.kind], one.year
    label = f"the {noun} {one.title} ({year})" if year else f"the {noun} {one.title}"
    return label, f'the {noun} "{_spoken(one)}"' + (f" from {year}" if year else "")


def near_titles(message: Message, piece: Piece, said: str, nearest: tuple[Found, ...]) -> Piece:
    """Ask about titles that hold the words."""
    titles = list(dict.fromkeys(_spoken(one) for one in nearest))[: _MOST - 1]
    asks = f'Nothing here is called just "{said}". Which title is meant?'
    return _asking(message, piece, asks, tuple((title, f'"{title}"') for title in titles))


def name_or_title(message: Message, piece: Piece, said: str, title: Found) -> Piece:
    """Ask about a name of the household that is a title too."""
    field = piece.says.partition(":")[0]
    choices = (
        (f"the {field} {said}", f'the {field} "{said}"'),
        (f"the title {said}", f'called "{_spoken(title)}"'),
    )
    return _asking(message, piece, f'"{said}" is a {field} and a title here. Which is meant?', choices)


def title_or(message: Message, piece: Piece, title: Found, vague: Piece) -> Piece:
    """Ask about a title whose words would be asked about anyhow, with the answers to that beside it."""
    first, last = message.words[piece.start].start, message.words[piece.end - 1].end
    said, unclear = message.source[first:last], vague.unclear[0]
    others = tuple(
        (label, said[: unclear.start - first] + instead + said[unclear.end - first :])
        for label, instead in unclear.choices
    )
    asks = f'"{said}" is a title here. Is it meant? If not: {unclear.asks}'
    choices = ((f"the title {title.title}", f'"{_spoken(title)}"'), *others)
    return _asking(message, piece, asks, choices[:_MOST])


def _spoken(found: Found) -> str:
    """Return a title as it can stand between quotes."""
    return found.title.replace('"', "'")


def _asking(message: Message, piece: Piece, asks: str, choices: tuple[tuple[str, str], ...]) -> Piece:
    first, last = message.words[piece.start], message.words[piece.end - 1]
    unclear = Unclear(first.start, last.end, asks, choices)
    return Piece(Role.NAME, piece.start, piece.end, unclear=(unclear,))
