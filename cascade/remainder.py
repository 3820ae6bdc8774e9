"""What is left of an item that somebody else deleted, as steps: what is gone already is not among them."""

from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.absence import DISK
from cascade.database import Database
from cascade.errors import CascadeError, NotFound, Refused
from cascade.library.departures import Remembered
from cascade.library.records import Record, copies_of_title, load_records
from cascade.library.remembered_vetoes import veto_of
from cascade.media import ArrEntry, Kind
from cascade.plan import PlanItem
from cascade.rules.knowledge import Knowledge
from cascade.servers import Servers
from cascade.step import Holding, State, Step, Subject


@dataclass(frozen=True, slots=True)
class Left:
    """What other systems have of an item whose files are gone. `gone` are those that have nothing of it."""

    holdings: tuple[Holding, ...]
    gone: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remainder:
    """Plans the rest of a deletion made elsewhere. Reads servers and the Library; changes nothing."""

    db: Database
    servers: Servers

    async def item(
        self, item_id: int, known: Remembered, knowledge: Knowledge, *, event_id: str | None, reason: str
    ) -> PlanItem:
        """Plan the rest of one item.

        Refused where a file of it is still there, or that is not proved; where it is protected; where it is
        there again; and where nothing is left, or nothing that may go. Unreachable where a system that had
        it does not answer: what is left there cannot be said.
        """
        async with self.db.read() as conn:
            record = (await load_records(conn, [item_id])).get(item_id)
            others = await copies_of_title(conn, known.kind, known.ids)
        if record is None or (event_id is not None and record.gone_at is None):
            raise Refused(f"“{known.title}” is there again; there is nothing to finish.")
        subject = _subject(item_id, known, last=_is_last(known, set(others) - {item_id}))
        gate = await self._gate(subject)
        left = await self._left(known, record)
        async with self.db.read() as conn:
            await _refuse_protected(conn, item_id, known, knowledge, left)
        steps, notes = await self._steps(subject, left)
        if not steps:
            why = " ".join(notes) or "No other system has anything of it."
            raise Refused(f"Nothing is left of “{known.title}” that could be removed. {why}")
        if left.gone:
            notes = (f"already gone: {', '.join(left.gone)}", *notes)
        return _item(item_id, known, (gate, *steps), notes, event_id=event_id, reason=reason)

    async def _gate(self, subject: Subject) -> Step:
        target = self.servers.targets[DISK]
        (gate,) = (await target.plan(subject)).steps
        probe = await target.probe(gate)
        if probe.state is not State.DONE:
            raise Refused(f"“{subject.title}” is not finished for: {probe.message}")
        return gate

    async def _left(self, known: Remembered, record: Record) -> Left:
        """Ask Radarr, Sonarr and Shoko what they have now; of media servers and wishes the Library knows."""
        found: list[Holding] = []
        tags: list[str] = []
        gone = [one.name for one in self.servers.media if one.name not in record.holdings]
        for keeper in self.servers.keepers():
            refs = known.held.get(keeper.name, ())
            for ref in refs:
                try:
                    entry = await keeper.read(ref)
                except NotFound:
                    gone.append(keeper.name)
                else:
                    found.append(_holding(keeper.name, ref, entry))
                    tags += entry.tags
        for server in (*self.servers.media, *self.servers.requests):
            found += record.holdings.get(server.name, ())
        return Left(tuple(found), tuple(dict.fromkeys(gone)), tuple(tags))

    async def _steps(self, subject: Subject, left: Left) -> tuple[tuple[Step, ...], tuple[str, ...]]:
        """Let each target plan, in the order of the cascade: who fetches, who lists, who takes wishes."""
        steps: list[Step] = []
        notes: list[str] = []
        for name in dict.fromkeys(holding.source for holding in left.holdings):
            its = tuple(holding for holding in left.holdings if holding.source == name)
            try:
                proposal = await self.servers.targets[name].plan(replace(subject, holdings=its))
            except CascadeError as error:
                notes.append(f"{name} could not say what it holds: {error.message}")
                continue
            steps += [
                replace(step, expected=replace(step.expected, files_gone=True), gate=False)
                for step in proposal.steps
            ]
            notes += proposal.notes
        return tuple(steps), tuple(notes)


async def _refuse_protected(
    conn: AsyncConnection, item_id: int, known: Remembered, knowledge: Knowledge, left: Left
) -> None:
    veto = await veto_of(conn, item_id, knowledge, left.tags)
    if veto is not None:
        raise Refused(f"“{known.title}” stays as it is: {veto}.")


def _is_last(known: Remembered, others: set[int]) -> bool:
    """Whether no other copy of the title is there; one without numbers cannot be shown to have none."""
    ids = known.ids
    return known.kind is not Kind.SEASON and bool(ids.tmdb or ids.tvdb or ids.imdb) and not others


def _subject(item_id: int, known: Remembered, *, last: bool) -> Subject:
    return Subject(
        item_id=item_id,
        kind=known.kind,
        title=known.title,
        year=known.year,
        ids=known.ids,
        files=known.files,
        holdings=(),
        season=known.season,
        section=known.library,
        guid=known.guid,
        is_4k=known.is_4k,
        last_of_title=last,
        removes=False,
    )


def _holding(name: str, ref: str, entry: ArrEntry) -> Holding:
    return Holding(name, ref, entry.ids, entry.path, entry.files)


def _item(
    item_id: int,
    known: Remembered,
    steps: tuple[Step, ...],
    notes: tuple[str, ...],
    *,
    event_id: str | None,
    reason: str,
) -> PlanItem:
    """Freeze it. It takes no bytes from anybody: the files are gone."""
    return PlanItem(
        item_id=item_id,
        kind=known.kind,
        title=known.title,
        year=known.year,
        library=known.library,
        size_bytes=0,
        frees_bytes=0,
        ids=known.ids,
        files=known.files,
        reasons=(reason,),
        facts={},
        steps=steps,
        notes=notes,
        snapshot=known.snapshot,
        last_play_at=known.last_play_at,
        requested_by=known.requested_by,
        event_id=event_id,
    )
