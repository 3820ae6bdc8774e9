"""What every media server's connector can do, asked of Plex and of both Jellyfins alike."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from cascade.errors import NotFound, Rejected, Unexpected, Unreachable
from cascade.media import Kind
from cascade.step import Action, State
from playground.wire import FaultKind
from tests.connectors.media_home import SERVERS, Stage, stage
from tests.connectors.plex_home import FILM, Attempts


@pytest.fixture(params=SERVERS)
async def home(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path, request.param) as home:
        yield home


async def test_the_identity_is_the_servers_own_with_its_version_and_clock(home: Stage) -> None:
    identity = await home.server.identity()
    assert identity.identity == home.identity
    assert identity.version
    assert identity.clock is not None


async def test_the_check_says_that_deletion_is_allowed(home: Stage) -> None:
    health = await home.server.check()
    assert (health.reachable, health.may_delete) == (True, True)


async def test_the_check_names_the_setting_of_a_wrong_key_and_not_the_key(home: Stage) -> None:
    health = await home.connect(key="no-such-key").check()
    assert health.reachable
    assert home.setting in health.message
    assert "no-such-key" not in repr(health)


async def test_the_check_of_a_server_that_is_down_is_no_error(home: Stage) -> None:
    await home.wire.stop()
    health = await home.server.check()
    assert not health.reachable


async def test_the_key_is_in_a_header_and_in_no_url(home: Stage) -> None:
    await home.plays()
    await home.listed(Kind.MOVIE)
    assert home.wire.log.calls
    assert not [call for call in home.wire.log.calls if home.secret in call.path]
    assert not [name for call in home.wire.log.calls for name in call.headers if "emby" in name.lower()]


async def test_a_film_carries_its_ids_and_files(home: Stage) -> None:
    row, part = home.world.entry(FILM), home.world.entry(FILM).parts[0]
    film = next(entry for entry in await home.listed(Kind.MOVIE, "Movies") if entry.ref == home.ref())
    assert (film.kind, film.title, film.year) == (Kind.MOVIE, FILM, row.year)
    assert (film.ids.tmdb, film.ids.imdb) == (row.ids.tmdb, row.ids.imdb)
    assert [(f.path, f.size_bytes, f.resolution) for f in film.files] == [
        (f"/data/{part.file}", part.size, "1080p")
    ]
    assert film.added_at is not None
    assert film.released_on is not None


async def test_an_episode_knows_its_season_and_show(home: Stage) -> None:
    shows = {entry.ref for entry in await home.listed(Kind.SHOW)}
    seasons = {entry.ref: entry for entry in await home.listed(Kind.SEASON)}
    episodes = await home.listed(Kind.EPISODE)
    assert episodes
    for episode in episodes:
        assert episode.show_ref in shows
        assert seasons[episode.parent_ref or ""].parent_ref == episode.show_ref
        assert seasons[episode.parent_ref or ""].number == episode.season_number
        assert episode.files


async def test_an_entry_read_alone_is_the_entry_of_the_listing(home: Stage) -> None:
    for kind in (Kind.MOVIE, Kind.SHOW):
        listed = (await home.listed(kind))[0]
        alone = await home.server.read(listed.ref)
        # Plex shows who is in the middle of a film, and what the owner watched, in both.
        assert replace(alone, genres=(), labels=(), collections=()) == replace(
            listed, genres=(), labels=(), collections=()
        )
        assert [sorted(part) for part in (alone.genres, alone.labels, alone.collections)] == [
            sorted(part) for part in (listed.genres, listed.labels, listed.collections)
        ]


async def test_the_collections_of_a_film_are_those_of_the_server(home: Stage) -> None:
    films = await home.listed(Kind.MOVIE, "Movies")
    expected = {
        row.title for row in home.world.shelf.entries.values() if row.collections and row.section == 1
    }
    assert expected
    assert {film.title for film in films if film.collections} <= expected
    assert [film for film in films if film.collections]


async def test_the_leaves_of_a_season_are_its_own_episodes(home: Stage) -> None:
    season = (await home.listed(Kind.SEASON))[0]
    episodes = await home.listed(Kind.EPISODE)
    leaves = await home.server.leaves(season.ref)
    assert {leaf.ref for leaf in leaves} == {row.ref for row in episodes if row.parent_ref == season.ref}
    assert {leaf.section for leaf in leaves} == {season.section}


async def test_a_short_page_is_followed_from_where_it_ended(home: Stage) -> None:
    before = await home.listed(Kind.MOVIE, "Movies")
    home.wire.faults.add(FaultKind.SHORT, path="sections/1/all|/Items", times=2)
    assert await home.listed(Kind.MOVIE, "Movies") == before


async def test_a_play_names_its_entry_and_its_person(home: Stage) -> None:
    plays = await home.plays()
    films = {entry.ref: entry for entry in await home.listed(Kind.MOVIE)}
    known = [play for play in plays if play.ref in films]
    assert known
    assert all(play.person for play in plays)
    assert {play.title for play in known} == {films[play.ref or ""].title for play in known}
    assert len({play.key for play in plays}) == len(plays)


async def test_the_history_stops_at_the_moment_asked_for(home: Stage) -> None:
    everything = await home.plays()
    dated = sorted(play.at for play in everything)
    middle = dated[len(dated) // 2]
    recent = await home.plays(middle)
    assert {play.key for play in recent} >= {play.key for play in everything if play.at > middle}
    assert len(recent) < len(everything)


async def test_what_plays_now_is_named_with_its_season_and_show(home: Stage) -> None:
    episode = (await home.listed(Kind.EPISODE))[0]
    home.start_playing(episode.ref)
    assert await home.server.playing() >= {episode.ref, episode.parent_ref, episode.show_ref}


async def test_a_film_has_a_picture_and_a_missing_one_has_none(home: Stage) -> None:
    assert await home.server.poster(home.ref())
    assert await home.server.poster("9" * (6 if home.is_plex else 32)) is None
    assert await home.server.poster("../secrets") is None


async def test_a_film_is_planned_as_the_gate_with_all_that_must_still_hold(home: Stage) -> None:
    step = await home.planned()
    assert (step.action, step.gate, step.ref) == (Action.DELETE_ITEM, True, home.ref())
    assert [file.path for file in step.expected.files] == [f"/data/{home.path()}"]
    assert step.expected.section == "Movies"


async def test_arr_first_plans_a_refresh_that_is_no_gate(home: Stage) -> None:
    step = await home.planned(by=home.connect(gate=False))
    assert (step.action, step.gate) == (Action.REFRESH, False)


@pytest.mark.parametrize("ref", ["", "all", "1,2", "../1", "-1", "1 ", "²"])
async def test_nothing_but_one_id_ever_gets_into_a_path(home: Stage, ref: str, attempts: Attempts) -> None:
    step = replace(await home.planned(), ref=ref)
    before = len(home.wire.log.calls)
    with pytest.raises(Unexpected, match="no single item"):
        await home.server.apply(step, attempts)
    with pytest.raises(Unexpected, match="no single item"):
        await home.server.probe(step)
    assert (len(home.wire.log.calls), attempts.named) == (before, [])


async def test_an_untouched_film_and_an_untouched_show_are_intact(home: Stage) -> None:
    show = (await home.listed(Kind.SHOW))[0]
    for step in (await home.planned(), await home.planned(show.ref)):
        assert (await home.server.probe(step)).state is State.INTACT


async def test_a_film_is_deleted_with_its_file_and_proved_gone(home: Stage, attempts: Attempts) -> None:
    step, file = await home.planned(), home.path()
    await home.server.apply(step, attempts)
    assert (await home.server.probe(step)).state is State.DONE
    assert home.world.disk.size(file) is None
    assert attempts.named == [f"DELETE item {step.ref}"]
    assert len([call for call in home.wire.log.calls if call.method == "DELETE"]) == 1


async def test_a_season_is_deleted_and_the_other_seasons_stay(home: Stage, attempts: Attempts) -> None:
    episodes = await home.listed(Kind.EPISODE)
    season = next(one for one in await home.listed(Kind.SEASON) if one.number == 2)
    step = await home.planned(season.ref)
    await home.server.apply(step, attempts)
    assert (await home.server.probe(step)).state is State.DONE
    left = {row.ref for row in await home.listed(Kind.EPISODE)}
    assert left == {row.ref for row in episodes if row.parent_ref != season.ref}


async def test_a_deletion_that_only_pretends_stays_intact(home: Stage, attempts: Attempts) -> None:
    step = await home.planned()
    home.wire.faults.add(FaultKind.NOOP, method="DELETE")
    await home.server.apply(step, attempts)
    assert (await home.server.probe(step)).state is State.INTACT


async def test_a_lost_answer_is_in_doubt_and_the_probe_settles_it(home: Stage, attempts: Attempts) -> None:
    step = await home.planned()
    home.wire.faults.add(FaultKind.LOST, method="DELETE")
    with pytest.raises(Unreachable) as caught:
        await home.server.apply(step, attempts)
    assert caught.value.sent
    home.wire.faults.clear()
    assert (await home.server.probe(step)).state is State.DONE


async def test_a_server_in_trouble_during_a_deletion_is_asked_once(home: Stage, attempts: Attempts) -> None:
    step = await home.planned()
    home.wire.faults.add(FaultKind.STATUS, method="DELETE", status=500)
    with pytest.raises(Unreachable) as caught:
        await home.server.apply(step, attempts)
    assert caught.value.sent
    assert len([call for call in home.wire.log.calls if call.method == "DELETE"]) == 1
    assert home.secret not in str(caught.value)


async def test_a_refused_deletion_is_a_rejection(home: Stage, attempts: Attempts) -> None:
    step = await home.planned()
    home.wire.faults.add(FaultKind.UNAUTHORIZED, method="DELETE")
    with pytest.raises(Rejected):
        await home.server.apply(step, attempts)
    home.wire.faults.clear()
    assert (await home.server.probe(step)).state is State.INTACT


async def test_a_refresh_notices_files_that_another_system_removed(home: Stage, attempts: Attempts) -> None:
    server = home.connect(gate=False)
    step = await home.planned(by=server)
    home.world.disk.unlink(home.path())
    assert (await server.probe(step)).state is not State.DONE
    await server.apply(step, attempts)
    await home.wire.settle()
    assert (await server.probe(step)).state is State.DONE
    assert not [call for call in home.wire.log.calls if call.method == "DELETE"]


async def test_a_missing_entry_is_not_found(home: Stage) -> None:
    with pytest.raises(NotFound):
        await home.server.read("9" * (6 if home.is_plex else 32))


async def test_a_404_beside_other_items_that_are_missing_too_proves_nothing(home: Stage) -> None:
    step = await home.planned()
    home.wire.faults.add(FaultKind.STATUS, path=r"/library/metadata/|/Items\?.*ids=|/Items/", status=404)
    assert (await home.server.probe(step)).state is State.UNPROVEN


async def test_a_404_of_another_server_proves_nothing(home: Stage, attempts: Attempts) -> None:
    step = await home.planned()
    await home.server.apply(step, attempts)
    home.become_another()
    assert (await home.server.probe(step)).state is State.UNPROVEN


async def test_without_a_known_identity_nothing_is_proved(home: Stage, attempts: Attempts) -> None:
    step = await home.planned()
    await home.server.apply(step, attempts)
    home.server.expect_identity(None)
    assert (await home.server.probe(step)).state is State.UNPROVEN


async def test_a_library_that_vanished_proves_nothing(home: Stage, attempts: Attempts) -> None:
    step = await home.planned()
    await home.server.apply(step, attempts)
    home.lose_libraries()
    assert (await home.server.probe(step)).state is State.UNPROVEN


async def test_an_empty_listing_proves_nothing(home: Stage) -> None:
    step = await home.planned()
    home.wire.faults.add(FaultKind.EMPTY)
    try:
        probe = await home.server.probe(step)
    except Unexpected:
        return
    assert probe.state is not State.DONE


async def test_a_server_that_proves_itself_too_late_proves_nothing(home: Stage, attempts: Attempts) -> None:
    step = await home.planned()
    await home.server.apply(step, attempts)
    moments = iter([0.0, 11.0])
    home.server._proof._clock = lambda: next(moments)
    assert (await home.server.probe(step)).state is State.UNPROVEN


@pytest.mark.parametrize("kind", [FaultKind.STATUS, FaultKind.HTML, FaultKind.CUT, FaultKind.UNAUTHORIZED])
async def test_a_probe_through_a_fault_never_says_done(home: Stage, kind: FaultKind) -> None:
    step = await home.planned()
    home.wire.faults.add(kind)
    with pytest.raises((Unreachable, Unexpected, Rejected)):
        await home.server.probe(step)


async def test_a_replaced_file_is_a_change(home: Stage) -> None:
    step = await home.planned()
    planned = step.expected.files[0]
    other = replace(step.expected, files=(replace(planned, size_bytes=planned.size_bytes - 1),))
    assert (await home.server.probe(replace(step, expected=other))).state is State.CHANGED


async def test_other_ids_are_a_change(home: Stage) -> None:
    step = await home.planned()
    other = replace(step.expected, ids=replace(step.expected.ids, tmdb=1))
    assert (await home.server.probe(replace(step, expected=other))).state is State.CHANGED
