"""Whatever servers answer and whenever the process dies: what the ledger says and allows stays true."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.connectors.disk import LocalDisk
from cascade.database import Database
from cascade.errors import Rejected, Unreachable
from cascade.execution import taking
from cascade.execution.circuit import Circuit
from cascade.execution.item import ItemWork
from cascade.execution.recheck import Recheck
from cascade.execution.taking import Taker
from cascade.ledger import plans
from cascade.ledger.items import read_items
from cascade.ledger.runs import ask_stop, count_open, next_due, read_run
from cascade.ledger.states import ItemState
from cascade.library.library import Library
from cascade.library.tables import items as item_table
from cascade.media import NO_IDS, Kind
from cascade.migrate import upgrade
from cascade.plan import LeftOut, Plan, PlanItem, Totals
from cascade.policy import Caps, Policy
from cascade.ports import Attempt
from cascade.servers import Servers
from cascade.step import Action, Expected, Probe, Proposal, State, Step, Subject

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SETTLE = timedelta(seconds=30)
SIZE = 1_000
UTC_ZONE = ZoneInfo("UTC")
POLICY = Policy(
    UTC_ZONE,
    caps=Caps(100, 10**9, 1.0),
    in_doubt_settle=SETTLE,
    proof_patience=timedelta(0),
    retry_after=timedelta(seconds=60),
    database_reserve=0,
)
ENDED = (ItemState.COMPLETED, ItemState.FAILED, ItemState.SKIPPED)


class Fate(Enum):
    """What becomes of one destructive call, or of the reading before it."""

    TAKEN = auto()
    LOST = auto()  # it happened, and the answer never came
    UNDONE = auto()  # it never happened, and no answer came
    LATE = auto()  # it happens after it was given up
    OVERDUE = auto()  # it happens when it could no longer, between the two readings that settle it
    REFUSED = auto()
    UNSENT = auto()
    NOTHING = auto()  # "200 but did nothing"
    DIES_BEFORE = auto()
    DIES_AFTER = auto()
    UNREADABLE = auto()  # the call happens, and what came of it cannot be read once


class Death(BaseException):
    """The process ends here."""


class Mortal(Database):
    """A database whose process dies right after one of its writes was committed; None = it lives on."""

    writes_left: int | None = None

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        async with super().write() as conn:
            yield conn
        if self.writes_left is not None:
            self.writes_left -= 1
            if self.writes_left == 0:
                self.writes_left = None
                raise Death


@dataclass
class World:
    """What there is to delete, and how it takes it. Every rule about calls is checked as a call arrives."""

    fates: list[Fate]
    now: datetime = NOW
    present: set[str] = field(default_factory=set)
    late: dict[str, datetime] = field(default_factory=dict)
    overdue: set[str] = field(default_factory=set)
    doubt: dict[str, datetime] = field(default_factory=dict)
    blind: bool = False

    def settle(self) -> None:
        """Let late effects happen whose time has come."""
        for ref, at in list(self.late.items()):
            if at <= self.now:
                self.present.discard(ref)
                del self.late[ref]

    def arrives(self, ref: str) -> Fate:
        """A destructive call arrives."""
        self.settle()
        assert ref in self.present, f"{ref} is deleted twice"
        assert ref not in self.late, f"{ref} is called again while the last call may still take effect"
        assert self.now >= self.doubt.get(ref, NOW) + (SETTLE if ref in self.doubt else timedelta(0))
        gate = f"{ref.split('.', maxsplit=1)[0]}.0"
        assert ref == gate or gate not in self.present, f"{ref} goes before the files of its item"
        return self.fates.pop() if self.fates else Fate.TAKEN


@dataclass
class Server:
    """A server with nothing but deletions: the port as the domain sees it."""

    world: World
    name: str = "server"

    async def plan(self, subject: Subject) -> Proposal:
        raise AssertionError(subject)

    async def probe(self, step: Step) -> Probe:
        self.world.settle()
        if self.world.blind:
            self.world.blind = False
            raise Unreachable("server does not answer.", server=self.name)
        seen = Probe(State.INTACT if step.ref in self.world.present else State.DONE, "as read")
        if step.ref in self.world.overdue and self.world.now >= self.world.doubt[step.ref] + SETTLE:
            self.world.present.discard(step.ref)
        return seen

    async def apply(self, step: Step, attempt: Attempt) -> None:
        async with attempt(f"DELETE {step.ref}"):
            self._call(step.ref, self.world.arrives(step.ref))

    def _call(self, ref: str, fate: Fate) -> None:
        world = self.world
        if fate in (Fate.TAKEN, Fate.LOST, Fate.DIES_AFTER, Fate.UNREADABLE):
            world.present.discard(ref)
        if fate not in (Fate.TAKEN, Fate.NOTHING, Fate.REFUSED, Fate.UNSENT, Fate.UNREADABLE):
            world.doubt[ref] = world.now
        if fate is Fate.OVERDUE:
            world.overdue.add(ref)
        if fate is Fate.LATE:
            world.late[ref] = world.now + SETTLE * 0.9
        world.blind = fate is Fate.UNREADABLE
        match fate:
            case Fate.LOST | Fate.UNDONE | Fate.LATE | Fate.OVERDUE:
                raise Unreachable("no answer.", server=self.name)
            case Fate.UNSENT:
                raise Unreachable("nobody listens.", server=self.name, sent=False)
            case Fate.REFUSED:
                raise Rejected("not allowed.", server=self.name)
            case Fate.DIES_BEFORE | Fate.DIES_AFTER:
                raise Death
            case _:
                return


class Unchanged(Recheck):
    """The last look of a household in which nothing else happens."""

    async def obstacle(self, item: PlanItem, named: object) -> str | None:  # noqa: ARG002 - nothing differs
        return None

    async def news(self, item: PlanItem, named: object) -> str | None:  # noqa: ARG002
        return None

    async def playing(self) -> frozenset[str]:
        return frozenset()


def planned(number: int, count: int) -> PlanItem:
    steps = [
        Step("server", Action.DELETE_REQUEST, f"{number}.{at}", Expected(), gate=at == 0)
        for at in range(count)
    ]
    return PlanItem(
        number, Kind.MOVIE, f"Film {number}", 2000, "Films", SIZE, SIZE, NO_IDS, (), (), {}, tuple(steps)
    )


def plan_of(counts: Sequence[int]) -> Plan:
    chosen = tuple(planned(number, count) for number, count in enumerate(counts, 1))
    totals = Totals(len(chosen), SIZE * len(chosen), SIZE * len(chosen), 0, 0.0, {}, {})
    expires = NOW + timedelta(days=1)
    return Plan("plan", "type:movie", "", (), "tester", NOW, expires, chosen, totals, LeftOut(), (), (), {})


@dataclass
class Job:
    """One run, carried on by process after process."""

    db: Mortal
    world: World
    plan: Plan
    deaths: list[int]  # after how many writes each process dies

    async def process(self) -> None:
        """A process takes all that is due now, until it dies or has nothing to do."""
        servers = Servers((), (), (), (), (), {"server": Server(self.world)}, LocalDisk())
        library = Library(self.db, servers, UTC_ZONE, self.clock, POLICY.max_age)
        circuit = Circuit(timedelta(0))
        taker = Taker(self.db, POLICY, circuit, self.clock, library.knowledge, self.room)
        recheck = Unchanged(self.db, library, servers, POLICY, self.clock)
        self.db.writes_left = self.deaths.pop() if self.deaths else None
        while True:
            async with self.db.read() as conn:
                run = await read_run(conn, "run")
                item = await next_due(conn, "run", self.world.now, ())
            if item is None:
                return
            named = frozenset({"in-progress"})
            work = ItemWork(self.db, servers, POLICY, taker, recheck, circuit, self.clock, run, named)
            try:
                await work.carry_out(item)
            except Death:
                return

    def clock(self) -> datetime:
        return self.world.now

    async def room(self) -> None:
        return

    async def check(self, ended: dict[int, ItemState]) -> None:
        """Compare the ledger with the world."""
        async with self.db.read() as conn:
            found = await read_items(conn, "run")
            spent = await plans.spent(conn, self.world.now)
            written = await conn.execute(text("select item_id, status from deletion_events"))
            events: dict[int, str] = {row.item_id: row.status for row in written}
            locked = set(await conn.scalars(text("select item_id from run_items where locked")))
        for item in found:
            number = item.planned.item_id
            assert ended.get(number, item.state) is item.state, "what has ended began again"
            refs = {step.ref for step in item.planned.steps}
            if item.state is ItemState.COMPLETED:
                assert not refs & self.world.present, "called completed, and something is left"
            if item.state is ItemState.SKIPPED:
                assert refs <= self.world.present, "called left alone, and something is gone"
            if item.state in ENDED:
                ended[number] = item.state
                assert number not in locked
            if item.state in (ItemState.COMPLETED, ItemState.FAILED, ItemState.PARTIAL):
                assert events[number] == item.state
        held = sum(item.state not in (ItemState.SKIPPED, ItemState.FAILED) for item in found)
        assert (spent.items, spent.size_bytes) == (held, held * SIZE)


@asynccontextmanager
async def begun(template: Path, plan: Plan, world: World, deaths: list[int]) -> AsyncIterator[Job]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(template, Path(folder) / "cascadarr.db")
        db = Mortal(f"sqlite+aiosqlite:///{folder}/cascadarr.db")
        try:
            async with db.write() as conn:
                await plans.store_plan(conn, plan)
                await plans.confirm(
                    conn,
                    plan,
                    plan.digest,
                    run_id="run",
                    by="tester",
                    source="cli",
                    accept_partial=False,
                    now=NOW,
                    caps=POLICY.caps,
                )
                for item in plan.items:
                    row = {
                        "title": item.title,
                        "title_key": item.title,
                        "library": "Films",
                        "library_key": "films",
                    }
                    await conn.execute(insert(item_table).values(id=item.item_id, kind="movie", **row))
            yield Job(db, world, plan, deaths)
        finally:
            await db.aclose()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, made once."""
    path = tmp_path_factory.mktemp("template") / "cascadarr.db"

    async def make() -> None:
        db = Database(f"sqlite+aiosqlite:///{path}")
        await upgrade(db)
        await db.aclose()

    asyncio.run(make())
    return path


