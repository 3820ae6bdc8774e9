"""The feed as admins read it: one line for what is gone, a message of its own for what is not."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from zoneinfo import ZoneInfo

import discord

from bot.limits import DESCRIPTION, lines, safe
from bot.render.elsewhere import elsewhere_digest, elsewhere_line, is_elsewhere, left_embed
from bot.render.words import AMBER, GREEN, GREY, RED, counted, kinds, relative, size
from bot.systems import Systems
from bot.told import told
from cascade.household.notices import Notice
from cascade.ledger.events import DeletionEvent
from cascade.ledger.states import Stands


class Trouble(Enum):
    """How bad it is that a deletion is partial."""

    NONE = "none"
    MILD = "mild"  # a trace is left, and nothing comes back by itself
    GRAVE = "grave"  # files are left, or an entry that may download them again


@dataclass(frozen=True, slots=True)
class FeedPost:
    """One message of the feed, and the notices it tells.

    `retry`: it offers to try this run again now. `left`: it offers to finish this deletion by somebody else.
    """

    embed: discord.Embed
    notices: tuple[Notice, ...]
    grave: bool = False
    retry: str | None = None
    left: str | None = None


def trouble(event: DeletionEvent, systems: Systems) -> Trouble:
    """Say how bad what is left behind is, from what each system said."""
    if event.status is not Stands.PARTIAL:
        return Trouble.NONE
    left = {name for name, result in event.results.items() if not result.success}
    if left & systems.arrs or not _gate_passed(event, systems):
        return Trouble.GRAVE
    return Trouble.MILD


def feed_posts(
    notices: Sequence[Notice], systems: Systems, zone: ZoneInfo, digest_above: int
) -> list[FeedPost]:
    """Put notices of one run that say the same into messages; above a number they are summed up."""
    if not notices:
        return []
    if _is_news_of_others(notices[0]):
        return _by_others(notices, systems, digest_above)
    if len(notices) > digest_above:
        return [_digest(notices, systems)]
    if notices[0].status is Stands.PARTIAL:
        return [_alone(notice, systems) for notice in notices]
    rows = [f"{audit_line(notice.event, systems, zone)}\n" for notice in notices]
    colour = GREEN if notices[0].status is Stands.COMPLETED else AMBER
    return [FeedPost(discord.Embed(description=lines(rows, DESCRIPTION), colour=colour), tuple(notices))]


def _is_news_of_others(notice: Notice) -> bool:
    """Whether it tells what somebody else did, and not what came of our finishing it."""
    event = notice.event
    return is_elsewhere(event) and (event.run_id is None or notice.status is Stands.COMPLETED)


def _by_others(notices: Sequence[Notice], systems: Systems, digest_above: int) -> list[FeedPost]:
    if len(notices) > digest_above:
        return [FeedPost(elsewhere_digest([one.event for one in notices], systems), tuple(notices))]
    if notices[0].status is Stands.PARTIAL:
        return [FeedPost(left_embed(one.event, systems), (one,), left=one.event.id) for one in notices]
    rows = [f"{elsewhere_line(one.event, systems)}\n" for one in notices]
    return [FeedPost(discord.Embed(description=lines(rows, DESCRIPTION), colour=GREEN), tuple(notices))]


def completed_embed(event: DeletionEvent, systems: Systems, zone: ZoneInfo) -> discord.Embed:
    """What stays of a message about a partial deletion once it is complete."""
    if is_elsewhere(event):
        return discord.Embed(description=elsewhere_line(event, systems), colour=GREEN)
    return discord.Embed(description=audit_line(event, systems, zone), colour=GREEN)


def audit_line(event: DeletionEvent, systems: Systems, zone: ZoneInfo) -> str:
    """Everything about one deletion, in one line."""
    if event.status is not Stands.COMPLETED:
        return f"❌ {name(event)} · {size(event.size_bytes)} · not deleted: {_why(event)} · {_by(event)}"
    parts = [f"🗑 {name(event)}", size(event.size_bytes)]
    last = event.last_play_at
    parts.append("no play on record" if last is None else f"last watched {last.astimezone(zone):%b %Y}")
    if event.requested_by:
        parts.append(f"requested by {', '.join(safe(person, 32) for person in event.requested_by[:3])}")
    parts += [_by(event), f"gone from {_gone(event, systems)}"]
    return " · ".join(parts + _gained([event]))


def name(event: DeletionEvent) -> str:
    """A title with its year, in bold."""
    title = safe(event.title, 80)
    return f"**{title} ({event.year})**" if event.year else f"**{title}**"


def _alone(notice: Notice, systems: Systems) -> FeedPost:
    """A message for one partial deletion, as bad as it is."""
    event = notice.event
    bad = trouble(event, systems)
    sign, colour = ("🔴", RED) if bad is Trouble.GRAVE else ("▫", GREY)
    rows = [
        f"{sign} {name(event)} · {size(event.size_bytes)}: {_left(event, systems)}",
        *_errors(event, systems),
        _outlook(notice),
        f"-# {_by(event)}",
    ]
    grave = bad is Trouble.GRAVE
    retry = event.run_id if grave and not notice.given_up else None
    return FeedPost(
        discord.Embed(description=lines(rows, DESCRIPTION), colour=colour), (notice,), grave, retry
    )


def _digest(notices: Sequence[Notice], systems: Systems) -> FeedPost:
    """One message for many notices that say the same."""
    events = [notice.event for notice in notices]
    first, status = events[0], notices[0].status
    count = kinds(Counter(event.kind.value for event in events))
    total = size(sum(event.size_bytes for event in events))
    grave = any(trouble(event, systems) is Trouble.GRAVE for event in events)
    rows = [" · ".join([_by(first), *(_gained(events) if status is Stands.COMPLETED else [])])]
    retry = None
    match status:
        case Stands.COMPLETED:
            title, colour = f"🗑 {count} deleted · {total}", GREEN
            rows[0] += f" · gone from {_gone_all(events, systems)}"
        case Stands.PARTIAL:
            title, colour = (f"🔴 {count} left behind", RED) if grave else (f"▫ {count} left a trace", GREY)
            rows += [_left(first, systems), *_errors(first, systems), _outlook(notices[0])]
            retry = first.run_id if grave and not notices[0].given_up else None
        case _:
            title, colour = f"❌ {count} not deleted", AMBER
            rows.append(_why(first))
    biggest = sorted(events, key=lambda event: -event.size_bytes)
    rows += ["", *(f"{name(event)} {size(event.size_bytes)}" for event in biggest)]
    embed = discord.Embed(title=title, description=lines(rows, DESCRIPTION), colour=colour)
    return FeedPost(embed, tuple(notices), grave, retry)


def _left(event: DeletionEvent, systems: Systems) -> str:
    """Say what is left, and what that means."""
    left = [name for name, result in event.results.items() if not result.success]
    if not _gate_passed(event, systems):
        return "only a part of its files is gone."
    arrs = [name for name in left if name in systems.arrs]
    if arrs:
        has = "have" if len(arrs) > 1 else "has"
        return f"files gone, but {systems.called(arrs)} still {has} it: it may be downloaded again."
    listing = [name for name in left if name not in systems.requests]
    if listing:
        return f"files gone; {systems.called(listing)} still lists it."
    return f"files gone; its request is left in {systems.called(left)}."


def _gate_passed(event: DeletionEvent, systems: Systems) -> bool:
    """Whether the files are proved gone: by the media server, or by the *arr where that goes first."""
    gates = systems.media | systems.arrs
    return any(result.success for name, result in event.results.items() if name in gates)


def _outlook(notice: Notice) -> str:
    if notice.given_up:
        return "**I gave up.** Please look at it and remove what is left there by hand."
    if notice.next_try is None:
        return "I try again; I will say if I give up."
    return f"Next try {relative(notice.next_try)}, then up to 6 h apart; I will say if I give up."


def _errors(event: DeletionEvent, systems: Systems) -> list[str]:
    said = [(name, result.error) for name, result in event.results.items() if result.error]
    return [
        f"-# {told(error, 160)}"
        if error.startswith(f"{name} ")
        else f"-# {systems.called([name])}: {told(error, 160)}"
        for name, error in said
    ]


def _why(event: DeletionEvent) -> str:
    return told(event.error or "it is left as it was", 200)


def _by(event: DeletionEvent) -> str:
    plan = f", plan {event.plan_id}" if event.plan_id else ""
    source = "" if event.source == "discord" else f" ({safe(event.source, 20)})"
    return f"by {safe(event.by, 32)}{source}{plan}"


def _gone(event: DeletionEvent, systems: Systems) -> str:
    return systems.called(name for name, result in event.results.items() if result.success) or "nowhere"


def _gone_all(events: Sequence[DeletionEvent], systems: Systems) -> str:
    names = dict.fromkeys(name for event in events for name in event.results)
    return systems.called(names) or "nowhere"


def _gained(events: Sequence[DeletionEvent]) -> list[str]:
    """Say what came back on the disk; nothing where that was not known of every one."""
    freed = [event.frees_bytes for event in events if event.frees_bytes is not None]
    if len(freed) < len(events):
        return []
    linked = counted(sum(event == 0 for event in freed), "item")
    if sum(freed) == 0:
        return ["the disk gained nothing: still hard-linked"]
    return [f"disk gained {size(sum(freed))}" + (f" ({linked} still hard-linked)" if 0 in freed else "")]
