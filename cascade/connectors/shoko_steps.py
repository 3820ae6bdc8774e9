"""What Shoko is to forget of an item, and whether its entries still are those that were planned. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from cascade.connectors._agreement import Allowed, allowed_files, outside
from cascade.connectors.paths import file_name
from cascade.media import ArrEntry, MediaFile
from cascade.step import Action, Expected, Probe, State, Step, Subject


def plan(name: str, subject: Subject, entry: ArrEntry, identity: str) -> tuple[Step, ...]:
    """Plan one series: whole where all its files are the item's, else only those of its files that are.

    A series of AniDB may be one season of a show or a part of one, so that files decide.
    """
    allowed = allowed_files(subject.files)
    strangers = {file.ref for file in outside(entry.files, allowed)}
    if entry.files and not strangers:
        expected = Expected(ids=entry.ids, files=entry.files, allowed=allowed, section=identity)
        return (Step(name, Action.FORGET_SERIES, entry.ref, expected),)
    return tuple(
        Step(name, Action.FORGET_FILE, ref, Expected(files=files, allowed=allowed, section=identity))
        for ref, files in sorted(_by_ref(entry.files).items())
        if ref not in strangers
    )


def compare_series(name: str, expected: Expected, entry: ArrEntry) -> Probe:
    """Compare a series that is still there with the plan."""
    if entry.ids != expected.ids:
        return Probe(State.CHANGED, f"{name} has another anime under the number {entry.ref} now.")
    if (strange := _strange(name, expected, entry.files)) is not None:
        return strange
    left, planned = len(set(entry.files)), len(set(expected.files))
    if left < planned:
        return Probe(State.MIXED, f"{name} has “{entry.title}” with {left} of {planned} files.")
    return Probe(State.INTACT, f"{name} has “{entry.title}” as planned.")


def compare_file(name: str, expected: Expected, ref: str, files: Sequence[MediaFile]) -> Probe:
    """Compare a file's entry that is still there with the plan."""
    strange = _strange(name, expected, files)
    return strange or Probe(State.INTACT, f"{name} has file {ref} as planned.")


def gone(name: str, expected: Expected, what: str, identity: str, again: str | None) -> Probe:
    """Judge a 404. `again` is the number under which Shoko has the same anime now; None = it has not.

    Shoko has no id of its own: one that watches other folders is another one, and proves nothing.
    """
    if again is not None:
        return Probe(State.CHANGED, f"{name} has the anime again, as series {again}.")
    if identity != expected.section:
        return Probe(State.UNPROVEN, f"{name} watches other folders than planned, so it proves nothing gone.")
    return Probe(State.DONE, f"{name} no longer has {what}.")


def _strange(name: str, expected: Expected, files: Iterable[MediaFile]) -> Probe | None:
    seen = tuple(files)
    for file in seen:
        if file not in expected.files:
            said = f"{name} now has {file_name(file.path)} there, which was not planned."
            return Probe(State.CHANGED, said)
    others = _outside(seen, expected.allowed)
    if others is not None:
        return Probe(State.CHANGED, f"{name} has {others} there, which is no file of the item.")
    return None


def _outside(files: tuple[MediaFile, ...], allowed: Allowed) -> str | None:
    found = outside(files, allowed)
    return file_name(found[0].path) if found else None


def _by_ref(files: Iterable[MediaFile]) -> dict[str, tuple[MediaFile, ...]]:
    found: dict[str, list[MediaFile]] = defaultdict(list)
    for file in files:
        found[file.ref or ""].append(file)
    return {ref: tuple(its) for ref, its in found.items()}
