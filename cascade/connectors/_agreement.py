"""Files decide: whether an entry in Radarr or Sonarr is the copy that the media server holds."""

from collections import Counter
from collections.abc import Iterable, Sequence

from cascade.connectors.paths import file_name, tail
from cascade.media import NO_IDS, ExternalIds, MediaFile
from cascade.step import Expected, Subject

Allowed = tuple[tuple[str, int], ...]


def allowed_files(files: Iterable[MediaFile]) -> Allowed:
    """Return the files that may go, as steps carry them."""
    return tuple((file.path, file.size_bytes) for file in files)


def outside(files: Sequence[MediaFile], allowed: Allowed) -> tuple[MediaFile, ...]:
    """Return the files that are none of the allowed ones: neither by path, nor by file name and size.

    Each allowed file stands for one file only, so two versions of one name and size never pass for one.
    """
    paths = {path for path, _ in allowed}
    by_path = {file.path for file in files if file.path in paths}
    by_name = Counter((file_name(path), size_bytes) for path, size_bytes in allowed if path not in by_path)
    strangers = []
    for file in files:
        key = (file_name(file.path), file.size_bytes)
        if file.path in by_path:
            continue
        if by_name[key]:
            by_name[key] -= 1
        else:
            strangers.append(file)
    return tuple(strangers)


def another_copy(name: str, subject: Subject, files: Iterable[MediaFile]) -> str | None:
    """Say that an entry has the item's paths and none of its sizes: servers may call two folders alike."""
    sizes = {file.path: file.size_bytes for file in subject.files}
    shared = [file for file in files if file.path in sizes]
    if not shared or any(file.size_bytes == sizes[file.path] for file in shared):
        return None
    return (
        f"{name}: its entry for “{subject.title}” has the same paths and other sizes, so it is another copy "
        "or was not scanned for long, and stays."
    )


def same_files(mine: Sequence[MediaFile], theirs: Sequence[MediaFile]) -> bool:
    """Whether both are the same files, one to one, and there are any; a file of two episodes counts once."""
    ours = {file.path: file for file in mine}
    allowed = allowed_files({file.path: file for file in theirs}.values())
    return bool(ours) and len(ours) == len(allowed) and not outside(tuple(ours.values()), allowed)


def ids_agree(mine: ExternalIds, theirs: ExternalIds) -> bool:
    """Whether both share a number and differ in none."""
    shared = (
        (mine.tmdb, theirs.tmdb),
        (mine.tvdb, theirs.tvdb),
        (mine.imdb, theirs.imdb),
        (mine.anidb, theirs.anidb),
    )
    return not mine.conflicts(theirs) and any(a is not None and a == b for a, b in shared)


def reason_against(
    name: str, subject: Subject, ids: ExternalIds, path: str | None, files: Sequence[MediaFile]
) -> str | None:
    """Say why an entry must be left alone; None if its step may be planned."""
    if ids.conflicts(subject.ids):
        return f"{name}: its entry for “{subject.title}” has other ids, so it stays."
    if not files:
        if ids_agree(ids, subject.ids) and subject.last_of_title:
            return None  # monitored without a file, it would be downloaded again
        return (
            f"{name}: its entry for “{subject.title}” has no file that shows which copy it is, so it stays."
        )
    strangers = outside(files, allowed_files(subject.files))
    if strangers:
        return (
            f"{name}: its entry for “{subject.title}” in {path} holds {file_name(strangers[0].path)}, "
            f"which the media server does not show for it (1 of {len(strangers)} such files), so it stays."
        )
    return None


def first_change(
    expected: Expected, name: str, ids: ExternalIds, path: str, files: Iterable[MediaFile]
) -> str | None:
    """Say what of an entry differs from the plan; None if all is as planned or absent."""
    if expected.ids != NO_IDS and not ids_agree(expected.ids, ids):
        return f"{name} now has another title under this id."
    if expected.path is not None and path != expected.path:
        return f"{name} now keeps it in {path}, planned was {expected.path}."
    planned = {(file.ref, file.path, file.size_bytes) for file in expected.files}
    for file in files:
        if (file.ref, file.path, file.size_bytes) not in planned:
            return (
                f"{name} now holds {file_name(file.path)} ({file.size_bytes} bytes), which was not planned."
            )
    strangers = outside(expected.files, expected.allowed)
    if strangers:
        return (
            f"{name} holds {file_name(strangers[0].path)}, which the media server does not show for the item."
        )
    return None


def planned_on_disk(expected: Expected, found: Iterable[str]) -> tuple[list[str], list[str]]:
    """Split the media files found in a folder into planned ones and others.

    A path that the server and the media server name differently is known by its folder and file name.
    """
    planned = {file.path for file in expected.files} | {path for path, _ in expected.allowed}
    tails = {tail(path) for path in planned}
    ours: list[str] = []
    others: list[str] = []
    for path in found:
        (ours if path in planned or tail(path) in tails else others).append(path)
    return ours, others
