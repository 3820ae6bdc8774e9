"""What somebody else began to delete is finished: only what is left goes, and never a file."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from cascade.errors import Refused
from cascade.ledger.events import DeletionEvent
from cascade.ledger.states import ItemState, Stands
from cascade.plan import Plan
from playground import elsewhere, happenings
from tests.detection.test_runs import SOON, heard, settled
from tests.execution.test_kill import Gun, aimed, start, twice
from tests.kitchen import Kitchen, kitchen

GENRES = "SELECT value FROM item_values WHERE item_id = {} AND field = 'genre'"
SHOWN = (
    "SELECT i.id, i.title, h.ref FROM items i JOIN holdings h ON h.item_id = i.id AND h.source = 'plex'"
    " WHERE i.kind = '{}' AND i.season_number IS NOT 0 ORDER BY i.id"
)
IN_RADARR = "SELECT ref FROM holdings WHERE source = 'radarr' AND item_id = {}"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Kitchen]:
    options: dict[str, Any] = SOON
    async with kitchen(tmp_path, films=24, shows=2, **options) as opened:
        yield opened


async def requested(k: Kitchen) -> tuple[int, int]:
    """A film that Radarr, Plex and a request have: its item and its key in Plex."""
    ((item, key),) = await k.rows(
        "SELECT i.id, p.ref FROM items i JOIN holdings p ON p.item_id = i.id AND p.source = 'plex'"
        " JOIN holdings r ON r.item_id = i.id AND r.source = 'radarr'"
        " WHERE i.tmdb IN (SELECT tmdb FROM requests WHERE kind = 'movie') ORDER BY i.id LIMIT 1"
    )
    return int(item), int(key)


async def deleted_in_plex(k: Kitchen, key: int) -> DeletionEvent:
    """Somebody deletes a film in Plex; gives the event that is noticed."""
    elsewhere.delete_in_plex(k.home.world, key)
    await k.cascade.sync()
    await settled(k)
    (event,) = await k.cascade.history()
    return event


async def left(k: Kitchen) -> DeletionEvent:
    """Begin with a film that was deleted in Plex, and is in Radarr and Seerr yet."""
    return await deleted_in_plex(k, (await requested(k))[1])


def put_back(path: str) -> None:
    """Somebody copies a file back."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(b"copied back by hand")


async def carried_out(k: Kitchen, plan: Plan) -> ItemState:
    (item,) = (await k.execute(plan)).items
    return item.state


async def test_what_is_left_goes_and_the_one_event_tells_of_it(house: Kitchen) -> None:
    event = await left(house)
    assert event.status is Stands.PARTIAL
    plan = await house.cascade.finish(event.id, by="Sam")
    assert [step.target for step in plan.items[0].steps] == ["disk", "radarr", "seerr", "seerr"]
    assert "already gone: plex" in plan.warnings
    assert await carried_out(house, plan) is ItemState.COMPLETED
    (after,) = await house.cascade.history()
    assert (after.id, after.source, after.by) == (event.id, event.source, event.by)
    assert after.status is Stands.COMPLETED
    assert {name for name, said in after.results.items() if said.success} == {
        "plex",
        "disk",
        "radarr",
        "seerr",
    }
    assert [call.server for call in house.destructive()] == ["radarr", "seerr", "seerr"]
    assert "deleteFiles=false" in house.destructive("radarr")[0].path
    number = event.ids.tmdb
    radarr = house.home.world.instances["radarr"]
    assert all(movie.title.ids.tmdb != number for movie in radarr.movies.values())
    assert number in {row.number for row in radarr.exclusions.values()}


