"""A household, a local Discord, and the real bot between them, all in this process."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.client import CascadeBot
from bot.readers import open_readers
from bot.settings import Settings
from bot.start import running, token_of
from playground.discord.actor import Actor
from playground.discord.heard import Intent
from playground.discord.local import LocalDiscord
from playground.discord.seen import Seen
from playground.discord.state import Deadlines
from tests.kitchen import Kitchen, kitchen
from tests.playground.discord.conftest import check_calls


@dataclass
class Home:
    """Everything there is. `bot` is the one at work now; `said` is what it told the operator."""

    kitchen: Kitchen
    discord: LocalDiscord
    settings: Settings
    said: list[str] = field(default_factory=list)
    _bot: CascadeBot | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def bot(self) -> CascadeBot:
        """The bot at work."""
        assert self._bot is not None, "the bot is not running"
        return self._bot

    @property
    def sam(self) -> Actor:
        """An admin."""
        return self.discord.act_as("sam")

    @property
    def kim(self) -> Actor:
        """Another admin."""
        return self.discord.act_as("kim")

    @property
    def tom(self) -> Actor:
        """A guest."""
        return self.discord.act_as("tom")

    @property
    def olga(self) -> Actor:
        """The owner of the server, without an admin role."""
        return self.discord.act_as("olga")

    def shown(self, channel: str = "cleanup", *, to: str = "sam") -> list[Seen]:
        """What somebody sees in a channel, oldest first."""
        return self.discord.messages(channel, seen_by=to)

    async def prefer(self, **changes: Any) -> None:
        """Change preferences as an admin would have."""
        await self.kitchen.cascade.preferences.change(by="test", **changes)

    async def begin(self) -> CascadeBot:
        """Start the bot and wait until it is at work."""
        readers = await self._stack.enter_async_context(open_readers(self.settings, self.kitchen.cascade))
        bot = CascadeBot(self.kitchen.cascade, self.settings, readers=readers, guild_ready_timeout=0.05)
        await self._stack.enter_async_context(running(bot, token_of(self.settings), self.said.append))
        await self.discord.ready()
        await bot.wait_until_ready()
        self._bot = bot
        return bot

    async def end(self) -> None:
        """Stop the bot, as a signal does."""
        self._bot = None
        await self._stack.aclose()

    async def restart(self) -> CascadeBot:
        """Stop the bot and start another one on the same database."""
        await self.end()
        return await self.begin()


@asynccontextmanager
async def bot_at_home(
    tmp_path: Path,
    *,
    films: int = 12,
    shows: int = 2,
    synced: bool = True,
    live: bool = True,
    set_up: bool = True,
    started: bool = True,
    intents: Intent = Intent.NONE,
    deadlines: Deadlines | None = None,
    **settings: Any,
) -> AsyncIterator[Home]:
    """Start all of it; `settings` overrides any setting of the household by its name.

    `live`: practice mode is off. `set_up`: Media admins are the admins and the channels have their tasks.
    Every call the bot made is held against Discord's own description at the end.
    """
    async with (
        LocalDiscord(
            intents=intents, deadlines=deadlines or Deadlines(acknowledge=10.0, patience=40.0)
        ) as discord,
        kitchen(tmp_path, films=films, shows=shows, synced=synced, **settings) as family,
    ):
        home = Home(family, discord, _with_discord(family.settings, discord))
        if set_up:
            await home.prefer(**furnished(discord))
        await home.prefer(practice=not live)
        try:
            if started:
                await home.begin()
            yield home
        finally:
            await home.end()
        check_calls(discord.calls)


def furnished(discord: LocalDiscord) -> dict[str, object]:
    """The preferences of a household that went through /setup."""
    return {
        "admin_role_ids": (discord.roles["Media admins"].id,),
        "admin_channel_id": discord.channels["cleanup"].id,
        "feed_channel_id": discord.channels["deletions"].id,
        "friends_channel_id": discord.channels["friends"].id,
        "set_up": True,
    }


def _with_discord(settings: Settings, discord: LocalDiscord) -> Settings:
    return settings.model_copy(
        update={
            "discord_token": SecretStr(discord.token),
            "discord_guild_id": discord.guild.id,
            "discord_api_base": discord.api_url,
            "discord_gateway": discord.gateway_url,
        }
    )
