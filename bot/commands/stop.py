"""/stop, and a plain "stop" in the channel: end what runs, after the items at hand."""

from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import is_admin, member_in, member_of
from bot.mistakes import answer

if TYPE_CHECKING:
    from bot.client import CascadeBot

_WORDS: Final = frozenset({"stop", "/stop", "halt", "stopp"})


class Stop(commands.Cog):
    """The brake."""

    def __init__(self, bot: "CascadeBot") -> None:
        self.bot = bot

    @app_commands.command(name="stop", description="End every run after the items at hand")
    async def stop(self, interaction: discord.Interaction) -> None:
        """Ask every run to stop."""
        asked = await self.bot.cascade.stop(by=member_of(interaction).name)
        await answer(interaction, stopped(asked))

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Hear a plain "stop" of an admin, where the bot may read it or is mentioned."""
        author = message.author
        if author.bot or message.guild is None or message.guild.id != self.bot.guild_id:
            return
        if not isinstance(author, discord.Member) or not means_stop(message.content, self.bot.user):
            return
        preferences = await self.bot.cascade.preferences.read()
        rooms = (preferences.admin_channel_id, preferences.chat_channel_id)
        if message.channel.id not in rooms and not self._mentioned(message):
            return
        member = member_in(author)
        if is_admin(member, preferences):
            await message.reply(stopped(await self.bot.cascade.stop(by=member.name)))
        else:
            await message.reply("Only admins may stop a run. Ask one of them.")

    def _mentioned(self, message: discord.Message) -> bool:
        return self.bot.user is not None and self.bot.user in message.mentions


def means_stop(text: str, bot: discord.abc.Snowflake | None) -> bool:
    """Whether a message says nothing but stop, apart from mentioning the bot."""
    said = text.casefold()
    if bot is not None:
        said = said.replace(f"<@{bot.id}>", "").replace(f"<@!{bot.id}>", "")
    return said.strip(" \n.!,") in _WORDS


def stopped(runs: int) -> str:
    """Say what a stop came to."""
    if runs == 0:
        return "Nothing is running."
    return f"{'One run stops' if runs == 1 else f'{runs} runs stop'} after the items at hand."
