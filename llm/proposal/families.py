"""Fields that people speak of with the same words, so that an amount is joined to the word nearest to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from llm.catalogue import PEOPLE
from llm.language.numerals import TIMES
from llm.proposal.cues import FIELD_CUES, fits
from llm.proposal.prose import Word


@dataclass(frozen=True, slots=True)
class _Family:
    """The words that tell some fields from others whose values look alike: times, sizes, counts, people."""

    fields: tuple[str, ...]
    cues: tuple[str, ...]
    alike: tuple[str, ...]


def _family(fields: str, cues: str, alike: str) -> _Family:
    return _Family(tuple(fields.split()), tuple(cues.split()), tuple(alike.split()))


_FAMILIES: Final[Mapping[str, _Family]] = {
    "added": _family("added age", "add* old older new newer grabbed download* arrive*", "time"),
    "released": _family(
        "released released-age year", "release* out made from year era older newer old new", "time"
    ),
    "aired": _family("last-aired aired-age", "air* episode*", "time"),
    "watched": _family(
        "watched unwatched watched-by",
        "watch* unwatched see seen saw view* unviewed play* unplayed touch*",
        "time people",
    ),
    "requested": _family("requested requested-age requested-by", "request* ask* want* order*", "time people"),
    "favorites": _family("favorited-by", "favor* favour* love* heart*", "people"),
    "sized": _family("size", "over under big* large* small* more less huge tiny size* above below", "size"),
    "stops": _family("reclaim free", "until till free reclaim* back", "size"),
    "plays": _family("plays", "play* view views watch* seen time times unplayed", "count"),
    "viewers": _family("viewers", "viewer* people person user* watched", "count"),
    "rated": _family("rating", "rat* star* score* scoring imdb audience worse better", "count"),
    "critics": _family("critic-rating", "critic* rat* score* scoring", "count"),
    "votes": _family("votes", "vot*", "count"),
    "season": _family("season", "season*", "count"),
    "copies": _family("copies", "cop* version*", "count"),
}

_COUNTED: Final[Mapping[str, tuple[str, ...]]] = {
    "plays": ("times", "time", "play", "plays", "view", "views"),
    "viewers": ("viewer*", "people", "person*", "user*"),
}
_DOING: Final = ("watched", "requested", "favorites")
_VERB: Final = 4  # words between somebody and what they do
_REACH: Final = 8  # words between an amount and the word it belongs to


def family_of(field: str) -> str:
    """Return the family of a field; a field without one is its own."""
    return next((name for name, family in _FAMILIES.items() if field in family.fields), field)


def belongs(field: str, words: Sequence[Word], first: int, last: int) -> bool:
    """Whether the words from `first` to before `last` may be a value of a field, by the nearest telling word.

    Where two are equally near, either may have it; where none is in reach, nothing speaks against it.
    """
    own = family_of(field)
    if own not in _FAMILIES:
        return True
    if (counted := _counted(words, first, last)) is not None and own in _COUNTED:
        return counted == own
    if field in PEOPLE and (active := _verb(words, first, last)):
        return active == own
    if any(fits(word.key, _FAMILIES[own].cues) for word in words[first:last]):
        return True
    alike = set(_FAMILIES[own].alike)
    rivals = {name: family for name, family in _FAMILIES.items() if alike & set(family.alike)}
    distances = {name: _distance(family.cues, words, first, last) for name, family in rivals.items()}
    known = {name: far for name, far in distances.items() if far is not None}
    return not known or known.get(own) == min(known.values())


def _counted(words: Sequence[Word], first: int, last: int) -> str | None:
    """Return what a number counts by the noun behind it: 3 people, 3 plays; once is a play."""
    if any(word.key in TIMES for word in words[first:last]):
        return "plays"
    nouns = [word.key for word in words[last - 1 : last + 1]]
    return next((name for name, cues in _COUNTED.items() if any(fits(key, cues) for key in nouns)), None)


def _verb(words: Sequence[Word], first: int, last: int) -> str | None:
    """Return what somebody does, where a verb follows: "Tom has not watched"; None behind "by"."""
    while first >= 2 and words[first - 1].key in {"or", "and"}:
        first -= 2
    if first and words[first - 1].key == "by":
        return None
    behind = [word.key for word in words[last : last + _VERB]]
    found = [
        (at, name) for at, key in enumerate(behind) for name in _DOING if fits(key, _FAMILIES[name].cues)
    ]
    return min(found)[1] if found else None


def _distance(cues: tuple[str, ...], words: Sequence[Word], first: int, last: int) -> float | None:
    """Return how far the nearest cue is; what follows counts as half a word further."""
    before = [first - at for at in range(max(0, first - _REACH), first) if fits(words[at].key, cues)]
    behind = [
        at - last + 1.5 for at in range(last, min(len(words), last + _REACH)) if fits(words[at].key, cues)
    ]
    return min((*before, *behind), default=None)


def elsewhere(field: str, key: str) -> bool:
    """Whether a word speaks of another field than this, so that its "not" is not ours."""
    own = family_of(field)
    others = (family for name, family in _FAMILIES.items() if name not in {own, "sized", "stops"})
    return not fits(key, FIELD_CUES[field]) and any(fits(key, family.cues) for family in others)
