"""Who may do what in which channel, computed as Discord documents it."""

from enum import IntFlag

from playground.discord.guild import Channel, Guild, Person


class Permission(IntFlag):
    """The permissions that something here depends on, with Discord's own bits."""

    NONE = 0
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_APPLICATION_COMMANDS = 1 << 31
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38


EVERYTHING = Permission((1 << 53) - 1)
NEWCOMER = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.USE_APPLICATION_COMMANDS
)
_NEED_SENDING = Permission.EMBED_LINKS | Permission.ATTACH_FILES | Permission.MENTION_EVERYONE


def in_guild(guild: Guild, person: Person) -> int:
    """Give the permissions a member has before any channel has its say."""
    if person.id == guild.owner_id:
        return int(EVERYTHING)
    allowed = guild.roles[guild.id].permissions
    for role in person.roles:
        allowed |= guild.roles[role].permissions
    return int(EVERYTHING) if allowed & Permission.ADMINISTRATOR else allowed


def in_channel(guild: Guild, person: Person, channel: Channel) -> int:
    """Give the permissions a member has in a channel; a DM allows its two people everything."""
    if channel.recipient is not None:
        return int(EVERYTHING) if person.bot or person.id == channel.recipient else 0
    allowed = in_guild(guild, person)
    if allowed & Permission.ADMINISTRATOR:
        return int(EVERYTHING)
    for ids in ({guild.id}, set(person.roles), {person.id}):
        meant = [overwrite for overwrite in channel.overwrites.values() if overwrite.id in ids]
        for overwrite in meant:
            allowed &= ~overwrite.deny
        for overwrite in meant:
            allowed |= overwrite.allow
    if not allowed & Permission.VIEW_CHANNEL:
        return 0
    return allowed if allowed & Permission.SEND_MESSAGES else allowed & ~_NEED_SENDING


def may(guild: Guild, person: Person, channel: Channel, wanted: Permission) -> bool:
    """Say whether a member has all the wanted permissions in a channel."""
    return in_channel(guild, person, channel) & wanted == wanted
