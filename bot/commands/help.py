"""/help: what the bot can do, for whoever asks."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import Who, is_admin, member_of
from bot.mistakes import answer
from cascade.household.preferences import Preferences

if TYPE_CHECKING:
    from bot.client import CascadeBot

_GREEN = discord.Colour.green()


class Help(commands.Cog):
    """Explains the bot."""

    def __init__(self, bot: "CascadeBot") -> None:
        self.bot = bot

    @app_commands.command(
        name="help", description="What this bot does, and how to ask it", extras={"who": Who.EVERYONE}
    )
    async def help(self, interaction: discord.Interaction) -> None:
        """Answer the person who asks with what they may do."""
        preferences = await self.bot.cascade.preferences.read()
        admin = is_admin(member_of(interaction), preferences)
        await answer(interaction, embed=page(preferences, admin=admin))


def page(preferences: Preferences, *, admin: bool) -> discord.Embed:
    """The help, as short as a phone wants it."""
    parts = [_FOR_ADMINS if admin else _FOR_GUESTS]
    if admin and not preferences.set_up:
        parts.insert(0, "**First of all: /setup.** It names the channels and who may delete.")
    if preferences.practice:
        parts.append("🧪 Practice mode is on: everything works, nothing is deleted.")
    return discord.Embed(title="Making room", description="\n\n".join(parts), colour=_GREEN)


_FOR_GUESTS = (
    "I make room on the media server. An admin asks me for a plan, looks at it and confirms it; "
    "then I delete exactly what the plan showed, and say so.\n"
    "You may ask me things: mention me, or `/ask` “when was Dune last watched?”\n"
    "Something you want to keep? Tell an admin: they can protect it."
)
_FOR_ADMINS = """
**Make room**
`/ask`, or mention me: say in your own words what should go, then “no, keep the anime”
`/clean` the same with options
You get a plan; nothing happens before you confirm it
`/plan mine` `/plan last` `/plan show` `/plan cancel`
`/stop` ends what runs after the item at hand

**Find out**
`/why` is this title in a plan, or not?
`/space` what fills the disks
`/history` who deleted what, and is it proven?

**Look after it**
`/protect add` `list` `remove`: what may never go
`/people link`: one person, several names
`/health` `/sync` `/reconcile` `/setup`
""".strip()
