"""The discord.py client: what it listens to, what it loads, and how it comes up and goes down."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import discord
from discord.ext import commands

from bot.access import Access, refuse_strangers
from bot.commands.all import COGS, DYNAMIC_ITEMS
from bot.settings import Settings
from bot.tree import Tree
from bot.work import Work
from cascade.errors import BadInput
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
            tree_cls=Tree,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=discord.app_commands.AppCommandContext(guild=True),
            allowed_installs=discord.app_commands.AppInstallationType(guild=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            **options,
        )
        if settings.discord_guild_id is None:
            raise BadInput("DISCORD_GUILD_ID is not set; it says which Discord server the bot serves.")
        self.guild_id = settings.discord_guild_id
        self.cascade = cascade
        self.settings = settings
        self.now = clock or (lambda: datetime.now(UTC))
        self.access = Access(cascade.preferences.read)
        self.work = Work(self.now)
        self._seen: OrderedDict[int, None] = OrderedDict()

    async def setup_hook(self) -> None:
        """Load controls before anything can be clicked, then commands."""
        self.add_dynamic_items(*DYNAMIC_ITEMS)
        for cog in COGS:
            await self.add_cog(cog(self))

    def welcome(self, interaction: discord.Interaction) -> bool:
        """Let an interaction in; False for one handled before, as a resumed gateway may send it again.

        Refused where it does not come from the configured server.
        """
        refuse_strangers(interaction.guild_id, [self.guild_id])
        if interaction.id in self._seen:
            _log.info("interaction %s came again and was passed over", interaction.id)
            return False
        self._seen[interaction.id] = None
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return True

    async def close(self) -> None:
        """End all work, then the connection."""
        await self.work.stop()
        await super().close()
