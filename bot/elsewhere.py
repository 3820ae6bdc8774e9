"""What others did, told to the admins: drift, what came back, outages; and kept true until it is settled."""

import asyncio
import hashlib
import logging
from typing import TYPE_CHECKING, Any, Final

import discord

from bot.elsewhere_controls import drift_view, outage_view, return_view
from bot.kinds import DRIFT, OUTAGE, RETURN
from bot.render.elsewhere import drift_digest, drift_embed, outage_embed, return_embed, returns_digest
from bot.rooms import why_not
from bot.run_message import TROUBLE
from bot.systems import Systems
from cascade.errors import BadInput
from cascade.household.posts import Post
from cascade.household.preferences import Preferences

if TYPE_CHECKING:
    from bot.client import CascadeBot

_log = logging.getLogger(__name__)
EVERY: Final = 2.0  # seconds between two looks
_AFTER_FAILURE: Final = 30.0


class Elsewhere:
    """Tells each finding once, and lets its message say what came of it."""

    def __init__(self, bot: "CascadeBot") -> None:
        self._bot = bot
        self._systems = Systems.of(bot.settings.instances)
        self._changing = asyncio.Lock()

    async def keep_up(self) -> None:
        """Tell whatever is to be told, for ever."""
        while True:
            wait = EVERY
            try:
                await self.tell()
                await self.freshen()
            except TROUBLE as error:
                room = (await self._bot.cascade.preferences.read()).feed_channel_id or 0
                why = why_not(self._bot, room, error) if isinstance(error, discord.HTTPException) else error
                _log.warning("what others did could not be told and is tried again: %s", why)
                wait = _AFTER_FAILURE
            except Exception:  # noqa: BLE001 - whatever it is, this must not fall silent for good
                _log.exception("what others did could not be told and is tried again")
                wait = _AFTER_FAILURE
            await asyncio.sleep(wait)

    async def tell(self) -> None:
        """Tell everything that nobody heard of yet."""
        preferences = await self._bot.cascade.preferences.read()
        await self._tell_outages(preferences)
        await self._tell_drift(preferences)
        await self._tell_returns(preferences)

    async def freshen(self) -> None:
        """Let the messages of what is settled say so, and take their buttons away."""
        async with self._changing:
            for kind, look in ((OUTAGE, self._outage), (DRIFT, self._drift), (RETURN, self._return)):
                for post in await self._bot.cascade.posts.of_kind(kind):
                    try:
                        embed = await look(int(post.ref))
                    except BadInput:  # it is known no more
                        await self._bot.cascade.posts.forget(kind, post.ref)
                        continue
                    if embed is not None:
                        await self._close(post, embed)

    async def settled(self, kind: str, ref: str, message: discord.Message | None) -> None:
        """Let the message about something that was just settled say so; `message` is the one of the click.

        A bot that died right after it posted did not note where.
        """
        posts = self._bot.cascade.posts
        if message is not None and not message.flags.ephemeral and await posts.find(kind, ref) is None:
            await posts.put(kind, ref, message.channel.id, message.id)
        await self.freshen()

    async def _tell_outages(self, preferences: Preferences) -> None:
        findings = self._bot.cascade.findings
        found = await findings.untold_outages()
        if not _wanted(preferences, "outages"):
            await findings.told_outages([one.id for one in found])
            return
        for one in found:
            embed, role = outage_embed(one, self._systems), preferences.ping_role_id
            await self._post(preferences, OUTAGE, one.id, embed, outage_view(one.id), role)
            await findings.told_outages([one.id])

    async def _tell_drift(self, preferences: Preferences) -> None:
        findings = self._bot.cascade.findings
        found = await findings.untold_drift()
        ids = [one.drift.id for one in found]
        if not found or not _wanted(preferences, "drift"):
            await findings.told_drift(ids)
        elif len(found) > preferences.digest_above:
            await self._say(preferences, drift_digest(found, self._systems), f"{DRIFT} {ids}")
            await findings.told_drift(ids)
        else:
            for one in found:
                number, embed = one.drift.id, drift_embed(one, self._systems)
                await self._post(preferences, DRIFT, number, embed, drift_view(number))
                await findings.told_drift([number])

    async def _tell_returns(self, preferences: Preferences) -> None:
        findings = self._bot.cascade.findings
        found = await findings.untold_returns()
        ids = [one.id for one in found]
        if not found or not _wanted(preferences, "returns"):
            await findings.told_returns(ids)
        elif len(found) > preferences.digest_above:
            await self._say(preferences, returns_digest(found), f"{RETURN} {ids}")
            await findings.told_returns(ids)
        else:
            for one in found:
                embed = return_embed(one, self._systems)
                await self._post(preferences, RETURN, one.id, embed, return_view(one.id))
                await findings.told_returns([one.id])

    async def _post(
        self,
        preferences: Preferences,
        kind: str,
        number: int,
        embed: discord.Embed,
        view: discord.ui.View,
        role: int | None = None,
    ) -> None:
        message = await self._say(preferences, embed, f"{kind} {number}", view, role)
        await self._bot.cascade.posts.put(kind, str(number), message.channel.id, message.id)

    async def _say(
        self,
        preferences: Preferences,
        embed: discord.Embed,
        what: str,
        view: Any = None,
        role: int | None = None,
    ) -> discord.Message:
        return await self._room(preferences.feed_channel_id or 0).send(
            None if role is None else f"<@&{role}>",
            embed=embed,
            view=view,
            allowed_mentions=discord.AllowedMentions(roles=[discord.Object(role)] if role else False),
            nonce=hashlib.sha256(what.encode()).hexdigest()[:25],
        )

    async def _close(self, post: Post, embed: discord.Embed) -> None:
        try:
            await self._room(post.room_id).get_partial_message(post.message_id).edit(embed=embed, view=None)
        except discord.NotFound:
            _log.info("the message about %s %s is gone", post.kind, post.ref)
        await self._bot.cascade.posts.forget(post.kind, post.ref)

    async def _outage(self, number: int) -> discord.Embed | None:
        one = await self._bot.cascade.findings.outage(number)
        return None if one.released_at is None else outage_embed(one, self._systems)

    async def _drift(self, number: int) -> discord.Embed | None:
        one = await self._bot.cascade.findings.drift(number)
        return None if one.drift.resolved_at is None else drift_embed(one, self._systems)

    async def _return(self, number: int) -> discord.Embed | None:
        one = await self._bot.cascade.detection.read_return(number)
        return None if one.decision is None else return_embed(one, self._systems)

    def _room(self, room: int) -> discord.PartialMessageable:
        return self._bot.get_partial_messageable(room, guild_id=self._bot.guild_id)


def _wanted(preferences: Preferences, kind: str) -> bool:
    """Whether somebody wants to hear of it, and there is a room for it."""
    return kind in preferences.elsewhere_kinds and preferences.feed_channel_id is not None
