"""The facts a verdict rests on, in a form that can be stored in a plan and compared with a fresh reading."""

from collections.abc import Collection, Iterable, Mapping

from cascade.media import MediaFile
from cascade.rules.facts import ItemFacts
from cascade.rules.fields import FieldKind, Said, find
from cascade.rules.knowledge import Knowledge


def evidence(names: Collection[str], facts: ItemFacts, knowledge: Knowledge) -> dict[str, str]:
    """Return per field the value as text; what is unknown, or said by nobody who is believed, is `unknown`.

    A field about watching also brings along the last play, so that any new play is seen as a change.
    """
    found: dict[str, str] = {}
    for name in sorted(names):
        field = find(name)
        if field is None:
            continue
        if not knowledge.believes(field.said, facts.kind):
            found[name] = _text(None)
        elif field.kind is FieldKind.SET:
            found[name] = ", ".join(sorted(facts.keys(field.column)))
        elif field.beneath:
            found[name] = ", ".join(sorted(facts.paths))
        else:
            found[name] = _text(facts.scalars.get(field.column))
        if field.said is Said.WATCH:
            found["watched"] = _text(facts.scalars.get("last_play_at"))
            found["watch-doubt"] = str(facts.watch_doubt)
    return found


def changed(planned: Mapping[str, str], fresh: Mapping[str, str]) -> str | None:
    """Say which fact differs from the plan, or None when all are as they were."""
    for name, value in planned.items():
        if fresh.get(name) != value:
            return f"{name} was {value or 'nothing'} and is now {fresh.get(name) or 'nothing'}"
    return None


def files_changed(planned: Iterable[MediaFile], fresh: Iterable[MediaFile]) -> str | None:
    """Say how the set of files differs from the plan, by path and size, or None."""
    before = {(file.path, file.size_bytes) for file in planned}
    after = {(file.path, file.size_bytes) for file in fresh}
    if added := sorted(path for path, _ in after - before):
        return f"{added[0]} is new or another file than planned"
    if gone := sorted(path for path, _ in before - after):
        return f"{gone[0]} is no longer there"
    return None


def unplanned(planned: Iterable[MediaFile], listed: Mapping[str, Collection[MediaFile]]) -> str | None:
    """Say which media server lists a file of an item that is not among those planned to go, or None.

    Servers may call the folders of one file otherwise, but not its name and size.
    """
    paths, names = set[str](), set[tuple[str, int]]()
    for file in planned:
        paths.add(file.path)
        names.add(name_and_size(file))
    for server, its in sorted(listed.items()):
        if strange := sorted(
            file.path for file in its if file.path not in paths and name_and_size(file) not in names
        ):
            return f"{server} lists {strange[0]} for it too, which would not be deleted as planned"
    return None


def name_and_size(file: MediaFile) -> tuple[str, int]:
    """What stays of a file where servers call its folder otherwise."""
    return file.path.rpartition("/")[2], file.size_bytes


def _text(value: object) -> str:
    return "unknown" if value is None else str(value)
