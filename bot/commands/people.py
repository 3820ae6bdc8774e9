"""/people: one person under several names."""

from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import member_of
from bot.commands import choices
from bot.limits import OPTION_TEXT, OPTIONS, plain
from bot.mistakes import answer
from bot.render.people import people_embed, person_line
from cascade.errors import BadInput
from cascade.household.people import Person

if TYPE_CHECKING:
    from bot.client import CascadeBot

_Name = app_commands.Range[str, 1, 100]


class People(commands.GroupCog, group_name="people", group_description="One person, several names"):
    """Links the names by which servers know a person."""

    def __init__(self, bot: "CascadeBot") -> None:
        self.bot = bot

    @app_commands.command(
        name="link", description="Say which names belong to one person; guesses are filled in"
    )
    @app_commands.describe(
        person="Who: choose a guess or somebody known, or write a new name",
        plex="Their name on Plex, as Tautulli shows it",
        seerr="Their name in Seerr",
        jellyfin="Their name on Jellyfin",
        discord="Who they are here",
    )
    async def link(
        self,
        interaction: discord.Interaction,
        person: _Name,
        plex: _Name | None = None,
        seerr: _Name | None = None,
        jellyfin: _Name | None = None,
        discord: discord.User | None = None,
    ) -> None:
        """Store who somebody is; what is not given stays as it was known or guessed."""
        known = await self._named(person)
        linked = replace(
            known,
            plex=plex or known.plex,
            seerr=seerr or known.seerr,
            jellyfin=jellyfin or known.jellyfin,
            discord_id=str(discord.id) if discord is not None else known.discord_id,
            guessed=False,
        )
        stored = await self.bot.cascade.people.link(linked, by=member_of(interaction).name)
        await answer(interaction, f"Linked: {person_line(stored)}")

    @app_commands.command(name="unlink", description="Take a person apart again")
    @app_commands.describe(person="Who: choose somebody that is offered")
    async def unlink(self, interaction: discord.Interaction, person: _Name) -> None:
        """Forget a person."""
        known = await self._named(person)
        if known.id is None:
            raise BadInput("Nobody of that name is linked; /people list shows who is.")
        await self.bot.cascade.people.unlink(known.id, by=member_of(interaction).name)
        await answer(interaction, f"Taken apart: {person_line(known)}")

    @app_commands.command(name="list", description="Who is who, and who is only guessed")
    async def list_(self, interaction: discord.Interaction) -> None:
        """Show everybody."""
        people = self.bot.cascade.people
        await answer(interaction, embed=people_embed(await people.all(), await people.guess()))

    @link.autocomplete("person")
    @unlink.autocomplete("person")
    async def _offer(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        del interaction
        sought = current.casefold()
        everybody = [*await self.bot.cascade.people.guess(), *await self.bot.cascade.people.all()]
        return [
            app_commands.Choice(name=_offered(one), value=one.name)
            for one in everybody
            if sought in _offered(one).casefold() and len(one.name) <= OPTION_TEXT
        ][:OPTIONS]

    async def _named(self, name: str) -> Person:
        people = self.bot.cascade.people
        everybody = [*await people.all(), *await people.guess()]
        found = [one for one in everybody if one.name.casefold() == name.casefold()]
        return found[0] if found else Person(None, name)


def _offered(person: Person) -> str:
    names = ", ".join(dict.fromkeys(person.names))
    return plain(f"{person.name} · {names}{' · guessed' if person.guessed else ''}", OPTION_TEXT)


for _option, _field in (("plex", "watched-by"), ("seerr", "requested-by"), ("jellyfin", "watched-by")):
    People.link.autocomplete(_option)(choices.names(_field))
