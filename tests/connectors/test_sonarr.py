"""Sonarr's connector on Sonarr's wire: the happy answers and the traps."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from cascade.connectors.sonarr import Sonarr
from cascade.errors import NotFound, Unexpected, Unreachable
from cascade.media import ExternalIds, Kind, Role
from cascade.step import Action, State, Step
from playground.faults import FaultKind
from playground.happenings import add_episode, lose_mount
from playground.household import Household
from playground.instance import Instance, Queued, Series
from tests.connectors.arr_household import (
    Attempts,
    real,
    settled,
    show_entries,
    show_subject,
    sonarr,
)
from tests.openapi import check_request

SPEC = "sonarr-v3-openapi"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Household]:
    async with Household(tmp_path, films=1, shows=4) as household:
        yield household


@pytest.fixture
async def server(home: Household) -> AsyncIterator[Sonarr]:
    made = sonarr(home)
    yield made
    await made.aclose()


def instance(home: Household) -> Instance:
    return home.world.instances["sonarr"]


def of_show(home: Household, number: int) -> Series:
    """Give the show built with that number: 0 plain, 1 with specials, 2 joined seasons, 3 a gap."""
    return instance(home).series[sorted(instance(home).series)[number]]


def on_disk(step: Step) -> list[Path]:
    return [path for path in (Path(file.path) for file in step.expected.files) if path.exists()]


async def season_step(home: Household, server: Sonarr, series: Series, season: int = 1) -> Step:
    proposal = await server.plan(await show_subject(home, server, series, season))
    assert len(proposal.steps) == 1, proposal.notes
    return proposal.steps[0]


async def show_step(home: Household, server: Sonarr, series: Series) -> Step:
    proposal = await server.plan(await show_subject(home, server, series))
    assert len(proposal.steps) == 1, proposal.notes
    return proposal.steps[0]


async def test_the_listing_holds_every_show_once(home: Household, server: Sonarr) -> None:
    rows = [entry for page in [page async for page in server.entries()] for entry in page.rows]
    assert [entry.ref for entry in rows] == [str(number) for number in instance(home).series]
    assert {entry.kind for entry in rows} == {Kind.SHOW}
    assert server.roles == {Role.SHOWS}


async def test_a_show_is_read_with_its_files_and_what_brings_it_back(home: Household, server: Sonarr) -> None:
    series = of_show(home, 0)
    entry = await server.read(str(series.id))
    ids = series.title.ids
    assert entry.ids == ExternalIds(tmdb=ids.tmdb, tvdb=ids.tvdb, imdb=ids.imdb)
    assert entry.status == ("ended" if series.title.ended else "continuing")
    held = instance(home).held(series.id)
    assert [(file.ref, file.size_bytes, file.season) for file in entry.files] == [
        (str(file.id), file.size, file.season) for file in held
    ]
    assert entry.size_bytes == sum(file.size for file in held)
    assert entry.snapshot["monitored_seasons"] == [n for n, on in sorted(series.seasons.items()) if on]
    assert entry.last_aired_at is not None


async def test_an_unknown_show_is_not_found(server: Sonarr) -> None:
    with pytest.raises(NotFound):
        await server.read("99999")


async def test_a_show_goes_with_all_its_files_and_is_excluded(home: Household, server: Sonarr) -> None:
    series, attempts = of_show(home, 0), Attempts()
    step = await show_step(home, server, series)
    assert step.action is Action.DELETE_ENTRY
    assert (await server.probe(step)).state is State.INTACT
    await server.apply(step, attempts)
    assert attempts.made == [f"DELETE series {series.id}"]
    assert (await settled(home, server, step)).state is State.DONE
    assert not real(home, series.path).exists()
    assert series.title.ids.tvdb in {row.number for row in instance(home).exclusions.values()}


async def test_the_deletion_of_a_show_is_spelled_as_sonarr_describes_it(
    home: Household, server: Sonarr
) -> None:
    await server.apply(await show_step(home, server, of_show(home, 0)), Attempts())
    (call,) = home.log.of("sonarr", "DELETE")
    parts = urlsplit(call.path)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert query == {"deleteFiles": "true", "addImportListExclusion": "true"}
    check_request(SPEC, "DELETE", parts.path, query)


async def test_a_show_with_a_file_that_is_not_shown_stays(home: Household, server: Sonarr) -> None:
    subject = await show_subject(home, server, of_show(home, 0))
    proposal = await server.plan(replace(subject, files=subject.files[1:]))
    assert proposal.steps == ()
    assert "stays" in proposal.notes[0]


@pytest.mark.parametrize("season", [None, 1])
async def test_a_show_of_the_same_paths_and_other_sizes_is_another_copy(
    home: Household, server: Sonarr, season: int | None
) -> None:
    subject = await show_subject(home, server, of_show(home, 0), season)
    uhd = tuple(replace(file, size_bytes=file.size_bytes * 4) for file in subject.files)
    proposal = await server.plan(replace(subject, files=uhd))
    assert proposal.steps == ()
    assert "another copy" in proposal.notes[0]
    assert (await server.plan(replace(subject, files=(subject.files[0], *uhd[1:])))).steps


async def test_a_new_episode_stops_the_deletion_of_its_show(home: Household, server: Sonarr) -> None:
    series = of_show(home, 0)
    step = await show_step(home, server, series)
    show = next(e for e in home.world.shelf.entries.values() if e.ids.tvdb == series.title.ids.tvdb)
    add_episode(home.world, show.key, 1, home.world.now)
    assert (await server.probe(step)).state is State.CHANGED
    with pytest.raises(Unexpected):
        await server.apply(step, Attempts())
    assert home.log.effects("sonarr") == []


async def test_a_season_goes_file_by_file_and_the_show_stays(home: Household, server: Sonarr) -> None:
    series, attempts = of_show(home, 0), Attempts()
    kept = [file.path for file in instance(home).held(series.id) if file.season != 1]
    step = await season_step(home, server, series)
    assert step.action is Action.DELETE_SEASON
    assert (await server.probe(step)).state is State.INTACT
    await server.apply(step, attempts)
    assert (await settled(home, server, step)).state is State.DONE
    assert attempts.made[0] == f"PUT series {series.id} season 1 unmonitored"
    assert attempts.made[1:] == [f"DELETE episodefile {file.ref}" for file in step.expected.files]
    assert [file.path for file in instance(home).held(series.id)] == kept
    assert all(real(home, path).exists() for path in kept)
    assert on_disk(step) == []


async def test_only_the_one_season_is_unmonitored(home: Household, server: Sonarr) -> None:
    series = of_show(home, 0)
    before = dict(series.seasons)
    await server.apply(await season_step(home, server, series), Attempts())
    assert series.seasons == {**before, 1: False}
    assert all(
        not row.monitored
        for row in instance(home).episodes.values()
        if row.series == series.id and row.season == 1
    )


async def test_the_season_is_unmonitored_before_a_file_goes(home: Household, server: Sonarr) -> None:
    home.sonarr.faults.add(FaultKind.STATUS, method="PUT", status=503)
    with pytest.raises(Unreachable):
        await server.apply(await season_step(home, server, of_show(home, 0)), Attempts())
    assert home.log.of("sonarr", "DELETE") == []


async def test_a_season_that_is_half_gone_is_finished(home: Household, server: Sonarr) -> None:
    step = await season_step(home, server, of_show(home, 0))
    home.sonarr.faults.add(FaultKind.STATUS, method="DELETE", after=2, times=1, status=503)
    with pytest.raises(Unreachable):
        await server.apply(step, Attempts())
    assert (await server.probe(step)).state is State.MIXED
    attempts = Attempts()
    await server.apply(step, attempts)
    assert len(attempts.made) == len(step.expected.files) - 2
    assert (await server.probe(step)).state is State.DONE


async def test_an_unmonitoring_that_did_nothing_is_not_done(home: Household, server: Sonarr) -> None:
    step = await season_step(home, server, of_show(home, 0))
    home.sonarr.faults.add(FaultKind.NOOP, method="PUT")
    await server.apply(step, Attempts())
    probe = await server.probe(step)
    assert probe.state is State.MIXED
    assert "monitors" in probe.message


async def test_files_the_media_server_removed_before_leave_the_record_too(
    home: Household, server: Sonarr
) -> None:
    step = await season_step(home, server, of_show(home, 0))
    for path in on_disk(step):
        path.unlink()
    await server.apply(step, Attempts())
    assert (await server.probe(step)).state is State.DONE


async def test_a_new_episode_stops_the_deletion_of_its_season(home: Household, server: Sonarr) -> None:
    series = of_show(home, 0)
    step = await season_step(home, server, series)
    show = next(e for e in home.world.shelf.entries.values() if e.ids.tvdb == series.title.ids.tvdb)
    add_episode(home.world, show.key, 1, home.world.now)
    assert (await server.probe(step)).state is State.CHANGED


async def test_a_file_moved_to_another_season_is_changed(home: Household, server: Sonarr) -> None:
    step = await season_step(home, server, of_show(home, 0))
    instance(home).files[int(step.expected.files[0].ref or 0)].season = 2
    assert (await server.probe(step)).state is State.CHANGED


async def test_a_download_of_the_season_leaves_the_queue(home: Household, server: Sonarr) -> None:
    series, attempts = of_show(home, 0), Attempts()
    queue = instance(home).queue
    queue[70] = Queued(70, series.id, "this season", 9, home.world.now, season=1)
    queue[71] = Queued(71, series.id, "another season", 9, home.world.now, season=2)
    queue[72] = Queued(72, 999, "another show", 9, home.world.now, season=1)
    await server.apply(await season_step(home, server, series), attempts)
    assert 70 not in queue
    assert {71, 72} <= set(queue)
    assert "DELETE queue 70" in attempts.made


async def test_seasons_that_are_counted_differently_are_told_by_their_files(
    home: Household, server: Sonarr
) -> None:
    series = of_show(home, 0)
    subject = await show_subject(home, server, series, 1)
    proposal = await server.plan(replace(subject, season=7))
    assert proposal.steps[0].expected.season == 1
    assert "season 1" in proposal.notes[0]


async def test_a_season_that_sonarr_joins_with_another_stays(home: Household, server: Sonarr) -> None:
    series = of_show(home, 2)
    assert len(show_entries(home, series)) > len([n for n in series.seasons if n])
    proposal = await server.plan(await show_subject(home, server, series, 1))
    assert proposal.steps == ()
    assert "exactly these files" in proposal.notes[0]


async def test_a_file_of_two_episodes_counts_once(home: Household, server: Sonarr) -> None:
    series = next(s for s in instance(home).series.values() if s.id % 4 == 1)
    by_file = [row.file for row in instance(home).episodes.values() if row.series == series.id]
    assert len(by_file) > len(set(by_file)), "the show has no double episode"
    step = await season_step(home, server, series)
    await server.apply(step, Attempts())
    assert (await server.probe(step)).state is State.DONE


async def test_specials_need_a_setting(home: Household, server: Sonarr) -> None:
    series = of_show(home, 1)
    subject = await show_subject(home, server, series, 0)
    proposal = await server.plan(subject)
    assert proposal.steps == ()
    assert "ALLOW_SPECIALS" in proposal.notes[0]
    allowing = sonarr(home, allow_specials=True)
    assert (await allowing.plan(subject)).steps
    await allowing.aclose()


async def test_the_newest_season_of_a_show_that_goes_on_needs_a_setting(
    home: Household, server: Sonarr
) -> None:
    series = of_show(home, 0)
    series.title = replace(series.title, ended=False)
    subject = await show_subject(home, server, series, max(show_entries(home, series)))
    proposal = await server.plan(subject)
    assert proposal.steps == ()
    assert "ALLOW_NEWEST_SEASON" in proposal.notes[0]
    allowing = sonarr(home, allow_newest_season=True)
    assert (await allowing.plan(subject)).steps
    await allowing.aclose()


async def test_the_newest_season_of_an_ended_show_may_go(home: Household, server: Sonarr) -> None:
    series = of_show(home, 0)
    series.title = replace(series.title, ended=True)
    subject = await show_subject(home, server, series, max(show_entries(home, series)))
    assert (await server.plan(subject)).steps


async def test_a_lost_mount_stops_a_season(home: Household, server: Sonarr) -> None:
    series = of_show(home, 0)
    step = await season_step(home, server, series)
    lose_mount(home.world, series.root)
    assert (await server.probe(step)).state is State.UNPROVEN
    with pytest.raises(Unexpected):
        await server.apply(step, Attempts())
    assert home.log.effects("sonarr") == []


async def test_a_mount_that_is_lost_between_two_files_stops_the_season(
    home: Household, server: Sonarr
) -> None:
    step = await season_step(home, server, of_show(home, 0))
    home.sonarr.faults.add(FaultKind.STATUS, method="DELETE", after=1, status=409)
    with pytest.raises(Unexpected, match="409"):
        await server.apply(step, Attempts())
    assert len(home.log.effects("sonarr")) == 2  # the season unmonitored and one file


async def test_a_show_that_left_with_its_files_leaves_no_season_to_delete(
    home: Household, server: Sonarr
) -> None:
    series = of_show(home, 0)
    step = await season_step(home, server, series)
    await server.apply(await show_step(home, server, series), Attempts())
    assert (await settled(home, server, step)).state is State.DONE


async def test_a_show_that_left_without_its_files_needs_a_person(home: Household, server: Sonarr) -> None:
    series = of_show(home, 0)
    step = await season_step(home, server, series)
    await server._client.send("DELETE", f"/api/v3/series/{series.id}")
    assert (await server.probe(step)).state is State.CHANGED


async def test_every_call_of_a_season_is_described(home: Household, server: Sonarr) -> None:
    step = await season_step(home, server, of_show(home, 0))
    await server.apply(step, Attempts())
    await server.probe(step)
    for call in home.log.of("sonarr"):
        parts = urlsplit(call.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        check_request(SPEC, call.method, parts.path, query)


async def test_an_episode_alone_has_no_step(home: Household, server: Sonarr) -> None:
    subject = await show_subject(home, server, of_show(home, 0), 1)
    assert (await server.plan(replace(subject, kind=Kind.EPISODE))).steps == ()
