"""Protections as people read them."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import discord

from bot.limits import DESCRIPTION, lines, safe
from bot.render.words import BLUE, counted, day
from cascade.library.protections import Protection

PER_PAGE = 15


def protections_embed(
    all_of_them: Sequence[Protection], page: int, zone: ZoneInfo, titles: Mapping[str, str]
) -> discord.Embed:
    """One page of what may not be deleted, oldest first. `titles` are those that external ids mean."""
    shown = all_of_them[page * PER_PAGE : (page + 1) * PER_PAGE]
    rows = [protection_line(one, zone, titles) for one in shown]
    if not rows:
        rows = ["Nothing is protected. `/protect add` keeps a title, or whatever a query selects."]
    embed = discord.Embed(
        title=f"🛡 {counted(len(all_of_them), 'protection')}",
        description=lines(rows, DESCRIPTION - 100),
        colour=BLUE,
    )
    if len(all_of_them) > PER_PAGE:
        embed.set_footer(text=f"Page {page + 1} of {pages(len(all_of_them))}")
    return embed


def pages(count: int) -> int:
    """How many pages that many protections fill."""
    return max(1, -(-count // PER_PAGE))


def protection_line(one: Protection, zone: ZoneInfo, titles: Mapping[str, str]) -> str:
    """One protection in one short line."""
    until = "" if one.ends_at is None else f" · until {day(one.ends_at, zone)}"
    return f"**{one.id}** {safe(what(one, titles), 120)} · {safe(one.reason)} · {safe(one.by, 32)}{until}"


def what(one: Protection, titles: Mapping[str, str]) -> str:
    """What a protection covers: a title by its name where it is known, else as it was written."""
    external = one.external_id or ""
    return one.query or titles.get(external, external)
