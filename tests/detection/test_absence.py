"""The gate of what somebody else began: when files are proved gone, and when nothing is."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from cascade.absence import Absence
from cascade.connectors.disk import LocalDisk
from cascade.errors import Unexpected
from cascade.media import ExternalIds, Kind, MediaFile
from cascade.step import Probe, State, Step, Subject

ABSENCE = Absence(LocalDisk(), ())


def never(call: str) -> AbstractAsyncContextManager[None]:
    """An attempt that must not be made."""
    raise AssertionError(call)


async def gate(*paths: Path) -> Step:
    files = tuple(MediaFile(str(path), 1) for path in paths)
    subject = Subject(7, Kind.MOVIE, "Charade", 1963, ExternalIds(tmdb=4808), files, ())
    (step,) = (await ABSENCE.plan(subject)).steps
    return step


async def looked(*paths: Path) -> Probe:
    return await ABSENCE.probe(await gate(*paths))


async def test_a_file_missing_from_a_folder_that_is_there_is_gone(tmp_path: Path) -> None:
    assert (await looked(tmp_path / "a.mkv")).state is State.DONE


async def test_one_file_of_many_that_is_there_keeps_everything(tmp_path: Path) -> None:
    (tmp_path / "b.mkv").touch()
    probe = await looked(tmp_path / "a.mkv", tmp_path / "b.mkv")
    assert probe.state is State.CHANGED
    assert "b.mkv is still there" in probe.message


async def test_a_folder_that_nobody_sees_proves_nothing(tmp_path: Path) -> None:
    probe = await looked(tmp_path / "lost" / "film" / "a.mkv")
    assert probe.state is State.UNPROVEN
    assert "PATH_MAP" in probe.message


async def test_an_item_without_known_files_proves_nothing() -> None:
    assert (await looked()).state is State.UNPROVEN


async def test_there_is_nothing_to_carry_out(tmp_path: Path) -> None:
    step = await gate(tmp_path / "a.mkv")
    with pytest.raises(Unexpected):
        await ABSENCE.apply(step, never)
