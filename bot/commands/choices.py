"""What Discord offers while somebody types: fields, libraries, genres, people, titles."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, cast

import discord
from discord import app_commands

from bot.chosen import title_choices
from bot.limits import OPTION_TEXT, OPTIONS, cut, plain
from bot.render.words import counted, size
from cascade.rules.fields import FIELDS

if TYPE_CHECKING:
    from bot.client import CascadeBot
    from cascade.ledger.plans import PlanSummary

Choices = list[app_commands.Choice[str]]
Complete = Callable[[discord.Interaction, str], Coroutine[Any, Any, Choices]]


def names(field: str) -> Complete:
    """Offer the values of a field, as the Library has them."""

    async def offer(interaction: discord.Interaction, current: str) -> Choices:
        bot = cast("CascadeBot", interaction.client)
        return offered(await bot.cascade.titles.names(field, current, limit=OPTIONS))

    return offer


async def titles(interaction: discord.Interaction, current: str) -> Choices:
    """Offer titles with their year, copy by copy, and where they are."""
    bot = cast("CascadeBot", interaction.client)
    return title_choices(await bot.cascade.titles.search(current, limit=OPTIONS), together=False)


async def copies(interaction: discord.Interaction, current: str) -> Choices:
    """Offer the same, and for a title with several copies all of them together."""
    bot = cast("CascadeBot", interaction.client)
    return title_choices(await bot.cascade.titles.search(current, limit=OPTIONS), together=True)


async def plans(interaction: discord.Interaction, current: str) -> Choices:
    """Offer the newest plans of anybody."""
    bot = cast("CascadeBot", interaction.client)
    return [
        app_commands.Choice(name=cut(_planned(one), OPTION_TEXT), value=one.id)
        for one in await bot.cascade.newest_plans(OPTIONS)
        if current.strip().casefold() in one.id
    ]


async def query(interaction: discord.Interaction, current: str) -> Choices:
    """Offer the fields that fit the word being typed at the end of a query."""
    del interaction
    head, _, word = current.rpartition(" ")
    name = word.lstrip("-")
    before = f"{head} " if head else ""
    dash = "-" if word.startswith("-") else ""
    fits = [field for field in FIELDS if field.name.startswith(name.casefold()) and ":" not in word]
    lines = [
        (f"{before}{dash}{field.name}:", f"{before}{dash}{field.name}: – {field.help}") for field in fits
    ]
    kept = [
        app_commands.Choice(name=cut(text, OPTION_TEXT), value=line)
        for line, text in lines
        if len(line) <= 100
    ]
    own = (
        [app_commands.Choice(name=cut(current, OPTION_TEXT), value=current)]
        if 0 < len(current) <= 100
        else []
    )
    return [*own, *kept][:OPTIONS]


def _planned(plan: "PlanSummary") -> str:
    what = f"{counted(plan.items, 'item')}, {size(plan.size_bytes)}"
    return f"{plan.id} · {plan.state.value} · {what} · {plan.created_at:%d %b %H:%M} UTC"


def offered(values: tuple[str, ...]) -> Choices:
    """Turn names into choices; one that is too long for Discord is left out, as it could not be sent back."""
    return [
        app_commands.Choice(name=plain(value, OPTION_TEXT), value=value)
        for value in values
        if 0 < len(value) <= OPTION_TEXT and plain(value, OPTION_TEXT)
    ][:OPTIONS]