@dataclass(frozen=True, slots=True)
class Life:
    """What happens to a run: answers, deaths after so many writes, waits in between, and a stop."""

    fates: list[Fate]
    deaths: list[int]
    waits: list[int]
    stop: int  # after this wait; a number beyond them means never


async def live(template: Path, counts: Sequence[int], life: Life) -> None:
    plan = plan_of(counts)
    world = World(list(life.fates), present={step.ref for item in plan.items for step in item.steps})
    ended: dict[int, ItemState] = {}
    async with begun(template, plan, world, list(life.deaths)) as job:
        for turn, seconds in enumerate(life.waits):
            await job.process()
            await job.check(ended)
            world.now += timedelta(seconds=seconds)
            if turn == life.stop:
                job.db.writes_left = None
                async with job.db.write() as conn:
                    await ask_stop(conn, "Anna")
        for _ in range(len(life.fates) + len(life.deaths) + 2):
            await job.process()
            world.now += timedelta(hours=1)
            await job.check(ended)
        async with job.db.read() as conn:
            assert await count_open(conn, "run") == 0, "it never ends"
            assert not {item.state for item in await read_items(conn, "run")} & {
                ItemState.PENDING,
                ItemState.RUNNING,
            }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    counts=st.lists(st.integers(1, 3), min_size=1, max_size=3),
    life=st.builds(
        Life,
        fates=st.lists(st.sampled_from(Fate), max_size=10),
        deaths=st.lists(st.integers(1, 8), max_size=4),
        waits=st.lists(st.sampled_from([0, 1, 29, 31, 120]), max_size=6),
        stop=st.integers(0, 12),
    ),
)
def test_no_sequence_of_answers_and_deaths_breaks_a_promise(
    template: Path, monkeypatch: pytest.MonkeyPatch, counts: list[int], life: Life
) -> None:
    monkeypatch.setattr(taking, "_FIRST_PAUSE", 0)
    asyncio.run(live(template, counts, life))
