"""From a rule to a plan: gathers candidates, vetoes and steps; every decision is a function of its own."""

import asyncio
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.errors import CascadeError, Refused, Unreachable
from cascade.evidence import evidence
from cascade.left_out import Leftovers
from cascade.library.facts import load_facts
from cascade.library.protections import covered
from cascade.library.records import Record, load_records, others_of_title, present
from cascade.media import Kind, Role
from cascade.plan import Disk, Plan, PlanItem, Why, gb, total
from cascade.policy import Order, Policy
from cascade.ports import Health
from cascade.reclaim import Reclaim, stats_of
from cascade.rules.answer import Answer
from cascade.rules.bounds import describe_bounds
from cascade.rules.explain import Verdict, evaluate
from cascade.rules.expr import Rule, fields_of
from cascade.rules.knowledge import Knowledge
from cascade.rules.sentence import sentence
from cascade.rules.sql import candidates, unknowns
from cascade.rules.text import print_rule
from cascade.servers import Servers
from cascade.step import Action, Proposal, Step, Subject

MOST_ITEMS = 5_000  # a plan is read by a person; more than this is not
_CHUNK = 100
_EXPLAINED = 300  # how many of the unknown are explained one by one
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no 0/o, 1/l/i
_ID_LENGTH = 5  # 28 million names: a household's plans do not meet
_REMOVES_FILES = {Action.DELETE_ITEM, Action.DELETE_ENTRY, Action.DELETE_SEASON}


@dataclass(slots=True)
class _Draft:
    """A plan while items are put on it."""

    chosen: list[PlanItem] = field(default_factory=list)
    left_out: Leftovers = field(default_factory=Leftovers)
    reclaim: Reclaim = field(default_factory=Reclaim)
    freed: int = 0


