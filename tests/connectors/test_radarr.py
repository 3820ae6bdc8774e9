"""Radarr's connector on Radarr's wire: the happy answers and the traps."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from cascade.connectors.radarr import Radarr
from cascade.errors import NotFound, Rejected, Unexpected, Unreachable
from cascade.media import ExternalIds, Kind, MediaFile, Role
from cascade.step import Action, Expected, State, Step
from playground.faults import FaultKind
from playground.happenings import lose_mount, tag, upgrade
from playground.household import Household
from tests.connectors.arr_household import (
    Attempts,
    film_step,
    film_subject,
    plain_film,
    radarr,
    real,
    settled,
)
from tests.openapi import check_request

SPEC = "radarr-v3-openapi"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Household]:
    async with Household(tmp_path, films=40, shows=1) as household:
        yield household


@pytest.fixture
async def server(home: Household) -> AsyncIterator[Radarr]:
    made = radarr(home)
    yield made
    await made.aclose()


def excluded(home: Household, name: str = "radarr") -> set[int]:
    return {row.number for row in home.world.instances[name].exclusions.values()}


async def test_the_listing_holds_every_film_once_with_its_file(home: Household, server: Radarr) -> None:
    rows = [entry for page in [page async for page in server.entries()] for entry in page.rows]
    instance = home.world.instances["radarr"]
    assert [entry.ref for entry in rows] == [str(number) for number in instance.movies]
    held = {file.path: file.size_bytes for entry in rows for file in entry.files}
    assert held == {str(real(home, file.path)): file.size for file in instance.files.values()}


async def test_a_film_is_read_with_the_names_of_its_numbers(home: Household, server: Radarr) -> None:
    movie = plain_film(home)
    tag(home.world, "radarr", movie.id, "keep")
    entry = await server.read(str(movie.id))
    assert entry.kind is Kind.MOVIE
    assert entry.ids == ExternalIds(tmdb=movie.title.ids.tmdb, imdb=movie.title.ids.imdb)
    assert "keep" in entry.tags
    assert entry.quality_profile == "HD-1080p"
    assert entry.path == str(real(home, movie.path))
    assert entry.files[0].resolution in {"1080p", "720p"}
    assert entry.snapshot["quality_profile"] == "HD-1080p"
    assert entry.added_at == movie.added.replace(microsecond=0)


async def test_a_listing_cut_short_is_no_listing(home: Household, server: Radarr) -> None:
    home.radarr.faults.add(FaultKind.CUT, path="/api/v3/movie")
    with pytest.raises(Unreachable):
        _ = [page async for page in server.entries()]


async def test_a_login_page_is_no_listing(home: Household, server: Radarr) -> None:
    home.radarr.faults.add(FaultKind.HTML, path="/api/v3/movie")
    with pytest.raises(Unexpected, match="HTML"):
        _ = [page async for page in server.entries()]


async def test_an_empty_listing_is_an_empty_page(home: Household, server: Radarr) -> None:
    home.radarr.faults.add(FaultKind.EMPTY, path="/api/v3/movie")
    assert [page.rows for page in [page async for page in server.entries()]] == [()]


async def test_an_unknown_film_is_not_found(server: Radarr) -> None:
    with pytest.raises(NotFound):
        await server.read("99999")


async def test_a_film_that_cannot_be_shown_is_not_called_gone(home: Household, server: Radarr) -> None:
    movie = plain_film(home)
    home.radarr.faults.add(FaultKind.STATUS, path=rf"/movie/{movie.id}$", status=500)
    with pytest.raises(Unreachable):
        await server.read(str(movie.id))


async def test_identity_is_the_root_folders_and_the_clock_comes_along(server: Radarr) -> None:
    found = await server.identity()
    assert found.identity == "/kids|/movies"
    assert found.version.startswith("6.")
    assert found.clock is not None
    assert server.roles == {Role.MOVIES}


async def test_check_says_what_is_there(server: Radarr) -> None:
    health = await server.check()
    assert health.reachable
    assert health.version == "6.0.3.10317"
    assert health.recycle_bin is None
    assert health.advice == ()


async def test_check_names_a_recycle_bin_and_what_to_do(home: Household, server: Radarr) -> None:
    home.world.instances["radarr"].recycle_bin = "/recycle"
    health = await server.check()
    assert health.recycle_bin == "/recycle"
    assert "no space comes back until it is emptied" in health.advice[0]


async def test_check_names_a_lost_mount(home: Household, server: Radarr) -> None:
    lose_mount(home.world, "movies")
    health = await server.check()
    assert health.may_delete is False
    assert "mount" in health.message


async def test_check_says_which_setting_holds_a_wrong_key(home: Household) -> None:
    server = Radarr("uhd", home.uhd.url, SecretStr("wrong"), {})
    health = await server.check()
    await server.aclose()
    assert health.reachable
    assert "RADARR_UHD_API_KEY" in health.message
    assert "wrong" not in health.message


async def test_check_of_a_server_that_is_down_does_not_raise(home: Household, server: Radarr) -> None:
    await home.stop("radarr")
    health = await server.check()
    assert not health.reachable
    assert "RADARR_URL" in health.message


async def test_sonarr_behind_radarrs_address_is_named(home: Household) -> None:
    server = Radarr("radarr", home.sonarr.url, SecretStr(home.world.instances["sonarr"].key), {})
    with pytest.raises(Unexpected, match="RADARR_URL leads to Sonarr"):
        await server.identity()
    await server.aclose()


@pytest.mark.parametrize("version", ["3.2.2.5080", "7.0.0.1", "nightly"])
async def test_an_unknown_version_is_refused(home: Household, server: Radarr, version: str) -> None:
    home.world.instances["radarr"].version = version
    with pytest.raises(Unexpected, match="is not known here"):
        await server.identity()


async def test_a_step_is_planned_where_the_files_agree(home: Household, server: Radarr) -> None:
    movie = plain_film(home)
    subject = await film_subject(home, server, movie)
    proposal = await server.plan(subject)
    (step,) = proposal.steps
    assert (step.action, step.ref, step.target) == (Action.DELETE_ENTRY, str(movie.id), "radarr")
    assert step.expected.files == subject.holdings[0].files


async def test_no_step_is_planned_for_other_files(home: Household, server: Radarr) -> None:
    subject = await film_subject(home, server, plain_film(home))
    other = replace(subject, files=(MediaFile("/elsewhere/Other.mkv", 1),))
    proposal = await server.plan(other)
    assert proposal.steps == ()
    assert "radarr" in proposal.notes[0]


async def test_without_a_path_map_name_and_size_decide(home: Household, server: Radarr) -> None:
    subject = await film_subject(home, server, plain_film(home))
    (file,) = subject.files
    moved = replace(file, path=f"/mnt/films/x/{Path(file.path).name}")
    assert (await server.plan(replace(subject, files=(moved,)))).steps
    bigger = replace(moved, size_bytes=moved.size_bytes + 1)
    assert not (await server.plan(replace(subject, files=(bigger,)))).steps


async def test_conflicting_ids_make_no_step(home: Household, server: Radarr) -> None:
    subject = await film_subject(home, server, plain_film(home))
    proposal = await server.plan(replace(subject, ids=ExternalIds(tmdb=1)))
    assert proposal.steps == ()


async def test_an_entry_without_files_goes_only_with_the_last_copy(home: Household, server: Radarr) -> None:
    subject = await film_subject(home, server, plain_film(home))
    bare = replace(subject, holdings=(replace(subject.holdings[0], files=()),))
    assert (await server.plan(bare)).steps
    assert not (await server.plan(replace(bare, last_of_title=False))).steps
    assert not (await server.plan(replace(bare, ids=ExternalIds()))).steps


async def test_a_film_goes_with_its_files_and_is_excluded(home: Household, server: Radarr) -> None:
    movie, attempts = plain_film(home), Attempts()
    step = await film_step(home, server, movie)
    assert (await server.probe(step)).state is State.INTACT
    await server.apply(step, attempts)
    assert attempts.made == [f"DELETE movie {movie.id}"]
    assert (await settled(home, server, step)).state is State.DONE
    assert not real(home, movie.path).exists()
    assert movie.title.ids.tmdb in excluded(home)


async def test_the_deletion_is_spelled_as_radarr_describes_it(home: Household, server: Radarr) -> None:
    movie = plain_film(home)
    await server.apply(await film_step(home, server, movie), Attempts())
    (call,) = home.log.of("radarr", "DELETE")
    parts = urlsplit(call.path)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert query == {"deleteFiles": "true", "addImportExclusion": "true"}
    check_request(SPEC, "DELETE", parts.path, query)


async def test_files_that_are_still_there_are_not_done(home: Household, server: Radarr) -> None:
    home.radarr.removal_delay = 3600
    movie = plain_film(home)
    step = await film_step(home, server, movie)
    await server.apply(step, Attempts())
    probe = await server.probe(step)
    assert probe.state is State.MIXED
    assert "still on its disk" in probe.message


async def test_files_kept_for_a_shared_folder_are_not_done(home: Household, server: Radarr) -> None:
    movies = home.world.instances["radarr"].movies
    movie = plain_film(home)
    step = await film_step(home, server, movie)
    next(other for other in movies.values() if other.file is None).path = movie.path
    await server.apply(step, Attempts())
    assert (await settled(home, server, step)).state is State.MIXED


async def test_a_recycle_bin_still_counts_as_gone_from_the_folder(home: Household, server: Radarr) -> None:
    home.world.instances["radarr"].recycle_bin = "/recycle"
    movie = plain_film(home)
    step = await film_step(home, server, movie)
    await server.apply(step, Attempts())
    assert (await settled(home, server, step)).state is State.DONE


async def test_an_answer_that_did_nothing_is_not_done(home: Household, server: Radarr) -> None:
    home.radarr.faults.add(FaultKind.NOOP, method="DELETE")
    step = await film_step(home, server, plain_film(home))
    await server.apply(step, Attempts())
    assert (await settled(home, server, step)).state is State.INTACT


async def test_a_lost_answer_is_raised_and_the_probe_tells(home: Household, server: Radarr) -> None:
    home.radarr.faults.add(FaultKind.LOST, method="DELETE")
    step = await film_step(home, server, plain_film(home))
    with pytest.raises(Unreachable) as caught:
        await server.apply(step, Attempts())
    assert caught.value.sent
    assert len(home.log.of("radarr", "DELETE")) == 1
    assert (await settled(home, server, step)).state is State.DONE


async def test_a_missing_exclusion_is_added(home: Household, server: Radarr) -> None:
    movie, attempts = plain_film(home), Attempts()
    step = await film_step(home, server, movie)
    await server.apply(step, Attempts())
    await home.settle()
    home.world.instances["radarr"].exclusions.clear()
    probe = await server.probe(step)
    assert probe.state is State.MIXED
    assert "exclude" in probe.message
    await server.apply(step, attempts)
    assert attempts.made == [f"POST exclusions {movie.title.ids.tmdb}"]
    assert (await server.probe(step)).state is State.DONE


async def test_an_upgraded_file_is_never_deleted(home: Household, server: Radarr) -> None:
    movie = plain_film(home)
    step = await film_step(home, server, movie)
    upgrade(home.world, "radarr", movie.id, home.world.now)
    assert (await server.probe(step)).state is State.CHANGED
    with pytest.raises(Unexpected, match="was not planned"):
        await server.apply(step, Attempts())
    assert home.log.effects("radarr") == []


async def test_another_media_file_in_the_folder_stops_the_step(home: Household, server: Radarr) -> None:
    movie = plain_film(home)
    step = await film_step(home, server, movie)
    home.world.disk.write(f"{movie.path}/Extended cut.mkv", 7)
    probe = await server.probe(step)
    assert probe.state is State.CHANGED
    assert "Extended cut.mkv" in probe.message
    with pytest.raises(Unexpected):
        await server.apply(step, Attempts())
    assert real(home, f"{movie.path}/Extended cut.mkv").exists()


async def test_what_the_media_server_left_in_the_folder_stays(home: Household, server: Radarr) -> None:
    movie = plain_film(home)
    step = await film_step(home, server, movie)
    home.world.disk.unlink(home.world.instances["radarr"].held(movie.id)[0].path)
    home.world.disk.write(f"{movie.path}/Trailer.mkv", 7)
    assert (await server.probe(step)).state is State.INTACT
    await server.apply(step, Attempts())
    assert (await settled(home, server, step)).state is State.DONE
    assert real(home, f"{movie.path}/Trailer.mkv").exists()


async def test_a_folder_said_to_be_empty_is_not_removed(home: Household, server: Radarr) -> None:
    movie = plain_film(home)
    step = await film_step(home, server, movie)
    home.world.disk.write(f"{movie.path}/Extended cut.mkv", 7)
    home.radarr.faults.add(FaultKind.EMPTY, path="mediafiles", times=1)
    await server.apply(step, Attempts())
    await home.settle()
    assert real(home, f"{movie.path}/Extended cut.mkv").exists()


async def test_after_a_rescan_the_entry_without_its_file_still_goes(home: Household, server: Radarr) -> None:
    movie = plain_film(home)
    step = await film_step(home, server, movie)
    instance = home.world.instances["radarr"]
    (file,) = instance.held(movie.id)
    home.world.disk.unlink(file.path)
    instance.drop_file(file.id)
    assert (await server.probe(step)).state is State.MIXED
    await server.apply(step, Attempts())
    assert (await settled(home, server, step)).state is State.DONE


async def test_as_gate_a_file_that_is_not_on_disk_is_unproven(home: Household, server: Radarr) -> None:
    movie = plain_film(home)
    step = replace(await film_step(home, server, movie), gate=True)
    home.world.disk.unlink(home.world.instances["radarr"].held(movie.id)[0].path)
    assert (await server.probe(step)).state is State.UNPROVEN


async def test_a_lost_mount_proves_nothing(home: Household, server: Radarr) -> None:
    movie = plain_film(home)
    step = await film_step(home, server, movie)
    lose_mount(home.world, movie.root)
    probe = await server.probe(step)
    assert probe.state is State.UNPROVEN
    assert "mount" in probe.message
    with pytest.raises(Unexpected):
        await server.apply(step, Attempts())
    assert home.log.effects("radarr") == []


async def test_a_mount_lost_after_the_deletion_proves_nothing(home: Household, server: Radarr) -> None:
    home.radarr.removal_delay = 3600
    movie = plain_film(home)
    step = await film_step(home, server, movie)
    await server.apply(step, Attempts())
    lose_mount(home.world, movie.root)
    assert (await server.probe(step)).state is State.UNPROVEN


async def test_a_film_added_again_is_changed(home: Household, server: Radarr) -> None:
    movie = plain_film(home)
    step = await film_step(home, server, movie)
    instance = home.world.instances["radarr"]
    del instance.movies[movie.id]
    instance.movies[9999] = replace(movie, id=9999, file=None)
    probe = await server.probe(step)
    assert probe.state is State.CHANGED
    assert "9999" in probe.message


async def test_another_title_under_the_id_is_changed(home: Household, server: Radarr) -> None:
    movie = plain_film(home)
    step = await film_step(home, server, movie)
    swapped = replace(step, expected=replace(step.expected, ids=ExternalIds(tmdb=424242)))
    assert (await server.probe(swapped)).state is State.CHANGED


async def test_a_moved_folder_is_changed(home: Household, server: Radarr) -> None:
    movie = plain_film(home)
    step = await film_step(home, server, movie)
    movie.path = f"{movie.path} moved"
    assert (await server.probe(step)).state is State.CHANGED


@pytest.mark.parametrize("kind", [FaultKind.HTML, FaultKind.EMPTY])
async def test_an_absent_entry_is_not_gone_before_the_server_proved_itself(
    home: Household, server: Radarr, kind: FaultKind
) -> None:
    movie = plain_film(home)
    step = await film_step(home, server, movie)
    # A proxy answers: 404 for the film, and no status of a Radarr.
    home.radarr.faults.add(FaultKind.STATUS, path=r"/movie/\d+$", status=404)
    home.radarr.faults.add(kind, path=r"/movie\?|mediafiles")
    home.radarr.faults.add(FaultKind.HTML, path="system/status")
    assert (await server.probe(step)).state is State.UNPROVEN


async def test_a_single_404_is_not_gone(home: Household, server: Radarr) -> None:
    movie = plain_film(home)
    step = await film_step(home, server, movie)
    home.radarr.faults.add(FaultKind.STATUS, path=r"/movie/\d+$", status=404)
    assert (await server.probe(step)).state is State.UNPROVEN


async def test_a_refused_key_is_raised_by_a_probe(home: Household, server: Radarr) -> None:
    step = await film_step(home, server, plain_film(home))
    home.radarr.faults.add(FaultKind.UNAUTHORIZED)
    with pytest.raises(Rejected):
        await server.probe(step)


@pytest.mark.parametrize("ref", ["", "all", "1,2", "../series/1", "0", "-1", "1.5", "１", "1 "])
async def test_an_id_that_is_none_never_reaches_the_server(home: Household, server: Radarr, ref: str) -> None:
    step = Step("radarr", Action.DELETE_ENTRY, ref, Expected(ids=ExternalIds(tmdb=1)))
    with pytest.raises(Unexpected):
        await server.apply(step, Attempts())
    assert home.log.of("radarr") == []


async def test_a_merged_version_is_a_step_of_the_second_radarr(home: Household) -> None:
    server = radarr(home, "uhd")
    movie = plain_film(home, "uhd", copies=2)
    step = await film_step(home, server, movie)
    await server.apply(step, Attempts())
    assert (await settled(home, server, step)).state is State.DONE
    assert movie.title.ids.tmdb in excluded(home, "uhd")
    assert movie.title.ids.tmdb not in excluded(home, "radarr")
    await server.aclose()


async def test_a_version_of_the_item_in_the_same_folder_may_go(home: Household, server: Radarr) -> None:
    movie = next(
        movie
        for movie in home.world.instances["radarr"].movies.values()
        if movie.file and len(list(real(home, movie.path).iterdir())) == 2
    )
    step = await film_step(home, server, movie)
    assert (await server.probe(step)).state is State.INTACT
    await server.apply(step, Attempts())
    assert (await settled(home, server, step)).state is State.DONE


async def test_every_call_of_a_deletion_is_described(home: Household, server: Radarr) -> None:
    step = await film_step(home, server, plain_film(home))
    await server.probe(step)
    await server.apply(step, Attempts())
    await settled(home, server, step)
    for call in home.log.of("radarr"):
        parts = urlsplit(call.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        check_request(SPEC, call.method, parts.path, query)
        assert home.world.instances["radarr"].key not in call.path
