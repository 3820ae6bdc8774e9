"""/reconcile: compare what is believed to be there with what every server lists."""

import asyncio
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import member_of
from bot.commands.sync import EVERY
from bot.controls import Control, bot_of
from bot.render.library_health import reconciled_embed
from bot.rooms import post
from bot.told import told

if TYPE_CHECKING:
    from bot.client import CascadeBot

_PATIENCE = 13 * 60  # seconds; after 15 minutes an answer can no longer be edited


class ReconcileNow(Control):
    """Begins a reconciliation."""

    action = "reconcilenow"

    def face(self) -> Any:
        """What it says."""
        return discord.ui.Button(label="Check the library", style=discord.ButtonStyle.primary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Do as /reconcile does."""
        await begin_reconciliation(interaction)


CONTROLS: tuple[type[Control], ...] = (ReconcileNow,)


class Reconcile(commands.Cog):
    """Looks for what others deleted."""

    def __init__(self, bot: "CascadeBot") -> None:
        self.bot = bot

    @app_commands.command(
        name="reconcile", description="Compare what I believe is there with what every server lists, now"
    )
    async def reconcile(self, interaction: discord.Interaction) -> None:
        """Begin a reconciliation, or join the one at work, and show how far it is."""
        await begin_reconciliation(interaction)


async def begin_reconciliation(interaction: discord.Interaction) -> None:
    """Begin one, or join the one at work, and tell the person how far it is until it has ended."""
    bot, member = bot_of(interaction), member_of(interaction)
    if bot.reconciles.now is None:
        bot.work.count_sync(member.id)
    bot.reconciles.start(by=member.name)
    message = await interaction.followup.send("Checking the library…", ephemeral=True, wait=True)
    bot.work.start(f"reconciliation told:{message.id}", _tell(bot, interaction, message))


async def _tell(bot: "CascadeBot", interaction: discord.Interaction, message: discord.WebhookMessage) -> None:
    """Edit the answer until it has ended; then say what it came to."""
    waiting = asyncio.create_task(bot.reconciles.wait())
    try:
        said = ""
        for _ in range(int(_PATIENCE / EVERY)):
            done, _ = await asyncio.wait([waiting], timeout=EVERY)
            if done:
                await _show(bot, message)
                return
            now = bot.reconciles.now
            if now is not None and (how_far := f"Checking: {now.sentence(bot.now())}") != said:
                said = how_far
                await message.edit(content=said)
        await message.edit(content="This takes long; I say in the channel when it is done.")
        await waiting
        await post(bot, interaction.channel_id, "The library is checked; /health shows what came of it.")
    finally:
        waiting.cancel()


async def _show(bot: "CascadeBot", message: discord.WebhookMessage) -> None:
    report = bot.reconciles.report
    if report is None:
        why = bot.reconciles.error or "it was cut off"
        await message.edit(content=f"The library could not be checked: {told(why, 400)}")
    else:
        await message.edit(content=None, embed=reconciled_embed(report))
