"""Jellyfin deletes whole folders and never says what was in them: what it sees on its disk decides."""

import unicodedata
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from cascade.errors import Unexpected
from cascade.media import Kind
from cascade.step import Probe, State, Step
from playground.jellyfin_scan import drop, scan
from playground.jellyfin_shelf import Item
from playground.wire import FaultKind
from tests.connectors.media_home import SERVERS, Stage, stage
from tests.connectors.plex_home import FILM, Attempts, subject


@pytest.fixture(params=SERVERS[1:])
async def home(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path, request.param) as home:
        yield home


def folder(home: Stage, title: str = FILM) -> str:
    return home.jellyfin.named(title, "Movie").path.rpartition("/")[0]


def show(home: Stage) -> Item:
    """Give a show of several seasons."""
    return next(row for row in home.jellyfin.items.values() if row.kind == "Series" and len(row.children) > 1)


async def refused(home: Stage, step: Step, attempts: Attempts) -> Probe:
    """Try a deletion that must not happen; give what was said."""
    home.wire.log.calls.clear()
    with pytest.raises(Unexpected):
        await home.server.apply(step, attempts)
    assert not home.wire.log.of("jellyfin", "DELETE")
    return await home.server.probe(step)


@pytest.mark.parametrize("place", ["Another Film (2001).mkv", "Part Two/Another Film (2001).m4v"])
async def test_a_folder_that_holds_another_film_stays(home: Stage, attempts: Attempts, place: str) -> None:
    step = await home.planned()
    home.world.disk.write(f"{folder(home)}/{place}", 5)
    probe = await refused(home, step, attempts)
    assert probe.state is State.CHANGED
    assert "Another Film (2001)" in probe.message


async def test_what_shares_its_folder_with_another_film_is_not_planned(home: Stage) -> None:
    home.world.disk.write(f"{folder(home)}/Another Film (2001).mkv", 5)
    proposal = await home.server.plan(await subject(home.server, home.ref()))
    assert proposal.steps == ()
    assert "Another Film (2001)" in proposal.notes[0]


@pytest.mark.parametrize("name", [f"{FILM}-trailer.mkv", "Featurettes/On the set.mp4", "sample.mkv"])
async def test_extras_go_along_and_the_plan_says_so(home: Stage, attempts: Attempts, name: str) -> None:
    home.world.disk.write(f"{folder(home)}/{name}", 5)
    home.world.disk.write(f"{folder(home)}/{FILM}.en.srt", 5)
    (note,) = (await home.server.plan(await subject(home.server, home.ref()))).notes
    assert name.rpartition("/")[2] in note
    step = await home.planned()
    await home.server.apply(step, attempts)
    assert (await home.server.probe(step)).state is State.DONE


async def test_a_film_at_the_top_of_a_library_goes_alone(home: Stage, attempts: Attempts) -> None:
    for name in ("Loose Film (2001)", "Other Film (2002)"):
        home.world.disk.write(f"movies/{name}.mkv", 5)
    scan(home.world, home.jellyfin)
    item = home.jellyfin.holding("movies/Loose Film (2001).mkv")
    item.sources = [source for source in item.sources if source.path == item.path]
    step = await home.planned(item.id)
    await home.server.apply(step, attempts)
    assert (await home.server.probe(step)).state is State.DONE
    assert home.world.disk.size("movies/Other Film (2002).mkv") == 5


@pytest.mark.parametrize("level", ["Series", "Season"])
async def test_a_show_or_season_with_an_episode_nobody_planned_stays(
    home: Stage, attempts: Attempts, level: str
) -> None:
    series = show(home)
    item = series if level == "Series" else home.jellyfin.items[series.children[0]]
    step = await home.planned(item.id)
    inside = home.jellyfin.items[home.jellyfin.items[series.children[0]].children[0]].path
    home.world.disk.write(f"{inside.removesuffix('.mkv')} (unsorted).mkv", 5)
    assert (await refused(home, step, attempts)).state is State.CHANGED


@pytest.mark.parametrize("kind", ["Movie", "Series", "Season", "Episode"])
async def test_what_a_lost_disk_holds_is_not_deleted(home: Stage, attempts: Attempts, kind: str) -> None:
    """Jellyfin would answer 204 and drop its row; the files would be there again with the disk."""
    item = next(row for row in home.jellyfin.items.values() if row.kind == kind)
    step = await home.planned(item.id)
    home.world.disk.lose(item.path.split("/")[0])
    probe = await refused(home, step, attempts)
    assert probe.state is State.UNPROVEN
    assert "mounted" in probe.message