class Planner:
    """Turns rules into plans. Reads the Library and asks targets for their steps; changes nothing."""

    def __init__(self, db: Database, servers: Servers, policy: Policy) -> None:
        self._db = db
        self._servers = servers
        self._policy = policy

    async def propose(self, rule: Rule, knowledge: Knowledge, health: Sequence[Health], *, by: str) -> Plan:
        """Build the plan of a rule; Refused where nothing can be judged or no person could read the plan.

        Caps are not applied here: the ledger knows what the day has taken already.
        """
        if Role.MEDIA not in knowledge.usable:
            why = knowledge.why_not.get(Role.MEDIA, "the media server was never read; run sync")
            raise Refused(f"Nothing could be judged: {why}")
        playing = await self._playing()
        disk = await self._disk()
        rule, notes = free_as_reclaim(rule, disk)
        async with self._db.read() as conn:
            ids = list((await conn.scalars(candidates(rule, knowledge))).all())
            unknown = list((await conn.scalars(unknowns(rule, knowledge))).all())
            counts = await present(conn)
            if not ids and unknown and len(unknown) == sum(counts.get(kind, 0) for kind in rule.kinds):
                raise Refused(
                    f"Nothing could be judged: {await self._why_unknown(conn, rule, knowledge, unknown[:1])}"
                )
            draft = _Draft()
            await self._explain_unknown(conn, rule, knowledge, unknown, draft)
        await self._choose(rule, knowledge, ids, playing, draft)
        return Plan(
            id="".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH)),
            query=print_rule(rule),
            sentence=sentence(rule),
            bounds=tuple(describe_bounds(rule, knowledge.now, knowledge.zone)),
            by=by,
            created_at=knowledge.now,
            expires_at=knowledge.now + self._policy.plan_expiry,
            items=tuple(draft.chosen),
            totals=total(draft.chosen, counts),
            left_out=draft.left_out.summed(),
            warnings=(*notes, *warnings(draft.chosen, knowledge, health, self._policy.order)),
            over_caps=(),
            read_at={role.value: at for role, at in knowledge.read_at.items()},
            disk=disk,
        )

    async def _choose(
        self, rule: Rule, knowledge: Knowledge, ids: Sequence[int], playing: Collection[str], draft: _Draft
    ) -> None:
        """Take candidates in order until a stop is reached."""
        everyone = set(ids)
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            async with self._db.read() as conn:
                records = await load_records(conn, chunk)
                facts = await load_facts(conn, chunk)
                vetoed = await covered(
                    conn,
                    chunk,
                    knowledge,
                    named=fields_of(rule.where),
                    playing=[item for item, its in records.items() if _refs(its) & set(playing)],
                )
                taken = [item.item_id for item in draft.chosen]
                subjects = {
                    item: await self._subjects(conn, records[item], [*taken, *chunk[: index + 1]])
                    for index, item in enumerate(chunk)
                    if item not in vetoed
                }
            proposals = await self._proposals(subjects)
            for item in chunk:
                if reached(rule, len(draft.chosen), draft.freed):
                    return
                record = records[item]
                if record.show_id in everyone:  # a plan never holds an item and its ancestor
                    continue
                if item in vetoed:
                    draft.left_out.add(record, Why.PROTECTED, vetoed[item])
                    continue
                verdict = evaluate(rule.where, facts[item], knowledge)
                proposal = proposals[item]
                if (obstacle := unclear(record, verdict, proposal)) is not None:
                    draft.left_out.add(record, Why.UNCLEAR, obstacle)
                    continue
                freed = draft.reclaim.add(await stats_of(self._servers.disk, record.files))
                if freed is None and rule.reclaim is not None:
                    raise Refused(
                        f"The files of {record.title!r} cannot be seen, so what comes back is unknown; "
                        "set PATH_MAP so that the bot sees the library, or use limit: as the stop."
                    )
                draft.freed += freed or 0
                draft.chosen.append(
                    plan_item(record, verdict, evidence(fields_of(rule.where), facts[item]), proposal, freed)
                )
            if len(draft.chosen) > MOST_ITEMS:
                raise Refused(
                    f"{len(ids):,} items match; a plan holds {MOST_ITEMS:,} at the most. "
                    "Add limit: or narrow the rule."
                )

    async def _subjects(
        self, conn: AsyncConnection, record: Record, besides: Sequence[int]
    ) -> tuple[tuple[str, Subject], ...]:
        last = record.kind is not Kind.SEASON and not await others_of_title(
            conn, record.kind, record.ids, besides
        )
        return tuple((name, subject(record, name, last=last)) for name in self._order(record))

    def _order(self, record: Record) -> list[str]:
        """The targets that hold the item, the one that removes the files first."""
        media = [server.name for server in self._servers.media]
        arrs = [server.name for server in (*self._servers.shows, *self._servers.movies)]
        wishes = [server.name for server in self._servers.requests]
        first, second = (arrs, media) if self._policy.order is Order.ARR_FIRST else (media, arrs)
        return [name for name in (*first, *second, *wishes) if name in record.holdings]

    async def _proposals(self, subjects: Mapping[int, Sequence[tuple[str, Subject]]]) -> dict[int, Proposal]:
        gathered = await asyncio.gather(*(self._proposal(named) for named in subjects.values()))
        return dict(zip(subjects, gathered, strict=True))

    async def _proposal(self, named: Sequence[tuple[str, Subject]]) -> Proposal:
        steps: list[Step] = []
        notes: list[str] = []
        for name, its in named:
            try:
                proposal = await self._servers.targets[name].plan(its)
            except CascadeError as error:
                notes.append(f"{name} could not say what it holds: {error.message}")
                return Proposal((), tuple(notes))
            steps += proposal.steps
            notes += proposal.notes
        return Proposal(
            tuple(replace(step, gate=position == 0) for position, step in enumerate(steps)), tuple(notes)
        )

    async def _explain_unknown(
        self,
        conn: AsyncConnection,
        rule: Rule,
        knowledge: Knowledge,
        unknown: Sequence[int],
        draft: _Draft,
    ) -> None:
        sample = unknown[:_EXPLAINED]
        records = await load_records(conn, sample)
        facts = await load_facts(conn, sample)
        for item in sample:
            verdict = evaluate(rule.where, facts[item], knowledge)
            draft.left_out.add(records[item], Why.UNKNOWN, _reasons(verdict))
        draft.left_out.more_unknown(len(unknown) - len(sample))

    async def _why_unknown(
        self, conn: AsyncConnection, rule: Rule, knowledge: Knowledge, ids: Sequence[int]
    ) -> str:
        facts = await load_facts(conn, ids)
        return _reasons(evaluate(rule.where, facts[ids[0]], knowledge))

    async def _playing(self) -> frozenset[str]:
        """What is being watched now, as far as servers answer; execution asks again and insists."""
        refs: set[str] = set()
        for server in self._servers.media:
            try:
                refs |= await server.playing()
            except CascadeError:
                continue
        return frozenset(refs)

    async def _disk(self) -> Disk | None:
        path = self._policy.disk_path
        if path is None:
            return None
        space = await self._servers.disk.space(path)
        if space is None:
            raise Unreachable(f"The disk at {path} cannot be seen; check DISK_PATH.", server="disk")
        return Disk(path, space.total_bytes, space.free_bytes)


