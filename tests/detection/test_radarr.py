"""A film goes in Radarr, and what comes of it."""

from datetime import timedelta

import pytest

from playground import happenings
from tests.detection.ear import VIGILANCE, Ear


async def test_a_film_deleted_in_radarr_becomes_one_event_once_plex_lacks_it_too(ear: Ear) -> None:
    number, item = await ear.film()
    async with ear.api("radarr") as radarr:
        await radarr.delete(f"/movie/{number}?deleteFiles=true")
    await ear.work()
    assert await ear.events() == ()
    await ear.plex_scans()
    await ear.work(after=VIGILANCE.retry)
    (event,) = await ear.events()
    assert (event.source, event.by, event.item_id) == ("radarr", "System (radarr)", item.id)
    assert (event.title, event.detected_by) == (item.title, "webhook")
    assert set(event.already_gone) == {"plex", "radarr"}
    assert event.size_bytes == item.size_bytes
    assert event.snapshot["radarr"]
    assert await ear.orphans() == 0


async def test_an_event_waits_in_the_outbox_for_the_feed(ear: Ear) -> None:
    number, _ = await ear.film()
    async with ear.api("radarr") as radarr:
        await radarr.delete(f"/movie/{number}?deleteFiles=true")
    await ear.plex_scans()
    await ear.work()
    (event,) = await ear.events()
    assert [row.event_id for row in await ear.rows("SELECT event_id FROM outbox")] == [event.id]


async def test_an_entry_dropped_without_its_files_is_drift_and_no_deletion(ear: Ear) -> None:
    number, item = await ear.film()
    async with ear.api("radarr") as radarr:
        await radarr.delete(f"/movie/{number}")
    await ear.work()
    (drift,) = await ear.detection.open_drift()
    assert (drift.item_id, drift.missing_from) == (item.id, "radarr")
    assert "plex" in drift.held_by
    assert await ear.events() == ()
    assert await ear.outcomes() == ["drift"]


async def test_a_film_that_plex_keeps_listing_becomes_drift_after_some_patience(ear: Ear) -> None:
    number, _ = await ear.film()
    async with ear.api("radarr") as radarr:
        await radarr.delete(f"/movie/{number}?deleteFiles=true")
    await ear.work()
    assert await ear.detection.open_drift() == ()
    await ear.work(after=VIGILANCE.patience)
    (drift,) = await ear.detection.open_drift()
    assert drift.missing_from == "radarr"
    assert await ear.events() == ()


async def test_drift_ends_in_the_event_once_the_last_server_notices(ear: Ear) -> None:
    number, item = await ear.film()
    async with ear.api("radarr") as radarr:
        await radarr.delete(f"/movie/{number}?deleteFiles=true")
    await ear.work(after=VIGILANCE.patience)
    await ear.plex_scans()
    await ear.house.sync("plex")
    await ear.work(after=VIGILANCE.settle)
    (event,) = await ear.events()
    assert (event.item_id, event.source) == (item.id, "radarr")
    assert await ear.detection.open_drift() == ()


async def test_a_deleted_file_waits_for_another_before_it_is_believed(ear: Ear) -> None:
    number, item = await ear.film()
    file = ear.house.home.world.instances["radarr"].movies[number].file
    async with ear.api("radarr") as radarr:
        await radarr.delete(f"/moviefile/{file}")
    await ear.plex_scans()
    await ear.work()
    assert await ear.events() == ()
    await ear.work(after=VIGILANCE.settle)
    (event,) = await ear.events()
    assert (event.item_id, event.source, event.already_gone) == (item.id, "radarr", ("plex",))
    assert event.status.value == "partial"
    assert event.error is not None
    assert "radarr still has its entry" in event.error


async def test_an_upgrade_is_no_deletion(ear: Ear) -> None:
    number, _ = await ear.film()
    happenings.upgrade(ear.house.home.world, "radarr", number, ear.house.clock.now)
    await ear.work()
    await ear.work(after=VIGILANCE.patience)
    assert await ear.events() == ()
    assert await ear.detection.open_drift() == ()
    assert set(await ear.outcomes()) <= {"replaced", "noted"}


