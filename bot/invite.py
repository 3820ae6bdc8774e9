"""What the bot must be allowed: the invite link, and what is missing where."""

import discord

NEEDED = discord.Permissions(
    view_channel=True, send_messages=True, embed_links=True, attach_files=True, read_message_history=True
)
SCOPES = ("bot", "applications.commands")


def invite_link(application_id: int, guild_id: int | None = None) -> str:
    """The link by which somebody with Manage Server lets the bot in, with exactly what it needs."""
    guild = discord.Object(guild_id) if guild_id else discord.utils.MISSING
    return discord.utils.oauth_url(
        application_id, permissions=NEEDED, guild=guild, scopes=SCOPES, disable_guild_select=bool(guild_id)
    )


def missing_in(channel: discord.abc.GuildChannel, bot: discord.Member) -> tuple[str, ...]:
    """What the bot may not do in a channel, in Discord's own words."""
    allowed = channel.permissions_for(bot)
    return tuple(
        name.replace("_", " ").title() for name, wanted in NEEDED if wanted and not getattr(allowed, name)
    )
