"""Which candidates come onto a plan and in what form: the decisions of planning, without I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cascade.errors import Refused
from cascade.evidence import unplanned
from cascade.library.records import Record
from cascade.media import Kind, MediaFile
from cascade.plan import Disk, PlanItem, gb
from cascade.policy import Order
from cascade.ports import Health
from cascade.rules.answer import Answer
from cascade.rules.explain import Verdict
from cascade.rules.expr import Rule, fields_of
from cascade.rules.fields import roles_of
from cascade.rules.knowledge import Knowledge
from cascade.step import HOLDS_FILES, Action, Proposal, Step, Subject

_READABLE = 10**8  # the bytes that a disk misses are rounded up to this, so that a person can read the rule
_REMOVES_FILES = {Action.DELETE_ITEM, *HOLDS_FILES}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item the rule wants, with all that decides about it. `veto` says why it is protected, None = not."""

    record: Record
    verdict: Verdict
    facts: Mapping[str, str]
    proposal: Proposal
    veto: str | None


def free_as_reclaim(rule: Rule, disk: Disk | None) -> tuple[Rule, tuple[str, ...]]:
    """Turn `free:X` into the bytes that are missing now; Refused where it is not said which disk is meant."""
    if rule.free is None:
        return rule, ()
    if disk is None:
        raise Refused("free: needs to know which disk is meant; set DISK_PATH to a folder on it.")
    missing = rule.free - disk.free_bytes
    if missing <= 0:
        raise Refused(f"{disk.path} has {gb(disk.free_bytes)} free already; nothing needs to go.")
    missing += -missing % _READABLE
    reclaim = missing if rule.reclaim is None else min(missing, rule.reclaim)
    now = f"{disk.path} has {gb(disk.free_bytes)} free now"
    note = f"free: {now}, {gb(missing)} must come back for {gb(rule.free)}"
    return replace(rule, reclaim=reclaim, free=None), (note,)


def reached(rule: Rule, count: int, freed: int) -> bool:
    """Whether a stop is reached; the item that crosses `reclaim` is on the plan."""
    if rule.limit is not None and count >= rule.limit:
        return True
    return rule.reclaim is not None and freed >= rule.reclaim


def unclear(candidate: Candidate) -> str | None:
    """Say why an item cannot be planned although the rule wants it, or None."""
    record, proposal = candidate.record, candidate.proposal
    if candidate.verdict.answer is not Answer.YES:
        return "the verdict could not be confirmed"
    if record.arr_match in ("ambiguous", "conflicting"):
        return f"which entry of Radarr or Sonarr it is, is {record.arr_match}"
    if not proposal.steps or proposal.steps[0].action not in _REMOVES_FILES:
        return "; ".join(proposal.notes) or "no configured system may remove its files"
    if (stays := _stays(record, proposal.steps)) is not None:
        return stays
    followed = any(step.action is Action.DELETE_SEASON for step in proposal.steps)
    if record.kind is Kind.SEASON and record.arr_match == "one" and not followed:
        return "; ".join(proposal.notes) or "Sonarr would fetch it again"
    return None


def _stays(record: Record, steps: Sequence[Step]) -> str | None:
    """Say which file that media servers list for an item would stay, or that they list different ones."""
    gate = steps[0]
    if gate.action is not Action.DELETE_ITEM:
        return unplanned([file for step in steps for file in _taken(record, step)], record.listed)
    planned, known = ({file.path for file in files} for files in (gate.expected.files, record.files))
    if other := sorted(known ^ planned):
        return f"{gate.target} and another media server list different files of it, such as {other[0]}"
    return unplanned(gate.expected.files, record.listed)


def _taken(record: Record, step: Step) -> tuple[MediaFile, ...]:
    """The files a Radarr or Sonarr removes: its own and, with an entry, what of the item is beside them."""
    own, folder = step.expected.files, step.expected.path
    if step.action not in HOLDS_FILES or not own:
        return ()
    if step.action is not Action.DELETE_ENTRY or folder is None:
        return own
    return (*own, *(file for file in record.files if file.path.startswith(f"{folder}/")))


def subject(
    record: Record, target: str, *, last: bool, also: Sequence[bool | None] = (), removes: bool = True
) -> Subject:
    """Show an item to one target: to a media server with the files it lists itself."""
    return Subject(
        item_id=record.id,
        kind=record.kind,
        title=record.title,
        year=record.year,
        ids=record.ids,
        files=record.listed.get(target, record.files),
        holdings=record.holdings.get(target, ()),
        season=record.season,
        section=record.library,
        guid=record.guid,
        is_4k=record.is_4k,
        last_of_title=last,
        also=tuple(also),
        removes=removes,
    )


def plan_item(candidate: Candidate, freed: int | None) -> PlanItem:
    """Freeze an item with the facts its verdict rests on."""
    record, verdict, proposal = candidate.record, candidate.verdict, candidate.proposal
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
        facts=candidate.facts,
        steps=proposal.steps,
        notes=proposal.notes,
        snapshot=record.snapshot,
        last_play_at=record.last_play_at,
        watched_by=record.watched_by,
        requested_by=record.requested_by,
        episodes=record.episodes,
    )


def warnings(
    rule: Rule, chosen: Sequence[PlanItem], knowledge: Knowledge, health: Sequence[Health], order: Order
) -> tuple[str, ...]:
    """Say what a person should know before confirming."""
    rests_on = {role for kind in rule.kinds for role in roles_of(fields_of(rule.where), kind)}
    said = [knowledge.why_not[role] for role in sorted(rests_on) if role in knowledge.why_not]
    said += [f"{one.name} is not reachable now: {one.message}" for one in health if not one.reachable]
    said += [
        f"{one.name} cannot be used now: {one.message}"
        for one in health
        if one.reachable and one.version is None
    ]
    if not chosen:
        return tuple(said)
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
    return (*said, *counted(chosen))


def counted(chosen: Sequence[PlanItem]) -> tuple[str, ...]:
    """The warnings that follow from the items alone."""
    said = []
    linked = [item for item in chosen if item.frees_bytes is not None and item.frees_bytes < item.size_bytes]
    if linked:
        kept = sum(item.size_bytes - (item.frees_bytes or 0) for item in linked)
        number = _number(len(linked))
        said.append(f"{number}, {gb(kept)}: still hard-linked elsewhere, no space comes back")
    if hidden := sum(item.frees_bytes is None for item in chosen):
        said.append(
            f"the files of {_number(hidden)} cannot be seen from here: what comes back is unknown; "
            "set PATH_MAP"
        )
    said += sorted({note for item in chosen for note in item.notes})[:10]
    return tuple(said)


def _number(items: int) -> str:
    return f"{items} item{'s' * (items != 1)}"
