"""A person's words for a name of the household: "Anna's", "documentaries", "the kids library"."""

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from cascade.media import text_key
from llm.catalogue import Named

MAX_NEAREST: Final = 5  # a row of buttons

_NOUNS: Final = {
    "library": ("library", "libraries", "section"),
    "genre": ("genre", "genres"),
    "tag": ("tag", "tags", "tagged"),
    "label": ("label", "labels", "labelled", "labeled"),
    "collection": ("collection", "collections"),
    "on": ("server", "instance"),
}
_ARTICLES: Final = ("the ", "a ", "an ", "my ", "our ", "@")
_SPELLINGS: Final = {
    "scifi": "sciencefiction",
    "docu": "documentary",
    "docs": "documentary",
    "docus": "documentary",
    "cartoon": "animation",
    "cartoons": "animation",
    "animated": "animation",
    "romantic": "romance",
}
"""What people call genres, squashed, beside what media servers call them."""

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
_NEAR = 0.6  # the ratio below which difflib's matches look alike to nobody


def resolve(field: str, words: str, named: Sequence[Named]) -> Named | tuple[str, ...]:
    """Return the one value of a field that words name, or else the nearest values, which may be none.

    An exact name wins; only then are plurals, possessives and loose spellings tried. Where words fit several
    values, those are returned: nobody guesses.
    """
    found = matching(field, words, named)
    if len(found) == 1:
        return found[0]
    return tuple(one.name for one in found[:MAX_NEAREST]) or _nearest(_plain(words), named)


def matching(field: str, words: str, named: Sequence[Named]) -> tuple[Named, ...]:
    """Return every value that words name; there are several where nothing tells them apart."""
    for forms, key in _stages(field, _plain(words)):
        if found := _fitting(set(forms), named, key):
            return tuple(found)
    return ()


def _stages(field: str, plain: str) -> Iterable[tuple[list[str], Callable[[str], str]]]:
    """List the forms of words to look for, the most literal first, each with how names are compared."""
    bare = _without_noun(field, plain)
    yield [plain], text_key
    yield [bare], text_key
    yield [*_inflected(plain), *_inflected(bare)], text_key
    squashed = [_squash(form) for form in (plain, bare, *_inflected(bare))]
    yield [form for form in squashed if form], _squash
    if field == "genre":
        yield [_SPELLINGS[form] for form in squashed if form in _SPELLINGS], _squash


def _fitting(forms: set[str], named: Sequence[Named], key: Callable[[str], str]) -> list[Named]:
    """Return whom the forms name; somebody's own name wins over the same person's other rows."""
    own = [one for one in named if key(one.name) in forms]
    others = [
        one
        for one in named
        if one not in own and any(key(alias) in forms for alias in one.aliases) and not _same_as(one, own)
    ]
    return [*own, *others]


def _same_as(one: Named, others: Sequence[Named]) -> bool:
    """Whether a row is the same person as another row, under another of their names."""
    known = {text_key(alias) for alias in one.aliases}
    return any(text_key(other.name) in known for other in others)


def _plain(words: str) -> str:
    return text_key(" ".join(words.translate(_QUOTES).strip(" \"'.,;!?").split()))


def _without_noun(field: str, plain: str) -> str:
    """Take articles and the field's own noun away: "the kids library" is "kids"."""
    for article in _ARTICLES:
        plain = plain.removeprefix(article)
    for noun in _NOUNS.get(field, ()):
        plain = plain.removeprefix(f"{noun} ").removesuffix(f" {noun}")
    return plain.strip(" \"'")


def _inflected(plain: str) -> list[str]:
    """Return singulars and plurals of a word, and the name in a possessive."""
    forms = []
    for ending, instead in (("'s", ""), ("'", ""), ("ies", "y"), ("es", ""), ("s", ""), ("y", "ies")):
        if plain.endswith(ending) and len(plain) > len(ending) + 1:
            forms.append(plain.removesuffix(ending) + instead)
    return [*forms, f"{plain}s"]


def _squash(text: str) -> str:
    """Return letters and digits alone: "Sci-Fi" and "sci fi" are one."""
    return re.sub(r"[\W_]+", "", text_key(text))


def _nearest(plain: str, named: Sequence[Named]) -> tuple[str, ...]:
    """Return the names most like the words, those that hold them first."""
    called = [(text_key(spelling), one.name) for one in named for spelling in (one.name, *one.aliases)]
    holding = [name for key, name in called if plain and plain in re.split(r"[\W_]+", key)]
    keys = difflib.get_close_matches(plain, [key for key, _ in called], n=MAX_NEAREST, cutoff=_NEAR)
    close = [name for near in keys for key, name in called if key == near]
    return tuple(dict.fromkeys([*holding, *close]))[:MAX_NEAREST]
