"""Answers for people: rich tables. Every text of a server is cleaned on its way in."""

import shlex
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.pasting import Pasting
from bot.text import clean
from cascade.ledger.events import DeletionEvent, Result
from cascade.ledger.states import OPEN_ITEMS, ItemState
from cascade.library.outcome import SyncReport
from cascade.library.protections import Protection
from cascade.media import Kind
from cascade.plan import Plan, PlanItem, gb
from cascade.preflight import Diagnosis
from cascade.render import warnings
from cascade.report import RunReport
from cascade.service import Explanation


def diagnosis_table(out: Console, diagnosis: Diagnosis) -> None:
    """Print one line per server, then the advice."""
    table = _table("Server", "Reachable", "May delete", "Says")  # what it says names the version
    for one in diagnosis.servers:
        may = {True: "yes", False: "no", None: "not said"}[one.may_delete]
        name = one.name if one.name == one.server else f"{one.name} ({one.server})"
        _add(table, name, _yes(on=one.reachable), may, one.message)
    out.print(table)
    _lines(out, "Advice", diagnosis.advice)


def sync_table(out: Console, reports: Sequence[SyncReport]) -> None:
    """Print one line per source, then what needs a person."""
    table = _table("Source", "Whole", "Rows", "New", "Gone", "Unclear", "Seconds")
    for one in reports:
        unclear = sum(count for match, count in one.matches.items() if match != "one")
        _add(
            table,
            one.source,
            _yes(on=one.whole),
            f"{one.rows:,}",
            f"{one.new:,}",
            f"{len(one.gone):,}",
            f"{unclear:,}" if one.matches else "",
            f"{one.duration.total_seconds():.1f}",
        )
    out.print(table)
    said = [_named(one.source, text) for one in reports for text in (one.error, one.alert) if text]
    _lines(out, "Needs attention", said)
    _lines(out, "Came back", [f"{one.source}: {title}" for one in reports for title in one.came_back])


def plan_table(out: Console, plan: Plan, zone: ZoneInfo, env_file: Path | None = None) -> None:
    """Print a plan as it is to be confirmed."""
    _say(out, f"Plan {plan.id}: {plan.sentence}", "bold")
    for bound in plan.bounds:
        _say(out, f"  {bound}")
    if not plan.items:
        _say(out, "Nothing would be deleted.", "bold")
        _passed_over(out, plan)
        _lines(out, "Warnings", warnings(plan))
        return
    out.print(_items_table(plan.items))
    _totals(out, plan)
    _passed_over(out, plan)
    _lines(out, "Warnings", warnings(plan))
    _say(out, f"Expires {_when(plan.expires_at, zone)}.")
    if not plan.over_caps:
        settings = f" --env-file {shlex.quote(str(env_file))}" if env_file else ""
        _say(out, "To delete exactly this:", "bold")
        # Not wrapped: it is there to be copied.
        out.print(Text(f"cascadarr execute {plan.id} --digest {plan.digest}{settings}"), soft_wrap=True)


def explanation_text(out: Console, explanation: Explanation) -> None:
    """Print a verdict with its reasons."""
    year = f" ({explanation.year})" if explanation.year else ""
    _say(out, f"{explanation.title}{year}: {explanation.verdict.answer.value}", "bold")
    for reason in explanation.verdict.reasons:
        _say(out, f"  {reason.answer.value:8} {reason.field}: {reason.text}")
    _lines(out, "Protected by", explanation.protected_by)


def run_tables(out: Console, reports: Sequence[RunReport]) -> None:
    """Print each run: one line per item, then the sums."""
    for report in reports:
        table = _table("Title", "Status", "Size", "Systems", "Note")
        for item in report.items:
            title = _titled(item.title, item.year, item.kind)
            _add(
                table,
                title,
                item.state.value,
                gb(item.size_bytes),
                ", ".join(f"{name} {_mark(result)}" for name, result in item.results.items()),
                item.message or _first_error(item.results),
            )
        out.print(table)
        counts = ", ".join(
            f"{report.count(state)} {state.value}" for state in ItemState if report.count(state)
        )
        rehearsal = "Dry run, nothing was changed: " if report.dry_run else ""
        removed = "" if report.dry_run else f"; {gb(report.removed_bytes)} of files removed"
        _say(out, f"{rehearsal}{counts or 'no items'}{removed}.", "bold")
        if not report.dry_run and report.count(*OPEN_ITEMS):
            _say(out, "What can still be done: `cascadarr resume` tries it when it is due,")
            _say(out, f"`cascadarr retry {report.plan_id}` at once.")


