"""The discord.py client: what it listens to, what it loads, and how it comes up and goes down."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import refuse_strangers
from bot.commands.all import COGS, DYNAMIC_ITEMS
from bot.mistakes import tell
from bot.settings import Settings
from bot.work import Work
from cascade.errors import Refused
from cascade.service import Cascade

_log = logging.getLogger(__name__)
_REMEMBERED = 2_000  # interaction ids, against a replay after a gateway resume


class CascadeBot(commands.Bot):
    """The bot of one household, in one server."""

    def __init__(
        self,
        cascade: Cascade,
        settings: Settings,
        *,
        clock: Callable[[], datetime] | None = None,
        **options: Any,
    ) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        intents.message_content = settings.discord_message_content
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            **options,
        )
        self.cascade = cascade
        self.settings = settings
        self.now = clock or (lambda: datetime.now(UTC))
        self.work = Work(self.now)
        self._seen: OrderedDict[int, None] = OrderedDict()
        self.tree.error(self._on_tree_error)
        self.tree.interaction_check = self._may_enter  # type: ignore[method-assign] # the tree's own hook

    async def setup_hook(self) -> None:
        """Load controls before anything can be clicked, then commands."""
        self.add_dynamic_items(*DYNAMIC_ITEMS)
        for cog in COGS:
            await self.add_cog(cog(self))

    async def welcome(self, interaction: discord.Interaction) -> None:
        """Let an interaction in: of the configured server, and not one that was handled already."""
        guild = self.settings.discord_guild_id
        refuse_strangers(interaction.guild_id, [guild] if guild else [])
        if interaction.id in self._seen:
            raise Refused("This click was handled already.")
        self._seen[interaction.id] = None
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)

    async def _may_enter(self, interaction: discord.Interaction) -> bool:
        try:
            await self.welcome(interaction)
        except Refused as refusal:
            if interaction.type is not discord.InteractionType.autocomplete:
                await tell(interaction, refusal)
            return False
        return True

    async def _on_tree_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError
    ) -> None:
        if isinstance(error, app_commands.CheckFailure):
            return
        await tell(interaction, error)

    async def close(self) -> None:
        """End all work, then the connection."""
        await self.work.stop()
        await super().close()
