"""Progress on stderr, while somebody looks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn
from rich.progress import TimeElapsedColumn as Elapsed

from bot.session import console
from bot.text import clean
from cascade.execution.run import RunProgress
from cascade.library.progress import SyncProgress


@contextmanager
def sync_progress() -> Iterator[Callable[[SyncProgress], None] | None]:
    """One line per source: phase, bar, count, rate, time left. None where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with _bars(TextColumn("{task.fields[pace]}")) as bars:
        tasks: dict[str, TaskID] = {}

        def show(now: SyncProgress) -> None:
            task = tasks.get(now.source)
            if task is None:
                task = tasks[now.source] = bars.add_task(now.source, total=None, pace="")
            bars.update(
                task,
                description=f"{now.source}: {clean(now.phase)}",
                completed=now.done,
                total=now.total,
                pace=pace(now),
            )

        yield show


@contextmanager
def run_progress() -> Iterator[Callable[[RunProgress], None] | None]:
    """One line per run, with the item that ended last. None where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with _bars() as bars:
        tasks: dict[str, TaskID] = {}
        totals: dict[str, int] = {}

        def show(now: RunProgress) -> None:
            if now.run_id not in tasks:
                totals[now.run_id] = now.left + 1
                tasks[now.run_id] = bars.add_task("", total=totals[now.run_id])
            bars.update(
                tasks[now.run_id],
                description=f"{clean(now.item.planned.title)}: {now.item.state.value}",
                completed=totals[now.run_id] - now.left,
            )

        yield show


def pace(now: SyncProgress) -> str:
    """Return rate and time left, as far as anybody can say."""
    rate = "" if now.rate is None else f"{now.rate:,.0f}/s"
    left = "" if now.eta is None else f"{int(now.eta.total_seconds())} s left"
    return ", ".join(part for part in (rate, left) if part)


def _bars(*more: TextColumn) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        Elapsed(),
        *more,
        console=console(stderr=True),
    )
