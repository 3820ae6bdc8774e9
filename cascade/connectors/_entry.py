"""What Radarr or Sonarr says of one entry, and what that means for a step that deletes it. No I/O here."""

from dataclasses import dataclass

from cascade.connectors._agreement import first_change, planned_on_disk
from cascade.connectors.paths import within
from cascade.media import ArrEntry
from cascade.ports import RootFolder
from cascade.step import Action, Expected, Probe, State, Step


@dataclass(frozen=True, slots=True)
class EntryReading:
    """Everything one probe read: the entry if it is there, and what else is needed to prove that it is not.

    `others` are entries of the same title under other ids. `gone` says that item and id filter agree that the
    entry is absent. `on_disk` are the media files the server finds in the entry's folder, PATH_MAP applied.
    """

    entry: ArrEntry | None
    others: tuple[str, ...]
    gone: bool
    roots: tuple[RootFolder, ...]
    on_disk: tuple[str, ...]
    excluded: bool


def root_of(path: str, roots: tuple[RootFolder, ...]) -> RootFolder | None:
    """Return the root folder a path lies below; None if it lies in none or is itself one."""
    holders = [root for root in roots if within(path, root.path) and not within(root.path, path)]
    return max(holders, key=lambda root: len(root.path), default=None)


def judge_entry(step: Step, name: str, reading: EntryReading) -> Probe:
    """Compare a reading with a DELETE_ENTRY step."""
    if (left := left_on_disk(step, name, reading)) is not None:
        return left
    if reading.entry is None:
        return _judge_absent(step.expected, name, reading)
    return judge_present(step, name, reading.entry, reading)


def left_on_disk(step: Step, name: str, reading: EntryReading) -> Probe | None:
    """Refuse to finish what somebody else began while a file is there; None if none is, or it may be."""
    if not step.expected.files_gone:
        return None
    planned, others = planned_on_disk(step.expected, reading.on_disk)
    there = [*planned, *(others if step.action is Action.DELETE_ENTRY else ())]
    if not there:
        return None
    return Probe(State.CHANGED, f"{name} still sees {there[0]}; nothing goes while a file of it is there.")


def judge_present(step: Step, name: str, entry: ArrEntry, reading: EntryReading) -> Probe:
    """Compare an entry that is there, with its files among the ones in question, with a step."""
    expected = step.expected
    change = first_change(expected, name, entry.ids, entry.path, entry.files)
    if change:
        return Probe(State.CHANGED, change)
    lost = mount_doubt(name, entry.path, reading.roots)
    if lost:
        return Probe(State.UNPROVEN, lost)
    planned, others = planned_on_disk(expected, reading.on_disk)
    if others and planned and step.action is Action.DELETE_ENTRY:
        # Deleting the entry with its files removes the whole folder, and with it what nobody planned.
        return Probe(State.CHANGED, f"The folder {entry.path} also holds {others[0]}, which was not planned.")
    if step.gate and entry.files and not planned:
        return Probe(
            State.UNPROVEN,
            f"{name} lists files in {entry.path}, but none is on its disk; is the disk mounted?",
        )
    if len(entry.files) < len(expected.files):
        return Probe(
            State.MIXED, f"{name} has the entry, with {len(entry.files)} of {len(expected.files)} files."
        )
    return Probe(State.INTACT, f"{name} has “{entry.title}” as planned.")


def mount_doubt(name: str, path: str, roots: tuple[RootFolder, ...]) -> str | None:
    """Say why an empty answer about a folder would prove nothing; None if its root folder is reachable."""
    root = root_of(path, roots)
    if root is None:
        return f"{path} lies in no root folder of {name}, so nothing about its files is proved; add it there."
    if not root.accessible:
        return f"{name} cannot reach its root folder {root.path}; mount its disk, then try again."
    return None


def deletes_files(expected: Expected, reading: EntryReading) -> bool:
    """Whether the entry is deleted with its folder: planned media files are seen in it, and no others.

    Where none is seen (the media server deleted them already), the entry alone goes: its files are not needed
    for that, and an empty answer is no proof that the folder holds nothing else. The emptied folder stays.
    """
    planned, others = planned_on_disk(expected, reading.on_disk)
    return bool(planned) and not others and not expected.files_gone


def _judge_absent(expected: Expected, name: str, reading: EntryReading) -> Probe:
    if reading.others:
        return Probe(State.CHANGED, f"{name} has the title again, as entry {reading.others[0]}.")
    doubt = doubt_absent(expected, name, reading)
    if doubt:
        return Probe(State.UNPROVEN, doubt)
    planned, _ = planned_on_disk(expected, reading.on_disk)
    if planned:
        return Probe(State.MIXED, f"{name} has dropped the entry, but {planned[0]} is still on its disk.")
    if not reading.excluded:
        return Probe(State.MIXED, f"{name} has dropped the entry, but does not exclude it from import.")
    return Probe(State.DONE, f"{name}: entry and files gone, excluded from import.")


def doubt_absent(expected: Expected, name: str, reading: EntryReading) -> str | None:
    """Say why an absent entry is not proved gone, or its files cannot be; None if both can be told."""
    if not reading.gone:
        return f"{name} does not find the entry, and does not prove that it is gone."
    if expected.path is None:
        return f"The folder of {name}'s entry is not known, so nothing about its files is proved."
    return mount_doubt(name, expected.path, reading.roots)
