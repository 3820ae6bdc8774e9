"""/setup: who may delete, where things are told, and whether it is practice."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import Who
from bot.setup_controls import show

if TYPE_CHECKING:
    from bot.client import CascadeBot


class Setup(commands.Cog):
    """Sets the household up by selects."""

    def __init__(self, bot: "CascadeBot") -> None:
        self.bot = bot

    @app_commands.command(
        name="setup",
        description="Admins, channels, live or practice; until it is done, Manage Server counts",
        extras={"who": Who.MANAGER},
    )
    async def setup(self, interaction: discord.Interaction) -> None:
        """Show the first page."""
        await show(interaction, 0)
