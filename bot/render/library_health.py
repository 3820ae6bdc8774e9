"""How true the Library is, as people read it: the last check, and what waits for somebody."""

from collections.abc import Mapping

import discord

from bot.limits import DESCRIPTION, FIELD_VALUE, lines, safe
from bot.render.elsewhere import titled
from bot.render.words import AMBER, GREEN, RED, counted, relative
from bot.told import told
from cascade.detection.findings import Counts
from cascade.detection.report import Check, Reconciliation

_NAMED = 8  # titles named one by one


def library_health(check: Check | None, counts: Counts, orphans: Mapping[str, int]) -> str:
    """What /health says of the Library, in a few lines."""
    if check is None:
        rows = ["Never checked against the servers yet."]
    else:
        when = relative(check.ended_at or check.began_at)
        rows = [f"Checked {when} by {safe(check.by, 40)}: {counted(check.checked, 'item')} compared."]
        rows += [f"⚠ {told(check.error, 300)}"] if check.error else []
    rows += [
        f"{_mark(counts.drift)} drift: {counts.drift}",
        f"{_mark(counts.came_back)} came back: {counts.came_back}",
        f"{_mark(counts.outages)} outages: {counts.outages}",
        _orphans(orphans),
    ]
    return lines(rows, FIELD_VALUE)


def reconciled_embed(done: Reconciliation) -> discord.Embed:
    """What a reconciliation came to."""
    rows = [f"{counted(done.checked, 'item')} compared with what the servers list."]
    rows.append(f"{counted(len(done.deleted), 'deletion')} found: the feed tells of each.")
    rows += [f"🗑 {titled(event.title, event.year)}" for event in done.deleted[:_NAMED]]
    rows.append(f"Drift: {len(done.drift)} · came back: {len(done.came_back)}")
    if done.waiting:
        rows.append(f"{counted(done.waiting, 'item')} gone, and it cannot be said yet what that means.")
    if done.outage is not None:
        rows.append(f"🔌 {told(done.outage.message, 300)}")
    rows += [f"⚠ {told(error, 300)}" for error in done.errors]
    bad = bool(done.errors) or done.outage is not None
    open_ones = bool(done.drift or done.came_back)
    return discord.Embed(
        title="🔎 Library checked" if not bad else "🔎 Not everything could be checked",
        description=lines(rows, DESCRIPTION),
        colour=RED if bad else AMBER if open_ones else GREEN,
    )


def _mark(number: int) -> str:
    return "⚠" if number else "✅"


def _orphans(orphans: Mapping[str, int]) -> str:
    found = {what: number for what, number in orphans.items() if number}
    if not found:
        return "✅ orphans: 0"
    return "⚠ orphans: " + ", ".join(f"{number} {what}" for what, number in found.items())
