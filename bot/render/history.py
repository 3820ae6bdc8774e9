"""The history as people read it: what went, when, by whom, and what each system said."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import discord

from bot.limits import DESCRIPTION, lines, safe
from bot.render.words import GREY, RED, day, size
from cascade.ledger.events import DeletionEvent, Result
from cascade.ledger.states import Stands

_MARKS = {Stands.COMPLETED: "✅", Stands.PARTIAL: "🟠", Stands.FAILED: "❌", Stands.SKIPPED: "⏭"}


def history_embed(events: Sequence[DeletionEvent], page: int, zone: ZoneInfo, *, more: bool) -> discord.Embed:
    """One page of deletions, newest first."""
    rows = [event_lines(event, zone) for event in events] or ["Nothing was deleted that fits."]
    bad = any(event.status in (Stands.PARTIAL, Stands.FAILED) for event in events)
    embed = discord.Embed(
        title="🗂 What was deleted",
        description=lines(rows, DESCRIPTION - 100),
        colour=RED if bad else GREY,
    )
    if more or page > 1:
        hint = f"; go on with page:{page + 1}" if more else ""
        embed.set_footer(text=f"Page {page}{hint}")
    return embed


def event_lines(event: DeletionEvent, zone: ZoneInfo) -> str:
    """One deletion: what and how large, then when, by whom and how, then the systems."""
    year = f" ({event.year})" if event.year else ""
    plan = f", plan {event.plan_id}" if event.plan_id else ""
    source = "" if event.source == "discord" else f", {safe(event.source, 20)}"
    seen = f", noticed by {safe(event.detected_by, 20)}" if event.detected_by else ""
    said = ", ".join(f"{safe(name, 20)} {_said(result)}" for name, result in event.results.items())
    rows = [
        f"{_MARKS[event.status]} **{safe(event.title)}**{year} · {size(event.size_bytes)}",
        f"{day(event.at, zone)} · by {safe(event.by, 32)}{plan}{source}{seen}",
    ]
    return "\n".join([*rows, said] if said else rows)


def _said(result: Result) -> str:
    if result.success:
        return "✓"
    return "–" if result.skipped else "✗"