def free_as_reclaim(rule: Rule, disk: Disk | None) -> tuple[Rule, tuple[str, ...]]:
    """Turn `free:X` into the bytes that are missing now; Refused where it is not said which disk is meant."""
    if rule.free is None:
        return rule, ()
    if disk is None:
        raise Refused("free: needs to know which disk is meant; set DISK_PATH to a folder on it.")
    missing = rule.free - disk.free_bytes
    if missing <= 0:
        raise Refused(f"{disk.path} has {gb(disk.free_bytes)} free already; nothing needs to go.")
    reclaim = missing if rule.reclaim is None else min(missing, rule.reclaim)
    now = f"{disk.path} has {gb(disk.free_bytes)} free now"
    note = f"free: {now}, {gb(missing)} must come back for {gb(rule.free)}"
    return replace(rule, reclaim=reclaim, free=None), (note,)


def reached(rule: Rule, count: int, freed: int) -> bool:
    """Whether a stop is reached; the item that crosses `reclaim` is on the plan."""
    if rule.limit is not None and count >= rule.limit:
        return True
    return rule.reclaim is not None and freed >= rule.reclaim


def unclear(record: Record, verdict: Verdict, proposal: Proposal) -> str | None:
    """Say why an item cannot be planned although the rule wants it, or None."""
    if verdict.answer is not Answer.YES:
        return "the verdict could not be confirmed"
    if record.arr_match in ("ambiguous", "conflicting"):
        return f"which entry of Radarr or Sonarr it is, is {record.arr_match}"
    if not proposal.steps or proposal.steps[0].action not in _REMOVES_FILES:
        return "; ".join(proposal.notes) or "no configured system may remove its files"
    return None


def subject(record: Record, target: str, *, last: bool) -> Subject:
    """Show an item to one target."""
    return Subject(
        item_id=record.id,
        kind=record.kind,
        title=record.title,
        year=record.year,
        ids=record.ids,
        files=record.files,
        holdings=record.holdings.get(target, ()),
        season=record.season,
        section=record.library,
        guid=record.guid,
        is_4k=record.is_4k,
        last_of_title=last,
    )


def plan_item(
    record: Record, verdict: Verdict, facts: Mapping[str, str], proposal: Proposal, freed: int | None
) -> PlanItem:
    """Freeze an item with the facts its verdict rests on."""
    return PlanItem(
        item_id=record.id,
        kind=record.kind,
        title=record.title,
        year=record.year,
        library=record.library,
        size_bytes=record.size_bytes,
        frees_bytes=freed,
        ids=record.ids,
        files=record.files,
        reasons=tuple(reason.text for reason in verdict.reasons),
        facts=facts,
        steps=proposal.steps,
        notes=proposal.notes,
        snapshot=record.snapshot,
        last_play_at=record.last_play_at,
        watched_by=record.watched_by,
        requested_by=record.requested_by,
        episodes=record.episodes,
    )


def warnings(
    chosen: Sequence[PlanItem], knowledge: Knowledge, health: Sequence[Health], order: Order
) -> tuple[str, ...]:
    """Say what a person should know before confirming."""
    said = [f"{role.value}: {why}" for role, why in knowledge.why_not.items()]
    said += [f"{one.name} is not reachable now: {one.message}" for one in health if not one.reachable]
    bins = {one.name: one.recycle_bin for one in health if one.recycle_bin}
    if order is Order.ARR_FIRST and bins:
        said += [
            f"{name} moves files to its recycle bin {path}: no space comes back yet"
            for name, path in bins.items()
        ]
    else:
        said.append("No undo: files are removed for good")
        said += [
            f"the recycle bin of {name} is bypassed; CASCADE_ORDER=arr-first would use it" for name in bins
        ]
    linked = [item for item in chosen if item.frees_bytes is not None and item.frees_bytes < item.size_bytes]
    if linked:
        kept = sum(item.size_bytes - (item.frees_bytes or 0) for item in linked)
        said.append(f"{len(linked)} items, {gb(kept)}: still hard-linked elsewhere, no space comes back")
    if hidden := sum(item.frees_bytes is None for item in chosen):
        said.append(
            f"the files of {hidden} items cannot be seen from here: what comes back is unknown; set PATH_MAP"
        )
    said += sorted({note for item in chosen for note in item.notes})[:10]
    return tuple(said)


def _reasons(verdict: Verdict) -> str:
    return "; ".join(reason.text for reason in verdict.reasons)


def _refs(record: Record) -> set[str]:
    return {holding.ref for its in record.holdings.values() for holding in its}
