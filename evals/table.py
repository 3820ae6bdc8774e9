"""The table of what came out, a row per reader."""

import statistics
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from evals.scores import Outcome, Score, counted

_COLUMNS = tuple(Outcome)


def show(results: Mapping[str, Sequence[Score]], *, in_full: bool) -> None:
    """Print the table; `in_full` with every sentence that was not read as it should be."""
    console = Console(width=170, soft_wrap=True)
    table = Table("reader", *(str(one) for one in _COLUMNS), "median s", "slowest s", "cost", "each")
    for name, scores in results.items():
        found = counted(scores)
        table.add_row(name, *(str(found[one]) for one in _COLUMNS), *_time(scores), *_money(scores))
    console.print(table)
    if in_full:
        for name, scores in results.items():
            _misses(console, name, scores)


def _time(scores: Sequence[Score]) -> tuple[str, str]:
    seconds = [one.seconds for one in scores] or [0.0]
    return f"{statistics.median(seconds):.2f}", f"{max(seconds):.2f}"


def _money(scores: Sequence[Score]) -> tuple[str, str]:
    known = [one.micros for one in scores if one.micros is not None]
    if len(known) < len(scores) or not scores:
        return "unknown", "unknown"
    return f"${sum(known) / 1_000_000:.4f}", f"${sum(known) / len(scores) / 1_000_000:.5f}"


def _misses(console: Console, name: str, scores: Sequence[Score]) -> None:
    console.print(f"\n{name}")
    for one in scores:
        if one.outcome not in {Outcome.EXACT, Outcome.VAGUE, Outcome.ANSWERED}:
            console.print(f"  {one.outcome}: {one.words}\n    {one.made}", markup=False, highlight=False)
