"""Which items of two media servers are one: they hold the same files. Ids propose, files decide. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cascade.media import NO_IDS, ExternalIds, Kind

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A film or episode as uniting needs it: what it lies in, its numbers, who holds it, its files.

    `paths` are in the form in which they are compared, `spelt` as they are written; `names` are file names
    with sizes. `show_ids` are those of an episode's show.
    """

    id: int
    kind: Kind
    season_id: int | None
    show_id: int | None
    number: tuple[int | None, int | None]  # season and episode
    ids: ExternalIds
    sources: frozenset[str]
    paths: frozenset[str]
    names: frozenset[tuple[str, int]]
    spelt: frozenset[str] = frozenset()
    show_ids: ExternalIds = NO_IDS


@dataclass(frozen=True, slots=True)
class Link:
    """A pair that has a file in common, by path or by name, and the films or shows its sides belong to."""

    pair: Pair
    tops: Pair
    by_path: bool


@dataclass(frozen=True, slots=True)
class Unions:
    """Pairs of items that are one, containers first."""

    shows: tuple[Pair, ...] = ()
    seasons: tuple[Pair, ...] = ()
    leaves: tuple[Pair, ...] = ()


def unions(leaves: Mapping[int, Leaf], by_path: Iterable[Pair], by_name: Iterable[Pair]) -> Unions:
    """Find what is one among pairs that share a path, or a name and size where paths are called otherwise.

    A pair stands only if each side has no other partner. Of shows, every episode that is one must say the
    same; seasons that two servers count otherwise stay apart, and their episodes lie with the first server.
    """
    same = _sole([pair for pair in by_path if _same_paths(*_both(leaves, pair))], leaves)
    taken = {item for pair in same for item in pair}
    named = [pair for pair in by_name if not taken & {*pair} and _same_names(*_both(leaves, pair))]
    pairs = same + _sole(named, leaves)
    of_show = {item: leaf.show_id for item, leaf in leaves.items()}
    shows = _parents(pairs, of_show)
    torn = _not_sole(shows)
    kept = [pair for pair in pairs if not _parents([pair], of_show) & torn]
    seasons = _parents(kept, {item: leaf.season_id for item, leaf in leaves.items()})
    return Unions(
        tuple(sorted(pair for pair in shows - torn if pair[0] != pair[1])),
        tuple(sorted(pair for pair in seasons - _not_sole(seasons) if pair[0] != pair[1])),
        tuple(sorted(kept)),
    )


def parted(links: Iterable[Link], size: int) -> Iterator[list[Link]]:
    """Part links into lots of about `size`; what could decide on each other stays in one lot."""
    above: dict[int, int] = {}

    def root(top: int) -> int:
        while (higher := above.get(top, top)) != top:
            above[top] = above.get(higher, higher)
            top = higher
        return top

    every = list(links)
    for link in every:
        one, other = map(root, link.tops)
        if one != other:
            above[one] = other
    lot: list[Link] = []
    last: int | None = None
    for link in sorted(every, key=lambda link: root(link.tops[0])):
        if len(lot) >= size and root(link.tops[0]) != last:
            yield lot
            lot = []
        last = root(link.tops[0])
        lot.append(link)
    if lot:
        yield lot


def _both(leaves: Mapping[int, Leaf], pair: Pair) -> tuple[Leaf, Leaf]:
    return leaves[pair[0]], leaves[pair[1]]


def _same_paths(one: Leaf, other: Leaf) -> bool:
    if one.kind is not other.kind or one.sources & other.sources or one.paths != other.paths:
        return False
    return one.spelt == other.spelt or (not one.ids.conflicts(other.ids) and _sized(one) == _sized(other))


def _sized(leaf: Leaf) -> frozenset[tuple[str, int]]:
    """Give names with sizes, in small letters: some servers write paths so, some disks tell them apart."""
    return frozenset((name.casefold(), size) for name, size in leaf.names)


def _same_names(one: Leaf, other: Leaf) -> bool:
    """Paths that differ need the same names and sizes, all of them, and ids and numbers that agree."""
    if one.kind is not other.kind or one.sources & other.sources or one.number != other.number:
        return False
    if one.ids.conflicts(other.ids) or one.show_ids.conflicts(other.show_ids):
        return False
    if not all(size for _, size in one.names):
        return False
    return one.names == other.names and len(one.names) == len(one.paths) == len(other.paths)


def _sole(pairs: Sequence[Pair], leaves: Mapping[int, Leaf]) -> list[Pair]:
    """Keep the pairs whose sides have no other partner, or none of the same number.

    One file may hold two episodes, and servers differ in whether that makes one entry or two.
    """
    partners: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        partners[one].add(other)
        partners[other].add(one)

    def chosen(item: int) -> int | None:
        alike = [other for other in partners[item] if leaves[other].number == leaves[item].number]
        found = list(partners[item]) if len(partners[item]) == 1 else alike
        return found[0] if len(found) == 1 else None

    return [
        (one, other) for one, other in dict.fromkeys(pairs) if chosen(one) == other and chosen(other) == one
    ]


def _parents(pairs: Collection[Pair], parent: Mapping[int, int | None]) -> set[Pair]:
    """Pair what two items lie in, the older first: a pair named both ways would take each into the other."""
    found = ((parent[one], parent[other]) for one, other in pairs)
    return {
        (min(one, other), max(one, other)) for one, other in found if one is not None and other is not None
    }


def _not_sole(pairs: Collection[Pair]) -> set[Pair]:
    """Pairs of which a side has another partner too; an item that is its own partner already counts."""
    partners: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        partners[one].add(other)
        partners[other].add(one)
    return {(one, other) for one, other in pairs if len(partners[one]) > 1 or len(partners[other]) > 1}
