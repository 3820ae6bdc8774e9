"""The characters of a query: words, quoted texts, and the error that points at one of them."""

import unicodedata
from dataclasses import dataclass

from cascade.errors import BadInput

QUOTES = frozenset('"“”„‟')  # phones turn straight quotes into curly ones
DASHES = frozenset("–—−‐‑")  # phones turn "--" into these; they are never a minus
STOPS = frozenset("(),:<>=") | QUOTES

_SIGNS = frozenset(":<>=")
_JOINERS = frozenset("\u200c\u200d")  # invisible, yet letters of some scripts need them
_BLANKS = frozenset("\t\n\r")
_CARET_WIDTH = 100


class QueryError(BadInput):
    """Raised where a query cannot be understood; `position` counts characters of the text from 0."""

    def __init__(self, problem: str, hint: str, source: str, position: int) -> None:
        super().__init__(f"{problem}. {hint}." if hint else f"{problem}.")
        self.hint = hint
        self.source = source
        self.position = position

    def caret(self, width: int = _CARET_WIDTH) -> str:
        """Return two lines: the part of the query around the position, and a caret under it."""
        start = max(0, min(self.position - width // 2, len(self.source) - width))
        line = "".join(char if char.isprintable() else " " for char in self.source[start : start + width])
        return f"{line}\n{' ' * (self.position - start)}^"


@dataclass(frozen=True, slots=True)
class Raw:
    """One value as written, and where."""

    source: str
    position: int
    text: str
    quoted: bool = False

    def error(self, problem: str, hint: str) -> QueryError:
        """Return the error that points at this value."""
        return QueryError(problem, hint, self.source, self.position)


class Scanner:
    """A place in a query that moves forward."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        for position, char in enumerate(source):
            _refuse_invisible(source, position, char)

    @property
    def char(self) -> str:
        """The character at hand; empty at the end."""
        return self.source[self.position : self.position + 1]

    def error(self, problem: str, hint: str, position: int | None = None) -> QueryError:
        """Return the error that points here, or at an earlier position."""
        return QueryError(problem, hint, self.source, self.position if position is None else position)

    def skip_spaces(self) -> None:
        """Move to the next character that is no space."""
        while self.char.isspace():
            self.position += 1

    def take(self, char: str) -> bool:
        """Move over one character if it is the one at hand."""
        if self.char != char:
            return False
        self.position += 1
        return True

    def peek_word(self) -> str:
        """Return the bare word at hand, which may be empty, without moving."""
        end = self.position
        while end < len(self.source) and not (self.source[end].isspace() or self.source[end] in STOPS):
            end += 1
        return self.source[self.position : end]

    def take_word(self) -> str:
        """Return the bare word at hand and move behind it."""
        word = self.peek_word()
        self.position += len(word)
        return word

    def names_field(self, word: str) -> bool:
        """Whether the word at hand is followed by a colon or a sign, as a field's name is."""
        end = self.position + len(word)
        return self.source[end : end + 1] in _SIGNS

    def take_quoted(self) -> str:
        """Return the text between quotes; a doubled straight quote stands for one.

        What begins straight ends straight, so that a text may hold curly quotes.
        """
        start = self.position
        closing = frozenset('"') if self.char == '"' else QUOTES
        self.position += 1
        found: list[str] = []
        while self.char:
            if self.char in closing:
                self.position += 1
                if self.char != '"' or closing is QUOTES:
                    return "".join(found)
            found.append(self.char)
            self.position += 1
        raise self.error("This quote is never closed", 'End the text with "', start)


def _refuse_invisible(source: str, position: int, char: str) -> None:
    if char.isprintable() or char in _BLANKS or char in _JOINERS:
        return
    if unicodedata.category(char) not in {"Cc", "Cf", "Cs"}:  # control, format, half of a pair
        return
    raise QueryError(
        f"There is an invisible character here (U+{ord(char):04X})",
        "Remove it, or type the word again",
        source,
        position,
    )
