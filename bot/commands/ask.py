"""/ask, a mention, a direct message, and a message in the chat channel: plain words for the bot."""

from collections import OrderedDict
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import Member, Who, is_admin, member_in, member_of
from bot.commands.stop import means_stop
from bot.limits import plain
from bot.mistakes import answer, tell_room
from bot.place import Place
from bot.proposing import first_sync_line
from bot.render.chat import hint_reply
from bot.said import Reply, Said
from bot.spoken_to import MENTION, calls, is_for, words_of
from cascade.errors import BadInput

if TYPE_CHECKING:
    from bot.client import CascadeBot

_LONGEST: Final = 1500  # characters of one message; nobody needs more for one rule
_NAME: Final = 60  # characters of a person's name
_REMEMBERED: Final = 500  # messages, against a replay after a gateway resume
_STRANGER: Final = "I talk to members of my server only."
_STOP_THERE: Final = "Nothing is stopped from here: say that in the server, or use /stop there."


class Ask(commands.Cog):
    """Hears plain words."""

    def __init__(self, bot: "CascadeBot") -> None:
        self.bot = bot
        self._heard: OrderedDict[int, None] = OrderedDict()

    @app_commands.command(
        name="ask",
        description="Say in your own words what should go, or ask a question",
        extras={"who": Who.EVERYONE},
    )
    @app_commands.describe(text="such as: films nobody has watched in two years, biggest first")
    async def ask(self, interaction: discord.Interaction, text: app_commands.Range[str, 1, _LONGEST]) -> None:
        """Read it and answer privately; a plan is posted where plans go."""
        member = member_of(interaction)
        admin = is_admin(member, await self.bot.cascade.preferences.read())
        if (early := await self._too_early(admin=admin)) is not None:
            await answer(interaction, early)
            return
        words = await self._named(text, (), admin=admin)
        said = Said(interaction.channel_id or 0, member, words, admin=admin, named=admin)
        send: Any = partial(interaction.followup.send, ephemeral=True, wait=True)
        async with self.bot.chat.turn(said.room_id, member.id):
            reply = await self._reply(said, Place(send))
        await answer(interaction, embed=reply.embed, view=reply.view, file=reply.file)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Hear a message that is meant for the bot."""
        if message.author.bot or message.is_system() or not self._first(message):
            return
        try:
            async with self.bot.chat.turn(message.channel.id, message.author.id):
                await self._take(message)
        except Exception as error:  # noqa: BLE001 - the boundary: whatever it is, a person gets a sentence
            await tell_room(message, error)

    async def _take(self, message: discord.Message) -> None:
        if await self._meant(message):
            member = await self._author(message)
            if member is None:
                await _answer(message, content=_STRANGER)
            elif message.guild is None and self._means_stop(message):
                await _answer(message, content=_STOP_THERE)
            elif not self._words(message.content):
                await _answer(message, embed=hint_reply())
            else:
                async with message.channel.typing():
                    await self._hear(message, member)

    async def _hear(self, message: discord.Message, member: Member) -> None:
        preferences = await self.bot.cascade.preferences.read()
        admin, direct = is_admin(member, preferences), message.guild is None
        if (early := await self._too_early(admin=admin)) is not None:
            await _answer(message, content=early)
            return
        said = Said(
            message.channel.id,
            member,
            await self._named(message.content, message.mentions, admin=admin),
            admin=admin,
            # Who else reads a channel is Discord's affair; only the admins' own is known to be theirs.
            named=admin and (direct or message.channel.id == preferences.admin_channel_id),
            direct=direct,
            replied_to=message.reference.message_id if message.reference else None,
        )
        reply = await self._reply(said, Place(partial(_answer, message)))
        none = discord.utils.MISSING
        await _answer(message, embed=reply.embed, view=reply.view or none, file=reply.file or none)

    async def _reply(self, said: Said, place: Place) -> Reply:
        try:
            return await self.bot.chat.hear(said, place.tell)
        finally:
            await place.leave()

    async def _too_early(self, *, admin: bool) -> str | None:
        """What is said before the first sync has ended; None afterwards."""
        if await self.bot.cascade.first_sync_done():
            return None
        if admin:
            self.bot.syncs.start()
        return first_sync_line(self.bot).replace("Your plan comes here", "Ask me again")

    async def _meant(self, message: discord.Message) -> bool:
        """Whether a message is for the bot."""
        me = self.bot.user
        if me is None:
            return False
        if message.guild is None:
            return True
        if message.guild.id != self.bot.guild_id or self._means_stop(message):
            return False
        called = calls(message.content, me) or bool(self._words(message.content))
        return called and is_for(message, me, await self.bot.cascade.preferences.read())

    def _first(self, message: discord.Message) -> bool:
        """Whether a message was not heard before; a resumed gateway may send it again."""
        if message.id in self._heard:
            return False
        self._heard[message.id] = None
        while len(self._heard) > _REMEMBERED:
            self._heard.popitem(last=False)
        return True

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

    def _means_stop(self, message: discord.Message) -> bool:
        return means_stop(message.content, self.bot.user)

    def _words(self, text: str) -> str:
        return text.strip() if self.bot.user is None else words_of(text, self.bot.user)

    async def _named(self, text: str, mentioned: Iterable[discord.abc.User], *, admin: bool) -> str:
        """Put names in the place of mentions: for admins those that people are linked under.

        BadInput where the text is too long: what was cut off could be what is to be kept.
        """
        names = {str(one.id): one.display_name for one in mentioned}
        words = self._words(text)
        if admin and MENTION.search(words) is not None:
            people = await self.bot.cascade.people.all()
            names |= {one.discord_id: next(iter(one.names), one.name) for one in people if one.discord_id}
        words = plain(MENTION.sub(lambda match: _quoted(names.get(match[1], match[0])), words), len(text) * 9)
        if len(words) > _LONGEST:
            raise BadInput(f"That is longer than {_LONGEST:,} characters. Say it in fewer words.")
        return words


def _quoted(name: str) -> str:
    """A name in quotes, so that it stays one whatever it says."""
    return '"{}"'.format("".join(char for char in plain(name, _NAME) if char not in '"“”„«»'))


async def _answer(message: discord.Message, content: str | None = None, **parts: Any) -> discord.Message:
    """Answer a message, also where its author took it away meanwhile."""
    reference = message.to_reference(fail_if_not_exists=False)
    return await message.channel.send(content, reference=reference, mention_author=False, **parts)
