"""The pretend disk counts what a real one would, with files and without."""

from pathlib import Path

import pytest

from playground.disk import Disk, PaperDisk, SparseDisk


@pytest.fixture(params=[SparseDisk, PaperDisk])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Disk:
    made: Disk = request.param(tmp_path)
    made.total = 100
    made.write("movies/A/a.mkv", 30)
    return made


@pytest.mark.parametrize("path", ["/data", "../elsewhere", "movies/../../elsewhere"])
def test_nothing_outside_the_house_is_ever_touched(disk: Disk, path: str) -> None:
    with pytest.raises(ValueError, match="no path of the house"):
        disk.real(path)


def test_a_file_takes_its_size(disk: Disk) -> None:
    assert (disk.size("movies/A/a.mkv"), disk.free) == (30, 70)


def test_space_comes_back_only_with_the_last_name_of_a_file(disk: Disk) -> None:
    disk.link("movies/A/a.mkv", "torrents/a.mkv")
    assert disk.unlink("movies/A/a.mkv")
    assert disk.free == 70
    assert disk.unlink("torrents/a.mkv")
    assert disk.free == 100


def test_unlinking_what_is_not_there_says_so(disk: Disk) -> None:
    assert not disk.unlink("movies/A/b.mkv")


def test_a_second_file_of_the_same_name_is_refused(disk: Disk) -> None:
    with pytest.raises(FileExistsError):
        disk.write("movies/A/a.mkv", 1)


def test_a_moved_file_still_takes_its_space(disk: Disk) -> None:
    disk.move("movies/A/a.mkv", "recycle/A/a.mkv")
    assert (disk.under("movies"), disk.under("recycle"), disk.free) == ([], ["recycle/A/a.mkv"], 70)


def test_removing_a_folder_removes_all_below_it_and_nothing_beside(disk: Disk) -> None:
    disk.write("movies/A/extras/b.mkv", 5)
    disk.write("movies/A2/c.mkv", 5)
    disk.remove_folder("movies/A")
    assert disk.under("movies") == ["movies/A2/c.mkv"]
    assert disk.free == 95


def test_nothing_is_seen_or_removed_while_a_mount_is_lost(disk: Disk) -> None:
    disk.lose("movies")
    assert (disk.size("movies/A/a.mkv"), disk.under("movies"), disk.is_empty("movies")) == (None, [], True)
    assert not disk.unlink("movies/A/a.mkv")
    disk.find("movies")
    assert (disk.size("movies/A/a.mkv"), disk.free) == (30, 70)


def test_a_folder_is_empty_without_files_below_it(disk: Disk) -> None:
    assert not disk.is_empty("movies")
    disk.remove_folder("movies/A")
    assert disk.is_empty("movies")


def test_a_lost_mount_leaves_an_empty_folder_for_whoever_looks_himself(tmp_path: Path) -> None:
    disk = SparseDisk(tmp_path / "data")
    disk.write("movies/A/a.mkv", 1)
    disk.lose("movies")
    assert list((tmp_path / "data" / "movies").iterdir()) == []
    disk.find("movies")
    assert (tmp_path / "data" / "movies" / "A" / "a.mkv").exists()


def test_a_sparse_file_has_its_true_size_and_takes_no_blocks(tmp_path: Path) -> None:
    disk = SparseDisk(tmp_path)
    disk.write("movies/A/a.mkv", 40_000_000_000)
    stat = (tmp_path / "movies/A/a.mkv").stat()
    assert (stat.st_size, stat.st_blocks) == (40_000_000_000, 0)


def test_real_paths_are_told_apart_from_those_elsewhere(tmp_path: Path) -> None:
    disk = SparseDisk(tmp_path / "data")
    assert disk.house(tmp_path / "data" / "movies" / "A") == "movies/A"
    assert disk.house(tmp_path / "else") is None
