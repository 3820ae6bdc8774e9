"""Which entry belongs to which item: ids propose, files decide, names never do. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Match(StrEnum):
    """How an *arr entry and the items of the library fit together."""

    ONE = "one"
    NONE = "none"
    AMBIGUOUS = "ambiguous"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True)
class ArrHolding:
    """An entry of Radarr or Sonarr as far as matching needs it.

    `has_files` says whether it holds anything. `mapped` says whether any file of the media server is seen
    beneath the folder the entry's folder stands in: if none is, its paths cannot decide anything.
    """

    source: str
    ref: str
    has_files: bool
    mapped: bool
    by_folder: bool  # shows: their listing names no files, their folder decides


@dataclass(frozen=True, slots=True)
class Pair:
    """An item that may be what an entry holds.

    `agrees` and `conflicts` speak of external ids; both at once is a contradiction. `same_class` is False
    where the instance is for the other of HD and 4K.
    """

    item_id: int
    agrees: bool
    conflicts: bool
    same_files: bool
    same_class: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """What one entry is. `doubted` are items of which it cannot be said whether the entry is theirs."""

    holding: ArrHolding
    match: Match
    item_id: int | None = None
    doubted: tuple[int, ...] = ()


def decide(holding: ArrHolding, pairs: Sequence[Pair]) -> Decision:
    """Decide one entry by itself; `settle` then looks for entries that claim the same item."""
    clashing = tuple(p.item_id for p in pairs if p.conflicts and (p.agrees or p.same_files))
    agreeing = [p for p in pairs if p.agrees and not p.conflicts]
    proved = [p.item_id for p in agreeing if p.same_files]
    if len(proved) == 1 and not clashing:
        return Decision(holding, Match.ONE, proved[0])
    if clashing:
        return Decision(holding, Match.CONFLICTING, doubted=(*clashing, *proved))
    if proved:
        return Decision(holding, Match.AMBIGUOUS, doubted=tuple(proved))
    if holding.has_files and not (holding.by_folder and not holding.mapped):
        return _unproved(holding, pairs)
    return _by_ids(holding, [p.item_id for p in agreeing if p.same_class])


def _unproved(holding: ArrHolding, pairs: Sequence[Pair]) -> Decision:
    """The entry holds files and no agreeing item has them: no match, and doubt about those it may be."""
    doubted = tuple(p.item_id for p in pairs if (p.agrees and p.same_class) or p.same_files)
    return Decision(holding, Match.NONE, doubted=doubted)


def _by_ids(holding: ArrHolding, candidates: list[int]) -> Decision:
    """Nothing but ids can speak: exactly one item of that title, or none."""
    match candidates:
        case []:
            return Decision(holding, Match.NONE)
        case [only]:
            return Decision(holding, Match.ONE, only)
        case _:
            return Decision(holding, Match.AMBIGUOUS, doubted=tuple(candidates))


def settle(decisions: Iterable[Decision]) -> list[Decision]:
    """Turn several entries of one instance for one item into an ambiguity of all of them."""
    decided = list(decisions)
    claims = Counter((d.holding.source, d.item_id) for d in decided if d.item_id is not None)
    return [
        replace(d, match=Match.AMBIGUOUS, item_id=None, doubted=(d.item_id,))
        if d.item_id is not None and claims[d.holding.source, d.item_id] > 1
        else d
        for d in decided
    ]


def item_matches(decisions: Iterable[Decision]) -> dict[int, Match]:
    """Say per item how it is held: a conflict outweighs an ambiguity, and that a match.

    Items that no decision names are held by no entry.
    """
    found: dict[int, Match] = {}
    for decision in decisions:
        doubt = Match.CONFLICTING if decision.match is Match.CONFLICTING else Match.AMBIGUOUS
        for item_id in decision.doubted:
            found[item_id] = _graver(found.get(item_id), doubt)
        if decision.item_id is not None:
            found[decision.item_id] = _graver(found.get(decision.item_id), Match.ONE)
    return found


_GRAVITY = (Match.NONE, Match.ONE, Match.AMBIGUOUS, Match.CONFLICTING)


def _graver(one: Match | None, other: Match) -> Match:
    return other if one is None else max(one, other, key=_GRAVITY.index)
