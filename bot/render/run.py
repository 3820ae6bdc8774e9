"""A run as people see it: one message that moves, and a new one when it has ended."""

from datetime import datetime, timedelta

import discord

from bot.limits import DESCRIPTION, lines, safe
from bot.render.words import AMBER, GREEN, GREY, RED, counted, relative, size, took
from bot.told import told
from cascade.ledger.standing import RunStatus
from cascade.ledger.states import ItemState
from cascade.report import RunReport

_BAR = 16  # blocks
_NAMED = 15  # lines about what is not gone in a result
_ALIKE = 3  # items of one fate that are told one by one; of more, so many are named
_SIGNS = {ItemState.PARTIAL: "🟠", ItemState.FAILED: "❌", ItemState.SKIPPED: "⏭"}
_NOISE = 100_000_000  # bytes that come and go on any disk


def progress_embed(run: RunStatus, now: datetime) -> discord.Embed:
    """The message that is edited while a run goes on."""
    ended = run.total - run.left
    embed = discord.Embed(title=f"🔴 Deleting · plan {run.plan_id} · {ended} of {run.total}", colour=RED)
    rows = [_bar(ended, run.total), _counts(run), f"{size(run.removed_bytes)} of files removed{gained(run)}"]
    if run.titles:
        rows.append(f"Now: {', '.join(safe(title, 60) for title in run.titles[:3])}")
    elif ended == 0:
        rows.append("Now: asking every server once more")
    if (left := time_left(run, now)) is not None:
        rows.append(f"About {took(left)} left")
    if run.stop_asked_by is not None:
        rows.append(f"✋ Stopping after the items at hand, asked by {safe(run.stop_asked_by, 40)}")
    elif run.waiting_until is not None:
        rows.append(f"⏳ Waiting for a server; next try {relative(run.waiting_until)}")
    embed.description = lines(rows, DESCRIPTION)
    return embed


def ended_embed(run: RunStatus) -> discord.Embed:
    """What stays of the progress message when the run has ended."""
    embed = discord.Embed(title=f"🏁 Plan {run.plan_id} · {run.total - run.left} of {run.total}", colour=GREY)
    embed.description = f"{_bar(run.total - run.left, run.total)}\n{_counts(run)}"
    return embed


def result_embed(run: RunStatus, report: RunReport) -> discord.Embed:
    """The result: what is gone, what is not, and what happens next."""
    open_items = run.retrying + run.left
    sign, colour = ("✅", GREEN) if report.completed else ("🟠", AMBER) if run.completed else ("🔴", RED)
    if run.skipped == run.total:  # a stop, or facts that changed: nothing went wrong
        sign, colour = "⏭", GREY
    embed = discord.Embed(title=f"{sign} Plan {run.plan_id} · {_headline(run)}", colour=colour)
    rows = [_counts(run), f"{size(run.removed_bytes)} of files removed{gained(run)}", *_troubles(report)]
    if open_items and not run.finished:
        when = f", next try {relative(run.waiting_until)}" if run.waiting_until else ""
        rows.append(
            f"⏳ {counted(open_items, 'item')} not finished{when}. I go on by myself; Retry does it now."
        )
    embed.description = lines(rows, DESCRIPTION)
    return embed


def rehearsal_embed(report: RunReport) -> discord.Embed:
    """What a confirmed plan would have done in practice mode."""
    ready = report.count(ItemState.COMPLETED)
    embed = discord.Embed(title=f"🧪 Practice · plan {report.plan_id}", colour=GREY)
    freed = size(sum(item.size_bytes for item in report.items if item.state is ItemState.COMPLETED))
    rows = [
        f"{counted(ready, 'item')} of {len(report.items)} would be deleted everywhere, {freed}.",
        "**Nothing was deleted.** An admin switches practice mode off in /setup.",
    ]
    embed.description = lines([*rows, *_troubles(report)], DESCRIPTION)
    return embed


def time_left(run: RunStatus, now: datetime) -> timedelta | None:
    """How long a run still takes at its pace so far; None before anything can be said."""
    ended = run.total - run.left
    if ended == 0 or run.left == 0 or run.waiting_until is not None:
        return None
    return (now - run.confirmed_at) / ended * run.left


def _bar(ended: int, total: int) -> str:
    full = _BAR * ended // total if total else 0
    return f"`{'█' * full}{'░' * (_BAR - full)}` {100 * ended // total if total else 0} %"


def _counts(run: RunStatus) -> str:
    counts = (
        ("✅", run.completed, "done"),
        ("🟠", run.partial, "partial"),
        ("⏭", run.skipped, "dropped"),
        ("❌", run.failed, "failed"),
        ("▫", run.left, "left"),
    )
    return " · ".join(f"{sign} {number} {what}" for sign, number, what in counts if number) or "nothing yet"


def gained(run: RunStatus) -> str:
    """What the disk gained since the confirmation, as far as that can be the work of this run.

    Others write and remove files on it meanwhile, so a gain above what was removed is told as theirs too.
    """
    if run.gained_bytes is None or run.removed_bytes == 0:
        return ""
    if run.gained_bytes < 0:
        return f"; the disk has {size(-run.gained_bytes)} less free than before, so something else filled it"
    said = f", the disk gained {size(run.gained_bytes)}"
    if run.gained_bytes <= run.removed_bytes + _NOISE:
        return said
    at_hand = ", those at hand included"  # their files go before they count as done
    return said + (at_hand if run.titles else ", more than these files: something else was removed, too")


def _headline(run: RunStatus) -> str:
    if run.completed == run.total:
        return f"all {run.total} gone everywhere" if run.total > 1 else "gone everywhere"
    if run.skipped == run.total:
        return f"all {run.total} left as they were" if run.total > 1 else "left as it was"
    return f"{run.completed} of {run.total} gone everywhere"


def _troubles(report: RunReport) -> list[str]:
    """What is not gone, and why: one by one, or together where many share a fate."""
    fates: dict[tuple[ItemState, str], list[str]] = {}
    for item in report.items:
        if item.state is not ItemState.COMPLETED:
            fate = item.state, told(item.message or "not begun", 160)
            fates.setdefault(fate, []).append(safe(item.title, 60))
    return [row for (state, why), titles in fates.items() for row in _rows(state, why, titles)][:_NAMED]


def _rows(state: ItemState, why: str, titles: list[str]) -> list[str]:
    sign = _SIGNS.get(state, "▫")
    if len(titles) <= _ALIKE:
        return [f"{sign} {title}: {why}" for title in titles]
    named = ", ".join(titles[:_ALIKE])
    return [f"{sign} {counted(len(titles), 'item')}: {why}", f"-# {named} +{len(titles) - _ALIKE:,} more"]