async def test_a_wave_of_upgrades_is_neither_deletion_nor_outage(ear: Ear) -> None:
    world = ear.house.home.world
    for number in list(world.instances["radarr"].movies):
        if world.instances["radarr"].held(number):
            happenings.upgrade(world, "radarr", number, ear.house.clock.now)
    await ear.work()
    await ear.work(after=VIGILANCE.patience)
    assert await ear.events() == ()
    assert await ear.detection.open_outages() == ()


async def test_a_lie_is_found_out(ear: Ear) -> None:
    number, item = await ear.film()
    said = {"eventType": "MovieDelete", "movie": {"id": number, "tmdbId": item.tmdb}, "deletedFiles": True}
    assert (await ear.post("radarr", said)).status_code == 202
    await ear.work()
    await ear.work(after=VIGILANCE.patience)
    assert await ear.events() == ()
    assert await ear.detection.open_drift() == ()
    assert await ear.outcomes() == ["unfounded"]


@pytest.mark.parametrize("event", ["MovieDelete", "MovieFileDelete"])
async def test_a_report_without_number_and_file_is_checked_by_what_is_known(ear: Ear, event: str) -> None:
    _, item = await ear.film()
    await ear.post("radarr", {"eventType": event, "movie": {"tmdbId": item.tmdb}, "deletedFiles": True})
    await ear.work()
    await ear.work(after=VIGILANCE.patience)
    assert await ear.outcomes() == ["unfounded"]
    assert await ear.detection.open_drift() == ()


async def test_a_report_of_what_radarr_never_had_is_unfounded(ear: Ear) -> None:
    (row, *_) = await ear.rows(
        "SELECT tmdb FROM items i WHERE kind = 'movie' AND tmdb IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM holdings h WHERE h.role = 'movies' AND h.tmdb = i.tmdb)"
    )
    await ear.post("radarr", {"eventType": "MovieDelete", "movie": {"tmdbId": row.tmdb}})
    await ear.work()
    assert await ear.outcomes() == ["unfounded"]
    assert await ear.detection.open_drift() == ()


async def test_what_nobody_knows_ends_unknown(ear: Ear) -> None:
    said = {"eventType": "MovieDelete", "movie": {"id": 4711, "tmdbId": 4711}, "deletedFiles": True}
    await ear.post("radarr", said)
    await ear.work(after=timedelta(seconds=1))
    assert await ear.outcomes() == ["unknown"]


async def test_a_film_that_is_asked_for_again_at_once_is_deleted_all_the_same(ear: Ear) -> None:
    number, item = await ear.film()
    async with ear.api("radarr") as radarr:
        await radarr.delete(f"/movie/{number}?deleteFiles=true")
    await ear.plex_scans()
    await ear.house.sync("plex")
    media = {"media_type": "movie", "tmdbId": item.tmdb}
    await ear.post("seerr", {"notification_type": "MEDIA_AUTO_APPROVED", "media": media})
    await ear.post("radarr", {"eventType": "MovieAdded", "movie": {"id": 999, "tmdbId": item.tmdb}})
    await ear.work(after=VIGILANCE.settle)
    assert [event.item_id for event in await ear.events()] == [item.id]


async def test_a_file_that_is_said_to_have_come_and_did_not_hides_no_deletion(ear: Ear) -> None:
    number, item = await ear.film()
    async with ear.api("radarr") as radarr:
        await radarr.delete(f"/movie/{number}?deleteFiles=true")
    await ear.plex_scans()
    await ear.work()
    await ear.post("radarr", {"eventType": "Download", "movie": {"id": number, "tmdbId": item.tmdb}})
    await ear.work(after=VIGILANCE.settle)
    assert [event.item_id for event in await ear.events()] == [item.id]
