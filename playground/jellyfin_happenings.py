"""What people do in Jellyfin: watch, mark, like. Each function changes the world at once."""

from datetime import datetime

from playground.jellyfin_shelf import Item, JellyfinSession, JellyfinShelf, JellyfinUser, Watch
from playground.world import World


def user_of(world: World, name: str) -> JellyfinUser:
    """Find somebody by the name of their account. Raises LookupError."""
    for user in _shelf(world).users.values():
        if user.name == name:
            return user
    raise LookupError(f"Jellyfin knows nobody named {name}.")


def watch(world: World, item: Item, name: str, at: datetime | None) -> Watch:
    """Somebody has watched a film or an episode until `at`; None: they only marked it as played."""
    seen = _shelf(world).watched.setdefault((user_of(world, name).id, item.id), Watch())
    seen.played, seen.position_ms = True, 0
    if at is not None:
        seen.count, seen.last = seen.count + 1, at
    world.touch()
    return seen


def like(world: World, item: Item, name: str, *, liked: bool = True) -> None:
    """Somebody makes something a favourite, or no longer one."""
    seen = _shelf(world).watched.setdefault((user_of(world, name).id, item.id), Watch())
    seen.favourite = liked
    world.touch()


def start_session(world: World, item: Item, name: str, at: datetime) -> JellyfinSession:
    """Somebody begins to watch."""
    number = f"jellyfin{world.fresh('jellyfin session'):024x}"
    session = JellyfinSession(number, user_of(world, name).id, item.id, at, 60_000)
    _shelf(world).sessions[number] = session
    return session


def stop_session(world: World, session: JellyfinSession) -> None:
    """Somebody stops watching."""
    del _shelf(world).sessions[session.id]


def move_server(world: World) -> str:
    """Jellyfin was set up anew: another server id, with the same items. Gives the new id."""
    shelf = _shelf(world)
    shelf.server = f"{world.fresh('machine'):04x}feed{shelf.server[8:]}"
    return shelf.server


def _shelf(world: World) -> JellyfinShelf:
    if world.jellyfin is None:
        raise LookupError("This household has no Jellyfin.")
    return world.jellyfin
