"""Where the space is, and when it runs out."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cascade.household.space import KEPT, days_until_full
from cascade.household.usage import NEVER, NOBODY, UNKNOWN, Share
from playground.faults import FaultKind
from tests.kitchen import kitchen

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GB = 10**9


def samples(*free: int) -> list[tuple[datetime, int]]:
    """One sample a day."""
    return [(NOW + timedelta(days=day), left * GB) for day, left in enumerate(free)]


def summed(shares: tuple[Share, ...]) -> tuple[int, int]:
    return sum(share.size_bytes for share in shares), sum(share.items for share in shares)


@pytest.mark.parametrize(
    ("days", "free", "full"),
    [
        (samples(100, 90, 80), 80, 8),
        (samples(100, 90, 100, 90, 80, 90), 90, 35),
        (samples(100, 100), 100, None),
        (samples(80, 90, 100), 100, None),
        (samples(100), 100, None),
        ([], 100, None),
        (samples(10, 5), 0, 0),
    ],
)
def test_a_disk_is_full_when_its_pace_has_used_what_is_free(
    days: list[tuple[datetime, int]], free: int, full: int | None
) -> None:
    assert days_until_full(days, free * GB) == full


def test_less_than_a_day_says_nothing_of_growth() -> None:
    hours = [(NOW + timedelta(hours=hour), (100 - hour) * GB) for hour in range(24)]
    assert days_until_full(hours, 77 * GB) is None
    assert days_until_full([*hours, (NOW + timedelta(hours=24), 76 * GB)], 76 * GB) == 3


async def test_libraries_on_one_disk_are_one_disk(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        disk = k.home.world.disk
        (use,) = (await k.cascade.space.report()).disks
        assert (use.total_bytes, use.free_bytes, use.days_until_full) == (disk.total, disk.free, None)
        assert use.path == str(disk.root)


async def test_the_disk_that_the_settings_name_is_called_so(tmp_path: Path) -> None:
    folder = tmp_path / "house" / "data" / "movies"
    async with kitchen(tmp_path, DISK_PATH=str(folder)) as k:
        assert [use.path for use in (await k.cascade.space.report()).disks] == [str(folder)]


async def test_every_film_and_show_is_in_one_group_of_age_and_library(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        present = "from items where kind in ('movie', 'show') and gone_at is null"
        expected = (await k.rows(f"select sum(size_bytes), count(*) {present}"))[0]
        report = await k.cascade.space.report()
        assert summed(report.by_last_watched) == expected
        assert summed(report.by_library) == expected
        sizes = [share.size_bytes for share in report.by_library]
        assert sizes == sorted(sizes, reverse=True)


async def test_groups_of_age_agree_with_the_query_language(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=60, shows=0, MAX_ITEMS="1000", MAX_SIZE="100TB") as k:
        found = {share.label: share.items for share in (await k.cascade.space.report()).by_last_watched}
        for label, rule in (
            (NEVER, "watched:never"),
            ("2 years and longer", "unwatched:>=24mo -watched:never"),
            ("under 3 months", "unwatched:<3mo -watched:never"),
        ):
            plan = await k.plan(f"type:movie {rule} sort:size")
            passed = plan.left_out.protected + plan.left_out.unclear
            assert found.get(label, 0) == len(plan.items) + passed, label


async def test_without_a_watch_history_nothing_counts_as_never_watched(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        k.home.faults["tautulli"].add(FaultKind.RESET)
        await k.cascade.sync(["tautulli"])
        now = k.cascade._clock()
        object.__setattr__(k.cascade.library, "clock", lambda: now + timedelta(hours=25))
        labels = [share.label for share in (await k.cascade.space.report()).by_last_watched]
        assert NEVER not in labels
        assert labels[-1] == UNKNOWN


async def test_what_was_requested_counts_for_each_requester_and_the_rest_for_nobody(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        shares = (await k.cascade.space.report()).by_requester
        asked = await k.rows(
            "select max(v.value), sum(i.size_bytes), count(*) from items i join item_values v "
            "on v.item_id = i.id and v.field = 'requested-by' "
            "where i.kind in ('movie', 'show') and i.gone_at is null group by v.key"
        )
        assert {(one.label, one.size_bytes, one.items) for one in shares if one.label != NOBODY} == set(asked)
        assert shares[-1].label == NOBODY


async def test_each_sync_writes_down_how_full_the_disks_are(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=10, shows=0) as k:
        now = k.cascade._clock()
        disk = k.home.world.disk
        days = 10
        object.__setattr__(k.cascade.space, "clock", lambda: now + timedelta(days=days))
        free = disk.free
        disk.total -= 100 * GB
        await k.cascade.sync()
        assert await k.rows("select free_bytes from disk_samples order by at") == [(free,), (disk.free,)]
        (use,) = (await k.cascade.space.report()).disks
        assert use.days_until_full == pytest.approx(disk.free / (100 * GB) * days, abs=1)


async def test_old_samples_go(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=10, shows=0) as k:
        now = k.cascade._clock()
        object.__setattr__(k.cascade.space, "clock", lambda: now + KEPT + timedelta(days=1))
        await k.cascade.sync()
        assert await k.rows("select count(*) from disk_samples") == [(1,)]


async def test_a_disk_that_cannot_be_seen_is_left_out_and_fails_nothing(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=10, shows=0, DISK_PROBE_URL="http://127.0.0.1:9/disk") as k:
        report = await k.cascade.space.report()
        assert report.disks == ()
        assert report.by_library
        plan = await k.plan("type:movie size:>1GB -resolution:2160p sort:size limit:1")
        assert (await k.execute(plan)).completed


async def test_the_first_sync_is_done_when_every_server_was_read(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=10, shows=0, synced=False) as k:
        assert not await k.cascade.first_sync_done()
        await k.cascade.sync(["plex"])
        assert not await k.cascade.first_sync_done()
        k.home.faults["seerr"].add(FaultKind.RESET)
        await k.cascade.sync()
        assert await k.cascade.first_sync_done()


async def test_the_first_sync_is_not_done_without_the_media_server(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=10, shows=0, synced=False) as k:
        k.home.faults["plex"].add(FaultKind.RESET)
        await k.cascade.sync()
        assert not await k.cascade.first_sync_done()