def history_table(out: Console, events: Sequence[DeletionEvent], zone: ZoneInfo) -> None:
    """Print deletions, newest first."""
    if not events:
        _say(out, "No deletion is known.")
        return
    table = _table("When", "Title", "Size", "Status", "By", "Systems")
    for event in events:
        _add(
            table,
            _when(event.at, zone),
            _titled(event.title, event.year, event.kind),
            gb(event.size_bytes),
            event.status.value,
            f"{event.by} ({event.source})",
            _systems(event.results),
        )
    out.print(table)


def webhooks_text(out: Console, shown: Sequence[Pasting]) -> None:
    """Print what to paste into each server, so that it can be copied."""
    for one in shown:
        _say(out, f"{one.source} ({one.software})", "bold")
        facts = {
            "Address": one.url,
            "User": one.user,
            "Password" if one.user else (one.header or "Secret"): one.secret,
        }
        for step in one.steps:
            _say(out, f"  {step}")
        for name, value in facts.items():
            if value is not None:
                out.print(Text(f"  {name}: {value}"), soft_wrap=True)
        if one.outcome or one.error:
            _say(out, f"  {one.outcome or one.error}", "bold")


def protections_table(out: Console, protections: Sequence[Protection], zone: ZoneInfo) -> None:
    """Print protections."""
    table = _table("ID", "Covers", "Reason", "By", "Until")
    for one in protections:
        until = "removed" if one.ends_at is None else _when(one.ends_at, zone)
        _add(table, str(one.id), one.query or one.external_id or "", one.reason, one.by, until)
    out.print(table)


def _items_table(items: Sequence[PlanItem]) -> Table:
    table = _table("ID", "Title", "Size", "Why", "Steps")
    for item in items:
        steps = " → ".join(dict.fromkeys(f"{step.target}" for step in item.steps))
        # Ages are told where they are news.
        why = "; ".join((*item.reasons, *item.notes)).replace(" (read just now)", "")
        _add(
            table,
            str(item.item_id),
            _titled(item.title, item.year, item.kind),
            gb(item.size_bytes),
            why,
            steps,
        )
    return table


def _totals(out: Console, plan: Plan) -> None:
    totals = plan.totals
    frees = f"{gb(totals.frees_bytes)} really come back"
    if totals.frees_unknown:
        frees += f", not counting {totals.frees_unknown} items whose files cannot be seen"
    _say(
        out,
        f"{totals.items} item{'s' * (totals.items != 1)}, {gb(totals.size_bytes)} ({frees}), "
        f"{totals.share:.1%} of their kind.",
        "bold",
    )
    if totals.by_target:
        _say(out, "Steps: " + ", ".join(f"{name} {count}" for name, count in totals.by_target.items()) + ".")
    if plan.disk is not None:
        _say(out, f"Disk {plan.disk.path}: {gb(plan.disk.free_bytes)} of {gb(plan.disk.total_bytes)} free.")


def _passed_over(out: Console, plan: Plan) -> None:
    left = plan.left_out
    if left.unknown or left.protected or left.unclear:
        _say(out, f"Passed over: {left.unknown} unknown, {left.protected} protected, {left.unclear} unclear.")
        for text, count in left.reasons:
            _say(out, f"  {count} × {text}")


def _systems(results: Mapping[str, Result]) -> str:
    """Each system with a mark, and what it said where that is no proof."""
    said = [
        f"{name} {_mark(one)} {one.error or ''}".rstrip() if not one.skipped else f"{name} {_mark(one)}"
        for name, one in results.items()
    ]
    return ", ".join(said)


def _mark(result: Result) -> str:
    """Whether a system is proved, withheld, refused something, or was not asked yet."""
    if result.success:
        return "✓"
    if result.skipped:
        return "withheld"
    return "✗" if result.error else "open"


def _first_error(results: Mapping[str, Result]) -> str:
    return next((one.error for one in results.values() if one.error), "")


def _titled(title: str, year: int | None, kind: Kind) -> str:
    name = f"{title} ({year})" if year else title
    return name if kind is Kind.MOVIE else f"{name}, {kind.value}"


def _when(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _named(source: str, text: str) -> str:
    """A sentence about a source; most begin with its name."""
    return text if text.startswith(f"{source} ") else f"{source}: {text}"


def _yes(*, on: bool) -> str:
    return "yes" if on else "no"


def _table(*columns: str) -> Table:
    table = Table(show_edge=False, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _add(table: Table, *cells: str) -> None:
    table.add_row(*(Text(clean(cell)) for cell in cells))


def _say(out: Console, text: str, style: str = "") -> None:
    out.print(Text(clean(text), style=style))


def _lines(out: Console, heading: str, lines: Sequence[str]) -> None:
    if lines:
        _say(out, f"{heading}:", "bold")
        for line in lines:
            _say(out, f"- {line}")
