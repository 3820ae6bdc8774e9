"""Fields that people speak of with the same words, so that an amount is joined to the word nearest to it."""

from collections.abc import Mapping, Sequence
from typing import Final

from llm.cues import fits
from llm.prose import Word

_FAMILIES: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "added": (("added", "age"), ("add*", "old", "older", "new", "newer", "grabbed", "download*", "arrive*")),
    "released": (
        ("released", "released-age", "year"),
        ("release*", "out", "made", "from", "year", "years", "era", "older", "newer", "old", "new"),
    ),
    "aired": (("last-aired", "aired-age"), ("air*", "episode*")),
    "watched": (
        ("watched", "unwatched", "watched-by"),
        ("watch*", "unwatched", "see", "seen", "saw", "view*", "unviewed", "play*", "unplayed", "touch*"),
    ),
    "plays": (("plays",), ("play*", "view", "views", "watch*", "seen", "time", "times", "unplayed")),
    "viewers": (("viewers",), ("viewer*", "people", "person", "user*", "watched")),
    "requested": (("requested", "requested-age", "requested-by"), ("request*", "ask*", "want*", "order*")),
    "rated": (("rating",), ("rat*", "star*", "score*", "scoring", "imdb", "audience", "worse", "better")),
    "critics": (("critic-rating",), ("critic*",)),
    "votes": (("votes",), ("vot*",)),
    "season": (("season",), ("season*",)),
    "copies": (("copies",), ("cop*", "version*")),
    "stops": (("limit", "reclaim", "free"), ("until", "till", "free", "reclaim*", "back", "top", "first")),
}
"""Of each family its fields, and the words that tell it from the others."""

_PEOPLE: Final = ("watched-by", "requested-by")
_DOING: Final = ("watched", "requested")
_VERB: Final = 4  # words between somebody and what they do
_REACH: Final = 8  # words between an amount and the word it belongs to


def family_of(field: str) -> str:
    """Return the family of a field; a field without one is its own."""
    return next((name for name, (fields, _) in _FAMILIES.items() if field in fields), field)


def belongs(field: str, words: Sequence[Word], first: int, last: int) -> bool:
    """Whether the words from `first` to before `last` may be a value of a field, by the nearest telling word.

    Where two are equally near, either may have it; where none is in reach, nothing speaks against it.
    """
    own = family_of(field)
    if own not in _FAMILIES:
        return True
    if field in _PEOPLE and (active := _verb(words, first, last)):
        return active == own
    distances = {name: _distance(cues, words, first, last) for name, (_, cues) in _FAMILIES.items()}
    known = {name: far for name, far in distances.items() if far is not None}
    return not known or known.get(own) == min(known.values())


def _verb(words: Sequence[Word], first: int, last: int) -> str | None:
    """Return what somebody does, where a verb follows: "Tom has not watched"; None behind "by"."""
    while first >= 2 and words[first - 1].key in {"or", "and"}:
        first -= 2
    if first and words[first - 1].key == "by":
        return None
    behind = [word.key for word in words[last : last + _VERB]]
    found = [(at, name) for at, key in enumerate(behind) for name in _DOING if fits(key, _FAMILIES[name][1])]
    return min(found)[1] if found else None


def _distance(cues: tuple[str, ...], words: Sequence[Word], first: int, last: int) -> float | None:
    """Return how far the nearest cue is; what follows counts as half a word further."""
    before = [first - at for at in range(max(0, first - _REACH), first) if fits(words[at].key, cues)]
    behind = [
        at - last + 1.5 for at in range(last, min(len(words), last + _REACH)) if fits(words[at].key, cues)
    ]
    return min((*before, *behind), default=None)
