"""Who may do what. Asked at every interaction, at the time of the click."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

import discord

from cascade.errors import Refused
from cascade.household.preferences import Preferences


class Who(Enum):
    """Who may use a command or a control."""

    EVERYONE = "everyone"
    ADMIN = "admin"
    MANAGER = "manager"  # an admin, or whoever may manage the server: the way back when no admin is left


@dataclass(frozen=True, slots=True)
class Member:
    """The person behind an interaction, as Discord sends them along with it."""

    id: int
    name: str
    role_ids: frozenset[int]
    manages_server: bool


@dataclass(frozen=True, slots=True)
class Access:
    """Asks the preferences in force who somebody is."""

    preferences: Callable[[], Awaitable[Preferences]]

    async def admit(self, interaction: discord.Interaction, who: Who = Who.ADMIN) -> Member:
        """Return who acts; Refused when they may not."""
        member = member_of(interaction)
        if who is not Who.EVERYONE:
            refuse_unless(member, who, await self.preferences())
        return member

    async def confirmer(self, interaction: discord.Interaction, author_id: str | None) -> Member:
        """Return who acts; Refused when they may not confirm a plan of that author."""
        member = member_of(interaction)
        refuse_others(member, author_id, await self.preferences())
        return member


def member_of(interaction: discord.Interaction) -> Member:
    """Read who acts; Refused outside a server, where nobody has roles."""
    user = interaction.user
    if not isinstance(user, discord.Member):
        raise Refused("This works in the server only.")
    permissions = interaction.permissions
    return Member(
        user.id,
        user.display_name,
        frozenset(role.id for role in user.roles),
        permissions.manage_guild or permissions.administrator,
    )


def member_in(author: discord.Member) -> Member:
    """Read who wrote a message."""
    allowed = author.guild_permissions
    roles = frozenset(role.id for role in author.roles)
    return Member(author.id, author.display_name, roles, allowed.manage_guild or allowed.administrator)


def is_admin(member: Member, preferences: Preferences) -> bool:
    """Whether a person has an admin role; until one is named, Manage Server counts."""
    if preferences.admin_role_ids:
        return bool(member.role_ids & set(preferences.admin_role_ids))
    return member.manages_server


def refuse_strangers(guild_id: int | None, guild_ids: Collection[int]) -> None:
    """Refuse a server that is not the configured one, and direct messages."""
    if guild_id is None:
        raise Refused("This works in the server only.")
    if guild_id not in guild_ids:
        raise Refused("This bot does not serve this server.")


def refuse_unless(member: Member, who: Who, preferences: Preferences) -> None:
    """Refuse whoever is not one of those."""
    match who:
        case Who.EVERYONE:
            return
        case Who.ADMIN:
            refuse_guests(member, preferences)
        case Who.MANAGER:
            if not member.manages_server:
                refuse_guests(member, preferences)
        case _:
            assert_never(who)


def refuse_guests(member: Member, preferences: Preferences) -> None:
    """Refuse whoever is no admin."""
    if not is_admin(member, preferences):
        raise Refused("Only admins may do this. Ask one of them.")


def refuse_others(member: Member, author_id: str | None, preferences: Preferences) -> None:
    """Refuse whoever may not confirm a plan: an admin who made it, or any admin where that is allowed."""
    refuse_guests(member, preferences)
    if author_id != str(member.id) and not preferences.any_admin_may_confirm:
        raise Refused("Only the one who made this plan may do this. Make your own with /clean.")


def needs_second(items: int, size_bytes: int, preferences: Preferences) -> bool:
    """Whether a plan is so large that another admin must agree."""
    many = preferences.second_admin_items is not None and items > preferences.second_admin_items
    much = preferences.second_admin_bytes is not None and size_bytes > preferences.second_admin_bytes
    return many or much
