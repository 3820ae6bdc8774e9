"""Deleting one item of Plex, and letting it notice what an *arr has deleted."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from cascade.connectors.plex import Plex
from cascade.errors import Rejected, Unexpected, Unreachable
from cascade.step import State
from playground.calls import Call
from playground.plex import PlexWire
from playground.wire import FaultKind
from playground.world import World
from tests.connectors.plex_home import FILM, Attempts, a_show, connect, planned, planned_ref


@pytest.mark.parametrize("ref", ["", "all", "1,2", "../1", "-1", "0", "01", "1 ", "²"])
async def test_only_one_positive_number_ever_gets_into_a_path(
    plex: Plex, plex_wire: PlexWire, ref: str, attempts: Attempts
) -> None:
    step = replace(await planned(plex, plex_wire.world), ref=ref)
    before = len(plex_wire.log.calls)
    with pytest.raises(Unexpected, match="no single item"):
        await plex.apply(step, attempts)
    with pytest.raises(Unexpected, match="no single item"):
        await plex.probe(step)
    assert (len(plex_wire.log.calls), attempts.named) == (before, [])


async def test_a_film_is_deleted_with_its_file_and_proved_gone(
    plex: Plex, world: World, attempts: Attempts
) -> None:
    step = await planned(plex, world)
    file = world.entry(FILM).parts[0].file
    await plex.apply(step, attempts)
    assert (await plex.probe(step)).state is State.DONE
    assert world.disk.size(file) is None
    assert attempts.named == [f"DELETE item {step.ref}"]


async def test_a_deletion_is_a_last_look_and_two_requests_after_the_first_connection(
    plex: Plex, plex_wire: PlexWire, world: World, attempts: Attempts
) -> None:
    step = await planned(plex, world)
    before = len(plex_wire.log.calls)
    await plex.apply(step, attempts)
    item = f"/library/metadata/{step.ref}"
    made = [(call.method, call.path.partition("?")[0]) for call in plex_wire.log.calls[before:]]
    assert made == [("GET", item), ("GET", "/"), ("GET", item), ("DELETE", item)]
    another = await planned(plex, world, "Pulp Fiction")
    before = len(plex_wire.log.calls)
    await plex.apply(another, attempts)
    assert len(plex_wire.log.calls) - before == 3


async def test_a_season_is_deleted_and_the_other_seasons_stay(
    plex: Plex, world: World, attempts: Attempts
) -> None:
    show = world.entry(a_show(world))
    season, *others = show.children
    left = {part.file for key in others for leaf in world.shelf.leaves(key) for part in leaf.parts}
    step = await planned_ref(plex, str(season))
    await plex.apply(step, attempts)
    assert (await plex.probe(step)).state is State.DONE
    assert show.children == others
    assert all(world.disk.size(file) is not None for file in left)


@pytest.mark.parametrize("looks", [0, 1], ids=["at once", "after the last look"])
async def test_another_item_in_the_answer_is_not_deleted(
    plex: Plex, plex_wire: PlexWire, world: World, attempts: Attempts, looks: int
) -> None:
    step = await planned(plex, world)
    other = next(key for key in world.shelf.entries if key != int(step.ref))
    left = looks

    async def swap(call: Call) -> None:
        nonlocal left
        if call.path.partition("?")[0].endswith(f"/{step.ref}"):
            if not left:
                plex_wire.stand_ins[int(step.ref)] = other
            left -= 1

    plex_wire.log.before = swap
    with pytest.raises(Unexpected, match="other items"):
        await plex.apply(step, attempts)
    assert attempts.named == []
    assert not plex_wire.log.effects()


async def test_a_page_of_html_in_the_place_of_an_item_deletes_nothing(
    plex: Plex, plex_wire: PlexWire, world: World, attempts: Attempts
) -> None:
    step = await planned(plex, world)
    plex_wire.faults.add(FaultKind.HTML)
    with pytest.raises(Unexpected, match="PLEX_URL"):
        await plex.apply(step, attempts)
    assert attempts.named == []


@pytest.mark.parametrize("why", ["off", "readonly"])
async def test_a_server_that_may_not_delete_is_a_rejection_with_advice(
    plex: Plex, world: World, attempts: Attempts, why: str
) -> None:
    step = await planned(plex, world)
    world.shelf.may_delete, world.shelf.readonly = why != "off", why == "readonly"
    with pytest.raises(Rejected, match="CASCADE_ORDER=arr-first"):
        await plex.apply(step, attempts)
    assert (await plex.probe(step)).state is State.INTACT


async def test_a_deletion_that_only_pretends_stays_intact(
    plex: Plex, plex_wire: PlexWire, world: World, attempts: Attempts
) -> None:
    step = await planned(plex, world)
    plex_wire.faults.add(FaultKind.NOOP, method="DELETE")
    await plex.apply(step, attempts)
    assert (await plex.probe(step)).state is State.INTACT


async def test_a_lost_answer_is_in_doubt_and_the_probe_settles_it(
    plex: Plex, plex_wire: PlexWire, world: World, attempts: Attempts
) -> None:
    step = await planned(plex, world)
    plex_wire.faults.add(FaultKind.LOST, method="DELETE")
    with pytest.raises(Unreachable) as caught:
        await plex.apply(step, attempts)
    assert caught.value.sent
    plex_wire.faults.clear()
    assert (await plex.probe(step)).state is State.DONE


@pytest.mark.parametrize("status", [500, 503, 520])
async def test_a_server_in_trouble_during_a_deletion_is_in_doubt_and_asked_once(
    plex: Plex, plex_wire: PlexWire, world: World, attempts: Attempts, status: int
) -> None:
    step = await planned(plex, world)
    plex_wire.faults.add(FaultKind.STATUS, method="DELETE", status=status)
    with pytest.raises(Unreachable) as caught:
        await plex.apply(step, attempts)
    assert caught.value.sent
    assert len(plex_wire.log.of("plex", "DELETE")) == 1
    assert world.shelf.token not in str(caught.value)


async def test_a_deletion_without_an_answer_ends_with_the_deadline_in_doubt(
    plex_wire: PlexWire, world: World, attempts: Attempts
) -> None:
    plex = connect(plex_wire, deadline=0.5)
    step = await planned(plex, world)
    plex_wire.faults.add(FaultKind.HANG, method="DELETE")
    with pytest.raises(Unreachable) as caught:
        await plex.apply(step, attempts)
    await plex.aclose()
    assert caught.value.sent


async def test_nothing_is_sent_once_the_deadline_has_passed(
    plex_wire: PlexWire, world: World, attempts: Attempts
) -> None:
    plex = connect(plex_wire, deadline=0.3)
    step = await planned(plex, world)
    plex_wire.faults.add(FaultKind.HANG, path=f"metadata/{step.ref}$")
    with pytest.raises(Unreachable):
        await plex.apply(step, attempts)
    plex_wire.faults.clear()
    await plex.aclose()
    assert attempts.named == []
    assert not plex_wire.log.of("plex", "DELETE")


async def test_a_refresh_notices_files_that_an_arr_removed(
    plex_wire: PlexWire, world: World, attempts: Attempts
) -> None:
    plex = connect(plex_wire, gate=False)
    step = await planned(plex, world)
    assert (await plex.probe(step)).state is State.INTACT
    world.disk.unlink(world.entry(FILM).parts[0].file)
    await plex.apply(step, attempts)
    await plex_wire.settle()
    assert (await plex.probe(step)).state is State.DONE
    await plex.aclose()
    (scan,) = [call.path for call in plex_wire.log.calls if "refresh" in call.path]
    folder = "/data/media/movies/The Shawshank Redemption (1994)"
    assert parse_qs(urlsplit(scan).query) == {"path": [folder]}


async def test_a_file_that_plex_does_not_find_is_noticed_by_a_scan_alone(
    plex_wire: PlexWire, world: World
) -> None:
    plex = connect(plex_wire, gate=False)
    step = await planned(plex, world)
    world.disk.unlink(world.entry(FILM).parts[0].file)
    probe = await plex.probe(step)
    await plex.aclose()
    assert probe.state is State.MIXED
    assert "still lists" in probe.message


async def test_an_entry_that_a_scan_leaves_in_the_trash_is_done(
    plex_wire: PlexWire, world: World, attempts: Attempts
) -> None:
    world.shelf.keeps_trash = True
    plex = connect(plex_wire, gate=False)
    step = await planned(plex, world)
    world.disk.unlink(world.entry(FILM).parts[0].file)
    await plex.apply(step, attempts)
    await plex_wire.settle()
    assert (await plex.probe(step)).state is State.DONE
    await plex.aclose()
    assert world.entry(FILM)
