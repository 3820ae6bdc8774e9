"""/sync: read the servers now."""

import asyncio
from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import member_of
from bot.controls import bot_of
from bot.limits import OPTIONS
from bot.render.health import sync_embed
from bot.rooms import post
from cascade.errors import BadInput

if TYPE_CHECKING:
    from bot.client import CascadeBot

EVERY: Final = 3.0  # seconds between two edits
_PATIENCE: Final = 13 * 60  # seconds; after 15 minutes an answer can no longer be edited
_SHRINK, _ADOPT = "shrink", "adopt"


class Sync(commands.Cog):
    """Reads the servers into the Library."""

    def __init__(self, bot: "CascadeBot") -> None:
        self.bot = bot

    @app_commands.command(name="sync", description="Read the servers now, all or one; at most 10 an hour")
    @app_commands.describe(
        server="Only this one",
        accept="After a warning: take that server's word for it",
    )
    @app_commands.choices(
        accept=[
            app_commands.Choice(name="It really lists so little now", value=_SHRINK),
            app_commands.Choice(name="It really is another server now", value=_ADOPT),
        ]
    )
    async def sync(
        self,
        interaction: discord.Interaction,
        server: app_commands.Range[str, 1, 100] | None = None,
        accept: str | None = None,
    ) -> None:
        """Begin a sync, or join the one at work, and show how far it is."""
        names = None if server is None else frozenset({self._known(server)})
        if accept is not None and names is None:
            raise BadInput("Say which server to believe: fill in server, too.")
        believed = names or frozenset()
        await begin_sync(
            interaction,
            names,
            accept_shrink=believed if accept == _SHRINK else frozenset(),
            adopt=believed if accept == _ADOPT else frozenset(),
        )

    @sync.autocomplete("server")
    async def _offer(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        del interaction
        fits = [name for name in self._names() if current.casefold() in name]
        return [app_commands.Choice(name=name, value=name) for name in fits][:OPTIONS]

    def _names(self) -> list[str]:
        return [one.name for one in self.bot.settings.instances]

    def _known(self, name: str) -> str:
        if name.casefold() not in self._names():
            raise BadInput(f"There is no server of that name; there are {', '.join(self._names())}.")
        return name.casefold()


async def begin_sync(
    interaction: discord.Interaction,
    names: frozenset[str] | None = None,
    *,
    accept_shrink: frozenset[str] = frozenset(),
    adopt: frozenset[str] = frozenset(),
) -> None:
    """Begin a sync, or join the one at work, and tell the person how far it is until it has ended."""
    bot = bot_of(interaction)
    if bot.syncs.now is None:
        bot.work.count_sync(member_of(interaction).id)
    if not bot.syncs.start(names, accept_shrink=accept_shrink, adopt=adopt) and (accept_shrink or adopt):
        raise BadInput("Another sync is at work; ask again when it has ended.")
    message = await interaction.followup.send("Reading the servers…", ephemeral=True, wait=True)
    bot.work.start(f"sync told:{message.id}", _tell(bot, interaction, message))


async def _tell(bot: "CascadeBot", interaction: discord.Interaction, message: discord.WebhookMessage) -> None:
    """Edit the answer until the sync has ended; then say what it brought."""
    waiting = asyncio.create_task(bot.syncs.wait())
    try:
        told = ""
        for _ in range(int(_PATIENCE / EVERY)):
            done, _ = await asyncio.wait([waiting], timeout=EVERY)
            if done:
                await message.edit(content=None, embed=sync_embed(await waiting))
                return
            now = bot.syncs.now
            if now is not None and (said := now.sentence(bot.now())) != told:
                told = said
                await message.edit(content=said)
        await message.edit(content="This takes long; I say in the channel when it is done.")
        reports = await waiting
        went = (
            "Synced." if all(one.whole for one in reports) else "Not everything could be read; see /health."
        )
        await post(bot, interaction.channel_id, went)
    finally:
        waiting.cancel()
