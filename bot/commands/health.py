"""/health: how each server is, and two buttons to do something about it."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import member_of
from bot.commands.reconcile import ReconcileNow
from bot.commands.sync import begin_sync
from bot.controls import Control, bot_of, view_of
from bot.library_controls import ShowDrift, ShowOutages, ShowReturns
from bot.mistakes import answer
from bot.render.health import health_embed, model_line
from bot.render.library_health import library_health
from bot.render.words import counted

if TYPE_CHECKING:
    from bot.client import CascadeBot


class SyncNow(Control):
    """Begins a sync."""

    action = "syncnow"

    def face(self) -> Any:
        """What it says."""
        return discord.ui.Button(label="Sync now", style=discord.ButtonStyle.primary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Do as /sync does."""
        await begin_sync(interaction)


class RetryAll(Control):
    """Tries whatever waits, at once."""

    action = "retryall"

    def face(self) -> Any:
        """What it says."""
        return discord.ui.Button(label="Retry what waits", style=discord.ButtonStyle.secondary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Let every waiting run go on now."""
        begun = await bot_of(interaction).runs.retry_all(by=member_of(interaction).name)
        said = f"Trying again now: {counted(begun, 'run')}." if begun else "Nothing waits to be tried again."
        await answer(interaction, said)


CONTROLS: tuple[type[Control], ...] = (SyncNow, RetryAll)


class HealthCheck(commands.Cog):
    """Looks after the servers."""

    def __init__(self, bot: "CascadeBot") -> None:
        self.bot = bot

    @app_commands.command(
        name="health", description="Each server: is it there, when was it read, may it delete?"
    )
    async def health(self, interaction: discord.Interaction) -> None:
        """Ask every server and show what it says."""
        cascade = self.bot.cascade
        diagnosis = await cascade.doctor()
        waiting = len(await cascade.open_run_ids())
        embed = health_embed(diagnosis, await cascade.library.status(), waiting)
        embed.add_field(name="Plain words", value=await self._reading(), inline=False)
        embed.add_field(name="Library health", value=await self._library(), inline=False)
        acting = (SyncNow("all"), ReconcileNow("all"), RetryAll("all"))
        view = view_of(acting, (ShowDrift("all"), ShowReturns("all"), ShowOutages("all")))
        await answer(interaction, embed=embed, view=view)

    async def _library(self) -> str:
        """How true the Library is."""
        cascade = self.bot.cascade
        check, counts = await cascade.last_check(), await cascade.findings.counts()
        return library_health(check, counts, await cascade.detection.orphans())

    async def _reading(self) -> str:
        """Who reads plain words, and what that cost this month."""
        client = self.bot.readers.client
        if client is None:
            return "Read without a language model."
        month = (
            self.bot.now()
            .astimezone(self.bot.settings.timezone)
            .replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        )
        micros = await self.bot.cascade.spending.micros(month)
        return model_line(client.endpoint.model, client.state, micros, self.bot.settings.model_budget)
