"""Where the space is, in words: per disk, by time since last watched, by library, by requester."""

from collections.abc import Sequence

import discord

from bot.limits import FIELD_VALUE, lines, safe
from bot.render.words import AMBER, GREEN, RED, counted, size
from cascade.household.space import DiskUse, SpaceReport
from cascade.household.usage import Share

SHOWN = 8  # shares of one kind, as in the picture
_SCARCE, _LOW = 0.05, 0.15  # of a disk left free
_SCALE = (GREEN, AMBER, RED)


def space_embed(report: SpaceReport, picture: str | None) -> discord.Embed:
    """The report in text; `picture` is the name of the attachment that shows the same."""
    embed = discord.Embed(
        title="💾 What fills the disks",
        description=lines([disk_line(disk) for disk in report.disks], 2000) or _UNSEEN,
        colour=max((urgency(disk) for disk in report.disks), key=_SCALE.index, default=GREEN),
    )
    for heading, shares in groups(report):
        if shares:
            embed.add_field(name=heading, value=_listed(shares), inline=False)
    if picture is not None:
        embed.set_image(url=f"attachment://{picture}")
    return embed


def groups(report: SpaceReport) -> tuple[tuple[str, Sequence[Share]], ...]:
    """The shares by the question they answer."""
    return (
        ("By last watched", report.by_last_watched),
        ("By library", report.by_library),
        ("By requester", report.by_requester),
    )


def disk_line(disk: DiskUse) -> str:
    """One disk: how full it is, and how long it lasts at this pace."""
    free = f"{size(disk.free_bytes)} free of {size(disk.total_bytes)}"
    return f"**{safe(disk.path, 60)}** {free}, {fullness(disk)}\n-# {lasts(disk)}"


def fullness(disk: DiskUse) -> str:
    """Return "92 % full"."""
    used = 1 - disk.free_bytes / disk.total_bytes if disk.total_bytes else 1.0
    return f"{used:.0%} full".replace("%", " %")


def urgency(disk: DiskUse) -> int:
    """The colour of a disk: how soon somebody has to do something."""
    free = disk.free_bytes / disk.total_bytes if disk.total_bytes else 0.0
    return RED if free < _SCARCE else AMBER if free < _LOW else GREEN


def lasts(disk: DiskUse) -> str:
    """Say when it is full."""
    if disk.days_until_full is None:
        return "not growing, or not watched for long enough to say"
    return f"full in about {counted(disk.days_until_full, 'day')} at this pace"


def _listed(shares: Sequence[Share]) -> str:
    rows = [
        f"{safe(share.label, 40)} **{size(share.size_bytes)}** · {counted(share.items, 'title')}"
        for share in shares[:SHOWN]
    ]
    rows += [f"+{len(shares) - SHOWN} more"] if len(shares) > SHOWN else []
    return lines(rows, FIELD_VALUE)


_UNSEEN = "I cannot see any disk from here. PATH_MAP says where the servers' folders are."
