"""/history: who deleted what, when, and from which systems."""

from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.limits import OPTION_TEXT, OPTIONS, plain
from bot.mistakes import answer
from bot.render.history import history_embed
from cascade.ledger.states import Stands

if TYPE_CHECKING:
    from bot.client import CascadeBot

PER_PAGE: Final = 10
_RECENT: Final = 500  # events in which names and sources to offer are looked for
_SOURCES: Final = {
    *("discord", "cli", "schedule"),
    *("sonarr", "radarr", "plex", "jellyfin", "shoko", "external"),
}
_STATUSES: Final = [app_commands.Choice(name=stands.value, value=stands.value) for stands in Stands]


class History(commands.Cog):
    """Looks back."""

    def __init__(self, bot: "CascadeBot") -> None:
        self.bot = bot

    @app_commands.command(name="history", description="Who deleted what, when, and is it proven?")
    @app_commands.describe(
        title="Only titles that contain this",
        person="Only what this person deleted",
        status="Only what ended so",
        source="Only what came this way: discord, radarr, external, ...",
        page="Older ones: 2, 3, ...",
    )
    @app_commands.choices(status=_STATUSES)
    async def history(
        self,
        interaction: discord.Interaction,
        title: app_commands.Range[str, 1, 100] | None = None,
        person: app_commands.Range[str, 1, 100] | None = None,
        status: str | None = None,
        source: app_commands.Range[str, 1, 40] | None = None,
        page: app_commands.Range[int, 1, 1000] = 1,
    ) -> None:
        """Show one page, newest first."""
        wanted = page * PER_PAGE + 1
        events = await self.bot.cascade.history(
            limit=wanted, title=title, person=person, status=status, source=source
        )
        shown = events[(page - 1) * PER_PAGE : page * PER_PAGE]
        more = len(events) == wanted
        await answer(interaction, embed=history_embed(shown, page, self.bot.settings.timezone, more=more))

    @history.autocomplete("person")
    async def _people(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        del interaction
        events = await self.bot.cascade.history(limit=_RECENT)
        return _offer({event.by for event in events}, current)

    @history.autocomplete("source")
    async def _ways(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        del interaction
        events = await self.bot.cascade.history(limit=_RECENT)
        return _offer({event.source for event in events} | _SOURCES, current)


def _offer(found: set[str], current: str) -> list[app_commands.Choice[str]]:
    fits = sorted(
        one for one in found if current.casefold() in one.casefold() and 0 < len(one) <= OPTION_TEXT
    )
    return [app_commands.Choice(name=plain(one, OPTION_TEXT), value=one) for one in fits][:OPTIONS]
