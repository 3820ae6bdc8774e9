"""What others did, as admins read it: deletions, drift, what came back, outages."""

from collections import Counter
from collections.abc import Sequence

import discord

from bot.limits import DESCRIPTION, lines, safe
from bot.render.words import AMBER, GREEN, GREY, RED, counted, kinds, relative, size
from bot.systems import Systems
from bot.told import told
from cascade.detection.findings import Drifted
from cascade.detection.outages import Outage
from cascade.detection.returns import CameBack, Decision
from cascade.ledger.events import DeletionEvent
from cascade.plan import Plan
from cascade.step import Action, Step

EXTERNAL = "external"
_SEEN = {
    "webhook": "seen by webhook",
    "signalr": "seen live",
    "reconcile": "seen by a check",
    "sync": "seen by a sync",
}
_STEPS = {
    Action.DELETE_ENTRY: "the entry, and it is excluded from import",
    Action.DELETE_SEASON: "the season is no longer monitored, its file rows go",
    Action.REFRESH: "looks again and drops the entry",
    Action.DELETE_REQUEST: "the request",
    Action.DELETE_MEDIA: "the mark as available",
    Action.FORGET_SERIES: "the entry",
    Action.FORGET_FILE: "the entry of a file",
}
_DECIDED = {
    Decision.FINE: "is fine with it",
    Decision.DELETED: "wants it deleted again",
    Decision.PROTECTED: "protected it",
}


def is_elsewhere(event: DeletionEvent) -> bool:
    """Whether a deletion was not ours."""
    return event.detected_by is not None


def elsewhere_line(event: DeletionEvent, systems: Systems) -> str:
    """One deletion by somebody else, in one line: who, how it was noticed, what is gone, what is left."""
    gone = [name for name, result in event.results.items() if result.success and name != "disk"]
    parts = [
        f"🗑 {titled(event.title, event.year)}",
        size(event.size_bytes),
        f"{who(event, systems)} ({_SEEN.get(event.detected_by or '', 'noticed')})",
        f"gone from {systems.called(gone) or 'nowhere'}",
    ]
    if event.run_id is not None and event.plan_id is not None:
        parts.append(f"finished by plan {event.plan_id}")
    return " · ".join(parts)


def left_line(event: DeletionEvent, systems: Systems) -> str:
    """What is left of it in other systems."""
    left = {name for name, result in event.results.items() if not result.success}
    said = [f"{systems.called([name])} still has {_thing(name, systems)}" for name in sorted(left)]
    comes = " It may be downloaded again." if left & systems.arrs else ""
    return f"Left: {', '.join(said) or 'nothing'}.{comes}"


def who(event: DeletionEvent, systems: Systems) -> str:
    """Say who did it, as far as a server said so."""
    if event.source == EXTERNAL:
        return "deleted by nobody knows whom"
    name = event.by.removeprefix("System (").removesuffix(")")
    return f"deleted in {safe(systems.names.get(name, name), 40)}"


def left_embed(event: DeletionEvent, systems: Systems) -> discord.Embed:
    """A deletion by somebody else of which something is left."""
    rows = [elsewhere_line(event, systems), left_line(event, systems)]
    if event.reason:
        rows.append(f"-# {told(event.reason, 200)}")
    return discord.Embed(description=lines(rows, DESCRIPTION), colour=AMBER)


def elsewhere_digest(events: Sequence[DeletionEvent], systems: Systems) -> discord.Embed:
    """One message for many deletions by others."""
    count = kinds(Counter(event.kind.value for event in events))
    left = [event for event in events if any(not one.success for one in event.results.values())]
    rows = [" · ".join(f"{who}: {number}" for who, number in _authors(events, systems))]
    if left:
        rows.append(f"Of {counted(len(left), 'item')} something is left elsewhere; /history shows where.")
    rows += ["", *(f"{titled(one.title, one.year)} {size(one.size_bytes)}" for one in _largest(events))]
    return discord.Embed(
        title=f"🗑 {count} deleted by others · {size(sum(one.size_bytes for one in events))}",
        description=lines(rows, DESCRIPTION),
        colour=AMBER if left else GREEN,
    )


def drift_embed(found: Drifted, systems: Systems) -> discord.Embed:
    """What one system lacks and others have."""
    drift = found.drift
    seen = _SEEN.get(drift.detected_by, "noticed")
    gone = f"gone from {systems.called([drift.missing_from])} ({seen})"
    still = systems.called(drift.held_by) or "no other"
    rows = [f"↔ {titled(found.title, found.year)} · {gone}, still in {still}."]
    if drift.message:
        rows.append(f"-# {told(drift.message, 200)}")
    if drift.resolved_at is not None:
        rows.append(f"✔ {_resolved(drift.resolution)}{_by(drift.resolved_by)}")
    else:
        rows.append("Nothing is deleted by itself.")
    colour = AMBER if drift.resolved_at is None else GREY
    return discord.Embed(description=lines(rows, DESCRIPTION), colour=colour)