async def test_files_that_are_still_on_disk_are_not_gone_with_their_row(
    home: Stage, attempts: Attempts
) -> None:
    home.jellyfin.keeps_files = True
    step = await home.planned()
    await home.server.apply(step, attempts)
    probe = await home.server.probe(step)
    assert probe.state is State.MIXED
    assert "still on its disk" in probe.message


async def test_a_disk_that_went_after_the_call_proves_nothing(home: Stage, attempts: Attempts) -> None:
    home.jellyfin.keeps_files = True
    step = await home.planned()
    await home.server.apply(step, attempts)
    home.world.disk.lose("movies")
    assert (await home.server.probe(step)).state is State.UNPROVEN


async def test_the_last_film_of_a_library_is_gone_when_it_is(home: Stage, attempts: Attempts) -> None:
    attic = [row for row in home.jellyfin.items.values() if row.path.startswith("attic/")]
    for item in attic:
        step = await home.planned(item.id)
        await home.server.apply(step, attempts)
        assert (await home.server.probe(step)).state is State.DONE


async def test_a_season_that_is_no_folder_goes_episode_by_episode(home: Stage, attempts: Attempts) -> None:
    series = show(home)
    season, other = (home.jellyfin.items[number] for number in series.children[:2])
    season.path = ""
    episodes = list(season.children)
    files = [source.path for row in episodes for source in home.jellyfin.items[row].sources]
    step = await home.planned(season.id)
    await home.server.apply(step, attempts)
    assert attempts.named[-1] == f"DELETE item {season.id}"
    assert set(attempts.named) == {f"DELETE item {row}" for row in (*episodes, season.id)}
    assert (await home.server.probe(step)).state is State.DONE
    assert not any(home.world.disk.size(path) for path in files)
    assert all(
        home.world.disk.size(source.path)
        for row in other.children
        for source in home.jellyfin.items[row].sources
    )


async def test_a_show_that_is_a_library_of_its_own_is_never_deleted(home: Stage, attempts: Attempts) -> None:
    series = show(home)
    step = await home.planned(series.id)
    library = home.jellyfin.libraries[series.library]
    library.folders = (*library.folders, series.path)
    with pytest.raises(Unexpected, match="whole library folder"):
        await home.server.apply(step, attempts)
    assert not home.wire.log.of("jellyfin", "DELETE")


async def test_a_folder_is_found_however_its_letters_are_put_together(
    home: Stage, attempts: Attempts
) -> None:
    """Disks of Macs keep é as two signs; a path that is compared is one sign."""
    name = unicodedata.normalize("NFD", "Amélie Ö (2001)")
    home.world.disk.write(f"movies/{name}/{name}.mkv", 5)
    scan(home.world, home.jellyfin)
    item = home.jellyfin.holding(f"movies/{name}/{name}.mkv")
    step = await home.planned(item.id)
    assert (await home.server.probe(step)).state is State.INTACT
    home.jellyfin.keeps_files = True
    await home.server.apply(step, attempts)
    assert (await home.server.probe(step)).state is State.MIXED


async def test_other_versions_are_not_gone_because_a_short_answer_lacks_them(home: Stage) -> None:
    item = next(row for row in home.jellyfin.items.values() if row.alternates)
    step = await home.planned(item.id)
    drop(home.world, home.jellyfin, item.id)
    for row in step.expected.files:
        home.world.disk.unlink(row.path.removeprefix("/data/"))
    home.wire.faults.add(FaultKind.SHORT, path="/Items.*ids=")
    with pytest.raises(Unexpected):
        await home.server.probe(step)


async def test_an_administrator_who_left_does_not_make_entries_disappear(home: Stage) -> None:
    item = home.jellyfin.named(FILM, "Movie")
    await home.server.read(item.id)
    admin = next(user for user in home.jellyfin.users.values() if user.admin)
    heir = next(user for user in home.jellyfin.users.values() if not user.admin)
    del home.jellyfin.users[admin.id]
    home.jellyfin.users[heir.id] = replace(heir, admin=True)
    await home.server.sections()  # which lets the marks be read anew
    assert (await home.server.read(item.id)).ref == item.id


async def test_a_404_to_something_else_is_not_the_entrys(home: Stage) -> None:
    item = home.jellyfin.named(FILM, "Movie")
    home.wire.faults.add(FaultKind.STATUS, path="includeItemTypes=BoxSet", status=404)
    with pytest.raises(Unexpected):
        await home.server.read(item.id)


async def test_each_kind_is_deleted_and_proved_gone(home: Stage, attempts: Attempts) -> None:
    for kind in (Kind.EPISODE, Kind.SEASON, Kind.SHOW):
        entry = (await home.listed(kind))[0]
        step = await home.planned(entry.ref)
        await home.server.apply(step, attempts)
        assert (await home.server.probe(step)).state is State.DONE
