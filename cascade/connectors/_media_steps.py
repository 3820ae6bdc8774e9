"""What a media server is to do with an item, and whether it still is the item that was planned. Pure."""

from collections import defaultdict
from collections.abc import Iterable

from cascade.connectors.paths import file_name
from cascade.media import MediaEntry, MediaFile
from cascade.step import Action, Expected, Holding, Probe, Proposal, State, Step, Subject

Key = tuple[str, int]


def plan(name: str, subject: Subject, *, gate: bool, by_guid: bool = True) -> Proposal:
    """Plan one step per entry: delete it and its files or, where another system does that, a refresh.

    `by_guid` says that the server may give an entry's number to another item, which its guid then betrays.
    """
    if not subject.holdings:
        return Proposal()
    if not subject.files:
        return Proposal(notes=(f"{name} lists no file of it, so there is nothing to check a deletion by.",))
    if by_guid and subject.guid is None:
        return Proposal(notes=(f"{name} has no guid for it, so it could not be recognised later.",))
    removes = gate and subject.removes
    action = Action.DELETE_ITEM if removes else Action.REFRESH
    guid = subject.guid if by_guid else None
    return Proposal(
        tuple(
            Step(name, action, held.ref, _expected(subject, held, guid), removes) for held in subject.holdings
        )
    )


def _expected(subject: Subject, held: Holding, guid: str | None) -> Expected:
    """Say what the server must still show; servers differ in ids, numbers and the names of libraries."""
    return Expected(
        ids=held.ids,
        guid=guid,
        season=subject.season,
        files=subject.files,
        allowed=tuple((file.path, file.size_bytes) for file in subject.files),
        section=held.section or subject.section,
    )


def compare(name: str, expected: Expected, entry: MediaEntry, files: Iterable[MediaFile]) -> Probe:
    """Compare an entry that is still there, and all files in or beneath it, with the plan."""
    seen = tuple(files)
    if difference := _difference(name, expected, entry) or _strange_file(expected.files, seen):
        return Probe(State.CHANGED, difference)
    missing = {_key(file) for file in expected.files} - {_key(file) for file in seen}
    if not expected.files:
        return Probe(State.CHANGED, f"{name} holds “{entry.title}”, of which no file was planned.")
    if missing:
        here = f"{len(missing)} of its {len(expected.files)} files are gone"
        return Probe(State.MIXED, f"{name} still lists “{entry.title}”, but {here}.")
    return Probe(State.INTACT, f"{name} holds “{entry.title}” as planned.")


def _difference(name: str, expected: Expected, entry: MediaEntry) -> str | None:
    if entry.guid != expected.guid:
        return f"{name} now has “{entry.title}” ({entry.guid}) under that number, not {expected.guid}."
    if expected.ids.conflicts(entry.ids):
        return f"{name} now names other external ids for “{entry.title}”."
    if expected.season is not None and entry.number != expected.season:
        return f"{name} now numbers “{entry.title}” as season {entry.number}, not {expected.season}."
    return None


def _strange_file(planned: Iterable[MediaFile], seen: Iterable[MediaFile]) -> str | None:
    """Find a file that was not planned: a new path, another size, or the same name scanned anew.

    One file that holds several episodes is listed once per episode, under as many file ids.
    """
    refs: defaultdict[Key, set[str | None]] = defaultdict(set)
    for file in planned:
        refs[_key(file)].add(file.ref)
    found: defaultdict[Key, set[str | None]] = defaultdict(set)
    for file in seen:
        if _key(file) not in refs:
            return f"“{file_name(file.path)}” ({file.size_bytes} bytes) was not in the plan."
        found[_key(file)].add(file.ref)
    for key, now in found.items():
        if None not in refs[key] and not now & refs[key]:
            return f"“{file_name(key[0])}” was replaced: it has another file id than planned."
    return None


def _key(file: MediaFile) -> Key:
    return file.path, file.size_bytes
