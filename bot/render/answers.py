"""Answers to read-only questions as people read them; guests get no names, systems or reasons."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import discord

from bot.limits import BUTTON_LABEL, DESCRIPTION, cut, lines, plain, safe
from bot.render.history import event_lines
from bot.render.space import space_embed
from bot.render.words import BLUE, GREY, day, size
from cascade.household.space import SpaceReport
from cascade.household.titles import TitleFacts, TitleHit
from cascade.ledger.events import DeletionEvent
from cascade.ledger.states import Stands


def biggest(hits: Sequence[TitleHit]) -> discord.Embed:
    """What takes most space, item by item."""
    rows = [
        f"{number} {_named(hit.title, hit.year)} **{size(hit.size_bytes)}**"
        for number, hit in enumerate(hits, 1)
    ]
    return _embed(["**What takes most space**", *rows] if rows else ["The Library is empty."])


def deleted(
    events: Sequence[DeletionEvent], title: str | None, zone: ZoneInfo, *, admin: bool
) -> discord.Embed:
    """Who deleted it, when, and by which rule."""
    if not events:
        of = "anything" if title is None else f"“{safe(title)}”"
        return _embed([f"I know of nobody who deleted {of}."], GREY)
    return _embed([_deletion(event, zone) if admin else _gone(event, zone) for event in events])


def _deletion(event: DeletionEvent, zone: ZoneInfo) -> str:
    reason = f"\n-# Rule: {safe(event.reason, 300)}" if event.reason else ""
    return event_lines(event, zone) + reason


def _gone(event: DeletionEvent, zone: ZoneInfo) -> str:
    gone = event.status in (Stands.COMPLETED, Stands.PARTIAL)
    said = f"was removed on {day(event.at, zone)}" if gone else "is still there"
    return f"{_named(event.title, event.year)} {said}."


def watched(facts: TitleFacts, zone: ZoneInfo, *, admin: bool) -> discord.Embed:
    """When it was last watched; that nobody did is said only as far as is known."""
    if facts.last_play_at is None:
        said = "no play of it is on record"
    else:
        said = f"last watched on {day(facts.last_play_at, zone)}"
    rows = [f"{_named(facts.title, facts.year)}: {said}."]
    if admin and facts.watched_by:
        rows.append(f"Watched by {safe(', '.join(facts.watched_by), 300)}.")
    if facts.added_at is not None:
        rows.append(f"Added on {day(facts.added_at, zone)}.")
    return _embed(rows)


def requested(facts: TitleFacts, zone: ZoneInfo, *, admin: bool) -> discord.Embed:
    """Who asked for it."""
    del zone
    if not facts.requested_by:
        said = "nobody requested it, as far as I know"
    elif admin:
        said = f"requested by {safe(', '.join(facts.requested_by), 300)}"
    else:
        said = "it was requested"
    return _embed([f"{_named(facts.title, facts.year)}: {said}."])


def listed_for_guests(said: str, sentence: str | None) -> discord.Embed:
    """Whether it is on the plan; the reasons hold names, which are not for guests. None: so does the rule."""
    rows = [said] if sentence is None else [said, f"The rule: {safe(sentence, 600)}"]
    return _embed([*rows, "An admin has to confirm it before anything goes."])


def space_for_guests(report: SpaceReport) -> discord.Embed:
    """What fills the disks, without their paths and without names of people."""
    disks = tuple(replace(disk, path=f"Disk {number}") for number, disk in enumerate(report.disks, 1))
    return space_embed(replace(report, disks=disks, by_requester=()), None)


def together(embeds: Sequence[discord.Embed]) -> discord.Embed:
    """Several answers in one, where nothing can be clicked."""
    rows = [row for one in embeds for row in (f"**{one.title}**" if one.title else "", one.description or "")]
    return _embed([row for row in rows if row])


def with_hint(embed: discord.Embed) -> discord.Embed:
    """Say to an admin where the rest is told."""
    return embed.set_footer(text="Others read along, so names are left out. /ask tells you all, privately.")


def several(title: str) -> discord.Embed:
    """Ask which one is meant."""
    return _embed([f"Several titles fit “{safe(title)}”. Which one?"])


def title_label(hit: TitleHit, *, systems: bool) -> str:
    """A title on a button: with its year, and with what tells copies apart."""
    year = f" ({hit.year})" if hit.year else ""
    where = ", ".join([hit.resolution or hit.kind.value, *(hit.instances if systems else ())])
    return cut(f"{plain(hit.title, 50)}{year} · {where}", BUTTON_LABEL)


def unknown_title(title: str) -> discord.Embed:
    """Say that there is none."""
    return _embed([f"I know no title “{safe(title)}”, here or deleted."], GREY)


def which_title() -> discord.Embed:
    """Ask for a name."""
    return _embed(["Which title? Write its name with the question."])


def no_plan() -> discord.Embed:
    """Say that there is nothing to explain."""
    return _embed(["There is no plan yet."], GREY)


def _named(title: str, year: int | None) -> str:
    return f"{safe(title)} ({year})" if year else safe(title)


def _embed(rows: list[str], colour: int = BLUE) -> discord.Embed:
    return discord.Embed(description=lines(rows, DESCRIPTION), colour=colour)
