"""What commands print for people, as a terminal of 80 columns shows it."""

import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from rich.console import Console

from bot.output import history_table, plan_table, run_tables
from cascade.ledger.events import Result
from cascade.ledger.states import ItemState
from cascade.media import Kind
from cascade.report import ItemReport, RunReport
from tests.planning.paper import GB, PLAN

ZONE = ZoneInfo("UTC")


def printed(show: Callable[[Console], None]) -> str:
    out = io.StringIO()
    show(Console(file=out, width=80, markup=False, highlight=False))
    return out.getvalue()


def result(*, success: bool = False, skipped: bool = False, error: str | None = None) -> Result:
    return Result(success=success, skipped=skipped, message=None, error=error, at=None)


def report(state: ItemState, message: str | None, **results: Result) -> RunReport:
    item = ItemReport(None, 1, Kind.MOVIE, "Charade", 1963, 4 * GB, state, message, results)
    return RunReport("abcde", "r1", dry_run=False, items=(item,))


def test_what_holds_an_item_up_stands_in_its_note_and_not_among_the_systems() -> None:
    held = report(ItemState.PENDING, None, plex=result(error="radarr refused it"), radarr=result())
    text = printed(lambda out: run_tables(out, [held]))
    assert "plex ✗, radarr open │ radarr refused it" in text
    assert "`cascadarr retry abcde` at once" in text


def test_what_is_done_or_failed_asks_for_no_retry() -> None:
    for state in (ItemState.COMPLETED, ItemState.FAILED, ItemState.SKIPPED):
        ended = report(state, None, plex=result(success=True), radarr=result(skipped=True))
        text = printed(partial(run_tables, reports=[ended]))
        assert "plex ✓, radarr withheld" in text
        assert "retry" not in text


def test_a_plan_of_nothing_has_no_command_to_carry_it_out() -> None:
    text = printed(lambda out: plan_table(out, replace(PLAN, items=()), ZONE))
    assert "Nothing would be deleted." in text
    assert "Passed over: 1 unknown, 2 protected, 3 unclear." in text
    assert "cascadarr execute" not in text


def test_a_history_of_nothing_is_a_sentence() -> None:
    assert printed(lambda out: history_table(out, (), ZONE)) == "No deletion is known.\n"
