"""The commands as a person meets them: subcommands one by one, and only what is offered to them."""

from collections.abc import Iterator
from dataclasses import dataclass

from playground.discord.guild import Channel, Person
from playground.discord.permissions import Permission, in_channel, in_guild
from playground.discord.refusal import Json
from playground.discord.registered import BRANCHES, CHAT_INPUT, OptionType
from playground.discord.state import State


@dataclass(frozen=True, slots=True)
class Leaf:
    """A command or subcommand that can be used; `names` lead to it, such as plan, show."""

    command: Json
    names: tuple[str, ...]
    description: str
    options: list[Json]

    @property
    def name(self) -> str:
        """Give it as typed, without the slash."""
        return " ".join(self.names)

    def data(self, options: list[Json], resolved: Json) -> Json:
        """Give what an interaction says of it, its options inside the subcommands."""
        kinds = (OptionType.SUBCOMMAND, OptionType.GROUP)
        for depth, name in enumerate(reversed(self.names[1:])):
            options = [{"name": name, "type": int(kinds[depth]), "options": options}]
        data: Json = {
            "id": self.command["id"],
            "name": self.command["name"],
            "type": self.command["type"],
            "options": options,
        }
        if "guild_id" in self.command:
            data["guild_id"] = self.command["guild_id"]
        return {**data, "resolved": resolved} if resolved else data


def leaves(state: State) -> list[Leaf]:
    """Give every slash command there is, those of the guild first."""
    everything = [*state.commands.get(state.guild.id, []), *state.commands.get(None, [])]
    return [leaf for each in everything if each["type"] == CHAT_INPUT for leaf in _inside(each, each, ())]


def offered(state: State, person: Person, channel: Channel | None = None) -> list[Leaf]:
    """Give what Discord shows a person: it hides what their default permissions do not reach."""
    allowed = in_channel(state.guild, person, channel) if channel else in_guild(state.guild, person)
    return [leaf for leaf in leaves(state) if _reached(leaf.command, allowed)]


def _reached(command: Json, allowed: int) -> bool:
    needed = command["default_member_permissions"]
    if needed is None:
        return True
    wanted = int(needed) or int(Permission.ADMINISTRATOR)
    return allowed & wanted == wanted


def _inside(command: Json, part: Json, above: tuple[str, ...]) -> Iterator[Leaf]:
    names = (*above, part["name"])
    options: list[Json] = part.get("options") or []
    branches = [option for option in options if option["type"] in BRANCHES]
    if not branches:
        yield Leaf(command, names, part["description"], options)
    for branch in branches:
        yield from _inside(command, branch, names)
