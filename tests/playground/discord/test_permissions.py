"""Permissions are computed as Discord documents it."""

import pytest

from playground.discord.clock import Clock, Snowflakes
from playground.discord.guild import Guild, Overwrite
from playground.discord.opening import open_guild
from playground.discord.permissions import Permission, in_channel, may

VIEW, SEND, EMBED = Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES, Permission.EMBED_LINKS
NOTHING = Permission.NONE


@pytest.fixture
def guild() -> Guild:
    return open_guild(Snowflakes(Clock()), "Cascadarr")


def overwrite(guild: Guild, ref: int, *, allow: Permission = NOTHING, deny: Permission = NOTHING) -> None:
    channel = next(iter(guild.channels.values()))
    channel.overwrites[ref] = Overwrite(ref, ref in guild.roles, int(allow), int(deny))


def tom_may(guild: Guild, wanted: Permission) -> bool:
    return may(guild, guild.people["tom"], next(iter(guild.channels.values())), wanted)


def test_a_role_may_be_allowed_what_everyone_is_denied(guild: Guild) -> None:
    overwrite(guild, guild.id, deny=SEND)
    assert not tom_may(guild, SEND)
    overwrite(guild, guild.role("Friends").id, allow=SEND)
    assert tom_may(guild, SEND)


def test_a_persons_own_overwrite_stands_above_the_roles(guild: Guild) -> None:
    overwrite(guild, guild.role("Friends").id, allow=SEND)
    overwrite(guild, guild.people["tom"].id, deny=SEND)
    assert not tom_may(guild, SEND)


def test_an_overwrite_of_somebody_elses_role_does_not_count(guild: Guild) -> None:
    overwrite(guild, guild.role("Media admins").id, deny=VIEW)
    assert tom_may(guild, VIEW)


def test_without_seeing_nothing_is_allowed(guild: Guild) -> None:
    overwrite(guild, guild.id, deny=VIEW)
    assert in_channel(guild, guild.people["tom"], next(iter(guild.channels.values()))) == 0


def test_without_sending_no_embeds_either(guild: Guild) -> None:
    overwrite(guild, guild.id, deny=SEND)
    assert not tom_may(guild, EMBED)
    assert tom_may(guild, VIEW)


def test_the_owner_and_administrators_may_do_everything(guild: Guild) -> None:
    channel = next(iter(guild.channels.values()))
    overwrite(guild, guild.id, deny=VIEW)
    guild.role("Friends").permissions = int(Permission.ADMINISTRATOR)
    assert may(guild, guild.people["olga"], channel, Permission.MANAGE_GUILD)
    assert tom_may(guild, Permission.MANAGE_GUILD)


def test_the_bot_is_not_let_into_the_staff_channel(guild: Guild) -> None:
    staff = next(channel for channel in guild.channels.values() if channel.name == "staff-only")
    assert may(guild, guild.people["sam"], staff, VIEW)
    assert not may(guild, guild.people["bot"], staff, VIEW)
    assert not may(guild, guild.people["tom"], staff, VIEW)
