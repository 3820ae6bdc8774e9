"""Every cog and every control, so that the client can load them all before anything is clicked."""

from typing import Any, Final

import discord
from discord.ext import commands

from bot import (
    answer_controls,
    chat_controls,
    elsewhere_controls,
    feed,
    finishing_controls,
    library_controls,
    plan_changing,
    plan_deleting,
    plan_reading,
    run_message,
    setup_controls,
)
from bot.commands import health, protect, reconcile
from bot.commands.ask import Ask
from bot.commands.clean import Clean
from bot.commands.health import HealthCheck
from bot.commands.help import Help
from bot.commands.history import History
from bot.commands.people import People
from bot.commands.plan import Plans
from bot.commands.protect import Protect
from bot.commands.reconcile import Reconcile
from bot.commands.setup import Setup
from bot.commands.space import Space
from bot.commands.stop import Stop
from bot.commands.sync import Sync
from bot.commands.why import Why

FORMS: Final = (*plan_deleting.FORMS, *chat_controls.FORMS)
COGS: tuple[type[commands.Cog], ...] = (
    Ask,
    Clean,
    Plans,
    Why,
    Stop,
    History,
    Protect,
    People,
    Space,
    HealthCheck,
    Sync,
    Reconcile,
    Setup,
    Help,
)
DYNAMIC_ITEMS: tuple[type[discord.ui.DynamicItem[Any]], ...] = (
    *plan_reading.CONTROLS,
    *plan_changing.CONTROLS,
    *plan_deleting.CONTROLS,
    *run_message.CONTROLS,
    *feed.CONTROLS,
    *finishing_controls.CONTROLS,
    *elsewhere_controls.CONTROLS,
    *setup_controls.CONTROLS,
    *health.CONTROLS,
    *reconcile.CONTROLS,
    *library_controls.CONTROLS,
    *chat_controls.CONTROLS,
    *answer_controls.CONTROLS,
    protect.ProtectionPage,
)
