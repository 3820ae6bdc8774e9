"""Reconciliations as the bot's own work: when they are due, and one at a time."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

from bot.reconciles import Reconciles
from bot.syncs import Syncs
from bot.work import Work
from cascade.library.locks import source_lock
from playground import elsewhere
from tests.kitchen import Kitchen, kitchen

EVERY = timedelta(hours=12)


def clock() -> datetime:
    return datetime.now(UTC)


def reconciles(house: Kitchen, *, up_for: timedelta = timedelta(0)) -> tuple[Reconciles, Work]:
    """The bot's own, as if the bot had been up for a while."""
    instants = chain([clock() - up_for])
    work = Work(clock)
    syncs = Syncs(house.cascade, work, clock, timedelta(hours=6))
    return Reconciles(house.cascade, syncs, work, lambda: next(instants, clock()), EVERY), work


async def until_checked(house: Kitchen) -> None:
    for _ in range(600):
        if await house.cascade.last_check() is not None:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it never began")


async def test_the_first_one_begins_by_itself_and_tells_what_went(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=24, shows=2) as house:
        own, work = reconciles(house, up_for=timedelta(minutes=20))
        world = house.home.world
        number = next(movie.id for movie in world.instances["radarr"].movies.values() if movie.file)
        elsewhere.delete_movie(world, "radarr", number)
        elsewhere.look_again(world, "plex")
        work.start("reconcile when due", own.keep_up())
        await until_checked(house)
        await own.wait()
        assert own.report is not None
        assert len(own.report.deleted) == 1
        await work.stop()


async def test_none_begins_while_the_bot_comes_up(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=1) as house:
        own, work = reconciles(house)
        work.start("reconcile when due", own.keep_up())
        await asyncio.sleep(0.3)
        assert await house.rows("SELECT by FROM reconciliations") == []
        await work.stop()


async def test_none_begins_before_the_last_is_long_ago(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=1) as house:
        await house.cascade.reconcile(by="sam")
        own, work = reconciles(house)
        work.start("reconcile when due", own.keep_up())
        await asyncio.sleep(0.3)
        assert own.now is None
        assert await house.rows("SELECT by FROM reconciliations") == [("sam",)]
        await work.stop()


async def test_two_people_who_ask_at_once_get_the_same_one(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=1) as house:
        own, work = reconciles(house)
        assert own.start(by="sam")
        assert not own.start(by="tom")
        first, second = await asyncio.gather(own.wait(), own.wait())
        assert first is second
        assert first is not None
        assert await house.rows("SELECT by FROM reconciliations") == [("sam",)]
        await work.stop()


async def test_one_that_cannot_begin_says_why(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=1) as house:
        own, work = reconciles(house)
        with source_lock(house.cascade._db.path, "reconciliation"):
            own.start()
            assert await own.wait() is None
        assert own.error == "A reconciliation is at work already; wait for it to end."
        await work.stop()
