"""The guild as it stands when the local Discord opens: who is there, and where they talk."""

from playground.discord.clock import Snowflakes
from playground.discord.guild import Channel, Guild, Overwrite, Person, Role
from playground.discord.permissions import NEWCOMER, Permission
from playground.people import OWNER, PEOPLE

BOT = "bot"
ADMINS = "Media admins"
FRIENDS = "Friends"

# What the bot's invite link asks for; a test takes some of it away.
BOT_PERMISSIONS = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
)

_ROOMS = (
    ("general", "Everything else"),
    ("cleanup", "Ask for room on the disks"),
    ("deletions", "What was deleted, by whom, and whether it is proven"),
    ("friends", "What left the shelves, for those who watch"),
    ("staff-only", "The bot is not let in here"),
)


def open_guild(ids: Snowflakes, bot_name: str) -> Guild:
    """Furnish the guild: Olga owns it, Sam and Kim are admins, Tom and Anna are friends."""
    guild = Guild(ids.next(), "The household", OWNER.discord_id or ids.next())
    guild.roles[guild.id] = Role(guild.id, "@everyone", int(NEWCOMER), position=0)
    admins = _role(guild, ids, Role(0, ADMINS, color=0xE67E22, position=2, mentionable=True))
    friends = _role(guild, ids, Role(0, FRIENDS, color=0x3498DB, position=1))
    own = _role(guild, ids, Role(0, bot_name, int(BOT_PERMISSIONS), position=3, managed=True))
    anna = next(person.discord_id for person in PEOPLE if person.name == "anna")
    for person in (
        Person(ids.next(), "sam", "Sam", "admin", [admins.id]),
        Person(ids.next(), "kim", "Kim", "second admin", [admins.id]),
        Person(ids.next(), "tom", "Tom", "guest", [friends.id]),
        Person(guild.owner_id, "olga", OWNER.name, "owner"),
        Person(anna or ids.next(), "anna", "Anna", "friend who requests", [friends.id]),
        Person(ids.next(), BOT, bot_name, "bot", [own.id], bot=True),
    ):
        guild.people[person.key] = person
    for position, (name, topic) in enumerate(_ROOMS):
        channel = Channel(ids.next(), name, topic, position)
        guild.channels[channel.id] = channel
    staff = guild.channels[channel.id]
    staff.overwrites = {
        guild.id: Overwrite(guild.id, is_role=True, deny=int(Permission.VIEW_CHANNEL)),
        admins.id: Overwrite(admins.id, is_role=True, allow=int(Permission.VIEW_CHANNEL)),
    }
    # A role the bot owns would otherwise see the channel by its own permission.
    staff.overwrites[own.id] = Overwrite(own.id, is_role=True, deny=int(Permission.VIEW_CHANNEL))
    return guild


def _role(guild: Guild, ids: Snowflakes, role: Role) -> Role:
    role.id = ids.next()
    guild.roles[role.id] = role
    return role
