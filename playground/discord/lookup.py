"""Finding people, roles and channels by what a test or the page calls them, and telling the bot of them."""

from collections.abc import Iterable

from playground.discord import shapes
from playground.discord.components import Component
from playground.discord.guild import Channel, Guild, Person, Role
from playground.discord.refusal import Json
from playground.discord.registered import OptionType
from playground.discord.state import State

PEOPLE, ROLES, CHANNELS = "people", "roles", "channels"
Entity = Person | Role | Channel
# Which kinds of entity an option or a select takes.
BY_OPTION = {
    OptionType.USER: {PEOPLE},
    OptionType.ROLE: {ROLES},
    OptionType.CHANNEL: {CHANNELS},
    OptionType.MENTIONABLE: {PEOPLE, ROLES},
}
BY_SELECT = {
    Component.USER_SELECT: {PEOPLE},
    Component.ROLE_SELECT: {ROLES},
    Component.CHANNEL_SELECT: {CHANNELS},
    Component.MENTIONABLE_SELECT: {PEOPLE, ROLES},
}


def find(guild: Guild, kinds: Iterable[str], called: object) -> Entity | None:
    """Find an entity of these kinds by itself, its id, its key or its name."""
    if isinstance(called, Person | Role | Channel):
        return called
    wanted = str(called)
    for entity in _entities(guild, kinds):
        names = {str(entity.id), entity.name}
        if isinstance(entity, Person):
            names.add(entity.key)
        if wanted in names:
            return entity
    return None


def resolved(state: State, asker: Person, entities: Iterable[Entity]) -> Json:
    """Tell the bot of everything an interaction names, as its `resolved`."""
    told: Json = {}
    for entity in entities:
        ref = str(entity.id)
        if isinstance(entity, Person):
            told.setdefault("users", {})[ref] = shapes.user(entity)
            told.setdefault("members", {})[ref] = {**shapes.member(entity), "permissions": "0"}
        elif isinstance(entity, Role):
            told.setdefault("roles", {})[ref] = shapes.role(entity)
        else:
            shown = shapes.partial_channel(state.guild, entity, asker)
            told.setdefault("channels", {})[ref] = shown
    return told


def _entities(guild: Guild, kinds: Iterable[str]) -> list[Entity]:
    wanted = set(kinds)
    found: list[Entity] = []
    if PEOPLE in wanted:
        found += guild.people.values()
    if ROLES in wanted:
        found += guild.roles.values()
    if CHANNELS in wanted:
        found += guild.channels.values()
    return found
