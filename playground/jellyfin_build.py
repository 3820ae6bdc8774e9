"""Jellyfin in the household: most of what Plex has, a little more and a little less, and its own people."""

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from playground.films import film_path
from playground.jellyfin_scan import scan
from playground.jellyfin_shelf import (
    Item,
    JellyfinLibrary,
    JellyfinShelf,
    JellyfinUser,
    Watch,
    item_id,
    number_of,
)
from playground.people import PEOPLE
from playground.titles import Title, film_title
from playground.versions import HD, film_size, place
from playground.world import World

ATTIC = "attic"
_FIRST_OWN = 2_000_000  # titles with these numbers are in Jellyfin alone
_NAMES = {"Olga": "olga", "anna": "anna", "Ben": "benji", "Chloé": "Chloé", "dimitri.k": "Dimitri"}
_LIBRARIES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Movies", "movies", ("movies", "movies-merged")),
    ("Movies 4K", "movies", ("movies-uhd",)),
    ("Attic", "movies", (ATTIC,)),
    ("Shows", "tvshows", ("tv",)),
    ("Anime", "tvshows", ("anime",)),
)


def stock(world: World, version: str, titles: Iterable[Title], own: int) -> None:
    """Give the household a Jellyfin of that version.

    It reads the folders that Plex reads, without Kids (in Plex alone) and with an attic of `own` films
    (in Jellyfin alone). `titles` are the works it finds on the internet.
    """
    shelf = JellyfinShelf(number_of(f"server {world.seed}"), version, number_of("jellyfin key"))
    world.jellyfin = shelf
    for name, kind, folders in _LIBRARIES:
        number = number_of(f"library {name}")
        shelf.libraries[number] = JellyfinLibrary(number, name, kind, folders)  # type: ignore[arg-type]
    attic = [film_title(_FIRST_OWN + number, world.seed) for number in range(own)]
    shelf.catalogue = {title.folder: title for title in [*titles, *attic]}
    for title in attic:
        draw = random.Random(f"attic {world.seed} {title.name}")
        place(world, film_path(title, ATTIC, HD), film_size(HD, draw), linked=False)
    shelf.users = {user.id: user for user in _users()}
    scan(world, shelf)
    _date(world, shelf)
    _merge(shelf)
    _collect(world, shelf)
    _watch(world, shelf)


def _users() -> Iterable[JellyfinUser]:
    """Some are called as in Plex, some are not; the aunt has no account, a guest is nobody in Plex."""
    for person in PEOPLE:
        if name := _NAMES.get(person.name):
            yield _user(name, person.plex_id, admin=person.plex_id == 1)
    yield _user("Gast", None)


def _user(name: str, person: int | None, *, admin: bool = False) -> JellyfinUser:
    return JellyfinUser(number_of(f"user {name}"), name, number_of(f"token {name}"), person, admin, admin)


def _date(world: World, shelf: JellyfinShelf) -> None:
    """Date the items as their files are: as Plex has them, the attic a year and a half ago."""
    added = {part.file: entry.added for entry in world.shelf.entries.values() for part in entry.parts}
    old = world.now.replace(microsecond=0) - timedelta(days=550)
    for item in shelf.items.values():
        item.added = added.get(item.path, old)
    for kind in ("Season", "Series"):
        for item in shelf.items.values():
            if item.kind == kind:
                item.added = min(shelf.items[child].added for child in item.children)
                item.children.sort(key=lambda child: shelf.items[child].index or 0)


def _merge(shelf: JellyfinShelf) -> None:
    """Somebody put half of the films that stand in two folders together ("merge versions")."""
    by_folder: defaultdict[str, list[Item]] = defaultdict(list)
    for item in shelf.items.values():
        if item.kind == "Movie" and item.path.startswith(("movies/", "movies-merged/")):
            by_folder[item.path.split("/")[1]].append(item)
    for first, second in [rows for rows in by_folder.values() if len(rows) == 2][::2]:
        first.alternates.append(second.id)
        second.primary = first.id


def _collect(world: World, shelf: JellyfinShelf) -> None:
    """Make the box sets that Plex's collections are, and tag what is labelled there."""
    labels = {part.file: entry for entry in world.shelf.entries.values() for part in entry.parts}
    sets: defaultdict[str, list[str]] = defaultdict(list)
    for item in shelf.items.values():
        entry = labels.get(item.path)
        if item.kind == "Movie" and entry and item.primary is None:
            item.tags = [label.lower() for label in entry.labels]
            for name in entry.collections:
                sets[name].append(item.id)
    for name, members in sets.items():
        number = item_id("BoxSet", name)
        shelf.items[number] = Item(number, "BoxSet", "", name, None, "", world.now, children=members)


def _watch(world: World, shelf: JellyfinShelf) -> None:
    """Let everybody watch: half of the films nobody saw here, of the shows one in three."""
    people = [user for user in shelf.users.values() if user.person is not None]
    for item in list(shelf.items.values()):
        draw = random.Random(f"jellyfin {world.seed} {item.path}")
        if item.kind not in {"Movie", "Series"}:
            continue
        if draw.random() < 0.07:
            _of(shelf, draw.choice(people), item).favourite = True
        if draw.random() < (0.5 if item.kind == "Movie" else 0.67):
            continue
        for user in draw.sample(people, draw.randint(1, 2)):
            leaves = [row for row in shelf.below(item.id) if row.kind in {"Movie", "Episode"}]
            for leaf in leaves[: draw.randint(1, len(leaves))]:
                _see(_of(shelf, user, leaf), leaf, world.now, draw)


def _see(watch: Watch, item: Item, now: datetime, draw: random.Random) -> None:
    """Play an item, mark it as played by hand, or leave it in the middle."""
    how = draw.random()
    days = max((now - item.added).days, 2)
    at = now.replace(microsecond=0) - timedelta(days=draw.randrange(1, days), seconds=draw.randrange(80_000))
    if how < 0.1:
        watch.played = True
        return
    watch.last = max(at, item.added)
    if how < 0.18 and item.title:
        watch.position_ms = item.title.runtime_min * 24_000
        return
    watch.played, watch.count = True, draw.randint(1, 3)


def _of(shelf: JellyfinShelf, user: JellyfinUser, item: Item) -> Watch:
    return shelf.watched.setdefault((user.id, item.id), Watch())
