"""Which items a query of `/Items` means, and in which order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from playground.jellyfin_shelf import Item, JellyfinShelf, JellyfinUser, Watch

_LEAVES = {"Movie", "Episode"}


@dataclass(frozen=True, slots=True)
class Query:
    """The parameters of a listing. ASP.NET takes names and words in any case, lists with commas or again."""

    values: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "Query":
        """Read the pairs of a URL."""
        values: dict[str, list[str]] = {}
        for name, value in pairs:
            values.setdefault(name.lower(), []).extend(part for part in value.split(",") if part)
        return cls(values)

    def all(self, name: str) -> list[str]:
        """Give every value of a parameter."""
        return list(self.values.get(name.lower(), ()))

    def one(self, name: str) -> str:
        """Give a parameter, "" without it."""
        return next(iter(self.all(name)), "")

    def flag(self, name: str) -> bool | None:
        """Give a flag, None without it."""
        value = self.one(name).lower()
        return None if not value else value == "true"

    def number(self, name: str) -> int | None:
        """Give a number, None without it."""
        value = self.one(name)
        return int(value) if value.lstrip("-").isdigit() else None

    def key(self) -> str:
        """Give all that decides on a listing, whatever page of it is asked for."""
        paging = {"startindex", "limit", "fields", "enabletotalrecordcount"}
        return str(sorted((name, tuple(value)) for name, value in self.values.items() if name not in paging))


def plain(number: str) -> str:
    """Give an id as Jellyfin writes it; it takes one with dashes, too."""
    return number.replace("-", "").lower()


def chosen(shelf: JellyfinShelf, query: Query, user: JellyfinUser | None) -> list[Item]:
    """Give the items that a query means, in order. Other versions of an item appear only by their id."""
    ids = [plain(number) for number in query.all("ids")]
    if ids:
        rows = [shelf.items[number] for number in ids if number in shelf.items]
    else:
        rows = [item for item in _under(shelf, query) if item.primary is None]
    tests = _tests(shelf, query, user)
    return _sorted(shelf, [row for row in rows if all(test(row) for test in tests)], query, user)


def _under(shelf: JellyfinShelf, query: Query) -> Iterable[Item]:
    """Give what lies in a folder, or in everything: at once beneath it, or at any depth."""
    parent, deep = plain(query.one("parentId")), query.flag("recursive") is True
    if parent in shelf.libraries:
        rows = [item for item in shelf.items.values() if item.library == parent]
        return rows if deep else [item for item in rows if item.parent is None]
    if parent in shelf.items:
        item = shelf.items[parent]
        below = list(shelf.below(parent))[1:]
        return below if deep and below else [shelf.items[child] for child in item.children]
    return shelf.items.values() if deep and not parent else []


def _tests(shelf: JellyfinShelf, query: Query, user: JellyfinUser | None) -> list[Callable[[Item], bool]]:
    tests: list[Callable[[Item], bool]] = []
    if kinds := {kind.lower() for kind in query.all("includeItemTypes")}:
        tests.append(lambda item: item.kind.lower() in kinds)
    if without := {kind.lower() for kind in query.all("excludeItemTypes")}:
        tests.append(lambda item: item.kind.lower() not in without)
    if term := query.one("searchTerm").lower():
        tests.append(lambda item: term in item.name.lower())
    if user is None:
        return tests
    filters = {word.lower() for word in query.all("filters")}
    played = query.flag("isPlayed")
    if played is not None or filters & {"isplayed", "isunplayed"}:
        wanted = played if played is not None else "isplayed" in filters
        tests.append(lambda item: _watch(shelf, user, item).played is wanted)
    if "isresumable" in filters:
        tests.append(lambda item: _watch(shelf, user, item).position_ms > 0)
    if query.flag("isFavorite") is not None or "isfavorite" in filters:
        liked = query.flag("isFavorite") is not False
        tests.append(lambda item: _watch(shelf, user, item).favourite is liked)
    return tests


def _watch(shelf: JellyfinShelf, user: JellyfinUser, item: Item) -> Watch:
    """Give what a user did; a show is played when all beneath it is."""
    own = shelf.watched.get((user.id, item.id), Watch())
    if item.kind in _LEAVES or item.kind == "BoxSet":
        return own
    leaves = [row for row in shelf.below(item.id) if row.kind in _LEAVES]
    states = [shelf.watched.get((user.id, leaf.id), Watch()) for leaf in leaves]
    return Watch(played=all(state.played for state in states), favourite=own.favourite)


def _sorted(shelf: JellyfinShelf, rows: list[Item], query: Query, user: JellyfinUser | None) -> list[Item]:
    """Order by name where nothing else is asked for, as the database does; ids part what is equal."""
    words = [word.lower() for word in query.all("sortBy")]
    backwards = query.one("sortOrder").lower().startswith("desc")
    if "dateplayed" in words and user is not None:
        return sorted(rows, key=lambda item: (_played_at(shelf, user, item), item.id), reverse=backwards)
    if "datecreated" in words:
        return sorted(rows, key=lambda item: (item.added, item.id), reverse=backwards)
    return sorted(rows, key=lambda item: (item.name.lower(), item.id), reverse=backwards)


def _played_at(shelf: JellyfinShelf, user: JellyfinUser, item: Item) -> float:
    """Give when a user last played an item; what was never played sorts as the oldest."""
    last = _watch(shelf, user, item).last
    return last.timestamp() if last else 0.0
