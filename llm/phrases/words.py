"""A message as words: quotes, contractions, hyphens and numbers taken apart, nothing lost."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

FILLERS: Final = frozenset(
    [
    "please", "pls", "plz", "kindly", "hey", "hi", "hello", "yo", "thanks", "thx", "ty", "cheers",
    "ok", "okay", "um", "uh", "hmm", "actually", "really", "basically", "simply", "ever", "yet",
    "already", "still", "now", "maybe", "perhaps", "currently", "so", "yes", "yeah", "yep", "sure",
    "alright", "fine", "lol", "btw", "tho", "though",
]
)  # fmt: skip
"""Words of courtesy and tone. They change no meaning anywhere, so no phrase has to allow for them."""

_STRAIGHT: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"'})
_TOKEN: Final = re.compile(
    r"""
      "(?P<quoted>[^"]*[^"\s][^"]*)"
    | (?<![\w'])'(?P<single>[^']*[^'\s])'(?!\w)
    | (?<!\S)(?P<path>/[\w./-]*[\w/])
    | (?P<date>\d{4}-\d{2}(?:-\d{2})?(?![\w-])|\d{1,4}/\d{1,2}/\d{1,4}(?!\w))
    | (?P<number>\d+(?:[.,/]\d+)*%?[^\W\d_]*)
    | (?P<word>w/o\b|w/(?=\s)|[^\W\d]\w*(?:[.']\w+)*)
    | (?P<stop>[.!?…]+)
    | (?P<pause>[,;:()\n]|(?<!\S)[-–—]+(?!\S)|[–—])
    | (?P<sign>[<>]=?|\S)
    """,
    re.VERBOSE,
)
_SIGNS: Final = {"≥": ">=", "≤": "<=", "/": ","}
_SHORT: Final = {
    "can't": "can not",
    "cannot": "can not",
    "won't": "will not",
    "let's": "let us",
    "dont": "do not",
    "doesnt": "does not",
    "didnt": "did not",
    "havent": "have not",
    "hasnt": "has not",
    "hadnt": "had not",
    "isnt": "is not",
    "arent": "are not",
    "wasnt": "was not",
    "werent": "were not",
    "cant": "can not",
    "wont": "will not",
    "wanna": "want to",
    "gonna": "going to",
    "noone": "no one",
    "no1": "no one",
    "neither": "not",
    "nor": "and not",
    "w/o": "without",
    "w/": "with",
    "b4": "before",
    "u": "you",
    "im": "i am",
    "ive": "i have",
    "that's": "that is",
    "it's": "it is",
    "what's": "what is",
    "who's": "who has",
    "there's": "there is",
    "nobody's": "nobody has",
    "everyone's": "everyone has",
}
_COMPARING: Final = frozenset(
    [
    "more", "less", "fewer", "bigger", "larger", "smaller", "older", "newer", "longer", "higher",
    "lower", "worse",
    ]
)  # fmt: skip
_ENDINGS: Final = {"n't": "not", "'re": "are", "'ve": "have", "'d": "would", "'ll": "will", "'m": "am"}


@dataclass(frozen=True, slots=True)
class Word:
    """One word, folded; `start` and `end` are its place in the message.

    `glue` is what ties it to the next one: "-" in "sci-fi", a space mostly. A quoted text is one word.
    """

    text: str
    start: int
    end: int
    glue: str = " "
    raw: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote, and its words without those of courtesy."""

    source: str
    words: tuple[Word, ...]

    def said(self, start: int, end: int) -> str:
        """Return the person's own text of words `start` up to `end`."""
        if start >= end:
            return ""
        return self.source[self.words[start].start : self.words[end - 1].end]

    def name(self, start: int, end: int) -> str:
        """Return the words as a name: what courtesy stood between is gone, hyphens are there."""
        parts = [f"{word.raw}{word.glue}" for word in self.words[start:end]]
        return "".join(parts)[: -len(self.words[end - 1].glue) or None].strip()

    def rewritten(self, start: int, end: int, instead: str) -> str:
        """Return the message with the characters `start` up to `end` replaced."""
        return " ".join(f"{self.source[:start]}{instead}{self.source[end:]}".split())


def split(text: str) -> Message:
    """Take a message apart. Every visible character belongs to a word, a pause or a word of courtesy."""
    kept = (char for char in unicodedata.normalize("NFC", text) if not _invisible(char))
    source = "".join(kept).translate(_STRAIGHT).strip()
    every = (word for found in _TOKEN.finditer(source) for word in _words(found, source))
    words = [word for word in every if word.quoted or word.text not in FILLERS]
    for at, (before, word) in enumerate(pairwise(words), 1):
        if word.text == "then" and before.text in _COMPARING:  # "bigger then 20 GB"
            words[at] = replace(word, text="than")
    return Message(source, tuple(words))


def _invisible(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"} and not char.isspace()


def _words(found: re.Match[str], source: str) -> Iterator[Word]:
    start, end = found.span()
    match found.lastgroup:
        case "quoted" | "single":
            text = found[found.lastgroup].strip()
            yield Word(text.casefold(), start, end, raw=text, quoted=True)
        case "stop":
            if not _within_word(source, start, end):
                yield Word(".", start, end, raw=".")
        case "pause":
            yield Word(",", start, end, raw=",")
        case "sign":
            yield from _sign(found[0], source, start, end)
        case "word":
            yield from _taken_apart(found[0], start, end, _glue(source, end))
        case _:
            yield Word(found[0].casefold(), start, end, _glue(source, end), found[0])


def _within_word(source: str, start: int, end: int) -> bool:
    return (
        source[start:end] == "." and source[end : end + 1].isalnum() and source[start - 1 : start].isdigit()
    )


def _glue(source: str, end: int) -> str:
    return "-" if source[end : end + 1] == "-" and source[end + 1 : end + 2].isalnum() else " "


def _sign(sign: str, source: str, start: int, end: int) -> Iterator[Word]:
    """Give a sign that means something; a hyphen within a word and a lone apostrophe do not."""
    inside = start > 0 and source[start - 1].isalnum() and source[end : end + 1].isalnum()
    if sign == "'" or (sign == "-" and inside):
        return
    text = _SIGNS.get(sign, sign)
    yield Word(text, start, end, raw=sign)


def _taken_apart(raw: str, start: int, end: int, glue: str) -> Iterator[Word]:
    folded = raw.casefold()
    if folded in _SHORT:
        for part in _SHORT[folded].split():
            yield Word(part, start, end, raw=part)
        return
    for ending, instead in _ENDINGS.items():
        if folded.endswith(ending):
            yield Word(folded.removesuffix(ending), start, end, raw=raw[: -len(ending)])
            yield Word(instead, start, end, raw=instead)
            return
    if folded.endswith("'s"):
        yield Word(folded[:-2], start, end - 2, glue="", raw=raw[:-2])
        yield Word("'s", end - 2, end, raw=raw[-2:])
        return
    yield Word(folded, start, end, glue, raw)
