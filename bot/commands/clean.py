"""/clean: from options or a query to a plan in the admin channel."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.asked import SORTS, Asked, names_in, query_of
from bot.chosen import items_chosen
from bot.commands import choices
from bot.limits import OPTIONS, plain
from bot.proposing import propose
from cascade.errors import BadInput
from cascade.media import text_key
from cascade.rules.words import join

if TYPE_CHECKING:
    from bot.client import CascadeBot

_KINDS = [
    app_commands.Choice(name="Films", value="movie"),
    app_commands.Choice(name="Shows", value="show"),
    app_commands.Choice(name="Seasons", value="season"),
    app_commands.Choice(name="Films and shows", value="movie,show"),
]
_SOME = 6  # names shown to somebody who wrote another
_SORTS = [app_commands.Choice(name=name, value=value) for name, value in SORTS.items()]


class Clean(commands.Cog):
    """Proposes; nothing is deleted before somebody confirms the plan."""

    def __init__(self, bot: "CascadeBot") -> None:
        self.bot = bot

    @app_commands.command(name="clean", description="Propose what to delete; you confirm the plan afterwards")
    @app_commands.describe(
        kind="what to look through",
        query="a whole query instead of options, such as unwatched:>2y size:>5GB",
        title="one title: choose which copy of it, or all of them",
        unwatched_for="nobody watched it for this long: 2y, 18mo, 90d",
        larger_than="bigger than: 5GB",
        older_than="added longer ago than: 1y",
        rating_below="audience rating below, 0 to 10",
        requested_by="requested by",
        keep_genre="leave this genre alone",
        keep_tag="leave this tag of Sonarr or Radarr alone",
        keep_requested_by="leave alone what this person requested",
        sort="which go first",
        limit="at most so many",
        reclaim="until so much has really come back: 500GB",
        free="until so much is free on the disk: 1TB",
    )
    @app_commands.choices(kind=_KINDS, sort=_SORTS)
    @app_commands.autocomplete(
        query=choices.query,
        title=choices.copies,
        library=choices.names("library"),
        genre=choices.names("genre"),
        requested_by=choices.names("requested-by"),
        keep_genre=choices.names("genre"),
        keep_tag=choices.names("tag"),
        keep_requested_by=choices.names("requested-by"),
    )
    async def clean(
        self,
        interaction: discord.Interaction,
        kind: str,
        query: str | None = None,
        title: str | None = None,
        unwatched_for: str | None = None,
        larger_than: str | None = None,
        older_than: str | None = None,
        library: str | None = None,
        genre: str | None = None,
        rating_below: app_commands.Range[float, 0.0, 10.0] | None = None,
        requested_by: str | None = None,
        keep_genre: str | None = None,
        keep_tag: str | None = None,
        keep_requested_by: str | None = None,
        sort: str | None = None,
        limit: app_commands.Range[int, 1, 5000] | None = None,
        reclaim: str | None = None,
        free: str | None = None,
    ) -> None:
        """Turn the options into a query, and that into a plan."""
        asked = Asked(
            kind,
            unwatched_for,
            larger_than,
            older_than,
            library,
            genre,
            rating_below,
            requested_by,
            keep_genre,
            keep_tag,
            keep_requested_by,
            sort,
            limit,
            reclaim,
            free,
        )
        await propose(self.bot, interaction, await self._text(asked, query, title))

    async def _text(self, asked: Asked, query: str | None, title: str | None) -> str:
        if query is not None:
            if asked != Asked(asked.kind) or title is not None:
                raise BadInput("Give a query or options, not both; a query says everything itself.")
            return query if "type:" in query.casefold() else f"type:{asked.kind} {query}"
        for field, word, name in names_in(asked):
            await self._refuse_stranger(field, word, name)
        if title is None:
            return query_of(asked)
        chosen = await items_chosen(self.bot.cascade, title)
        return query_of(asked, [await self.bot.cascade.titles.about(item) for item in chosen])

    async def _refuse_stranger(self, field: str, word: str, name: str) -> None:
        """Refuse a name that nothing has: one that is misspelt would keep nothing."""
        near = await self.bot.cascade.titles.names(field, name, limit=OPTIONS)
        if any(text_key(one) == text_key(name) for one in near):
            return
        some = near[:_SOME] or await self.bot.cascade.titles.names(field, "", limit=_SOME)
        known = f"known are {join([plain(one, 40) for one in some], 'and')}" if some else "none is known"
        raise BadInput(f"Nothing here has the {word} “{plain(name)}”; {known}.")
