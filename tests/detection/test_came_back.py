"""What was deleted and is there again: noticed, explained as far as servers tell, and left to a person."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cascade.detection.returns import CameBack, Decision
from cascade.errors import BadInput, Refused
from playground import elsewhere
from playground.asked import ask_for_film
from playground.elsewhere import Cause
from playground.jellyfin_scan import drop
from playground.people import OWNER
from playground.titles import Title
from tests.detection.ear import VIGILANCE, Ear, open_ear
from tests.kitchen import Kitchen, kitchen
from tests.library.shelf import later

RULE = "type:movie resolution:1080p on:radarr sort:-size limit:1"


async def delete_one(ear: Ear, *, entry_stays: bool = False) -> Title:
    """A film goes from Radarr and Plex, and that is noticed; its title."""
    world = ear.house.home.world
    world.listeners.clear()
    number, _ = await ear.film()
    movie = world.instances["radarr"].movies[number]
    if entry_stays:
        elsewhere.delete_by_hand(world, movie.path)
        elsewhere.look_again(world, "plex", "radarr")
        await ear.detection.reconcile()
        later(ear.house, VIGILANCE.settle)
    else:
        elsewhere.delete_movie(world, "radarr", number)
        elsewhere.look_again(world, "plex")
    assert len((await ear.detection.reconcile()).deleted) == 1
    return movie.title


async def comes_back(ear: Ear, title: Title, cause: Cause) -> CameBack:
    later(ear.house, timedelta(days=2))
    elsewhere.bring_back(ear.house.home.world, "radarr", title, ear.house.clock.now, cause=cause)
    later(ear.house, timedelta(minutes=10))
    (back,) = (await ear.detection.reconcile()).came_back
    return back


async def test_nothing_came_back_where_nothing_did(ear: Ear) -> None:
    await delete_one(ear)
    later(ear.house, timedelta(days=2))
    assert (await ear.detection.reconcile()).came_back == ()


async def test_what_an_import_list_added_again_is_laid_at_that_list(ear: Ear) -> None:
    back = await comes_back(ear, await delete_one(ear), "list")
    (event,) = await ear.events()
    assert (back.event_id, back.title, back.source) == (event.id, event.title, "plex")
    assert back.item_id != event.item_id
    assert back.explained == ("The import list “Popular” of radarr added it; its tag is list-popular.",)


async def test_what_was_requested_again_is_laid_at_who_asked(ear: Ear) -> None:
    back = await comes_back(ear, await delete_one(ear), "request")
    assert any("requested it again in seerr" in sentence for sentence in back.explained)


async def test_an_entry_that_stayed_monitored_is_named_as_the_cause(ear: Ear) -> None:
    back = await comes_back(ear, await delete_one(ear, entry_stays=True), "monitored")
    assert back.explained == ("radarr kept its entry and monitors it, so that it was fetched again.",)


async def test_what_nothing_explains_says_so(ear: Ear) -> None:
    back = await comes_back(ear, await delete_one(ear), "by hand")
    (sentence,) = back.explained
    assert sentence.startswith("radarr has a new entry of it")


async def test_a_return_is_told_once_however_often_one_looks(ear: Ear) -> None:
    first = await comes_back(ear, await delete_one(ear), "list")
    later(ear.house, timedelta(hours=12))
    assert (await ear.detection.reconcile()).came_back == (first,)


async def test_a_request_alone_is_a_return_without_an_item_which_gets_it_later(ear: Ear) -> None:
    title = await delete_one(ear)
    world = ear.house.home.world
    later(ear.house, timedelta(days=2))
    ask_for_film(world, title.ids, OWNER, ear.house.clock.now, is_4k=False)
    later(ear.house, timedelta(minutes=10))
    (asked,) = (await ear.detection.reconcile()).came_back
    assert (asked.item_id, asked.source) == (None, "seerr")
    elsewhere.bring_back(world, "radarr", title, ear.house.clock.now, cause="by hand")
    later(ear.house, timedelta(minutes=10))
    (there,) = (await ear.detection.reconcile()).came_back
    assert there.id == asked.id
    assert there.item_id is not None


async def test_an_entry_without_a_file_is_a_return_already(ear: Ear) -> None:
    title = await delete_one(ear)
    world = ear.house.home.world
    later(ear.house, timedelta(days=2))
    movie, entry = elsewhere.bring_back(world, "radarr", title, ear.house.clock.now, cause="list")
    del world.shelf.entries[entry.key]
    for keys in world.shelf.by_section.values():
        keys[:] = [key for key in keys if key != entry.key]
    world.touch()
    (back,) = (await ear.detection.reconcile()).came_back
    assert (back.item_id, back.source, back.ref) == (None, "radarr", str(movie.id))


async def test_a_twin_that_was_there_all_along_came_not_back(ear: Ear) -> None:
    world = ear.house.home.world
    world.listeners.clear()
    twins = await ear.rows(
        "SELECT h.ref, i.tmdb FROM holdings h JOIN items i ON i.id = h.item_id WHERE h.source = 'uhd'"
        " AND EXISTS (SELECT 1 FROM items j WHERE j.tmdb = i.tmdb AND j.id <> i.id AND j.kind = 'movie')"
    )
    assert twins
    elsewhere.delete_movie(world, "uhd", int(twins[0].ref))
    elsewhere.look_again(world, "plex")
    assert len((await ear.detection.reconcile()).deleted) == 1
    later(ear.house, timedelta(days=2))
    assert (await ear.detection.reconcile()).came_back == ()


async def test_of_two_copies_that_were_deleted_only_the_one_that_is_there_again_came_back(ear: Ear) -> None:
    world = ear.house.home.world
    world.listeners.clear()
    twins = await ear.rows(
        "SELECT h.ref, i.id, i.tmdb FROM holdings h JOIN items i ON i.id = h.item_id WHERE h.source = 'uhd'"
        " AND EXISTS (SELECT 1 FROM holdings o JOIN items j ON j.id = o.item_id WHERE o.source = 'radarr'"
        " AND j.tmdb = i.tmdb AND j.id <> i.id)"
    )
    title = elsewhere.delete_movie(world, "uhd", int(twins[0].ref)).title
    hd = next(m for m in world.instances["radarr"].movies.values() if m.title.ids == title.ids)
    elsewhere.delete_movie(world, "radarr", hd.id)
    elsewhere.look_again(world, "plex")
    assert len((await ear.detection.reconcile()).deleted) == 2
    back = await comes_back(ear, title, "list")
    event = next(event for event in await ear.events() if event.id == back.event_id)
    assert event.item_id != twins[0].id


async def test_a_request_of_before_the_deletion_is_no_return(ear: Ear) -> None:
    world = ear.house.home.world
    world.listeners.clear()
    asked = await ear.rows(
        "SELECT h.ref FROM holdings h JOIN items i ON i.id = h.item_id JOIN requests r ON r.tmdb = i.tmdb"
        " WHERE h.source = 'radarr' AND r.kind = 'movie' AND NOT r.is_4k AND NOT i.is_4k"
    )
    elsewhere.delete_movie(world, "radarr", int(asked[0].ref))
    elsewhere.look_again(world, "plex")
    assert len((await ear.detection.reconcile()).deleted) == 1
    later(ear.house, timedelta(days=2))
    assert (await ear.detection.reconcile()).came_back == ()


async def test_a_show_whose_empty_folder_is_listed_again_came_not_back(tmp_path: Path) -> None:
    async with open_ear(tmp_path, films=4, shows=2, plex=False, jellyfin="12.0.0") as ear:
        world, shelf = ear.house.home.world, ear.house.home.world.jellyfin
        assert shelf is not None
        world.listeners.clear()
        show = next(item for item in shelf.items.values() if item.kind == "Series")
        for episode in [item for item in shelf.below(show.id) if item.kind == "Episode"]:
            world.disk.unlink(episode.path)
            drop(world, shelf, episode.id)
        elsewhere.look_again(world, "sonarr")
        await ear.house.sync(accept_shrink="jellyfin sonarr")
        await ear.work(after=VIGILANCE.settle)
        await ear.work(after=VIGILANCE.settle)  # the show went with its last episode
        (event,) = await ear.events()
        assert event.kind.value == "show"
        await ear.detection.after_sync(tuple((await ear.house.sync()).values()))
        (row,) = await ear.rows("SELECT gone_at FROM items WHERE id = :id", id=event.item_id)
        assert row.gone_at is None  # so it is listed
        assert await ear.detection.open_returns() == ()


async def test_a_decision_is_taken_once(ear: Ear) -> None:
    back = await comes_back(ear, await delete_one(ear), "list")
    settled = await ear.detection.settle_return(back.id, Decision.FINE, by="sam")
    assert (settled.decision, settled.decided_by) == (Decision.FINE, "sam")
    assert await ear.detection.open_returns() == ()
    with pytest.raises(BadInput, match="sam decided"):
        await ear.detection.settle_return(back.id, Decision.DELETED, by="tom")


async def came_back_after_our_own_deletion(house: Kitchen) -> CameBack:
    plan = await house.plan(RULE)
    (item,) = plan.items
    title = next(
        movie.title
        for movie in house.home.world.instances["radarr"].movies.values()
        if movie.title.ids.tmdb == item.ids.tmdb
    )
    assert (await house.execute(plan)).completed
    soon = datetime.now(UTC) + timedelta(seconds=5)
    elsewhere.bring_back(house.home.world, "radarr", title, soon, cause="list")
    (back,) = (await house.cascade.reconcile()).came_back
    return back


async def test_what_we_deleted_comes_back_and_is_deleted_again_by_a_plan_of_just_that(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=24, shows=2) as house:
        back = await came_back_after_our_own_deletion(house)
        assert back.deleted_by == "tester"
        plan = await house.cascade.plan_again(back.id, by="sam")
        assert [item.item_id for item in plan.items] == [back.item_id]
        assert (await house.execute(plan)).completed
        assert any("excl" in call.path.casefold() for call in house.destructive("radarr"))
        assert (await house.cascade.reconcile()).came_back == ()
        ((decision, by),) = await house.rows("SELECT decision, decided_by FROM returns")
        assert (decision, by) == ("deleted", "tester")


async def test_what_came_back_can_be_protected(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=24, shows=2) as house:
        back = await came_back_after_our_own_deletion(house)
        await house.cascade.settle_return(back.id, Decision.PROTECTED, by="sam")
        (protection,) = await house.cascade.protections()
        assert (protection.by, protection.reason) == ("sam", f"“{back.title}” came back")
        with pytest.raises(Refused):
            await house.cascade.plan_again(back.id, by="sam")
