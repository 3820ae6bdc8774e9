"""Every cog and every control, so that the client can load them all before anything is clicked."""

from typing import Any

import discord
from discord.ext import commands

from bot.commands.help import Help

COGS: tuple[type[commands.Cog], ...] = (Help,)
DYNAMIC_ITEMS: tuple[type[discord.ui.DynamicItem[Any]], ...] = ()
