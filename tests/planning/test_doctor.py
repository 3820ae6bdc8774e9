"""Advice: one sentence for each thing that would hurt later, and none where all is well."""

from datetime import timedelta
from pathlib import Path

from playground.household import Household
from playground.world import MOUNTS
from tests.kitchen import Kitchen, kitchen


async def advice(k: Kitchen) -> str:
    return "\n".join((await k.cascade.doctor()).advice)


def mapped(tmp_path: Path, *servers: str) -> str:
    """Give the PATH_MAP of a household in which only these servers' folders can be seen."""
    root = tmp_path / "house" / "data"
    return ",".join(f"{seen}={root / house}" for name in servers for seen, house in MOUNTS[name].items())


async def test_a_household_that_is_set_up_well_needs_no_advice(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=2) as k:
        diagnosis = await k.cascade.doctor()
        assert diagnosis.advice == ()
        assert all(one.reachable for one in diagnosis.servers)


async def test_plex_without_the_right_to_delete_calls_for_the_other_order(tmp_path: Path) -> None:
    async with kitchen(tmp_path / "a", films=2, shows=0) as k:
        k.home.world.shelf.may_delete = False
        said = await advice(k)
    assert "plex does not allow deletion" in said
    assert said.count("CASCADE_ORDER=arr-first") == 1
    async with kitchen(tmp_path / "b", films=2, shows=0, CASCADE_ORDER="arr-first") as k:
        k.home.world.shelf.may_delete = False
        assert await advice(k) == ""


async def test_a_mount_that_refused_before_calls_for_the_other_order_until_a_deletion_works(
    tmp_path: Path,
) -> None:
    async with kitchen(tmp_path, films=6, shows=0, PROOF_SECONDS="0.9") as k:
        k.home.world.shelf.readonly = True
        await k.execute(await k.plan("type:movie library:Movies limit:1"))
        said = await advice(k)
        assert "plex refused deletions before" in said
        assert "CASCADE_ORDER=arr-first" in said
        k.home.world.shelf.readonly = False
        assert (await k.execute(await k.plan("type:movie library:Movies limit:1"))).completed
        assert await advice(k) == ""


async def test_a_recycle_bin_that_would_be_bypassed_calls_for_the_other_order(tmp_path: Path) -> None:
    async with kitchen(tmp_path / "a", films=2, shows=0) as k:
        k.home.world.instances["radarr"].recycle_bin = "/recycle"
        assert "bypasses the recycle bin of radarr; set CASCADE_ORDER=arr-first" in await advice(k)
    async with kitchen(tmp_path / "b", films=2, shows=0, CASCADE_ORDER="arr-first") as k:
        k.home.world.instances["radarr"].recycle_bin = "/recycle"
        said = await advice(k)
        assert "CASCADE_ORDER" not in said
        assert "radarr moves deleted files to /recycle" in said


async def test_paths_that_cannot_be_seen_call_for_a_path_map(tmp_path: Path) -> None:
    async with kitchen(tmp_path / "a", films=2, shows=2, PATH_MAP="") as k:
        said = await advice(k)
        assert "The files under /data and /movies cannot be seen" in said
        assert "/movies=/data/movies" in said
        assert "the space that comes back is unknown" in said


async def test_one_server_whose_paths_cannot_be_seen_is_enough(tmp_path: Path) -> None:
    seen = mapped(tmp_path, "plex", "sonarr")
    async with kitchen(tmp_path, films=2, shows=2, PATH_MAP=seen) as k:
        said = await advice(k)
        assert "The files under /movies cannot be seen" in said
        assert "set PATH_MAP=/movies=/data/movies." in said


async def test_a_history_that_starts_late_is_named_with_its_day(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, synced=False) as k:
        world = k.home.world
        world.shelf.history_from = world.now - timedelta(days=400)
        await k.cascade.sync()
        assert "The watch history of tautulli starts on" in await advice(k)


async def test_two_instances_on_one_folder_are_named(tmp_path: Path) -> None:
    root = tmp_path / "house" / "data"
    one = f"/movies={root}/movies,/movies-uhd={root}/movies,/data/media={root}"
    async with kitchen(tmp_path, films=4, shows=0, PATH_MAP=one) as k:
        assert f"radarr and uhd keep their entries in one folder {root}/movies" in await advice(k)


async def test_a_tautulli_that_records_another_plex_is_named(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=0, synced=False) as k:
        k.home.world.tautulli_plex = "another"
        assert "tautulli records another server than plex" in await advice(k)
        await k.home.stop("plex")
        assert "another server" not in await advice(k)


async def test_a_server_that_is_down_is_told_and_breaks_nothing(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=0) as k:
        for name in Household(tmp_path / "names", films=1, shows=0, files=False).wires:
            await k.home.stop(name)
        diagnosis = await k.cascade.doctor()
        assert not any(one.reachable for one in diagnosis.servers)
        assert all(one.message for one in diagnosis.servers)