def drift_digest(found: Sequence[Drifted], systems: Systems) -> discord.Embed:
    """One message for much drift."""
    by_server = Counter(one.drift.missing_from for one in found)
    rows = [f"{systems.called([name])} lacks {number}" for name, number in by_server.most_common()]
    rows += ["", *(titled(one.title, one.year) for one in found)]
    title = f"↔ {counted(len(found), 'item')} in one system and not in another; /health shows each"
    return discord.Embed(title=title, description=lines(rows, DESCRIPTION), colour=AMBER)


def return_embed(one: CameBack, systems: Systems) -> discord.Embed:
    """A deleted title that is there again, and why."""
    seen = f"It is in {systems.called([one.source])} again since {relative(one.seen_at)}."
    deleted = f"{relative(one.deleted_at)} by {safe(one.deleted_by, 40)}"
    rows = [f"↩ {titled(one.title, one.year)} came back. It was deleted {deleted}.", seen]
    rows += [f"• {told(text, 300)}" for text in one.explained] or ["• No server says why."]
    if one.decision is not None:
        rows.append(f"✔ {safe(one.decided_by or 'Somebody', 40)} {_DECIDED[one.decision]}.")
    return discord.Embed(description=lines(rows, DESCRIPTION), colour=AMBER if one.decision is None else GREY)


def returns_digest(found: Sequence[CameBack]) -> discord.Embed:
    """One message for many titles that came back."""
    rows = [f"{titled(one.title, one.year)} · deleted {relative(one.deleted_at)}" for one in found]
    title = f"↩ {counted(len(found), 'title')} came back; /health shows each"
    return discord.Embed(title=title, description=lines(rows, DESCRIPTION), colour=AMBER)


def outage_embed(one: Outage, systems: Systems) -> discord.Embed:
    """The one alert about a disappearance that is not believed."""
    scope = f" · {safe(one.scope, 100)}" if one.scope else ""
    rows = [told(one.message, 500), f"Since {relative(one.since)}, {counted(one.count, 'item')} concerned."]
    if one.released_at is None:
        rows.append("**Nothing is marked as deleted until somebody says so.**")
        title, colour = f"🔌 Outage: {systems.called([one.source])}{scope}", RED
    else:
        title, colour = f"🔌 Over: {systems.called([one.source])}{scope}", GREY
        rows.append(f"✔ {_judged(one)}{_by(one.released_by)}")
    return discord.Embed(title=title, description=lines(rows, DESCRIPTION), colour=colour)


def rest_embed(plan: Plan, systems: Systems) -> discord.Embed:
    """What finishing a deletion would remove, before somebody says yes."""
    (item,) = plan.items
    rows = [f"{titled(item.title, item.year)} · {safe(plan.sentence, 200)}"]
    rows += [f"• {_step(step, systems)}" for step in item.steps if step.action is not Action.FILES_GONE]
    rows += [f"-# {told(note, 200)}" for note in item.notes]
    rows.append("Its files are proved gone; none is removed by this.")
    title = f"🧹 PLAN {plan.id} · finish the cascade"
    return discord.Embed(title=title, description=lines(rows, DESCRIPTION), colour=AMBER)


def titled(title: str, year: int | None) -> str:
    """A title with its year, in bold."""
    return f"**{safe(title, 80)} ({year})**" if year else f"**{safe(title, 80)}**"


def _thing(name: str, systems: Systems) -> str:
    return "its request" if name in systems.requests else "its entry"


def _step(step: Step, systems: Systems) -> str:
    return f"{systems.called([step.target])}: {_STEPS[step.action]}"


def _authors(events: Sequence[DeletionEvent], systems: Systems) -> list[tuple[str, int]]:
    return Counter(who(event, systems) for event in events).most_common()


def _largest(events: Sequence[DeletionEvent]) -> list[DeletionEvent]:
    return sorted(events, key=lambda event: -event.size_bytes)


def _resolved(resolution: str | None) -> str:
    said = {
        "finished": "Finished",
        "refreshed": "It is there again",
        "protected": "Protected",
        "gone": "Gone from everywhere by now",
    }
    return said.get(resolution or "", "Settled")


def _judged(one: Outage) -> str:
    if one.believed is None:
        return "It ended by itself"
    return "It was a deletion" if one.believed else "It was no deletion"


def _by(name: str | None) -> str:
    return f", says {safe(name, 40)}." if name and name != "system" else "."