async def test_nothing_hangs_on_what_is_gone_and_the_next_sync_raises_no_alarm(house: Kitchen) -> None:
    event = await left(house)
    await carried_out(house, await house.cascade.finish(event.id, by="Sam"))
    for report in await house.cascade.sync():
        assert report.whole
        assert report.alert is None
    await settled(house)
    assert len(await house.cascade.history()) == 1
    assert (
        await house.rows(
            "SELECT 1 FROM holdings WHERE source = 'radarr' AND gone_at IS NULL"
            " AND tmdb = (SELECT tmdb FROM items WHERE gone_at IS NOT NULL)"
        )
        == []
    )


async def test_a_file_that_is_there_again_keeps_everything(house: Kitchen) -> None:
    event = await left(house)
    (path,) = [
        file for (file,) in await house.rows("SELECT json_extract(known, '$.files[0][0]') FROM departures")
    ]
    put_back(path)
    with pytest.raises(Refused, match="is still there"):
        await house.cascade.finish(event.id, by="Sam")


async def test_a_file_that_comes_back_after_the_yes_keeps_everything(house: Kitchen) -> None:
    event = await left(house)
    plan = await house.cascade.finish(event.id, by="Sam")
    put_back(plan.items[0].files[0].path)
    assert await carried_out(house, plan) is ItemState.SKIPPED
    assert house.destructive() == []
    (after,) = await house.cascade.history()
    assert after.status is Stands.PARTIAL


async def test_what_is_protected_stays(house: Kitchen) -> None:
    event = await left(house)
    await house.cascade.protect(external_id=f"movie:tmdb:{event.ids.tmdb}", reason="mine", by="Kim")
    with pytest.raises(Refused, match="protected: mine"):
        await house.cascade.finish(event.id, by="Sam")


async def test_a_protection_between_the_plan_and_the_yes_wins(house: Kitchen) -> None:
    event = await left(house)
    plan = await house.cascade.finish(event.id, by="Sam")
    await house.cascade.protect(external_id=f"movie:tmdb:{event.ids.tmdb}", reason="mine", by="Kim")
    assert await carried_out(house, plan) is ItemState.SKIPPED
    assert house.destructive() == []


async def test_a_tag_that_went_with_the_item_protects_it_all_the_same(house: Kitchen) -> None:
    item, key = await requested(house)
    (genre,) = (await house.rows(GENRES.format(item)))[0]
    await house.cascade.protect(query=f'type:movie genre:"{genre}"', reason="that genre", by="Kim")
    event = await deleted_in_plex(house, key)
    with pytest.raises(Refused, match="protected: that genre"):
        await house.cascade.finish(event.id, by="Sam")


async def test_a_lost_disk_proves_nothing(house: Kitchen) -> None:
    event = await left(house)
    happenings.lose_mount(house.home.world, "movies")
    with pytest.raises(Refused, match="cannot be reached"):
        await house.cascade.finish(event.id, by="Sam")


async def test_one_deletion_is_finished_by_one_run_at_a_time(house: Kitchen) -> None:
    event = await left(house)
    first = await house.cascade.finish(event.id, by="Sam")
    second = await house.cascade.finish(event.id, by="Kim")
    await house.cascade.confirm(first.id, first.digest, by="Sam", source="cli")
    with pytest.raises(Refused, match="finishing that deletion already"):
        await house.cascade.confirm(second.id, second.digest, by="Kim", source="cli")


async def test_such_a_plan_is_not_changed_into_one_that_deletes_files(house: Kitchen) -> None:
    event = await left(house)
    plan = await house.cascade.finish(event.id, by="Sam")
    for change in (house.cascade.refresh(plan.id, by="Sam"), house.cascade.change(plan.id, "", by="Sam")):
        with pytest.raises(Refused, match="finishes what somebody else deleted"):
            await change


async def test_when_nothing_is_left_there_is_nothing_to_finish(house: Kitchen) -> None:
    event = await left(house)
    await carried_out(house, await house.cascade.finish(event.id, by="Sam"))
    await house.cascade.sync()
    with pytest.raises(Refused, match="Nothing is left"):
        await house.cascade.finish(event.id, by="Sam")


