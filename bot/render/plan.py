"""A plan as people see it: made for a phone, the numbers that matter first."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import discord

from bot.limits import DESCRIPTION, TITLE, cut, lines, plain, safe
from bot.render.words import AMBER, GREY, RED, counted, kinds, relative, size, watched
from bot.told import told
from cascade.plan import Plan, PlanItem, PlanState, Why

BIGGEST = 8  # items shown on the plan itself
PAGE = 10  # items on a page of the list
_SIGNS = {
    PlanState.PROPOSED: ("🟠", AMBER),
    PlanState.CONFIRMED: ("🔴", RED),
    PlanState.RUNNING: ("🔴", RED),
    PlanState.FINISHED: ("🏁", GREY),
    PlanState.CANCELLED: ("⚪", GREY),
    PlanState.EXPIRED: ("⚪", GREY),
}
_ROLES = {
    "media": "Library",
    "watch": "Plays",
    "movies": "Films",
    "shows": "Shows",
    "requests": "Requests",
    "anime": "Anime",
}


def plan_embed(plan: Plan, zone: ZoneInfo, *, practice: bool) -> discord.Embed:
    """The plan message: what goes, what comes back, what is left out, and until when it can be confirmed."""
    sign, colour = _SIGNS[plan.state]
    if not plan.items:
        return _empty(plan)
    title = f"{sign} PLAN {plan.id} · {kinds(plan.totals.by_kind, _episodes(plan))}"
    embed = discord.Embed(title=cut(title, TITLE), colour=colour)
    rows = [*_head(plan, practice=practice), "", *_biggest(plan, zone), "", *_tail(plan)]
    embed.description = lines(rows, DESCRIPTION - 200)
    return embed


def _empty(plan: Plan) -> discord.Embed:
    """What is said where nothing fits: why it may be so, and no numbers of nothing."""
    embed = discord.Embed(title=f"⚪ PLAN {plan.id} · nothing to delete", colour=GREY)
    rows = [f"*{safe(plan.sentence, 300)}*", "Nothing in the library fits that."]
    rows.append(f"`{plain(plan.query, 400).replace('`', '´')}`")
    rows += [f"-# {safe(bound, 200)}" for bound in plan.bounds[:4]]
    if (left := _left_out(plan)) is not None:
        rows.append(f"⏭ {left}; they stay.")
        rows += _reasons(plan, 3)
    embed.description = lines(rows, DESCRIPTION - 200)
    return embed


def page_count(plan: Plan) -> int:
    """How many pages the list of a plan has."""
    return max(-(-len(plan.items) // PAGE), 1)


def page_embed(plan: Plan, page: int, zone: ZoneInfo) -> discord.Embed:
    """One page of the whole list, from the stored plan; a page beyond the end is the last one."""
    page = min(page, page_count(plan) - 1)
    rows = [
        row
        for number, item in enumerate(plan.items[page * PAGE : (page + 1) * PAGE], page * PAGE + 1)
        for row in (_item(number, item, zone), f"-# {_systems(item)}")
    ]
    embed = discord.Embed(title=f"PLAN {plan.id} · page {page + 1} of {page_count(plan)}", colour=AMBER)
    embed.description = lines(rows, DESCRIPTION) or "Nothing is on this plan."
    return embed


def left_out_embed(plan: Plan) -> discord.Embed:
    """Why items the rule touches are not on the plan."""
    left = plan.left_out
    embed = discord.Embed(title=f"PLAN {plan.id} · left out", colour=GREY)
    rows = [_left_out(plan) or "Nothing was left out."]
    rows += [f"• {counted(count, 'item')}: {told(text, 200)}" for text, count in left.reasons]
    if left.items:
        rows += ["", "**Among them**"]
        rows += [f"{_name(item.title, item.year)} – {_WHY[item.why]}" for item in left.items[:30]]
    embed.description = lines(rows, DESCRIPTION)
    return embed


def closed_line(plan: Plan, successor: str | None) -> str:
    """What a click on an old plan is answered with."""
    if successor is not None:
        return f"Plan {plan.id} was replaced by plan {successor}; use that one."
    said = {
        PlanState.CONFIRMED: "was confirmed already.",
        PlanState.RUNNING: "is being carried out already.",
        PlanState.FINISHED: "has been carried out.",
        PlanState.CANCELLED: "was cancelled. Make a new one with /clean.",
        PlanState.EXPIRED: "has expired. Make a new one with /clean, so that everything is looked at again.",
        PlanState.PROPOSED: "is still open.",
    }
    return f"Plan {plan.id} {said[plan.state]}"


def delete_label(plan: Plan) -> str:
    """The words on the one button that deletes."""
    by_kind = plan.totals.by_kind
    if len(by_kind) == 1:
        return f"Delete {kinds(by_kind)}…"
    return f"Delete {counted(plan.totals.items, 'item')}…"


def needs_count(plan: Plan, threshold: int, *, always: bool) -> bool:
    """Whether the one who confirms types the number of items: many of them, or files that go for good."""
    return plan.totals.items > threshold or (always and no_undo(plan))


def no_undo(plan: Plan) -> bool:
    """Whether files are removed for good."""
    return any(warning.startswith("No undo") for warning in plan.warnings)


def _head(plan: Plan, *, practice: bool) -> list[str]:
    totals = plan.totals
    rows = ["🧪 **Practice mode: nothing will be deleted.**"] if practice else []
    rows.append(f"*{safe(plan.sentence, 300)}*")
    back = f"**{size(totals.size_bytes)}** of files → **{size(totals.frees_bytes)}** really comes back"
    if totals.frees_unknown:
        back += f" (of {counted(totals.frees_unknown, 'item')} it is unknown)"
    rows.append(back)
    if plan.disk is not None:
        after = plan.disk.free_bytes + totals.frees_bytes
        rows.append(f"Disk {safe(plan.disk.path)}: {size(plan.disk.free_bytes)} free → ~{size(after)}")
    rows.append(f"`{plain(plan.query, 400).replace('`', '´')}`")
    rows += [f"-# {safe(bound, 200)}" for bound in plan.bounds[:4]]
    return rows


def _biggest(plan: Plan, zone: ZoneInfo) -> list[str]:
    rows = [_item(number, item, zone) for number, item in enumerate(plan.items[:BIGGEST], 1)]
    more = len(plan.items) - BIGGEST
    return [*rows, f"+{more:,} more"] if more > 0 else rows


def _tail(plan: Plan) -> list[str]:
    rows = ["⛔ **Over a cap, cannot be confirmed:**"] if plan.over_caps else []
    rows += [f"• {told(over, 200)}" for over in plan.over_caps]
    rows += [f"⚠ {told(warning, 200)}" for warning in plan.warnings[:6]]
    if (left := _left_out(plan)) is not None:
        rows.append(f"⏭ {left}")
    rows += _reasons(plan, 2)
    by_target = plan.totals.by_target
    if len(set(by_target.values())) > 1 or any("not reachable" in warning for warning in plan.warnings):
        rows.append("Steps: " + ", ".join(f"{safe(name)} {count}" for name, count in by_target.items()))
    rows.append(f"-# {_ages(plan.read_at)}")
    if plan.state is PlanState.PROPOSED:
        rows.append(f"Expires {relative(plan.expires_at)} · by {safe(plan.by, 40)}")
    return rows


def _left_out(plan: Plan) -> str | None:
    left = plan.left_out
    counts = ((left.unknown, "unknown"), (left.protected, "protected"), (left.unclear, "unclear"))
    said = " · ".join(f"{count:,} {what}" for count, what in counts if count)
    return f"Left out: {said}" if said else None


def _reasons(plan: Plan, most: int) -> list[str]:
    return [f"-# {counted(count, 'item')}: {told(text, 160)}" for text, count in plan.left_out.reasons[:most]]


def _item(number: int, item: PlanItem, zone: ZoneInfo) -> str:
    episodes = f" · {counted(item.episodes, 'episode')}" if item.episodes else ""
    name = f"`{number}` {_name(item.title, item.year)}"
    return f"{name} **{size(item.size_bytes)}**{episodes} · {watched(item, zone)}"


def _systems(item: PlanItem) -> str:
    targets = dict.fromkeys(step.target for step in item.steps)
    freed = "" if item.frees_bytes is None else f" · {size(item.frees_bytes)} come back"
    return f"{' → '.join(safe(name) for name in targets)}{freed}"


def _name(title: str, year: int | None) -> str:
    return safe(title, 60) if year is None else f"{safe(title, 60)} ({year})"


def _episodes(plan: Plan) -> int:
    return sum(item.episodes or 0 for item in plan.items)


def _ages(read_at: Mapping[str, datetime]) -> str:
    """How old what the plan rests on is, as stamps that go on counting while the message stands."""
    read: dict[str, list[str]] = {}
    for role, at in read_at.items():
        read.setdefault(relative(at.replace(second=0)), []).append(_ROLES.get(role, role))
    return " · ".join(f"{', '.join(roles)} {at}" for at, roles in read.items()) or "nothing was read yet"


_WHY = {Why.UNKNOWN: "unknown", Why.PROTECTED: "protected", Why.UNCLEAR: "unclear"}
