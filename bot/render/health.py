"""How the servers are, as people read it."""

from collections.abc import Mapping, Sequence

import discord

from bot.limits import DESCRIPTION, cut, lines, safe
from bot.render.words import AMBER, GREEN, RED, counted, relative
from bot.told import told
from cascade.library.outcome import SyncReport
from cascade.library.status import SourceStatus
from cascade.ports import Health
from cascade.preflight import Diagnosis

_ADVICE = 1000


def health_embed(diagnosis: Diagnosis, status: Mapping[str, SourceStatus], waiting: int) -> discord.Embed:
    """Each server in two short lines, then what to do about it."""
    rows = [server_lines(one, status.get(one.name)) for one in diagnosis.servers]
    well = all(one.reachable and one.version for one in diagnosis.servers)
    doubted = any((known := status.get(one.name)) and known.alert for one in diagnosis.servers)
    embed = discord.Embed(title="🩺 All servers answer", description=lines(rows, DESCRIPTION - _ADVICE))
    embed.colour = discord.Colour(GREEN)
    if not well:
        embed.title, embed.colour = "🩺 Something is wrong", discord.Colour(RED)
    elif doubted:
        embed.title, embed.colour = "🩺 All servers answer, not all is believed", discord.Colour(AMBER)
    if diagnosis.advice:
        advice = lines([f"• {cut(told(text, 400), 400)}" for text in diagnosis.advice], _ADVICE)
        embed.add_field(name="Advice", value=advice, inline=False)
    if waiting:
        embed.set_footer(text=f"{counted(waiting, 'run')} with something left to do")
    return embed


def server_lines(one: Health, status: SourceStatus | None) -> str:
    """One server: is it there, when was it read, may it delete."""
    if not one.reachable:
        return f"❌ **{safe(one.name)}** · {told(one.message, 200)}"
    mark = "✅" if one.version else "⚠"
    said = [safe(one.version, 40) if one.version else told(one.message, 200), _read(status)]
    said += ["may not delete"] if one.may_delete is False else []
    said += ["may delete"] if one.may_delete else []
    alert = "" if status is None or not status.alert else f"\n⚠ {told(status.alert, 300)}"
    return f"{mark} **{safe(one.name)}** · {' · '.join(said)}{alert}"


def model_line(model: str, trouble: str | None, micros: int, budget: float) -> str:
    """Which language model reads plain words, and its account of this month."""
    spent = f"{safe(model, 60)} · ${micros / 1_000_000:,.2f} of ${budget:,.2f} this month"
    return f"⚠ {spent}\n{trouble}" if trouble else f"✅ {spent}"


def sync_embed(reports: Sequence[SyncReport]) -> discord.Embed:
    """What a sync brought, source by source."""
    whole = bool(reports) and all(report.whole for report in reports)
    rows = [report_line(report) for report in reports] or ["Nothing could be read; the log says why."]
    return discord.Embed(
        title="🔄 Synced" if whole else "🔄 Not everything could be read",
        description=lines(rows, DESCRIPTION - 100),
        colour=GREEN if whole else RED,
    )


def report_line(report: SyncReport) -> str:
    """One source in one line, or what stands against believing it."""
    name = f"**{safe(report.source)}**"
    trouble = report.alert or report.error
    if trouble is not None:
        return f"⚠ {name} · {told(trouble, 400)}"
    news = [f"{report.rows:,} rows"]
    news += [f"{report.new:,} new"] if report.new else []
    news += [f"{len(report.gone):,} gone"] if report.gone else []
    back = f"\nCame back: {safe(', '.join(report.came_back), 200)}" if report.came_back else ""
    return f"✅ {name} · {' · '.join(news)}{back}"


def _read(status: SourceStatus | None) -> str:
    if status is None or status.succeeded_at is None:
        return "never read"
    return f"read {relative(status.succeeded_at)}"
