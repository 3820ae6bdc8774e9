"""Which words of a person support what: the vocabulary by which code checks a model's reading.

A cue ending in * stands for every word that begins so.
"""

from collections.abc import Mapping
from typing import Final

from cascade.media import Kind
from cascade.rules.fields import FIELDS, Field


def _cues(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ADDED = _cues(
    "add* old older oldest age aged new newer newest got get had has have here download* arrive* import* "
    "grab*"
)
_RELEASED = _cues(
    "release* came come out aired premiere* made from old older newer new theat* cinema* produced"
)
_WATCHED = _cues(
    "watch* unwatched rewatch* see seen saw view* unviewed play* unplayed touch* stream* look* opened"
)
_REQUESTED = _cues("request* unrequested ask* wanted want wants order* wish*")
_SIZED = _cues(
    "size* big bigger biggest large larger largest small smaller smallest huge tiny heavy heavier weigh* "
    "space take takes taking kb mb gb tb gig gigs meg megs kib mib gib tib terabyte* gigabyte* megabyte*"
)
_RATED = _cues(
    "rat* star stars score* scoring imdb audience % percent review* worse worst bad better best low lower out"
)

_FIELD_CUES: Final[Mapping[str, tuple[str, ...]]] = {
    "title": _cues("call* name* title*"),
    "show": _cues("call* name* title* show series"),
    "season": _cues("season*"),
    "year": _cues("year* from made release* came out older newer before after since s era decade* old"),
    "library": _cues("library libraries section* in from"),
    "on": _cues("server* instance* radarr sonarr on in held"),
    "copies": _cues("cop* version* duplicate* twice"),
    "added": _ADDED,
    "age": _ADDED,
    "released": _RELEASED,
    "released-age": _RELEASED,
    "last-aired": _cues("air* episode* broadcast* new"),
    "aired-age": _cues("air* episode* broadcast* new"),
    "watched": _WATCHED,
    "unwatched": _WATCHED,
    "plays": (*_WATCHED, "time", "times"),
    "viewers": (*_WATCHED, "people", "person", "persons", "user", "users"),
    "watched-by": _WATCHED,
    "in-progress": _cues("progress start* began begun begin finish* unfinished half halfway middle watching"),
    "size": _SIZED,
    "genre": _cues("genre*"),
    "label": _cues("label*"),
    "tag": _cues("tag*"),
    "collection": _cues("collection*"),
    "favorited-by": _cues("favor* favour* love* like* heart*"),
    "requested": _REQUESTED,
    "requested-age": _REQUESTED,
    "requested-by": _REQUESTED,
    "requester-watched": (*_REQUESTED, "everybody", "everyone", "whoever", *_WATCHED),
    "rating": _RATED,
    "critic-rating": _cues("critic* rat* score* scoring review* % percent"),
    "votes": _cues("vot*"),
    "resolution": _cues("resolution*"),
    "status": _cues("status end* continu* cancel* finish* running air* upcoming announce* release* cinema*"),
    "monitored": _cues("monitor* unmonitored"),
    "path": _cues("path* folder* director* under beneath"),
    "tmdb": _cues("tmdb"),
    "tvdb": _cues("tvdb"),
    "imdb": _cues("imdb"),
}


def _by_name(field: Field) -> tuple[str, ...]:
    """Return the words of a field's own name, for a field without words of its own here."""
    return tuple(f"{part}*" for part in field.name.split("-") if len(part) > 3)


FIELD_CUES: Final = {field.name: _FIELD_CUES.get(field.name, _by_name(field)) for field in FIELDS}
"""By which words a person speaks of a field."""

NAMED_BARE: Final = frozenset(
    {"title", "show", "genre", "tag", "label", "collection", "library", "on", "resolution"}
)
"""Fields whose value says enough by itself: "horror", "4K", "Dune"."""

MORE: Final = _cues(
    "over more bigger larger above greater exceed* least heavier longer higher better > ≥ min minimum "
    "plus upwards"
)
LESS: Final = _cues("under less smaller below lower worse most fewer max maximum < ≤ lighter shorter within")
EARLIER: Final = _cues("before b4 older earlier until prior pre")
LATER: Final = _cues("after since newer later")
WITHIN: Final = _cues("last past within less under newer younger recent recently")
AGO: Final = _cues("over more older longer least before > ≥")

NEGATIONS: Final = _cues(
    "not never nobody noone none without no non neither nor isn't aren't wasn't weren't don't doesn't didn't "
    "hasn't haven't hadn't won't can't cannot dont hasnt havent isnt arent wasnt werent didnt"
)
KEEPING: Final = _cues(
    "except excepting excluding exclude keep keeping kept leave leaving spare save unless "
    "apart besides but protect without not ignore skip aside"
)
SPARING: Final = frozenset(KEEPING) - {"not", "without", "but"}
"""Words that spare what follows, wherever they stand."""
DELETING: Final = frozenset(
    _cues(
        "del rm delete deleting remove clear clean purge nuke wipe bin dump ditch drop lose trash toss kill "
        "rid touch"
    )
)
EITHER: Final = _cues("or either any")
EVERY_KIND: Final = _cues("anything everything stuff all media things whatever titles items content")
EXCLUDING: Final = frozenset({"only", "just", "solely"})
SELVES: Final = _cues("i me my mine myself i've i'm")

KIND_CUES: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.MOVIE: _cues("film films movie movies flick flicks"),
    Kind.SHOW: _cues("show shows series tv sitcom* program* programme*"),
    Kind.SEASON: _cues("season seasons"),
}

TIME: Final = _cues(
    "last past since before after in within ago for than at the over ever yet time times long"
)
"""Words that belong to whatever amount or date they stand beside."""

STOPPING: Final = _cues(
    "until till free freed freeing come up have has had are is be back space reclaim* recover* get gain* "
    "save saved room stop at most top first max maximum limit only than no more least "
    "disk drive enough there again total of worth"
)
ORDERING: Final = _cues(
    "first start* order* sort* by last begin* with ahead least most descending ascending rated"
)

FILLER: Final = frozenset(
    _cues(
        """
        a an the but single anyone anybody this that these those it its them they they've their i i'd
        i'll i've i'm me my we we'd we'll we've our us you your he she him her his there here some
        something someone somebody one ones each both any anything everything all stuff things thing
        items titles media content whatever which who whom what where when how is are was were be been
        being am has have had having do does did done will would could can should shall may might must
        let lets to of for in on at by from with into onto off out up down as so than then and also too
        just only really actually basically very quite please pls plz thanks thank hey hi hello ok okay
        yes yeah yep right well sure now maybe yo thx ty btw lol tho though u if every
        bot cascadarr go going gone get gets getting got rid
        del rm delete deletes deleted deleting deletion remove removes removed removing clear clears cleared
        clearing clean cleans cleaned cleaning purge purged nuke nuked wipe bin dump ditch drop dropped
        lose trash toss kill throw away make makes making find select list need needs want wants like
        love whole entire currently free freeing space room disk drive
        """
    )
)
"""Words that change nothing about what a rule selects."""


def fits(key: str, cues: tuple[str, ...]) -> bool:
    """Whether a word is one of some cues."""
    return any(key.startswith(cue[:-1]) if cue.endswith("*") else key == cue for cue in cues)


def negates(key: str) -> bool:
    """Whether a word turns its clause around."""
    return denies(key) or (key.startswith("un") and fits(key[2:], _PARTICIPLES))


def denies(key: str) -> bool:
    """Whether a word denies, and says nothing else."""
    return key in NEGATIONS or key.endswith("n't")


_PARTICIPLES: Final = _cues("watched viewed played requested rated monitored seen finished released")
