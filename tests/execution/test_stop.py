"""What ends a run early: a person, a day that has passed, a disk without room for the ledger."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from bot.wiring import client_id, disk_of, servers_of
from cascade.errors import Unreachable
from cascade.execution.gain import ENOUGH
from cascade.ledger.states import ItemState, Outcome
from cascade.plan import Plan
from cascade.service import Cascade
from playground.calls import Call
from playground.faults import FaultKind
from tests.kitchen import Kitchen, kitchen

QUERY = "type:movie size:>0GB -resolution:2160p sort:size limit:{}"


def deleting(k: Kitchen) -> list[Call]:
    """Every call that was to delete something."""
    return [call for call in k.home.log.calls if call.method == "DELETE"]


@dataclass
class Clock:
    """A clock that a test sets forward."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@asynccontextmanager
async def opened(k: Kitchen, clock: Clock) -> AsyncIterator[Cascade]:
    """Open the same household again under another clock."""
    disk = disk_of(k.settings)
    path = Path(k.settings.database_url.partition(":///")[2])
    servers = servers_of(k.settings, disk, client_id(path))
    async with Cascade.open(k.settings.database_url, servers, k.settings.policy(), clock) as cascade:
        yield cascade
    await disk.aclose()


async def test_a_stop_lets_the_item_at_hand_end_and_begins_no_other(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=16, shows=0, CONCURRENCY="1") as k:
        plan = await k.plan(QUERY.format(5))

        async def stop_at_the_second(call: Call) -> None:
            if call.method == "DELETE" and call.server == "plex" and call.path.endswith(f"/{ref(plan, 1)}"):
                k.home.log.before = None
                assert await k.cascade.stop(by="Anna") == 1

        k.home.log.before = stop_at_the_second
        report = await k.execute(plan)
        assert [item.state for item in report.items] == [
            *[ItemState.COMPLETED] * 2,
            *[ItemState.SKIPPED] * 3,
        ]
        assert {item.message for item in report.items[2:]} == {"stopped by Anna"}
        assert await k.rows("select state, stop_asked_by from runs") == [("stopped", "Anna")]
        assert await k.cascade.resume() == ()


async def test_a_stop_between_the_last_look_and_the_intent_is_heeded(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, CONCURRENCY="1") as k:
        plan = await k.plan(QUERY.format(1))
        path = f"/library/metadata/{ref(plan, 0)}"
        stopped = list[int]()

        async def stop_late(call: Call) -> None:
            # The bare path is plexapi's: it fetches the item right before it writes the intent.
            if (call.server, call.method, call.path) == ("plex", "GET", path):
                stopped.append(await k.cascade.stop(by="Anna"))

        k.home.log.after = stop_late
        report = await k.execute(plan)
        assert stopped == [1]
        assert [(item.state, item.message) for item in report.items] == [
            (ItemState.SKIPPED, "stopped by Anna")
        ]
        assert deleting(k) == []


@pytest.mark.parametrize("gained", [True, False], ids=["space came back", "no space came back"])
async def test_a_run_for_space_ends_where_the_disk_gains_too_little(tmp_path: Path, *, gained: bool) -> None:
    async with kitchen(tmp_path, films=16, shows=0, CONCURRENCY="1") as k:
        plan = await k.plan(f"{QUERY.format(ENOUGH + 2)} reclaim:900TB")
        run_id = await k.cascade.confirm(plan.id, plan.digest, by="tester", source="cli")
        async with k.cascade._db.write() as conn:
            for table, state in (("run_items", "completed"), ("steps", "done")):
                its = ",".join(str(item.item_id) for item in plan.items[:ENOUGH])
                await conn.execute(text(f"UPDATE {table} SET state = '{state}' WHERE item_id IN ({its})"))  # noqa: S608
        for file in (file for item in plan.items[:ENOUGH] for file in item.files if gained):
            disk = k.home.world.disk
            disk.unlink(disk.house(Path(file.path)) or "")
        report = await k.cascade.carry_out(run_id)
        last = ItemState.COMPLETED if gained else ItemState.SKIPPED
        assert [item.state for item in report.items[ENOUGH:]] == [ItemState.COMPLETED, last]
        assert gained or (report.items[-1].message or "").startswith("stopped by the disk: it gained ")


def ref(plan: Plan, position: int) -> str:
    return plan.items[position].steps[0].ref


