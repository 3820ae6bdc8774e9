"""/space: what fills the disks, as a picture and in words."""

import asyncio
import io
from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.mistakes import answer
from bot.render.space import space_embed

if TYPE_CHECKING:
    from bot.client import CascadeBot

PICTURE: Final = "space.png"


class Space(commands.Cog):
    """Looks at the disks."""

    def __init__(self, bot: "CascadeBot") -> None:
        self.bot = bot

    @app_commands.command(
        name="space", description="What fills the disks: by last watch, by library, by requester"
    )
    async def space(self, interaction: discord.Interaction) -> None:
        """Add the Library up and show it."""
        from bot.render.space_picture import space_picture  # noqa: PLC0415 - Pillow is loaded only where used

        report = await self.bot.cascade.space.report()
        drawn = await asyncio.to_thread(space_picture, report)
        picture = discord.File(io.BytesIO(drawn), PICTURE, description="Bars of what fills the disks")
        await answer(interaction, embed=space_embed(report, PICTURE), file=picture)
