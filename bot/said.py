"""One message to the bot, and what it answers."""

from dataclasses import dataclass

import discord

from bot.access import Member


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `admin` is whether its author gets plans; `direct` that nobody else reads along."""

    room_id: int
    member: Member
    text: str
    admin: bool
    direct: bool = False
    rewrites: bool = False  # it stands in the place of the message before


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot answers."""

    embed: discord.Embed
    view: discord.ui.View | None = None
    file: discord.File | None = None
