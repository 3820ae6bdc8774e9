"""A person's messages as words with their places, so that it can be said which words a condition rests on."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cascade.media import text_key

_WORD: Final = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[%<>=≤≥]")
_QUOTES: Final = str.maketrans({"’": "'", "‘": "'", "`": "'"})


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its compared form without a possessive, and where it stands in its message."""

    key: str
    start: int
    end: int
    owns: bool = False  # it had a possessive: "Anna's"


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring words of one message, from `first` to before `last`."""

    message: int
    first: int
    last: int

    def places(self) -> Iterable[tuple[int, int]]:
        """Each word's message and number."""
        return ((self.message, number) for number in range(self.first, self.last))


def words_of(text: str) -> tuple[Word, ...]:
    """Split a text into words; punctuation and case are gone."""
    return tuple(_word(found) for found in _WORD.finditer(composed(text).translate(_QUOTES)))


def composed(text: str) -> str:
    """Return a text with its accents joined to their letters, as places in it are counted."""
    return unicodedata.normalize("NFC", text)


def _word(found: "re.Match[str]") -> Word:
    key = text_key(found[0])
    bare = key.removesuffix("'s").removesuffix("'")
    return Word(bare, found.start(), found.end(), owns=bare != key)


def keys_of(text: str) -> tuple[str, ...]:
    """The compared forms of a text's words."""
    return tuple(word.key for word in words_of(text))


@dataclass(frozen=True, slots=True)
class Said:
    """All that a person said, oldest first."""

    texts: tuple[str, ...]
    words: tuple[tuple[Word, ...], ...]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Said":
        """Split messages into words."""
        return cls(tuple(composed(text) for text in texts), tuple(words_of(text) for text in texts))

    def find(self, quote: str) -> tuple[Window, ...]:
        """Return every place where a quote stands word for word, the latest message first."""
        wanted = keys_of(quote)
        if not wanted:
            return ()
        return tuple(
            Window(message, first, first + len(wanted))
            for message in reversed(range(len(self.words)))
            for first in _places(wanted, [word.key for word in self.words[message]])
        )

    def within(self, window: Window) -> tuple[Word, ...]:
        """The words of a window."""
        return self.words[window.message][window.first : window.last]

    def keys(self, window: Window) -> tuple[str, ...]:
        """Their compared forms."""
        return tuple(word.key for word in self.within(window))

    def text(self, window: Window) -> str:
        """A window as the person wrote it."""
        words = self.within(window)
        return self.texts[window.message][words[0].start : words[-1].end] if words else ""

    def whole(self) -> tuple[Window, ...]:
        """Each message as one window, the latest first."""
        return tuple(
            Window(message, 0, len(self.words[message])) for message in reversed(range(len(self.words)))
        )


def holds(keys: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether words stand side by side among others."""
    return bool(wanted) and bool(_places(wanted, keys))


def _places(wanted: Sequence[str], keys: Sequence[str]) -> list[int]:
    size = len(wanted)
    return [
        first for first in range(len(keys) - size + 1) if list(keys[first : first + size]) == list(wanted)
    ]
