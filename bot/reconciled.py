"""A reconciliation for people at a terminal."""

from zoneinfo import ZoneInfo

from rich.console import Console

from bot.output import history_table
from bot.text import clean
from cascade.detection.report import Reconciliation


def reconciled_text(out: Console, done: Reconciliation, zone: ZoneInfo) -> None:
    """Print what was deleted elsewhere, then what does not fit, then what needs a person."""
    if done.deleted:
        history_table(out, done.deleted, zone)
    _lines(out, "Drift", [f"{one.title}: {one.message} It is in {_and(one.held_by)}." for one in done.drift])
    for one in done.came_back:
        _lines(out, f"Came back: {one.title}", one.explained)
    if done.outage is not None:
        _lines(out, "Outage", [done.outage.message])
    _lines(out, "Needs attention", done.errors)
    waiting = f" {done.waiting} are gone while nobody can say yet what that means." if done.waiting else ""
    out.print(f"{done.checked:,} items were compared; {len(done.deleted)} were deleted elsewhere.{waiting}")


def _lines(out: Console, head: str, lines: tuple[str, ...] | list[str]) -> None:
    if lines:
        out.print(clean(head), style="bold")
    for line in lines:
        out.print(f"  {clean(line)}")


def _and(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "no system"