SLOW: dict[str, Any] = {
    "CONCURRENCY": "1",
    "CALL_DEADLINE": "0.3",
    "PROOF_SECONDS": "0.6",
    "RETRY_AFTER": "600",
}


async def cut_off(k: Kitchen, cascade: Cascade, plan: Plan, kind: FaultKind) -> None:
    """Leave a run whose first deletion came to nobody knows what, with everything else not begun."""
    gate = f"/library/metadata/{ref(plan, 0)}"
    k.home.faults["plex"].add(kind, method="DELETE", path=gate, times=1)
    attempted = asyncio.Event()

    async def watch(call: Call) -> None:
        if (call.server, call.method) == ("plex", "DELETE"):
            attempted.set()

    k.home.log.before = watch
    running = asyncio.create_task(cascade.execute(plan.id, plan.digest, by="tester"))
    await attempted.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    k.home.log.before = None
    assert [outcome for (outcome,) in await k.rows("select outcome from attempts")] == [Outcome.IN_DOUBT]


@pytest.mark.parametrize(
    ("kind", "first"),
    [(FaultKind.HANG, ItemState.FAILED), (FaultKind.LOST, ItemState.PARTIAL)],
    ids=["it never happened", "it happened unseen"],
)
async def test_a_day_later_doubt_is_settled_and_nothing_new_is_begun(
    tmp_path: Path, kind: FaultKind, first: ItemState
) -> None:
    clock = Clock()
    async with (
        kitchen(tmp_path, films=16, shows=0, synced=True, **SLOW) as k,
        opened(k, clock) as cascade,
        opened(k, clock) as later,
    ):
        plan = await k.plan(QUERY.format(4))
        await cut_off(k, cascade, plan, kind)
        before = len(deleting(k))
        clock.ahead = timedelta(hours=24, minutes=1)
        (report,) = await later.resume()
        assert [item.state for item in report.items] == [first, *[ItemState.SKIPPED] * 3]
        assert {item.message for item in report.items[1:]} == {
            "it was confirmed too long ago; make a new plan"
        }
        assert len(deleting(k)) == before
        assert await k.rows("select state from runs") == [("finished",)]
        assert await later.resume() == ()


async def test_after_a_death_a_call_is_repeated_only_when_it_can_no_longer_take_effect(
    tmp_path: Path,
) -> None:
    settle = timedelta(seconds=1.5)
    waiting = SLOW | {"IN_DOUBT_SETTLE": str(settle.total_seconds())}
    async with (
        kitchen(tmp_path, films=12, shows=0, synced=True, **waiting) as k,
        opened(k, Clock()) as cascade,
    ):
        await cut_off(k, cascade, await k.plan(QUERY.format(1)), FaultKind.HANG)
        ((intended,),) = await k.rows("select intended_at from attempts")
        (report,) = await k.cascade.resume()
        assert report.completed
        again = [call for call in deleting(k) if call.server == "plex"][1]
        assert again.at >= datetime.fromtimestamp(intended / 1_000_000, UTC) + settle


async def test_without_room_for_the_ledger_nothing_is_called(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, synced=True, DATABASE_RESERVE="100TB", **SLOW) as k:
        report = await k.execute(await k.plan(QUERY.format(2)))
        assert [item.state for item in report.items] == [ItemState.PENDING] * 2
        assert deleting(k) == []
        assert await k.rows("select * from attempts") == []
        said = [message for (message,) in await k.rows("select message from steps where position = 0")]
        assert all("until there is room for the ledger" in message for message in said), said


async def test_an_outcome_that_could_not_be_written_is_found_by_proof(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, CONCURRENCY="1") as k:
        plan = await k.plan(QUERY.format(3))

        async def fill_the_disk(call: Call) -> None:
            if call.method == "DELETE" and call.server == "plex":
                k.home.log.after = None
                await make_full(k.cascade)

        k.home.log.after = fill_the_disk
        with pytest.raises(Unreachable, match="did not take the change"):
            await k.execute(plan)
        assert await k.rows("select outcome from attempts") == [(None,)]
        assert len(deleting(k)) == 1
        async with opened(k, Clock()) as again:
            (report,) = await again.resume()
        assert [item.state for item in report.items] == [ItemState.COMPLETED] * 3
        assert max(Counter(call.path for call in deleting(k)).values()) == 1


async def make_full(cascade: Cascade) -> None:
    """Let every further write of this facade fail as on a disk that takes nothing more."""

    @event.listens_for(cascade._db._writer.sync_engine, "begin")
    def refuse(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA query_only = ON")
