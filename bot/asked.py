"""Plain options of /clean as a query of the rule language: pure, so that it can be read and tested."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cascade.errors import BadInput
from cascade.household.titles import TitleFacts

_SPAN = re.compile(r"(\d{1,4})\s*(y|yrs?|years?|mo|months?|w|weeks?|d|days?)", re.IGNORECASE)
_UNITS = {"y": "y", "m": "mo", "w": "w", "d": "d"}
SORTS = {
    "biggest first": "-size",
    "longest unwatched first": "-unwatched",
    "oldest first": "-age",
    "worst rated first": "rating",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was chosen; None everywhere means "no matter". Amounts are as people write them."""

    kind: str
    unwatched_for: str | None = None
    larger_than: str | None = None
    older_than: str | None = None
    library: str | None = None
    genre: str | None = None
    rating_below: float | None = None
    requested_by: str | None = None
    keep_genre: str | None = None
    keep_tag: str | None = None
    keep_requested_by: str | None = None
    sort: str | None = None
    limit: int | None = None
    reclaim: str | None = None
    free: str | None = None


def query_of(asked: Asked, copies: Sequence[TitleFacts] = ()) -> str:
    """Write the options as a query; `copies` are the items of a title. The parser judges amounts."""
    pieces = [f"type:{asked.kind}"]
    if copies:
        pieces.append(copies_of(copies))
    pieces += [
        f"{field}:{sign}{value}"
        for field, sign, value in (
            ("unwatched", ">", span(asked.unwatched_for)),
            ("size", ">", amount(asked.larger_than)),
            ("age", ">", span(asked.older_than)),
            ("library", "", quoted(asked.library)),
            ("genre", "", quoted(asked.genre)),
            ("rating", "<", None if asked.rating_below is None else f"{asked.rating_below:g}"),
            ("requested-by", "", quoted(asked.requested_by)),
            ("-genre", "", quoted(asked.keep_genre)),
            ("-tag", "", quoted(asked.keep_tag)),
            ("-requested-by", "", quoted(asked.keep_requested_by)),
            ("sort", "", asked.sort),
            ("limit", "", None if asked.limit is None else str(asked.limit)),
            ("reclaim", "", amount(asked.reclaim)),
            ("free", "", amount(asked.free)),
        )
        if value is not None
    ]
    if len(pieces) == 1:
        raise BadInput("Say what to look for: a title, a time unwatched, a size, or a whole query.")
    return " ".join(pieces)


def names_in(asked: Asked) -> tuple[tuple[str, str, str], ...]:
    """The names among the options: the field that holds it, what people call it, the name."""
    chosen = (
        ("library", "library", asked.library),
        ("genre", "genre", asked.genre),
        ("genre", "genre", asked.keep_genre),
        ("tag", "tag", asked.keep_tag),
        ("requested-by", "requester", asked.requested_by),
        ("requested-by", "requester", asked.keep_requested_by),
    )
    return tuple((field, word, name) for field, word, name in chosen if name is not None)


def copies_of(copies: Sequence[TitleFacts]) -> str:
    """Write copies of one title as a condition, each by itself."""
    if len(copies) == 1:
        return " ".join(copy_of(copies[0]))
    each = [f"({' '.join(copy_of(copy))})" for copy in copies]
    return f"({' OR '.join(each)})"


def copy_of(title: TitleFacts) -> list[str]:
    """Write one copy of a title as terms: the HD film is not its 4K twin."""
    terms = [f"title:={quoted(title.title)}", f"library:{quoted(title.library)}"]
    if title.year is not None:
        terms.append(f"year:{title.year}")
    if title.resolution is not None:
        terms.append(f"resolution:{title.resolution}")
    return terms


def span(text: str | None) -> str | None:
    """Return "2 years" as 2y; what is no span goes through, for the parser to refuse with its reasons."""
    if text is None:
        return None
    match = _SPAN.fullmatch(text.strip())
    return text.strip() if match is None else f"{match[1]}{_UNITS[match[2][0].lower()]}"


def amount(text: str | None) -> str | None:
    """Return "5 GB" as 5GB."""
    return None if text is None else re.sub(r"\s+", "", text)


def quoted(text: str | None) -> str | None:
    """Return a name as one value of the language, whatever it holds."""
    return None if text is None else '"' + text.replace('"', '""') + '"'