async def test_a_film_whose_entry_has_other_files_stays_in_radarr(house: Kitchen) -> None:
    event = await left(house)
    plan = await house.cascade.finish(event.id, by="Sam")
    entry = next(int(step.ref) for step in plan.items[0].steps if step.target == "radarr")
    happenings.upgrade(house.home.world, "radarr", entry, house.home.world.now, plex_sees=False)
    state = await carried_out(house, plan)
    assert state is ItemState.PARTIAL
    assert house.destructive("radarr") == []
    assert entry in house.home.world.instances["radarr"].movies


async def drifted(k: Kitchen, *, files: bool) -> tuple[int, int]:
    """Somebody deletes a film in Radarr, and Plex lists it yet: gives the drift and the key in Plex."""
    item, key = await requested(k)
    ((ref,),) = await k.rows(IN_RADARR.format(item))
    elsewhere.delete_movie(k.home.world, "radarr", int(ref), files=files)
    await settled(k)
    (drift,) = await k.cascade.detection.open_drift()
    return drift.id, key


async def test_drift_is_finished_once_the_files_are_gone_and_plex_is_made_to_look(tmp_path: Path) -> None:
    async with heard(tmp_path) as house:
        drift, key = await drifted(house, files=True)
        plan = await house.cascade.finish_drift(drift, by="Sam")
        assert await carried_out(house, plan) is ItemState.COMPLETED
        assert key not in house.home.world.shelf.entries
        assert {call.server for call in house.destructive()} == {"seerr"}


async def test_drift_with_its_files_there_is_never_finished(tmp_path: Path) -> None:
    async with heard(tmp_path) as house:
        drift, key = await drifted(house, files=False)
        with pytest.raises(Refused, match="is still there"):
            await house.cascade.finish_drift(drift, by="Sam")
        assert key in house.home.world.shelf.entries


async def test_an_entry_whose_file_radarr_misses_already_goes_too(house: Kitchen) -> None:
    event = await left(house)
    elsewhere.look_again(house.home.world, "radarr")
    plan = await house.cascade.finish(event.id, by="Sam")
    assert await carried_out(house, plan) is ItemState.COMPLETED
    assert "deleteFiles=false" in house.destructive("radarr")[0].path


@pytest.mark.parametrize("kind", ["show", "season"])
async def test_what_is_left_of_a_show_or_season_goes_from_sonarr(house: Kitchen, kind: str) -> None:
    _, _, key = (await house.rows(SHOWN.format(kind)))[0]
    event = await deleted_in_plex(house, int(key))
    assert event.kind.value == kind
    plan = await house.cascade.finish(event.id, by="Sam")
    assert [step.target for step in plan.items[0].steps][:2] == ["disk", "sonarr"]
    assert await carried_out(house, plan) is ItemState.COMPLETED
    (after,) = await house.cascade.history()
    assert (after.id, after.status) == (event.id, Stands.COMPLETED)
    if kind == "show":
        assert "deleteFiles=false" in house.destructive("sonarr")[0].path


@pytest.mark.parametrize("after_effect", [False, True])
async def test_a_run_killed_in_the_middle_is_resumed_and_nothing_happens_twice(
    house: Kitchen, *, after_effect: bool
) -> None:
    event = await left(house)
    plan = await house.cascade.finish(event.id, by="Sam")
    gun = Gun(requests=1, destructive=True, after_effect=after_effect)
    async with aimed(house, gun, "execute", plan.id, "--digest", plan.digest) as process:
        await process.communicate()
    assert gun.fired_at is not None
    assert gun.fired_at.server == "radarr"
    assert (await house.cascade.history())[0].status is Stands.PARTIAL
    resumed = await start(house, "resume")
    out, err = await resumed.communicate()
    assert resumed.returncode == 0, (out.decode(), err.decode())
    assert twice(house) == {}
    (after,) = await house.cascade.history()
    assert (after.id, after.status) == (event.id, Stands.COMPLETED)
