"""From a rule to a plan: gathers candidates, vetoes and steps; every decision is a function of its own."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.choice import Candidate, free_as_reclaim, plan_item, reached, subject, unclear, warnings
from cascade.database import Database
from cascade.disks import disk_meant
from cascade.errors import CascadeError, Refused
from cascade.evidence import evidence
from cascade.left_out import Leftovers
from cascade.library.facts import load_facts
from cascade.library.protections import covered
from cascade.library.records import Copies, Record, copies_of_titles, load_records, others_among, present
from cascade.media import Kind, Role
from cascade.plan import Plan, PlanItem, Why, total
from cascade.policy import Order, Policy
from cascade.ports import Health
from cascade.reclaim import Reclaim, stats_of
from cascade.rules.bounds import describe_bounds
from cascade.rules.explain import Verdict, evaluate
from cascade.rules.expr import Rule, fields_of
from cascade.rules.knowledge import Knowledge
from cascade.rules.sentence import describe
from cascade.rules.sql import candidates, unknowns
from cascade.rules.text import print_rule
from cascade.servers import Servers
from cascade.step import Action, Proposal, Step, Subject

MOST_ITEMS = 5_000  # a plan is read by a person; more than this is not
_CHUNK = 100
_EXPLAINED = 300  # how many of the unknown are explained one by one
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no 0/o, 1/l/i
_ID_LENGTH = 5  # 28 million names: a household's plans do not meet


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

    async def propose(
        self,
        rule: Rule,
        knowledge: Knowledge,
        health: Sequence[Health],
        *,
        by: str,
        by_id: str | None = None,
    ) -> Plan:
        """Build the plan of a rule; Refused where nothing can be judged or no person could read the plan.

        Caps are not applied here: the ledger knows what the day has taken already.
        """
        if Role.MEDIA not in knowledge.usable:
            why = knowledge.why_not.get(Role.MEDIA, "the media server was never read; run sync")
            raise Refused(f"Nothing could be judged: {why}")
        playing = await self._playing()
        disk = await disk_meant(self._db, self._servers.disk, self._policy.disk_path)
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
        chosen = await self.without_kept_rows(draft.chosen)
        return Plan(
            id=new_id(),
            query=print_rule(rule),
            sentence=describe(rule),
            bounds=tuple(describe_bounds(rule, knowledge.now, knowledge.zone)),
            by=by,
            created_at=knowledge.now,
            expires_at=knowledge.now + self._policy.plan_expiry,
            items=tuple(chosen),
            totals=total(chosen, counts),
            left_out=draft.left_out.summed(),
            warnings=(*notes, *warnings(rule, chosen, knowledge, health, self._policy.order)),
            over_caps=(),
            read_at={role.value: at for role, at in knowledge.read_at.items()},
            disk=disk,
            by_id=by_id,
        )

    async def _choose(
        self, rule: Rule, knowledge: Knowledge, ids: Sequence[int], playing: frozenset[str], draft: _Draft
    ) -> None:
        """Take candidates in order until a stop is reached."""
        everyone = set(ids)
        for start in range(0, len(ids), _CHUNK):
            chunk = await self._look(rule, knowledge, ids[start : start + _CHUNK], everyone, playing)
            for candidate in chunk:
                if reached(rule, len(draft.chosen), draft.freed):
                    return
                if candidate.record.show_id not in everyone:  # a plan never holds an item and its ancestor
                    await self._decide(rule, candidate, draft)
            if len(draft.chosen) > MOST_ITEMS:
                raise Refused(
                    f"{len(ids):,} items match; a plan holds {MOST_ITEMS:,} at the most. "
                    "Add limit: or narrow the rule."
                )

    async def _decide(self, rule: Rule, candidate: Candidate, draft: _Draft) -> None:
        """Put a candidate on the plan, or say why not."""
        record = candidate.record
        if candidate.veto is not None:
            draft.left_out.add(record, Why.PROTECTED, candidate.veto)
            return
        if (obstacle := unclear(candidate)) is not None:
            draft.left_out.add(record, Why.UNCLEAR, obstacle)
            return
        freed = draft.reclaim.add(await stats_of(self._servers.disk, record.files))
        if freed is None and rule.reclaim is not None:
            raise Refused(
                f"The files of {record.title!r} cannot be seen, so what comes back is unknown; "
                "set PATH_MAP so that the bot sees the library, or use limit: as the stop."
            )
        draft.freed += freed or 0
        draft.chosen.append(plan_item(candidate, freed))

    async def _look(
        self,
        rule: Rule,
        knowledge: Knowledge,
        ids: Sequence[int],
        everyone: AbstractSet[int],
        playing: frozenset[str],
    ) -> list[Candidate]:
        """Read everything a decision about these items needs, steps included."""
        async with self._db.read() as conn:
            records = await load_records(conn, ids)
            facts = await load_facts(conn, ids)
            watched = [item for item, record in records.items() if self._media_refs(record) & playing]
            named = fields_of(rule.where)
            vetoes = await covered(conn, ids, knowledge, named=named, playing=watched)
            free = [item for item in ids if item not in vetoes]
            copies = await copies_of_titles(conn, [(records[item].kind, records[item].ids) for item in free])
            subjects = {
                item: self._subjects(records[item], copies[records[item].kind, records[item].ids], everyone)
                for item in free
            }
        proposals = await self._proposals(subjects)
        return [
            Candidate(
                records[item],
                evaluate(rule.where, facts[item], knowledge),
                evidence(named, facts[item], knowledge),
                proposals.get(item, Proposal()),
                vetoes.get(item),
            )
            for item in ids
        ]

    def _subjects(
        self, record: Record, copies: Copies, besides: AbstractSet[int]
    ) -> tuple[tuple[str, Subject], ...]:
        others = {item: is_4k for item, is_4k in copies.items() if item != record.id}
        last = record.kind is not Kind.SEASON and bool(copies) and others.keys() <= besides
        also = [others[item] for item in sorted(others)] if last else []
        order = self._order(record)
        followers = [server.name for server in self._servers.media if server.name in order][1:]
        return tuple(
            (name, subject(record, name, last=last, also=also, removes=name not in followers))
            for name in order
        )

    async def without_kept_rows(self, chosen: Sequence[PlanItem]) -> list[PlanItem]:
        """Leave out the media rows of titles of which a copy turned out to stay."""
        taken = {item.item_id for item in chosen}
        kept = []
        async with self._db.read() as conn:
            copies = await copies_of_titles(conn, [(item.kind, item.ids) for item in chosen])
        for item in chosen:
            rows = any(step.action is Action.DELETE_MEDIA for step in item.steps)
            if rows and others_among(copies[item.kind, item.ids], item.ids, taken):
                steps = tuple(step for step in item.steps if step.action is not Action.DELETE_MEDIA)
                kept.append(replace(item, steps=steps))
            else:
                kept.append(item)
        return kept

    def _media_refs(self, record: Record) -> set[str]:
        """The numbers media servers know it by; an *arr counts apart and has the same ones."""
        return {
            holding.ref for server in self._servers.media for holding in record.holdings.get(server.name, ())
        }

    def _order(self, record: Record) -> list[str]:
        """The targets that hold the item, the one that removes the files first.

        The other media servers are told after the *arr, and before a request goes: Seerr looks at them.
        """
        media = [server.name for server in self._servers.media]
        arrs = [server.name for server in (*self._servers.shows, *self._servers.movies)]
        later = [server.name for server in (*self._servers.requests, *self._servers.anime)]
        held = [name for name in media if name in record.holdings]
        gate = held[:1] if self._policy.order is Order.MEDIA_FIRST else []
        others = [name for name in held if name not in gate]
        return [name for name in (*gate, *arrs, *others, *later) if name in record.holdings]

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
            if not steps and name in {server.name for server in self._servers.media}:
                return Proposal((), tuple(notes))  # nobody removes the files of what its gate leaves alone
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


def new_id() -> str:
    """Draw the id of a new plan."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH))


def _reasons(verdict: Verdict) -> str:
    return "; ".join(reason.text for reason in verdict.reasons)
