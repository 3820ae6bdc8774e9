"""The feed: tells admins and friends of deletions. Posting may fail; it never touches a deletion."""

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import discord

from bot.controls import Control, view_of
from bot.finishing_controls import FinishCascade, ProtectRest
from bot.kinds import FEED, FRIENDS_TOLD
from bot.limits import CONTENT
from bot.render.elsewhere import is_elsewhere
from bot.render.feed import FeedPost, Trouble, completed_embed, feed_posts, trouble
from bot.render.friends import concerns_friends, friends_embed
from bot.rooms import why_not
from bot.run_message import TROUBLE, Retry
from bot.systems import Systems
from cascade.household.notices import Notice, Pile
from cascade.household.preferences import Preferences
from cascade.ledger.states import Stands

if TYPE_CHECKING:
    from bot.client import CascadeBot

_log = logging.getLogger(__name__)
EVERY: Final = 2.0  # seconds between two looks at the outbox
AT_ONCE: Final = 500  # notices of one pile
HELD: Final = timedelta(minutes=10)
"""How long good news of a large run is kept back at the most, so that it becomes one message."""
_FIRST_WAIT: Final = timedelta(seconds=10)
_LONGEST_WAIT: Final = timedelta(hours=1)
_MENTIONED: Final = 20  # requesters in one message
ADMINS: Final = "admins"
FRIENDS: Final = "friends"


class RetryNow(Retry):
    """Tries at once what the feed says was left behind."""

    action = "retrynow"

    def face(self) -> Any:
        """What it says."""
        return discord.ui.Button(label="Retry now", style=discord.ButtonStyle.danger)


CONTROLS: tuple[type[Control], ...] = (RetryNow,)


