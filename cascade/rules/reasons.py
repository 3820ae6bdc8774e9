"""Why a term came out as it did: the actual value, its age and its source, as a person reads it."""

from datetime import datetime
from typing import Final

from cascade.media import Kind, Role
from cascade.rules.answer import Answer
from cascade.rules.bounds import intervals
from cascade.rules.coverage import believed_added, covers_all
from cascade.rules.expr import Term
from cascade.rules.facts import ItemFacts
from cascade.rules.fields import Field, FieldKind, Said, field_named
from cascade.rules.knowledge import Knowledge
from cascade.rules.words import join, show_age, show_bytes, show_day

_SHOWN: Final = 5  # values of a set, or files: what one line of an embed holds
_ROLES: Final = {
    Role.MEDIA: "the media server",
    Role.WATCH: "the watch history",
    Role.MOVIES: "Radarr",
    Role.SHOWS: "Sonarr",
    Role.REQUESTS: "the request server",
    Role.ANIME: "Shoko",
}
_NAMES: Final = {"title_key": "title", "show_title_key": "show_title", "library_key": "library"}


def say(term: Term, answer: Answer, facts: ItemFacts, knowledge: Knowledge) -> str:
    """Write what is known of the field a term tests, and where nothing is, why not."""
    field = field_named(term.field)
    if answer is Answer.UNKNOWN:
        return f"{field.name} unknown: {_why_unknown(term, field, facts, knowledge)}"
    return _fact(field, facts, knowledge) + _read(field, facts.kind, knowledge)


def _read(field: Field, kind: Kind, knowledge: Knowledge) -> str:
    at = knowledge.read_at.get(field.said.role(kind))
    return "" if at is None else f" (read {show_age(knowledge.now - at)})"


def _fact(field: Field, facts: ItemFacts, knowledge: Knowledge) -> str:
    phrase = field.phrase or field.name
    match field.kind:
        case FieldKind.DATE | FieldKind.SPAN:
            return _date(field, phrase, facts, knowledge)
        case FieldKind.SET:
            return _set(field, phrase, facts)
        case FieldKind.NUMBER:
            return _number(field, phrase, facts, knowledge)
        case FieldKind.SIZE:
            return f"{phrase} {show_bytes(facts.number(field.column) or 0)}"
        case FieldKind.FLAG:
            return f"{phrase}: {'yes' if facts.flag(field.column) else 'no'}"
        case _:
            return f"{phrase} {_text(field, facts)}"


def _text(field: Field, facts: ItemFacts) -> str:
    if field.beneath:
        return join(facts.paths[:_SHOWN], "and") + (" and more" if len(facts.paths) > _SHOWN else "")
    return str(facts.text(_NAMES.get(field.column, field.column)) or facts.text(field.column))


def _number(field: Field, phrase: str, facts: ItemFacts, knowledge: Knowledge) -> str:
    number = facts.number(field.column) or 0
    if field.said is Said.WATCH and not covers_all(facts, knowledge):
        return f"at least {number:g} {phrase}"
    return f"{number:g} {phrase}" if field.said is Said.WATCH else f"{phrase} {number:.10g}"


def _set(field: Field, phrase: str, facts: ItemFacts) -> str:
    values = sorted(facts.values(field.column))
    if not values:
        return f"{phrase} none" if field.said is not Said.WATCH else f"{phrase} nobody"
    return f"{phrase} {join(values[:_SHOWN], 'and')}" + (" and more" if len(values) > _SHOWN else "")


def _date(field: Field, phrase: str, facts: ItemFacts, knowledge: Knowledge) -> str:
    at = facts.instant(field.column)
    zone = knowledge.zone
    if field.said is Said.WATCH:
        return _last_play(at, facts, knowledge)
    return f"never {phrase.removeprefix('last ')}" if at is None else f"{phrase} {show_day(at, zone)}"


def _last_play(at: datetime | None, facts: ItemFacts, knowledge: Knowledge) -> str:
    added = believed_added(facts, knowledge)
    if at is not None:
        people = sorted(facts.values("watched-by"))
        by = f" by {join(people[:_SHOWN], 'and')}" if people else ""
        later = f", added {show_day(added, knowledge.zone)}" if added is not None and added > at else ""
        return f"last watched {show_day(at, knowledge.zone)}{by}{later}"
    when = f", added {show_day(added, knowledge.zone)}" if added else ""
    if covers_all(facts, knowledge) or knowledge.watch_since is None:
        return f"never watched{when}"
    return f"no play since {show_day(knowledge.watch_since, knowledge.zone)}{when}"


def _why_unknown(term: Term, field: Field, facts: ItemFacts, knowledge: Knowledge) -> str:
    roles = {field.said.role(facts.kind)}
    if field.name == "requester-watched":
        roles.add(Role.WATCH)
    missing = sorted(roles - knowledge.usable)
    if missing:
        return _not_believed(missing[0], knowledge)
    if Role.WATCH in roles and facts.watch_doubt:
        return "a play of this name could not be matched to one item"
    if field.said is Said.WATCH or (Role.WATCH in roles and facts.flag(field.column) is False):
        return _why_not_covered(term, field, facts, knowledge)
    return _why_missing(field, facts)


def _not_believed(role: Role, knowledge: Knowledge) -> str:
    return knowledge.why_not.get(role, f"{_ROLES[role]} could not be read")


def _why_missing(field: Field, facts: ItemFacts) -> str:
    """Say why believed servers leave a fact open."""
    if field.beneath:
        return "its files lie in several folders" if facts.paths else "no file of it is known"
    if field.name == "resolution" and len(facts.resolutions) > 1:
        return f"its versions differ: {join(facts.resolutions, 'and')}, and all of them would go"
    if field.said is Said.ARR and facts.text("arr_match") in {"ambiguous", "conflicting"}:
        return f"its entry in {_ROLES[field.said.role(facts.kind)]} is {facts.text('arr_match')}"
    if field.said is Said.REQUESTS:
        return "nobody requested it, and never is no date"
    return "no server says it"


def _why_not_covered(term: Term, field: Field, facts: ItemFacts, knowledge: Knowledge) -> str:
    since = knowledge.watch_since
    if since is None:
        return "nobody says since when plays are recorded"
    asked = _asks_back_to(term, field, facts, knowledge)
    if asked is not None and since > asked:
        recorded, back = show_day(since, knowledge.zone), show_day(asked, knowledge.zone)
        return f"plays are recorded since {recorded} only, the rule asks back to {back}"
    if asked is not None and field.name == "watched":
        return "no play of it is known, and never is no date"
    if Role.MEDIA not in knowledge.usable:
        return _not_believed(Role.MEDIA, knowledge)
    return "nobody says when it was added"


def _asks_back_to(term: Term, field: Field, facts: ItemFacts, knowledge: Knowledge) -> datetime | None:
    """Return since when plays must be known for an answer; None where that is unknown itself."""
    bounds = [
        bound
        for each in intervals(term, knowledge.now, knowledge.zone)
        if field.kind in {FieldKind.DATE, FieldKind.SPAN}
        for bound in (each.low, each.high)
        if bound is not None
    ]
    return min(bounds) if bounds else believed_added(facts, knowledge)
