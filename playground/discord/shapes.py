"""How Discord writes the guild, its people and its channels as JSON."""

from playground.discord.guild import Channel, Guild, Person, Role
from playground.discord.permissions import in_channel
from playground.discord.refusal import Json

JOINED = "2024-05-01T18:00:00+00:00"
_TEXT, _DIRECT = 0, 1


def user(person: Person) -> Json:
    """Write a user."""
    return {
        "id": str(person.id),
        "username": person.name if person.bot else person.key,  # bots alone keep capitals
        "global_name": None if person.bot else person.name,
        "discriminator": "0000" if person.bot else "0",
        "avatar": None,
        "bot": person.bot,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }


def member(person: Person) -> Json:
    """Write a member, without its user, as messages carry it."""
    return {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "joined_at": JOINED,
        "nick": None,
        "pending": False,
        "premium_since": None,
        "roles": [str(role) for role in person.roles],
        "mute": False,
        "deaf": False,
    }


def role(value: Role) -> Json:
    """Write a role."""
    return {
        "id": str(value.id),
        "name": value.name,
        "permissions": str(value.permissions),
        "position": value.position,
        "color": value.color,
        "colors": {"primary_color": value.color, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": value.managed,
        "mentionable": value.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def channel(guild: Guild, value: Channel) -> Json:
    """Write a channel or direct messages."""
    last = None if value.last_message is None else str(value.last_message)
    if value.recipient is not None:
        person = guild.person(value.recipient)
        recipients = [user(person)] if person else []
        return {
            "id": str(value.id),
            "type": _DIRECT,
            "flags": 0,
            "last_message_id": last,
            "recipients": recipients,
        }
    return {
        "id": str(value.id),
        "type": _TEXT,
        "guild_id": str(guild.id),
        "name": value.name,
        "topic": value.topic,
        "position": value.position,
        "flags": 0,
        "nsfw": False,
        "parent_id": None,
        "rate_limit_per_user": 0,
        "last_message_id": last,
        "permission_overwrites": [
            {
                "id": str(overwrite.id),
                "type": 0 if overwrite.is_role else 1,
                "allow": str(overwrite.allow),
                "deny": str(overwrite.deny),
            }
            for overwrite in value.overwrites.values()
        ],
    }


def partial_channel(guild: Guild, value: Channel, person: Person) -> Json:
    """Write a channel as interactions carry it, with what the person may do there."""
    permissions = str(in_channel(guild, person, value))
    shape = channel(guild, value)
    shape.pop("permission_overwrites", None)
    return {**shape, "permissions": permissions}


def guild(value: Guild) -> Json:
    """Write the guild as the REST gives it."""
    return {
        "id": str(value.id),
        "name": value.name,
        "owner_id": str(value.owner_id),
        "roles": [role(each) for each in value.roles.values()],
        "icon": None,
        "description": None,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "features": [],
        "banner": None,
        "application_id": None,
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 1,
        "default_message_notifications": 1,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": None,
        "max_members": 500000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
        "incidents_data": None,
    }


def gateway_guild(value: Guild, bot: Person) -> Json:
    """Write the guild as the gateway first gives it to a bot that may not list members."""
    return {
        **guild(value),
        "joined_at": JOINED,
        "large": False,
        "unavailable": False,
        "member_count": len(value.people),
        "members": [{**member(bot), "user": user(bot)}],
        "channels": [channel(value, each) for each in value.channels.values()],
        "threads": [],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }
