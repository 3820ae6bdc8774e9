"""Every cog and every control, so that the client can load them all before anything is clicked."""

from typing import Any

import discord
from discord.ext import commands

from bot import plan_controls, run_message
from bot.commands.clean import Clean
from bot.commands.help import Help
from bot.commands.plan import Plans
from bot.commands.why import Why

COGS: tuple[type[commands.Cog], ...] = (Clean, Plans, Why, Help)
DYNAMIC_ITEMS: tuple[type[discord.ui.DynamicItem[Any]], ...] = (
    *plan_controls.CONTROLS,
    *run_message.CONTROLS,
)
