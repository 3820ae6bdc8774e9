"""How many bytes come back when files have several names."""

from itertools import count
from pathlib import Path

import pytest

from cascade.connectors.disk import LocalDisk
from cascade.media import MediaFile
from cascade.ports import FileStat
from cascade.reclaim import Reclaim, stats_of
from tests.kitchen import kitchen

SIZE = 1000
_PATHS = count()


def stat(inode: int, links: int = 1, device: int = 1) -> FileStat:
    return FileStat(SIZE, links, device, inode)


def names_of(file: MediaFile) -> int:
    return Path(file.path).stat().st_nlink


def link(file: MediaFile, other: MediaFile) -> None:
    """Make the other file a second name of this one."""
    Path(other.path).unlink()
    Path(other.path).hardlink_to(file.path)


def seen(*stats: FileStat | None) -> dict[str, FileStat | None]:
    """Put files on as many paths; the path of a stat is told by where it stands."""
    return {f"/m/{next(_PATHS)}.mkv": stat for stat in stats}


def test_a_file_with_one_name_comes_back_whole() -> None:
    assert Reclaim().add(seen(stat(1), stat(2))) == 2 * SIZE


def test_a_file_that_is_linked_elsewhere_gives_nothing_back() -> None:
    assert Reclaim().add(seen(stat(1, links=2), stat(2))) == SIZE


def test_both_names_in_one_item_count_once() -> None:
    assert Reclaim().add(seen(stat(1, links=2), stat(1, links=2))) == SIZE


def test_the_item_that_takes_the_last_name_brings_the_bytes() -> None:
    reclaim = Reclaim()
    assert reclaim.add(seen(stat(1, links=2))) == 0
    assert reclaim.add(seen(stat(1, links=2))) == SIZE


def test_one_name_that_two_items_have_is_taken_once() -> None:
    reclaim, shared, linked = Reclaim(), {"/m/a.mkv": stat(1)}, {"/m/b.mkv": stat(2, links=2)}
    assert [reclaim.add(shared), reclaim.add(shared)] == [SIZE, 0]
    assert [reclaim.add(linked), reclaim.add(linked)] == [0, 0]


def test_the_same_number_on_another_disk_is_another_file() -> None:
    reclaim = Reclaim()
    assert reclaim.add(seen(stat(1, links=2))) == 0
    assert reclaim.add(seen(stat(1, links=2, device=2))) == 0


@pytest.mark.parametrize("hidden", [(), (None,), (stat(1), None)])
def test_what_cannot_be_seen_is_unknown_and_not_nothing(hidden: tuple[FileStat | None, ...]) -> None:
    assert Reclaim().add(seen(*hidden)) is None


async def test_each_path_is_looked_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.mkv").write_bytes(b"12345")
    (tmp_path / "b.mkv").hardlink_to(tmp_path / "a.mkv")
    paths = [str(tmp_path / name) for name in ("a.mkv", "none.mkv", "b.mkv")]
    twice = [MediaFile(path, 5, ref) for path in paths for ref in ("1", "2")]
    looked = await stats_of(LocalDisk(), twice)
    assert list(looked) == paths
    first, absent, second = looked.values()
    assert absent is None
    assert first == second
    assert first is not None
    assert (first.size_bytes, first.links) == (5, 2)


async def test_a_plan_counts_what_really_comes_back(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=2) as k:
        plan = await k.plan("type:movie,show size:>0GB")
        kept = 0
        for item in plan.items:
            linked = sum({f.path: f.size_bytes for f in item.files if names_of(f) == 2}.values())
            assert item.frees_bytes == item.size_bytes - linked
            kept += linked
        assert kept
        assert plan.totals.frees_bytes == plan.totals.size_bytes - kept
        assert any("still hard-linked elsewhere" in text for text in plan.warnings)


async def test_both_names_on_a_plan_bring_the_bytes_back(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0) as k:
        films = "type:movie library:Movies copies:1"
        whole = [item for item in (await k.plan(films)).items if item.frees_bytes == item.size_bytes]
        one, other = whole[:2]
        link(one.files[0], other.files[0])
        freed = {item.item_id: item.frees_bytes for item in (await k.plan(films)).items}
        assert (freed[one.item_id], freed[other.item_id]) == (0, one.size_bytes)
        (alone,) = (await k.plan(f"{films} tmdb:{other.ids.tmdb}")).items
        assert alone.frees_bytes == 0


async def test_what_comes_back_is_unknown_while_the_files_cannot_be_seen(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, PATH_MAP="") as k:
        plan = await k.plan("type:movie size:>0GB limit:2")
        assert [item.frees_bytes for item in plan.items] == [None, None]
        assert (plan.totals.frees_bytes, plan.totals.frees_unknown) == (0, 2)
        assert any("set PATH_MAP" in text for text in plan.warnings)
