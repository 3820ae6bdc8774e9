"""The disks as the bot sees them."""

from pathlib import Path

import pytest

from cascade.connectors.disk import LocalDisk, ProbedDisk
from cascade.errors import BadInput
from playground.household import Household


async def test_a_file_is_seen_with_its_size_and_names(tmp_path: Path) -> None:
    (tmp_path / "a.mkv").write_bytes(b"12345")
    (tmp_path / "b.mkv").hardlink_to(tmp_path / "a.mkv")
    found = await LocalDisk().stat(str(tmp_path / "a.mkv"))
    other = await LocalDisk().stat(str(tmp_path / "b.mkv"))
    assert found is not None
    assert (found.size_bytes, found.links) == (5, 2)
    assert found == other


async def test_a_missing_file_and_a_folder_are_no_file(tmp_path: Path) -> None:
    assert await LocalDisk().stat(str(tmp_path / "none.mkv")) is None
    assert await LocalDisk().stat(str(tmp_path)) is None


async def test_a_file_missing_from_its_folder_is_truly_missing(tmp_path: Path) -> None:
    assert await LocalDisk().visible(str(tmp_path / "none.mkv"))


async def test_a_file_missing_with_its_folder_is_truly_missing_beside_others(tmp_path: Path) -> None:
    (tmp_path / "Other (2001)").mkdir()
    assert await LocalDisk().visible(str(tmp_path / "Film (2001)" / "Film.mkv"))


async def test_under_an_empty_mount_nothing_is_known(tmp_path: Path) -> None:
    assert not await LocalDisk().visible(str(tmp_path / "Film (2001)" / "Film.mkv"))
    assert not await LocalDisk().visible("/nowhere/at/all/Film.mkv")


async def test_what_is_no_path_is_nowhere() -> None:
    assert await LocalDisk().stat("/movies/Film\0.mkv") is None
    assert not await LocalDisk().visible("/movies\0/Film/Film.mkv")


async def test_space_is_that_of_the_disk_below(tmp_path: Path) -> None:
    space = await LocalDisk().space(str(tmp_path))
    assert space is not None
    assert 0 <= space.free_bytes <= space.total_bytes
    assert await LocalDisk().space("/nowhere/at/all") is None


async def test_a_probe_tells_the_space_and_files_are_still_seen(tmp_path: Path) -> None:
    async with Household(tmp_path, films=3, shows=1) as home:
        disk = ProbedDisk(home.env()["DISK_PROBE_URL"])
        pretend = home.world.disk
        space = await disk.space(str(pretend.real("movies")))
        assert space is not None
        assert (space.total_bytes, space.free_bytes) == (pretend.total, pretend.free)
        assert await disk.space("/elsewhere") is None
        file = next(iter(home.world.instances["radarr"].files.values()))
        seen = await disk.stat(str(pretend.real(file.path)))
        assert seen is not None
        assert seen.size_bytes == file.size
        await disk.aclose()


@pytest.mark.parametrize("url", ["http://example.org/disk", "http://192.168.1.2/disk", "disk", ""])
def test_a_probe_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="DISK_PROBE_URL"):
        ProbedDisk(url)
