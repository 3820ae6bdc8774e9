"""The slots of the grammar, each with the reader that fills it."""

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from functools import partial
from typing import Final

from cascade.rules.expr import Text
from cascade.rules.text import print_value
from llm.language.calendar import YEAR
from llm.language.numerals import digits
from llm.language.units import RESOLUTIONS
from llm.phrases.amounts import between, counts, ratings, sizes, times
from llm.phrases.days import days, decades, last, this
from llm.phrases.household import Names
from llm.phrases.numbers import numbers
from llm.phrases.pattern import Filling, Slot
from llm.phrases.spans import spans, units
from llm.phrases.words import Message

_KINDS: Final = {
    **dict.fromkeys(("film", "films", "movie", "movies", "flicks"), "movie"),
    **dict.fromkeys(("show", "shows", "series", "tv shows", "tv series"), "show"),
    **dict.fromkeys(("season", "seasons"), "season"),
}
_PEOPLE: Final = {"requester": "requested-by", "viewer": "watched-by", "fan": "favorited-by"}


def slots_of(message: Message, names: Names, now: datetime, zone: tzinfo) -> Mapping[str, Slot]:
    """Return every slot of the grammar, for one message at one time."""
    today = now.astimezone(zone).date()
    found: dict[str, Slot] = {
        "size": partial(sizes, message),
        "sizes": partial(between, message),
        "kind": partial(_kinds, message),
        "small": partial(_small, message),
        "n": partial(counts, message),
        "few": partial(_few, message),
        "times": partial(times, message),
        "rating": partial(ratings, message),
        "percent": partial(_percents, message),
        "number": partial(_numbers, message),
        "span": partial(spans, message, now=now, zone=zone),
        "unit": partial(units, message, now=now, zone=zone),
        "day": partial(days, message, today=today),
        "this": partial(this, message, today=today),
        "last": partial(last, message, today=today),
        "decade": partial(decades, message, today=today),
        "year": partial(_years, message),
        "resolution": partial(_resolutions, message),
        "path": partial(_paths, message),
        "text": partial(_texts, message),
    }
    for key in ("library", "genre", "tag", "label", "collection", "on", *_PEOPLE):
        field = _PEOPLE.get(key, key)
        found[key] = partial(names.known, field)
        found[f"{key}!"] = partial(names.asked, field)
    return found


def _word(message: Message, at: int) -> str:
    return message.words[at].text if at < len(message.words) and not message.words[at].quoted else ""


def _percents(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    return (found for found in ratings(message, at) if found[1].text.endswith("%"))


def _numbers(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    for end, number in numbers(message, at):
        yield end, Filling(digits(number), message.said(at, end))


def _few(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    """Give counts that cannot be a year."""
    return (found for found in counts(message, at) if not YEAR.fullmatch(found[1].text))


def _small(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    """Give numbers that can be a rating."""
    for end, number in numbers(message, at):
        if number <= 10:
            yield end, Filling(digits(number), message.said(at, end))


def _kinds(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    for length in (1, 2):
        said = " ".join(_word(message, at + place) for place in range(length))
        if said in _KINDS:
            yield at + length, Filling(_KINDS[said], said)


def _years(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    if YEAR.fullmatch(_word(message, at)):
        yield at + 1, Filling(_word(message, at), _word(message, at))


def _resolutions(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    for length in (1, 2):
        said = " ".join(_word(message, at + place) for place in range(length))
        if said in RESOLUTIONS:
            yield at + length, Filling(RESOLUTIONS[said], message.said(at, at + length))


def _paths(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    if at < len(message.words) and message.words[at].raw.startswith("/") and len(message.words[at].raw) > 1:
        yield at + 1, Filling(print_value(Text(message.words[at].raw)), message.words[at].raw)


def _texts(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    if at < len(message.words) and message.words[at].quoted:
        yield at + 1, Filling(print_value(Text(message.words[at].raw)), message.words[at].raw)
