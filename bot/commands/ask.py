"""/ask, a mention, a direct message, and a message in the chat channel: plain words for the bot."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import Member, Who, is_admin, member_in, member_of
from bot.commands.stop import means_stop
from bot.limits import plain
from bot.mistakes import answer, tell_room
from bot.proposing import first_sync_line
from bot.said import Said

if TYPE_CHECKING:
    from bot.client import CascadeBot

_MENTION: Final = re.compile(r"<@!?(\d{5,20})>")
_LONGEST: Final = 1500  # characters of one message; nobody needs more for one rule


@dataclass(slots=True)
class Place:
    """Tells somebody their place in the line: one message, brought up to date, and taken away at the end."""

    asked: discord.Message
    shown: discord.Message | None = None

    async def tell(self, ahead: int) -> None:
        """Show how many are ahead."""
        said = f"{ahead} ahead of you."
        if self.shown is None:
            self.shown = await self.asked.reply(said)
        else:
            await self.shown.edit(content=said)

    async def leave(self) -> None:
        """Take the message away."""
        if self.shown is not None:
            await self.shown.delete()


class Ask(commands.Cog):
    """Hears plain words."""

    def __init__(self, bot: "CascadeBot") -> None:
        self.bot = bot

    @app_commands.command(
        name="ask",
        description="Say in your own words what should go, or ask a question",
        extras={"who": Who.EVERYONE},
    )
    @app_commands.describe(text="such as: films nobody has watched in two years, biggest first")
    async def ask(self, interaction: discord.Interaction, text: app_commands.Range[str, 1, _LONGEST]) -> None:
        """Read it and answer privately; a plan is posted where plans go."""
        member = member_of(interaction)
        if not await self.bot.cascade.first_sync_done():
            await answer(interaction, first_sync_line(self.bot))
            return
        said = await self._said(member, interaction.channel_id or 0, await self._named(text))
        reply = await self.bot.chat.hear(said)
        await answer(interaction, embed=reply.embed, view=reply.view, file=reply.file)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Hear a message that is meant for the bot."""
        if message.author.bot or not await self._meant(message):
            return
        try:
            member = await self._author(message)
            if member is None:
                await message.reply("I talk to members of my server only.")
                return
            async with message.channel.typing():
                await self._hear(message, member)
        except Exception as error:  # noqa: BLE001 - the boundary: whatever it is, a person gets a sentence
            await tell_room(message, error)

    async def _hear(self, message: discord.Message, member: Member) -> None:
        if not await self.bot.cascade.first_sync_done():
            self.bot.syncs.start()
            await message.reply(first_sync_line(self.bot).replace("Your plan comes here", "Ask me again"))
            return
        text = await self._named(message.content)
        said = await self._said(member, message.channel.id, text, direct=message.guild is None)
        place = Place(message)
        reply = await self.bot.chat.hear(said, place.tell)
        await place.leave()
        none = discord.utils.MISSING
        await message.reply(embed=reply.embed, view=reply.view or none, file=reply.file or none)

    async def _meant(self, message: discord.Message) -> bool:
        """Whether a message is for the bot: it says more than a mention, and is no plain "stop"."""
        me = self.bot.user
        if me is None or means_stop(message.content, me) or not self._words(message.content):
            return False
        if message.guild is None:
            return True
        if message.guild.id != self.bot.guild_id:
            return False
        preferences = await self.bot.cascade.preferences.read()
        return me in message.mentions or message.channel.id == preferences.chat_channel_id

    async def _author(self, message: discord.Message) -> Member | None:
        """Who wrote it, as a member of the server; None for a stranger."""
        if isinstance(message.author, discord.Member):
            return member_in(message.author)
        guild = self.bot.get_guild(self.bot.guild_id)
        try:
            found = None if guild is None else await guild.fetch_member(message.author.id)
        except discord.NotFound:
            return None
        return None if found is None else member_in(found)

    async def _said(self, member: Member, room_id: int, text: str, *, direct: bool = False) -> Said:
        """The message with what its author may do; in a direct message nobody gets a plan."""
        admin = not direct and is_admin(member, await self.bot.cascade.preferences.read())
        return Said(room_id, member, text, admin, direct)

    def _words(self, text: str) -> str:
        me = "" if self.bot.user is None else str(self.bot.user.id)
        return _MENTION.sub(lambda match: "" if match[1] == me else match[0], text).strip()

    async def _named(self, text: str) -> str:
        """Put the names people are linked under in the place of mentions."""
        words = plain(self._words(text), _LONGEST)
        if _MENTION.search(words) is None:
            return words
        names = {
            person.discord_id: next(iter(person.names), person.name)
            for person in await self.bot.cascade.people.all()
        }
        return _MENTION.sub(lambda match: names.get(match[1], match[0]), words)
