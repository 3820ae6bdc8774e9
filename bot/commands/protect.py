"""/protect: what may never be deleted."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import member_of
from bot.chosen import item_chosen
from bot.commands import choices
from bot.controls import Control, bot_of, view_of
from bot.limits import OPTION_TEXT, OPTIONS, cut, plain
from bot.mistakes import answer
from bot.render.protections import pages, protection_line, protections_embed, what
from bot.turning import turning
from cascade.errors import BadInput
from cascade.library.protections import Protection

if TYPE_CHECKING:
    from bot.client import CascadeBot
    from cascade.service import Cascade

_EVER: Final = 0
_SPANS: Final = {"for ever": _EVER, "30 days": 30, "90 days": 90, "half a year": 182, "a year": 365}


class ProtectionPage(Control):
    """Turns the pages of the list."""

    action = "protections"

    def face(self) -> Any:
        """A page button."""
        return discord.ui.Button(label=f"Page {self.page + 1}", style=discord.ButtonStyle.secondary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Show that page in place of this one."""
        bot = bot_of(interaction)
        known = await bot.cascade.protections()
        page = min(self.page, pages(len(known)) - 1)
        embed = protections_embed(known, page, bot.settings.timezone, await titles_in(bot.cascade, known))
        await interaction.edit_original_response(embed=embed, view=_turning(known, page))


class Protect(commands.GroupCog, group_name="protect", group_description="What may never be deleted"):
    """Adds, removes and lists protections."""

    def __init__(self, bot: "CascadeBot") -> None:
        self.bot = bot

    @app_commands.command(name="add", description="Keep a title, or whatever a query selects")
    @app_commands.describe(
        title="The title to keep: choose one that is offered",
        query="Or what a query selects, now and later; what is unknown counts as selected",
        reason="Why; shown wherever it holds",
        keep="How long",
    )
    @app_commands.rename(keep="for")
    @app_commands.choices(keep=[app_commands.Choice(name=name, value=days) for name, days in _SPANS.items()])
    @app_commands.autocomplete(title=choices.titles, query=choices.query)
    async def add(
        self,
        interaction: discord.Interaction,
        title: str | None = None,
        query: str | None = None,
        reason: app_commands.Range[str, 1, 200] = "asked to be kept",
        keep: int = _EVER,
    ) -> None:
        """Store a protection and say what it covers."""
        by = member_of(interaction).name
        ends_at = None if keep == _EVER else self.bot.now() + timedelta(days=keep)
        cascade = self.bot.cascade
        if title is not None and query is None:
            added = await cascade.protect_item(
                await item_chosen(cascade, title), reason=reason, by=by, ends_at=ends_at
            )
        elif query is not None and title is None:
            added = await cascade.protect(query=query, reason=reason, by=by, ends_at=ends_at)
        else:
            raise BadInput("Give a title or a query, one of both.")
        await answer(interaction, f"🛡 Protected: {await self._line(added)}")

    @app_commands.command(name="remove", description="Let something be deleted again")
    @app_commands.describe(protection="Choose one that is offered, or write its number")
    async def remove(self, interaction: discord.Interaction, protection: str) -> None:
        """Remove a protection."""
        known = {str(one.id): one for one in await self.bot.cascade.protections()}
        one = known.get(protection)
        if one is None:
            raise BadInput("There is no such protection; choose one that is offered while you type.")
        await self.bot.cascade.unprotect(one.id, by=member_of(interaction).name)
        await answer(interaction, f"No longer protected: {await self._line(one)}")

    @remove.autocomplete("protection")
    async def _offer(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        del interaction
        sought, known = current.casefold(), await self.bot.cascade.protections()
        titles = await titles_in(self.bot.cascade, known)
        return [
            app_commands.Choice(name=_named(one, titles), value=str(one.id))
            for one in known
            if sought in f"{one.id} {what(one, titles)} {one.reason}".casefold()
        ][:OPTIONS]

    async def _line(self, one: Protection) -> str:
        return protection_line(one, self.bot.settings.timezone, await titles_in(self.bot.cascade, [one]))

    @app_commands.command(name="list", description="Everything that is protected, why and by whom")
    async def list_(self, interaction: discord.Interaction) -> None:
        """Show the first page."""
        known = await self.bot.cascade.protections()
        titles = await titles_in(self.bot.cascade, known)
        embed = protections_embed(known, 0, self.bot.settings.timezone, titles)
        await answer(interaction, embed=embed, view=_turning(known, 0))


async def titles_in(cascade: "Cascade", known: Sequence[Protection]) -> Mapping[str, str]:
    """The titles that protections by external id mean."""
    return await cascade.titles.named([one.external_id for one in known if one.external_id is not None])


def _named(one: Protection, titles: Mapping[str, str]) -> str:
    return cut(plain(f"{one.id} · {what(one, titles)} · {one.reason}", OPTION_TEXT), OPTION_TEXT)


def _turning(known: Sequence[Protection], page: int) -> discord.ui.View | None:
    ways = turning(ProtectionPage, "all", page, pages(len(known)))
    return view_of(ways) if ways else None
