"""The discord.py client: what it listens to, what it loads, and how it comes up and goes down."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
import discord
from discord.ext import commands

from bot.access import Access, refuse_strangers
from bot.arrival import go_on, take_settings, warn_of_model
from bot.chat import Chat
from bot.commands.all import COGS, DYNAMIC_ITEMS, FORMS
from bot.elsewhere import Elsewhere
from bot.feed import Feed
from bot.finishing import Finisher
from bot.forms import receive
from bot.invite import invite_link
from bot.plan_message import PlanMessages
from bot.pulse import keep_beating
from bot.readers import Readers, without_model
from bot.reconciles import Reconciles
from bot.registered import register
from bot.run_message import shown
from bot.runs import Runs
from bot.settings import Settings
from bot.syncs import Syncs
from bot.tree import Tree
from bot.work import Work, finish_callbacks
from cascade.errors import BadInput
from cascade.service import Cascade

_log = logging.getLogger(__name__)
_PATIENCE = 5.0  # seconds that interactions at hand get at the end
_REMEMBERED = 2_000  # interaction ids, against a replay after a gateway resume


class CascadeBot(commands.Bot):
    """The bot of one household, in one server."""

    def __init__(
        self,
        cascade: Cascade,
        settings: Settings,
        *,
        readers: Readers | None = None,
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
        self.plan_messages = PlanMessages(self)
        self.runs = Runs(cascade, self.work, self.now, partial(shown, self))
        self.syncs = Syncs(cascade, self.work, self.now, timedelta(hours=settings.sync_every_hours))
        every = timedelta(hours=settings.reconcile_every_hours)
        self.reconciles = Reconciles(cascade, self.syncs, self.work, self.now, every)
        self.feed = Feed(self)
        self.elsewhere = Elsewhere(self)
        self.finisher = Finisher(self)
        self.readers = readers or without_model(cascade)
        self.chat = Chat(self)
        self._arrived = self._registered = False
        self._seen: OrderedDict[int, None] = OrderedDict()

    async def setup_hook(self) -> None:
        """Load controls before anything can be clicked, then commands."""
        await take_settings(self)
        self.add_dynamic_items(*DYNAMIC_ITEMS)
        for cog in COGS:
            await self.add_cog(cog(self))
        await self._register()

    async def on_ready(self) -> None:
        """Begin to work; later calls, after the gateway lost us, change nothing."""
        if not self._registered:
            await self._register()
        if self._arrived:
            return
        self._arrived = True
        self.work.start("sync when due", self.syncs.keep_up())
        self.work.start("reconcile when due", self.reconciles.keep_up())
        self.work.start("pulse", keep_beating(self))
        self.work.start("feed", self.feed.keep_up())
        self.work.start("elsewhere", self.elsewhere.keep_up())
        self.work.start("finishing", self.finisher.keep_up())
        self.work.start("model", warn_of_model(self))
        await go_on(self)

    async def on_message(self, message: discord.Message, /) -> None:
        """Leave messages to those who listen for them: there are no commands with a prefix."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Take modals; commands and clicks have found their way already."""
        if interaction.type is discord.InteractionType.modal_submit:
            await receive(interaction, FORMS)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Bring the commands to the server the bot was just let into."""
        if guild.id == self.guild_id:
            await self._register()

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

    async def _register(self) -> None:
        """Tell Discord the commands; what fails is tried again when the bot is ready or let in."""
        try:
            await register(self)
        except discord.Forbidden:
            link = invite_link(self.application_id or 0, self.guild_id)
            _log.error("the bot is not in the server %s; let it in with %s", self.guild_id, link)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            _log.error("Discord did not take the commands (%s); they are sent again later", error)
        else:
            self._registered = True

    async def close(self) -> None:
        """End all work, let interactions at hand answer, then end the connection."""
        await self.work.stop()
        await finish_callbacks(within=_PATIENCE)
        await super().close()
