"""What a run came to, and what the disk gained: told so that it is true whoever else uses that disk."""

from dataclasses import replace
from datetime import UTC, datetime

import discord
import pytest

from bot.render.run import gained, progress_embed, result_embed
from cascade.ledger.standing import RunStatus
from cascade.ledger.states import ItemState
from cascade.media import Kind
from cascade.report import ItemReport, RunReport

GB = 10**9
NOW = datetime(2026, 11, 21, tzinfo=UTC)
RUN = RunStatus(
    run_id="r",
    plan_id="k7f2",
    by="Sam",
    source="discord",
    total=3,
    completed=1,
    partial=0,
    failed=0,
    skipped=0,
    left=2,
    retrying=0,
    removed_bytes=48 * GB,
    frees_bytes=48 * GB,
    gained_bytes=48 * GB,
    confirmed_at=NOW,
    finished=False,
    waiting_until=None,
    stop_asked_by=None,
    titles=(),
)


def test_what_the_disk_gained_by_these_files_is_told() -> None:
    assert gained(RUN) == ", the disk gained 48 GB"
    assert gained(replace(RUN, gained_bytes=0)) == ", the disk gained 0 bytes"


def test_a_gain_before_anything_was_removed_is_not_ours() -> None:
    run = replace(RUN, completed=0, left=3, removed_bytes=0, gained_bytes=140 * GB)
    assert gained(run) == ""
    assert "140" not in (progress_embed(run, NOW).description or "")


def test_a_gain_of_more_than_was_removed_is_told_as_others_too() -> None:
    assert gained(replace(RUN, gained_bytes=188 * GB)).endswith("something else was removed, too")


def test_what_is_at_hand_may_have_gained_it_already() -> None:
    run = replace(RUN, gained_bytes=188 * GB, titles=("Troy",))
    assert gained(run) == ", the disk gained 188 GB, those at hand included"


def test_a_few_megabytes_more_are_nobodys() -> None:
    assert gained(replace(RUN, gained_bytes=48 * GB + 90_000_000)) == ", the disk gained 48.1 GB"


def test_a_disk_that_filled_up_meanwhile_is_told() -> None:
    assert "5 GB less free than before" in gained(replace(RUN, gained_bytes=-5 * GB))


@pytest.mark.parametrize("removed", [0, GB])
def test_a_disk_that_is_not_seen_is_not_spoken_of(removed: int) -> None:
    assert gained(replace(RUN, removed_bytes=removed, gained_bytes=None)) == ""


def test_a_run_that_was_stopped_at_once_is_no_failure_and_is_told_in_two_lines() -> None:
    shown = told_of(replace(RUN, total=9, completed=0, skipped=9, left=0, removed_bytes=0, finished=True))
    assert shown.title == "⏭ Plan k7f2 · all 9 left as they were"
    assert "⏭ 9 items: stopped by Sam\n-# Film 1, Film 2, Film 3 +6 more" in (shown.description or "")


def test_a_few_items_are_told_one_by_one() -> None:
    shown = told_of(replace(RUN, completed=1, skipped=2, left=0, finished=True))
    assert "⏭ Film 1: stopped by Sam\n⏭ Film 2: stopped by Sam" in (shown.description or "")


def test_what_is_not_begun_is_not_finished_either() -> None:
    shown = told_of(replace(RUN, completed=0, partial=2, retrying=2, left=1))
    assert "⏳ 3 items not finished" in (shown.description or "")


def told_of(run: RunStatus) -> discord.Embed:
    """The result of a run whose dropped items were stopped by Sam."""
    items = tuple(
        ItemReport(
            None, number, Kind.MOVIE, f"Film {number}", 2000, GB, ItemState.SKIPPED, "stopped by Sam", {}
        )
        for number in range(1, run.skipped + 1)
    )
    return result_embed(run, RunReport(run.plan_id, run.run_id, dry_run=False, items=items))
