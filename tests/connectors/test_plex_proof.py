"""What Plex plans, and when a reading of it is a proof."""

from dataclasses import replace

import pytest

from cascade.connectors.plex import Plex
from cascade.errors import NotFound, Rejected, Unexpected, Unreachable
from cascade.step import Action, State
from playground import happenings
from playground.plex import PlexWire
from playground.wire import FaultKind
from playground.world import World
from tests.connectors.plex_home import FILM, NOW, Attempts, a_show, connect, planned, planned_ref, subject


async def test_a_film_is_planned_as_the_gate_with_all_that_must_still_hold(plex: Plex, world: World) -> None:
    row = world.entry(FILM)
    step = await planned(plex, world)
    assert (step.target, step.action, step.ref, step.gate) == ("plex", Action.DELETE_ITEM, str(row.key), True)
    assert (step.expected.guid, step.expected.section) == (row.guid, "Movies")
    assert [file.size_bytes for file in step.expected.files] == [part.size for part in row.parts]


async def test_arr_first_plans_a_refresh_that_is_no_gate(plex_wire: PlexWire, world: World) -> None:
    plex = connect(plex_wire, gate=False)
    step = await planned(plex, world)
    await plex.aclose()
    assert (step.action, step.gate) == (Action.REFRESH, False)


async def test_an_entry_without_files_or_guid_is_left_alone_with_a_note(plex: Plex, world: World) -> None:
    whole = await subject(plex, str(world.entry(FILM).key))
    for lacking in (replace(whole, files=()), replace(whole, guid=None)):
        proposal = await plex.plan(lacking)
        assert proposal.steps == ()
        assert len(proposal.notes) == 1


async def test_an_untouched_film_is_intact(plex: Plex, world: World) -> None:
    assert (await plex.probe(await planned(plex, world))).state is State.INTACT


async def test_an_untouched_show_is_intact_by_all_its_episodes(plex: Plex, world: World) -> None:
    step = await planned(plex, world, a_show(world))
    assert len(step.expected.files) > 1
    assert (await plex.probe(step)).state is State.INTACT


async def test_a_new_episode_changes_a_show_and_its_season(plex: Plex, world: World) -> None:
    show = world.entry(a_show(world))
    step = await planned(plex, world, show.title)
    season = await planned_ref(plex, str(show.children[0]))
    number = world.shelf.entries[show.children[0]].index
    assert number is not None
    happenings.add_episode(world, show.key, number, NOW)
    assert (await plex.probe(step)).state is State.CHANGED
    assert (await plex.probe(season)).state is State.CHANGED


async def test_a_replaced_file_is_a_change(plex: Plex, world: World) -> None:
    step = await planned(plex, world)
    world.entry(FILM).parts[0].size += 1
    probe = await plex.probe(step)
    assert probe.state is State.CHANGED
    assert "not in the plan" in probe.message


async def test_the_same_name_scanned_as_another_file_is_a_change(plex: Plex, world: World) -> None:
    step = await planned(plex, world)
    world.entry(FILM).parts[0].id += 100_000
    assert (await plex.probe(step)).state is State.CHANGED


async def test_another_title_under_the_number_is_a_change(plex: Plex, world: World) -> None:
    step = await planned(plex, world)
    world.entry(FILM).guid = "plex://movie/5d776825880197001ec90000"
    assert (await plex.probe(step)).state is State.CHANGED


async def test_a_missing_version_is_mixed(plex: Plex, world: World) -> None:
    merged = next(row for row in world.shelf.entries.values() if len(row.media) > 1)
    step = await planned_ref(plex, str(merged.key))
    merged.media.pop()
    assert (await plex.probe(step)).state is State.MIXED


async def test_a_restored_server_with_other_numbers_is_never_done_or_intact(plex: Plex, world: World) -> None:
    step = await planned(plex, world)
    happenings.restore_plex(world)
    assert (await plex.probe(step)).state in {State.CHANGED, State.UNPROVEN}


async def test_a_404_of_everything_proves_nothing(plex: Plex, plex_wire: PlexWire, world: World) -> None:
    step = await planned(plex, world)
    plex_wire.faults.add(FaultKind.STATUS, path="/library/", status=404)
    with pytest.raises(NotFound):
        await plex.probe(step)


async def test_a_404_beside_other_items_that_are_missing_too_proves_nothing(
    plex: Plex, plex_wire: PlexWire, world: World
) -> None:
    step = await planned(plex, world)
    plex_wire.faults.add(FaultKind.STATUS, path="/library/metadata/", status=404)
    assert (await plex.probe(step)).state is State.UNPROVEN


async def test_a_404_of_another_server_proves_nothing(plex: Plex, world: World, attempts: Attempts) -> None:
    step = await planned(plex, world)
    await plex.apply(step, attempts)
    world.shelf.machine = "another"
    assert (await plex.probe(step)).state is State.UNPROVEN


async def test_without_a_known_identity_nothing_is_proved(
    plex: Plex, world: World, attempts: Attempts
) -> None:
    step = await planned(plex, world)
    await plex.apply(step, attempts)
    plex.expect_identity(None)
    assert (await plex.probe(step)).state is State.UNPROVEN


async def test_an_empty_listing_beside_a_404_proves_the_last_item_gone_only_by_its_total(
    plex: Plex, world: World, attempts: Attempts
) -> None:
    (last, *rest) = world.shelf.of_kind(5, "movie")
    steps = [await planned_ref(plex, str(row.key)) for row in (*rest, last)]
    for step in steps:
        await plex.apply(step, attempts)
    assert not world.shelf.of_kind(5, "movie")
    assert (await plex.probe(steps[-1])).state is State.DONE


async def test_a_library_that_vanished_proves_nothing(plex: Plex, world: World, attempts: Attempts) -> None:
    step = await planned(plex, world)
    await plex.apply(step, attempts)
    del world.shelf.sections[1]
    assert (await plex.probe(step)).state is State.UNPROVEN


@pytest.mark.parametrize("kind", [FaultKind.STATUS, FaultKind.HTML, FaultKind.CUT, FaultKind.UNAUTHORIZED])
async def test_a_probe_through_a_fault_never_says_done(
    plex_wire: PlexWire, plex: Plex, world: World, kind: FaultKind
) -> None:
    step = await planned(plex, world)
    plex_wire.faults.add(kind)
    with pytest.raises((Unreachable, Unexpected, Rejected)):
        await plex.probe(step)


async def test_a_server_that_proves_itself_too_late_proves_nothing(
    plex: Plex, world: World, attempts: Attempts
) -> None:
    step = await planned(plex, world)
    await plex.apply(step, attempts)
    moments = iter([0.0, 11.0])
    plex._proof._clock = lambda: next(moments)
    assert (await plex.probe(step)).state is State.UNPROVEN


async def test_two_episodes_in_one_file_are_intact_under_either_file_id(plex: Plex, world: World) -> None:
    show = world.entry(a_show(world))
    first, second = world.shelf.leaves(show.key)[:2]
    second.parts[0].file, second.parts[0].size = first.parts[0].file, first.parts[0].size
    step = await planned(plex, world, show.title)
    once = {(file.path, file.size_bytes): file for file in step.expected.files}
    assert len(once) < len(step.expected.files)
    told_once = replace(step, expected=replace(step.expected, files=tuple(once.values())))
    assert (await plex.probe(told_once)).state is State.INTACT
