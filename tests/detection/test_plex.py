"""Plex reports no deletion: a sync notices, and what it finds is judged all the same."""

import json
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import Row

from playground import plex_trash
from tests.detection.ear import VIGILANCE, Ear


async def delete_in_plex(ear: Ear) -> Row[Any]:
    """Somebody deletes a film in Plex, with its file; then we sync."""
    _, item = await ear.film()
    plex_trash.delete(ear.house.home.world, ear.entry(item).key)
    await ear.house.sync("plex")
    return item


async def test_a_film_deleted_in_plex_is_told_once_nothing_took_its_place(ear: Ear) -> None:
    item = await delete_in_plex(ear)
    await ear.work()
    assert await ear.events() == ()
    await ear.work(after=VIGILANCE.settle)
    (event,) = await ear.events()
    assert (event.item_id, event.source, event.by) == (item.id, "external", "System (external detection)")
    assert (event.detected_by, event.already_gone) == ("sync", ("plex",))
    assert not event.results["radarr"].success
    await ear.work(after=VIGILANCE.patience)
    assert len(await ear.events()) == 1
    assert await ear.orphans() == 0


async def test_a_film_whose_file_is_still_there_only_left_the_library(ear: Ear) -> None:
    _, item = await ear.film()
    world, entry = ear.house.home.world, ear.entry(item)
    del world.shelf.entries[entry.key]
    world.shelf.by_section[entry.section].remove(entry.key)
    world.touch()
    await ear.house.sync("plex")
    await ear.work(after=VIGILANCE.patience)
    (drift,) = await ear.detection.open_drift()
    assert (drift.item_id, drift.missing_from, drift.held_by) == (item.id, "plex", ("radarr",))
    assert await ear.events() == ()


async def test_what_left_the_library_and_returned_is_no_deletion(ear: Ear) -> None:
    _, item = await ear.film()
    world, entry = ear.house.home.world, ear.entry(item)
    del world.shelf.entries[entry.key]
    world.shelf.by_section[entry.section].remove(entry.key)
    world.touch()
    await ear.house.sync("plex")
    world.shelf.entries[entry.key] = entry
    world.shelf.by_section[entry.section].append(entry.key)
    world.touch()
    ear.house.clock.now += timedelta(seconds=5)
    await ear.house.sync("plex")
    await ear.work(after=VIGILANCE.patience)
    assert await ear.events() == ()
    assert await ear.detection.open_drift() == ()


async def test_a_server_that_cannot_be_read_leaves_the_question_open(ear: Ear) -> None:
    await delete_in_plex(ear)
    await ear.house.home.stop("radarr")
    await ear.work(after=VIGILANCE.patience)
    assert await ear.events() == ()
    await ear.house.home.start("radarr")
    await ear.work(after=VIGILANCE.retry)
    assert len(await ear.events()) == 1


async def test_a_report_of_plex_has_the_entry_read_again(ear: Ear) -> None:
    item = (await ear.film())[1]
    entry = ear.entry(item)
    plex_trash.delete(ear.house.home.world, entry.key)
    said = {"event": "media.stop", "Metadata": {"ratingKey": str(entry.key), "type": "movie"}}
    async with httpx.AsyncClient() as client:
        await client.post(ear.hook("plex").url, data={"payload": json.dumps(said)}, files={"thumb": b""})
    await ear.work()
    assert await ear.outcomes() == ["noted"]
    await ear.work(after=VIGILANCE.settle)
    (event,) = await ear.events()
    assert (event.item_id, event.source) == (item.id, "external")
