"""One message to the bot, and what it answers."""

from dataclasses import dataclass

import discord

from bot.access import Member


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `admin` is whether its author is one; `direct` that it is a direct message, without plans.

    `named` is whether names, systems and reasons may be told where it is answered: to an admin, where only
    admins read along. `chosen` is a click on an answer, and `rewrites` that it stands in the place of the
    message before. `replied_to` is the message it is a reply to.
    """

    room_id: int
    member: Member
    text: str
    admin: bool
    named: bool
    direct: bool = False
    chosen: bool = False
    rewrites: bool = False
    replied_to: int | None = None

    @property
    def plans(self) -> bool:
        """Whether its author gets a plan here."""
        return self.admin and not self.direct


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot answers."""

    embed: discord.Embed
    view: discord.ui.View | None = None
    file: discord.File | None = None
