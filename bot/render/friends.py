"""The feed as friends read it: what left, and how to get it back. No systems, no errors, no admins."""

from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import discord

from bot.limits import DESCRIPTION, lines
from bot.render.elsewhere import is_elsewhere
from bot.render.feed import Trouble, name, trouble
from bot.render.words import BLUE, counted, kinds
from bot.systems import Systems
from cascade.household.notices import Notice
from cascade.ledger.events import DeletionEvent
from cascade.ledger.states import Stands


def concerns_friends(notice: Notice, systems: Systems) -> bool:
    """Whether a notice says that something is gone for good: completely, or as far as it ever will be."""
    if notice.status is Stands.PARTIAL:
        if is_elsewhere(notice.event):  # its files are gone, whatever is left in other systems
            return True
        return notice.given_up and trouble(notice.event, systems) is Trouble.MILD
    return notice.status is Stands.COMPLETED


def friends_embed(
    notices: Sequence[Notice], systems: Systems, zone: ZoneInfo, digest_above: int
) -> discord.Embed:
    """One message for everything that left at once."""
    events = [notice.event for notice in notices]
    # Where a request is left behind, Seerr would not take a new one.
    can = not any(notice.given_up or notice.status is Stands.PARTIAL for notice in notices)
    ask = systems.called(sorted(systems.requests)[:1]) if can else ""
    if len(events) == 1:
        want = f" Want it? Request it in {ask}." if ask else ""
        rows = [f"{name(events[0])} was removed ({unwatched(events[0], zone)}).{want}"]
    else:
        short = len(events) > digest_above
        rows = [f"**{kinds(Counter(event.kind.value for event in events))}** were removed:"]
        rows += [name(one) if short else f"{name(one)}: {unwatched(one, zone)}" for one in events]
        rows += [f"Want one back? Request it in {ask}."] if ask else []
    tail = rows[-1:] if len(rows) > 1 and ask else []
    body = lines(rows[: len(rows) - len(tail)], DESCRIPTION - 100)
    return discord.Embed(description="\n".join([body, *tail]), colour=BLUE)


def unwatched(event: DeletionEvent, zone: ZoneInfo) -> str:
    """Say how long nobody had watched it when it went."""
    last = event.last_play_at
    if last is None:
        return "no play on record"
    days = (event.at - last).days
    if days >= 365:
        return f"unwatched for {counted(days // 365, 'year')}"
    if days >= 60:
        return f"unwatched for {days // 30} months"
    return f"last watched {last.astimezone(zone):%b %Y}"