class Feed:
    """Empties the outbox into two rooms, as the preferences want it."""

    def __init__(self, bot: "CascadeBot") -> None:
        self._bot = bot
        self._systems = Systems.of(bot.settings.instances)
        self._sizes: dict[str, int] = {}  # items of the runs that were asked about

    async def keep_up(self) -> None:
        """Tell whatever is to be told, for ever."""
        while True:
            try:
                await self.tell()
            except TROUBLE as error:
                _log.warning("the feed could not go on and tries again: %s", error)
            except Exception:  # noqa: BLE001 - whatever it is, the feed must not fall silent for good
                _log.exception("the feed met an unexpected error and tries again")
            await asyncio.sleep(EVERY)

    async def tell(self) -> None:
        """Tell everything that is due and need not wait for more of its kind."""
        piles = await self._bot.cascade.notices.piles()
        preferences = await self._bot.cascade.preferences.read() if piles else Preferences()
        for pile in piles:
            held = await self._holds_back(pile, preferences)
            if held and pile.status in (Stands.COMPLETED, Stands.FAILED):
                continue
            notices = await self._bot.cascade.notices.waiting(AT_ONCE, pile=pile)
            grave = [one for one in notices if trouble(one.event, self._systems) is Trouble.GRAVE]
            await self._tell(grave, preferences)
            await self._tell([] if held else [one for one in notices if one not in grave], preferences)

    async def _holds_back(self, pile: Pile, preferences: Preferences) -> bool:
        """Whether a large run is at work whose news had better come together."""
        run_id = pile.run_id
        if run_id is None or not self._goes_on(run_id, pile.since):
            return False
        if run_id not in self._sizes:
            self._sizes[run_id] = (await self._bot.cascade.run_state(run_id)).total
        return self._sizes[run_id] > preferences.digest_above

    def _goes_on(self, run_id: str | None, since: datetime) -> bool:
        """Whether more news of a run is about to come, and the oldest may still wait for it."""
        return run_id is not None and self._bot.runs.at_work(run_id) and self._bot.now() - since < HELD

    async def _tell(self, notices: Sequence[Notice], preferences: Preferences) -> None:
        """Tell each room what it has not heard yet, then strike off; what fails comes again later."""
        wanted = [notice for notice in notices if _wanted(notice, preferences)]
        notices_box = self._bot.cascade.notices
        if len(wanted) < len(notices):
            await notices_box.posted([notice.id for notice in notices if notice not in wanted])
        if not wanted:
            return
        rooms = (
            (ADMINS, preferences.feed_channel_id, self._tell_admins),
            (FRIENDS, preferences.friends_channel_id, self._tell_friends),
        )
        for audience, room, say in rooms:
            if room is None:
                continue
            if audience == FRIENDS and self._goes_on(wanted[0].event.run_id, wanted[0].at):
                return  # friends hear of a run once, in one message
            try:
                await say(room, wanted, preferences)
            except TROUBLE as error:
                why = why_not(self._bot, room, error) if isinstance(error, discord.HTTPException) else error
                _log.warning("%s deletions could not be told in channel %s: %s", len(wanted), room, why)
                await notices_box.failed([one.id for one in wanted], _later(self._bot.now(), wanted))
                return
        await notices_box.posted([notice.id for notice in wanted])

    async def _tell_admins(self, room: int, notices: Sequence[Notice], preferences: Preferences) -> None:
        new = [notice for notice in notices if ADMINS not in notice.told]
        if new and new[0].status is Stands.COMPLETED:
            new = [notice for notice in new if not await self._completed(notice)]
        for post in feed_posts(new, self._systems, self._bot.settings.timezone, preferences.digest_above):
            message = await self._send_to_admins(room, post, preferences)
            first = post.notices[0]
            if first.status is Stands.PARTIAL and len(post.notices) == 1:
                await self._remember(first, room, message.id)
            await self._bot.cascade.notices.told([notice.id for notice in post.notices], ADMINS)

    async def _send_to_admins(self, room: int, post: FeedPost, preferences: Preferences) -> discord.Message:
        role = preferences.ping_role_id if post.grave else None
        return await self._room(room).send(
            None if role is None else f"<@&{role}>",
            embed=post.embed,
            view=view_of(_controls(post)),
            allowed_mentions=discord.AllowedMentions(roles=[discord.Object(role)] if role else False),
            nonce=_nonce(ADMINS, post.notices),
        )

    async def _tell_friends(self, room: int, notices: Sequence[Notice], preferences: Preferences) -> None:
        new = [
            notice
            for notice in notices
            if FRIENDS not in notice.told
            and concerns_friends(notice, self._systems)
            and not await self._friends_know(notice)
        ]
        if not new:
            return
        people = await self._requesters(new) if preferences.mention_requester else []
        message = await self._room(room).send(
            " ".join(f"<@{person}>" for person in people)[:CONTENT] or None,
            embed=friends_embed(new, self._systems, self._bot.settings.timezone, preferences.digest_above),
            allowed_mentions=discord.AllowedMentions(users=[discord.Object(person) for person in people]),
            nonce=_nonce(FRIENDS, new),
        )
        for notice in new:
            if notice.status is Stands.PARTIAL and is_elsewhere(notice.event):
                await self._bot.cascade.posts.put(FRIENDS_TOLD, notice.event.id, room, message.id)
        await self._bot.cascade.notices.told([notice.id for notice in new], FRIENDS)

    async def _friends_know(self, notice: Notice) -> bool:
        """Whether friends heard of it when its files went; that the rest follows is nothing to them."""
        posts, event_id = self._bot.cascade.posts, notice.event.id
        if not is_elsewhere(notice.event) or await posts.find(FRIENDS_TOLD, event_id) is None:
            return False
        return notice.status is Stands.COMPLETED or notice.given_up

    async def _requesters(self, notices: Sequence[Notice]) -> list[int]:
        """Those who had requested what left, as far as their Discord ids are known and they are here."""
        names = dict.fromkeys(name for notice in notices for name in notice.event.requested_by)
        people = self._bot.cascade.people
        guessed = {
            name.casefold(): one.discord_id
            for one in (await people.guess() if names else ())
            for name in one.names
        }
        found: list[int] = []
        for name in names:
            linked = await people.named(name)
            ref = linked.discord_id if linked is not None else guessed.get(name.casefold())
            if ref is not None and ref.isdecimal() and int(ref) not in found:
                found.append(int(ref))
        return [person for person in found[:_MENTIONED] if await self._is_here(person)]

    async def _is_here(self, person: int) -> bool:
        """Whether somebody is in the server; a stranger's mention would show as a number."""
        guild = self._bot.get_guild(self._bot.guild_id)
        if guild is None:
            return False
        try:
            await guild.fetch_member(person)
        except discord.NotFound:
            return False
        return True

    async def _remember(self, notice: Notice, room: int, message_id: int) -> None:
        """Know where a partial deletion is told of; a word that it was given up makes the older one calm."""
        posts, event_id = self._bot.cascade.posts, notice.event.id
        before = await posts.find(FEED, event_id)
        if before is not None:
            await self._change(before.room_id, before.message_id, view=None)
        await posts.put(FEED, event_id, room, message_id)

    async def _completed(self, notice: Notice) -> bool:
        """Let the message about a partial deletion say that it is complete; False where there is none."""
        posts, event = self._bot.cascade.posts, notice.event
        post = await posts.find(FEED, event.id)
        if post is None:
            return False
        embed = completed_embed(event, self._systems, self._bot.settings.timezone)
        changed = await self._change(post.room_id, post.message_id, content=None, embed=embed, view=None)
        await posts.forget(FEED, event.id)
        if changed:
            await self._bot.cascade.notices.told([notice.id], ADMINS)
        return changed

    async def _change(self, room: int, message_id: int, **shown: Any) -> bool:
        """Change a message of the feed; False where somebody removed it."""
        try:
            await self._room(room).get_partial_message(message_id).edit(**shown)
        except discord.NotFound:
            return False
        return True

    def _room(self, room: int) -> discord.PartialMessageable:
        return self._bot.get_partial_messageable(room, guild_id=self._bot.guild_id)


def _controls(post: FeedPost) -> tuple[Control, ...]:
    if post.left is not None:
        return (FinishCascade(post.left), ProtectRest(post.left))
    return () if post.retry is None else (RetryNow(post.retry),)


def _wanted(notice: Notice, preferences: Preferences) -> bool:
    """Whether a notice is still news, and of a kind that somebody wants to hear of."""
    stale = notice.status is Stands.PARTIAL and notice.event.status is not Stands.PARTIAL
    if is_elsewhere(notice.event):
        return not stale and "deletions" in preferences.elsewhere_kinds
    return not stale and notice.status.value in preferences.feed_kinds


def _later(now: datetime, notices: Sequence[Notice]) -> datetime:
    """When to try again: soon at first, then less and less often."""
    tries = max(notice.tries for notice in notices)
    return now + min(_FIRST_WAIT * (1 << min(tries, 10)), _LONGEST_WAIT)


def _nonce(room: str, notices: Sequence[Notice]) -> str:
    """A word by which Discord knows the same message again, should the bot die before it noted it."""
    said = f"{room} {[(notice.id, notice.given_up) for notice in notices]}"
    return hashlib.sha256(said.encode()).hexdigest()[:25]
